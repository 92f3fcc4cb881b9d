"""Our client does at RabbitMQ and ActiveMQ what other people's clients do at our broker."""

import asyncio

import pytest
import pytest_asyncio
from our_peer import OurActiveClient, OurClient
from scenario import BEAT, STEPS, nothing_is_left, perform_all
from shared_broker import beats_of, findings_by_peer

import stompkata as sk
from stompkata.errors import ErrorReceived

VERSIONS = ("1.0", "1.1", "1.2")
NO_NACK = {"nack": "STOMP 1.0 has no NACK (S10-27): our client refuses to send it"}
NO_RECEIPT = {
    "disconnect with receipt": "RabbitMQ 3.10's Web-STOMP closes with 1000 'STOMP died', and sends no RECEIPT for DISCONNECT"
}
CANNOT = {
    "RabbitMQ, STOMP 1.0": NO_NACK,
    "RabbitMQ, Web-STOMP 1.0": NO_NACK | NO_RECEIPT,
    "RabbitMQ, Web-STOMP 1.1": NO_RECEIPT,
    "RabbitMQ, Web-STOMP 1.2": NO_RECEIPT,
    "ActiveMQ, STOMP 1.0": NO_NACK,
}
DIFFERENT = {
    "RabbitMQ": "wants the name of a virtual host as `host`: '/' by default, where our client says the host it dialled",
    "RabbitMQ, STOMP": "beats twice an interval; over Web-STOMP once",
    "RabbitMQ, ActiveMQ": "both keep heart-beats in STOMP 1.0 too, which has none",
    "ActiveMQ": "NACK is for poison: a persistent message goes to ActiveMQ.DLQ at once, any other is thrown away",
    "ActiveMQ, heart-beats": "leaves out the beat after a frame, and so is silent for two whole intervals",
    "ActiveMQ, WebSocket": "Debian builds ActiveMQ without `activemq-http`, which holds its WebSocket connector",
}


async def nack_at_activemq(peer: OurClient, alone: asyncio.Lock) -> None:
    """What is refused is a dead letter; all versions read one and the same queue of those, so one at a time."""
    queue, dead_letters = f"/queue/{peer.place}.nack", "/queue/ActiveMQ.DLQ"
    async with alone:
        await peer.subscribe(queue, peer.single)
        for body, headers in ((b"gone", {}), (b"kept", {"persistent": "true"})):
            await peer.client.publish(queue, body, headers={"content-type": "text/plain"} | headers)
            await peer.nack(await peer.wait("message", destination=queue, body=body))
        await peer.subscribe(dead_letters)
        assert await peer.heard(dead_letters) == b"kept"
        await peer.unsubscribe(dead_letters)
        await nothing_is_left(peer, queue)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def met(rabbitmq, activemq, tell):
    """What failed, by broker and step; and every peer that there was."""
    peers, alone = [], asyncio.Lock()

    def maker(kind: type[OurClient], *what):
        def make() -> OurClient:
            peers.append(kind(*what))
            return peers[-1]

        return make

    at_rabbitmq, at_activemq = {}, {}
    for version in VERSIONS:
        at_rabbitmq[f"RabbitMQ, STOMP {version}"] = maker(OurClient, rabbitmq, rabbitmq.tcp_url, version)
        at_rabbitmq[f"RabbitMQ, Web-STOMP {version}"] = maker(OurClient, rabbitmq, rabbitmq.url, version)
        at_activemq[f"ActiveMQ, STOMP {version}"] = maker(OurClient, activemq, activemq.tcp_url, version)
    at_rabbitmq["RabbitMQ, sk.Client"] = maker(OurActiveClient, rabbitmq, rabbitmq.tcp_url, "1.2")
    at_activemq["ActiveMQ, sk.Client"] = maker(OurActiveClient, activemq, activemq.tcp_url, "1.2")
    steps = STEPS | {"nack": lambda peer: nack_at_activemq(peer, alone)}
    failed = await asyncio.gather(perform_all(at_rabbitmq), perform_all(at_activemq, steps))
    for broker, steps in CANNOT.items():
        for step, reason in steps.items():
            tell(f"our client at {broker} cannot do {step!r}: {reason}")
    for broker, difference in DIFFERENT.items():
        tell(f"{broker}: {difference}")
    return failed[0] | failed[1], peers


def test_our_client_does_everything_but_what_is_listed(met):
    failed, _ = met

    assert {broker: steps for broker, steps in failed.items() if steps.keys() != CANNOT.get(broker, {}).keys()} == {}


@pytest.mark.parametrize("direction", ["to_server", "to_client"])
def test_ten_beats_cross_in_ten_intervals(met, direction):
    failed, peers = met
    beats = [len(beats_of(peer.recording, direction)) for peer in peers if peer.beats == BEAT]

    assert len(beats) == len(failed)
    assert min(beats) >= 10, beats


def test_our_client_keeps_to_the_standard(met):
    _, peers = met
    found = [findings_by_peer(peer.recording) for peer in peers]
    ours = [rules for findings in found for name, rules in findings.items() if name != "broker"]

    assert [rules for rules in ours if rules] == []


async def test_rabbitmq_takes_the_host_that_was_dialled_for_a_virtual_host_that_it_lacks(rabbitmq):
    with pytest.raises(ErrorReceived, match="Bad CONNECT"):
        await sk.connect(rabbitmq.tcp_url, login=rabbitmq.login, passcode=rabbitmq.passcode)
