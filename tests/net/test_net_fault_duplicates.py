"""A header that is repeated on its way: before the first it counts, behind it does not (STOMP 1.2, "Repeated Header Entries")."""

import random

import pytest
from test_net_relay import events, joined, units
from wire import client_frame, upgrade

import stompkata as sk
from stompkata.net.fault_kinds import KINDS
from stompkata.stomp.decoder import Decoder

SEND = b"SEND\ndestination:/topic/a\n\nhi\0"
BEFORE = b"SEND\ndestination:/topic/a-other\ndestination:/topic/a\n\nhi\0"
BEHIND = b"SEND\ndestination:/topic/a\ndestination:/topic/a-other\n\nhi\0"


def drawn(layer: str, unit: bytes) -> set[bytes]:
    """What 20 seeds make of it."""
    return {KINDS["duplicate_header"](layer, unit, random.Random(seed)) for seed in range(20)}


@pytest.mark.parametrize(("said", "before", "behind"), [
    (SEND, BEFORE, BEHIND),
    (b"MESSAGE\nmessage-id:7\n\n\0", b"MESSAGE\nmessage-id:8\nmessage-id:7\n\n\0", b"MESSAGE\nmessage-id:7\nmessage-id:8\n\n\0"),
    (b"SEND\r\ncontent-length:2\r\n\r\nhi\0", b"SEND\r\ncontent-length:3\r\ncontent-length:2\r\n\r\nhi\0",
     b"SEND\r\ncontent-length:2\r\ncontent-length:3\r\n\r\nhi\0"),
    (b"SEND\nnote:\n\n\n\n\0", b"SEND\nnote:-other\nnote:\n\n\n\n\0", b"SEND\nnote:\nnote:-other\n\n\n\n\0"),
], ids=["a word", "a number", "lines that end in CR LF", "an empty value and a body of blank lines"])
@pytest.mark.parametrize("wrap", [
    ("stomp", bytes), ("websocket", lambda frame: client_frame(1, frame)), ("websocket", lambda frame: client_frame(2, frame)),
    ("websocket", lambda frame: client_frame(1, frame, masked=False)),
    ("websocket", lambda frame: client_frame(2, frame, masked=False)),
], ids=["TCP", "masked text", "masked binary", "text", "binary"])
def test_a_header_is_repeated_with_another_value_before_or_behind_the_first(said, before, behind, wrap):
    layer, write = wrap

    assert drawn(layer, write(said)) == {write(before), write(behind)}


def test_each_header_of_a_frame_may_be_the_one():
    said = b"SEND\na:x\nb:y\n\n\0"

    assert drawn("stomp", said) == {b"SEND\na:x-other\na:x\nb:y\n\n\0", b"SEND\na:x\na:x-other\nb:y\n\n\0",
                                    b"SEND\na:x\nb:y-other\nb:y\n\n\0", b"SEND\na:x\nb:y\nb:y-other\n\n\0"}


@pytest.mark.parametrize(("layer", "unit"), [
    ("stomp", b"\n"), ("stomp", b"SEND\n\nno header\0"), ("stomp", b"SEND\na:b\n\nno end"), ("handshake", upgrade()),
    ("websocket", client_frame(1, SEND, fin=False)[:9]), ("websocket", client_frame(0, SEND)),
    ("websocket", client_frame(1 | 0x40, SEND)), ("websocket", client_frame(9, b"ping")),
], ids=["a beat", "no header", "no end", "HTTP", "half a frame", "a continuation", "compressed", "a Ping"])
def test_where_there_is_no_header_to_repeat_nothing_changes(layer, unit):
    assert drawn(layer, unit) == {unit}


@pytest.mark.req("S12-22")
def test_the_first_of_the_two_counts():
    decoder = Decoder("1.2")
    decoder.feed(BEFORE + BEHIND)

    assert [decoder.next().headers["destination"] for _ in range(2)] == ["/topic/a-other", "/topic/a"]


@pytest.mark.parametrize("kind", ["wrong_length", "duplicate_header"])
def test_a_number_that_is_longer_than_python_reads_is_no_trouble(kind):
    said = b"SEND\ncontent-length:" + b"9" * 5000 + b"\n\nhi\0"

    assert all(changed != said for changed in {KINDS[kind]("stomp", said, random.Random(seed)) for seed in range(9)})


async def test_it_happens_to_the_next_unit_of_each_direction_and_is_recorded():
    recording, message = sk.Recording(), SEND.replace(b"SEND", b"MESSAGE")
    async with joined(recording) as (client, server, relay):
        relay.faults.next("duplicate_header", None)
        client.write(SEND + SEND)
        server.write(message + message)
        await server.until(lambda peer: peer.received.endswith(SEND))
        await client.until(lambda peer: peer.received.endswith(message))

    for way, first, said in (("to_server", server.received, SEND), ("to_client", client.received, message)):
        either = {one.replace(b"SEND", said[:-len(SEND) + 4]) for one in (BEFORE, BEHIND)}
        assert first[:-len(said)] in either
        assert [data for _, data in units(recording, way)] == [first[:-len(said)], said]
    assert sum("fault: duplicate_header of the unit of 30 octets to the server" in event for event in events(recording)) == 1
