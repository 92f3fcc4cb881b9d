"""stomp.py, stompman and aiostomp, unmodified, over each transport they speak, meet `stompkata broker`."""

from collections import Counter

import pytest_asyncio
import stomp
from explained import needless, unexplained
from pypi_peers import AioStomp, Stompman, StompPy
from scenario import BEAT, perform_all
from shared_broker import SharedBroker, beats_of, findings_by_peer, frames_of
from stomp.adapter.ws import WSStompConnection

PEERS = {
    "stomp.py 1.0, TCP": lambda broker: StompPy(stomp.StompConnection10, broker.tcp_port),
    "stomp.py 1.1, TCP": lambda broker: StompPy(stomp.StompConnection11, broker.tcp_port),
    "stomp.py 1.2, TCP": lambda broker: StompPy(stomp.StompConnection12, broker.tcp_port),
    "stomp.py 1.2, WebSocket": lambda broker: StompPy(WSStompConnection, broker.port, ws_path="/"),
    "stompman 1.2, TCP": lambda broker: Stompman(broker.tcp_port),
    "stompman 1.2, WebSocket": lambda broker: Stompman(broker.port, "/"),
    "aiostomp 1.1, TCP": lambda broker: AioStomp(broker.tcp_port),
}
CANNOT = {
    "stomp.py 1.0, TCP": {
        "nack": "STOMP 1.0 has no NACK (S10-27)",
        "heart-beats": "STOMP 1.0 has no heart-beats (S10-27)",
    },
    "aiostomp 1.1, TCP": {
        "publish with receipt": "it sends the header, but drops each RECEIPT: 'Unhandled frame: RECEIPT'",
        "commit": "it has no transactions",
        "abort": "it has no transactions",
        "disconnect with receipt": "it never says DISCONNECT: close() closes the socket",
    },
}
NO_WEBSOCKET = {
    "stomp.py 1.0": "its WebSocket connection speaks 1.2 alone",
    "stomp.py 1.1": "its WebSocket connection speaks 1.2 alone",
    "aiostomp 1.1": "it knows no transport but TCP",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def met(tmp_path_factory, tell):
    """What failed, by peer and step; and the recording."""
    for peer, reasons in CANNOT.items():
        for step, reason in reasons.items():
            tell(f"{peer} cannot do {step!r}: {reason}")
    for peer, reason in NO_WEBSOCKET.items():
        tell(f"{peer} does not speak WebSocket: {reason}")
    async with SharedBroker(tmp_path_factory.mktemp("pypi")) as broker:
        failed = await perform_all({name: lambda make=make: make(broker) for name, make in PEERS.items()})
    return failed, broker.recording


def test_each_peer_does_everything_but_what_is_listed(met):
    failed, _ = met

    assert {peer: steps for peer, steps in failed.items() if steps.keys() != CANNOT.get(peer, {}).keys()} == {}


def test_each_peer_gets_the_version_that_it_asks_for(met):
    _, recording = met
    asked = {name: frames[0].headers["accept-version"] for name, frames in frames_of(recording, "to_server").items()}
    answers = {name: frames[0].headers.get("version", "1.0") for name, frames in frames_of(recording, "to_client").items()}

    assert answers == asked and set(asked.values()) == {"1.0", "1.1", "1.2"}


def test_ten_beats_each_way_cross_in_ten_intervals(met):
    _, recording = met
    offers = {name: frames[0].headers.get("heart-beat") for name, frames in frames_of(recording, "to_server").items()}
    beating = {name for name, offer in offers.items() if offer == f"{BEAT},{BEAT}"}

    assert len(beating) == len([peer for peer in PEERS if "heart-beats" not in CANNOT.get(peer, {})])
    for direction in ("to_server", "to_client"):
        beats = Counter(record.connection for record in beats_of(recording, direction))
        assert {name: beats[name] for name in beating if beats[name] < 10} == {}, direction


def test_what_the_peers_do_beside_the_standard_is_explained(met):
    _, recording = met
    found = findings_by_peer(recording)

    assert recording.dropped == 0
    assert unexplained(found) == {} and needless(found) == {}


def test_every_disconnect_gets_its_receipt(met):
    _, recording = met
    last = {name: frames[-1] for name, frames in frames_of(recording, "to_server").items()}
    asked = {name: frame.headers["receipt"] for name, frame in last.items() if frame.command == "DISCONNECT"}
    answers = frames_of(recording, "to_client")

    assert len(asked) == len(last) - 2  # all but those of aiostomp, which has one for the steps and one for the beats
    assert asked == {name: answers[name][-1].headers["receipt-id"] for name in asked}
