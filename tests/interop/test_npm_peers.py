"""Four unmodified libraries from npm, over each transport and in each version they speak, meet `stompkata broker`."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest
from npm_differences import CANNOT, EXPLAINED, reason
from npm_peers import PEERS, NodeProcess, Peer
from shared_broker import SharedBroker, beats_of, findings_by_peer, frames_of

pytest.register_assert_rewrite("npm_steps")  # its assertions are to say what they compared
from npm_steps import BEATS, STEPS, Meeting

LONG = "keeps-heart-beats"
LIBRARIES = list(dict.fromkeys(peer.library for peer in PEERS))


class Encounter:
    """All peers of one library at one broker: what failed, by peer and step, and what crossed the wire."""

    def __init__(self, library: str):
        self.peers = [peer for peer in PEERS if peer.library == library]
        self.failures: dict[tuple[Peer, str], Exception] = {}
        self._library = library

    async def run(self, folder: Path) -> None:
        # beats have a process of their own: large bodies keep some of these libraries busy for seconds
        async with (
            SharedBroker(folder) as broker,
            NodeProcess(self._library) as calm,
            NodeProcess(self._library) as busy,
            asyncio.TaskGroup() as tasks,
        ):
            for peer in self.peers:
                tasks.create_task(self._take(Meeting(peer, LONG, calm, broker)))
            rest = [Meeting(peer, step, busy, broker) for peer in self.peers for step in STEPS if step != LONG]
            tasks.create_task(self._take_turns(rest))
        assert broker.recording.dropped == 0
        self.findings = findings_by_peer(broker.recording)
        said, told = (frames_of(broker.recording, direction) for direction in ("to_server", "to_client"))
        self.beats = beats_by_session(broker.recording, said)
        self.farewells = farewells(said, told)

    async def _take_turns(self, meetings: list[Meeting]) -> None:
        for meeting in meetings:
            await self._take(meeting)

    async def _take(self, meeting: Meeting) -> None:
        try:
            async with meeting:
                await STEPS[meeting.step](meeting)
        except Exception as failure:  # noqa: BLE001  (it is the outcome of this step, and told by its test)
            self.failures[meeting.peer, meeting.step] = failure


def beats_by_session(recording, said) -> dict[str, tuple[int, int]]:
    """How many beats went to the client and to the server, by the header `session` of CONNECT."""
    counts = [
        Counter(record.connection for record in beats_of(recording, direction))
        for direction in ("to_client", "to_server")
    ]
    sessions = {connection: frames[0].headers["session"] for connection, frames in said.items()}
    return {session: tuple(count[connection] for count in counts) for connection, session in sessions.items()}


def farewells(said, told) -> dict[str, tuple[str | None, str | None]]:
    """For each connection that said DISCONNECT: the receipt that it asked for, and the last frame that it was sent."""
    return {
        connection: (frames[-1].headers.get("receipt"), told[connection][-1].headers.get("receipt-id"))
        for connection, frames in said.items()
        if frames[-1].command == "DISCONNECT"
    }


@pytest.fixture(scope="module")
def encounters(node_modules, tmp_path_factory) -> dict[str, Encounter]:
    """By library; all of them at once, as most of the time goes into waiting for beats."""

    async def run() -> None:
        async with asyncio.TaskGroup() as tasks:
            for library, encounter in found.items():
                tasks.create_task(encounter.run(tmp_path_factory.mktemp(library)))

    found = {library: Encounter(library) for library in LIBRARIES}
    asyncio.run(run())
    return found


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("peer", PEERS, ids=str)
def test_a_peer(encounters, peer, step):
    failure, why = encounters[peer.library].failures.get((peer, step)), reason(peer, step)
    if why is not None:
        assert failure, f"{peer} {step} after all, though CANNOT says: {why}"
    elif failure:
        raise failure


def test_what_peers_cannot_do_is_listed_with_the_reason(encounters, tell):
    for peers, steps in CANNOT.items():
        for step, why in steps.items():
            tell(f"{peers} {step}? No: {why}")

    failures = {pair for encounter in encounters.values() for pair in encounter.failures}
    assert failures == {(peer, step) for peer in PEERS for step in STEPS if reason(peer, step) is not None}


@pytest.mark.parametrize("peer", [peer for peer in PEERS if not reason(peer, LONG)], ids=str)
def test_ten_beats_cross_in_both_directions_with(encounters, peer):
    to_client, to_server = encounters[peer.library].beats[f"{peer}-{LONG}-0"]

    assert to_client >= BEATS and to_server >= BEATS


@pytest.mark.parametrize("library", LIBRARIES)
def test_the_receipt_of_disconnect_is_the_last_frame_for(encounters, library):
    farewells = encounters[library].farewells.values()

    assert len(farewells) >= len(STEPS) * len(encounters[library].peers)
    assert [(wanted, got) for wanted, got in farewells if wanted is None or wanted != got] == []


@pytest.mark.parametrize("library", LIBRARIES)
def test_whatever_departs_from_the_standard_is_explained_for(encounters, library):
    assert {peer: set(rules) for peer, rules in encounters[library].findings.items()} == {
        library: set(EXPLAINED[library]),
        "broker": set(EXPLAINED["broker"]) & set(EXPLAINED[library]),
    }
