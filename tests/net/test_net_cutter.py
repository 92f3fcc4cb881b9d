"""What one direction of a stranger's conversation is made of, however it comes."""

import random

import pytest
from wire import CONNECT, client_frame, close, ping, text, upgrade

from stompkata.net.cutter import HEAD, MOST, Cutter

SEND = b"SEND\ndestination:/topic/a\n\nhi\0"
ANSWER = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"


def cut(data, size=None):
    """The units of one direction, fed in pieces of one size."""
    cutter, found = Cutter(), []
    for at in range(0, len(data), size or len(data)):
        found += cutter.feed(data[at:at + (size or len(data))])
    return found + list(cutter.end())


# What one direction is made of.

WEBSOCKET = [("handshake", upgrade()), *(("websocket", frame) for frame in (
    text(CONNECT), text(SEND[:7], fin=False), ping(b"p"), client_frame(0, SEND[7:]), text(b"x" * 300), close()))]
STOMP = [("stomp", unit) for unit in (CONNECT, b"\n", SEND, b"\n", b"\r\n", b"SEND\ncontent-length:3\n\na\0b\0")]


@pytest.mark.parametrize("conversation", [WEBSOCKET, STOMP], ids=["websocket", "stomp"])
@pytest.mark.parametrize("size", [None, 1, 2, 3, 7, 64])
def test_the_same_octets_give_the_same_units_however_they_are_cut(conversation, size):
    assert cut(b"".join(unit for _, unit in conversation), size) == conversation


def test_at_every_split_the_units_are_the_same():
    for conversation in (WEBSOCKET, STOMP):
        data = b"".join(unit for _, unit in conversation)
        for at in range(1, len(data)):
            cutter = Cutter()
            assert [*cutter.feed(data[:at]), *cutter.feed(data[at:])] == conversation


@pytest.mark.parametrize("data", [
    b"\x16\x03\x01\x02\x00\x01\x00", b"SSH-2.0-OpenSSH\r\n", b"hello there\n", b"HUH\na:b\n\n\0", b"SEND\nno colon\n\nx\0",
    b"G", b"GET / HTTP/1.1\r\nHost: a", b"GET " + b"x" * 20_000, bytes(300), b"SEND\n" + b"x" * 300_000, random.Random(4).randbytes(5000),
])
@pytest.mark.parametrize("size", [None, 1, 100])
def test_what_cannot_be_understood_is_held_as_it_is_and_none_is_lost(data, size):
    if size != 1 or len(data) < 10_000:
        assert b"".join(unit for layer, unit in cut(data, size) if layer != "event") == data


def test_after_what_was_not_understood_a_frame_that_begins_a_piece_is_one_again():
    cutter = Cutter()
    found = [*cutter.feed(b"what is this?\n"), *cutter.feed(CONNECT + SEND)]

    assert [layer for layer, _ in found] == ["event", "stomp", "stomp", "stomp"]
    assert [unit for _, unit in found[1:]] == [b"what is this?\n", CONNECT, SEND]


def test_after_a_refused_upgrade_comes_a_body_and_no_frame():
    refusal = b"HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\n"

    assert cut(refusal + b"sorry") == [("handshake", refusal), ("handshake", b"sorry")]


def test_a_frame_that_is_too_long_to_hold_is_named_and_the_next_is_there():
    data = client_frame(2, bytes(MOST + 1))
    (_, words), *rest = cut(ANSWER + data + ping(b"p"), 65536)[1:]

    assert words.startswith(b"a WebSocket frame of 4194319 octets is not recorded")
    assert b"".join(unit for layer, unit in rest if layer == "skipped") == data
    assert rest[-1] == ("websocket", ping(b"p"))


def test_a_million_beats_do_not_stop_the_world():
    assert sum(1 for _ in Cutter().feed(b"\n" * 200_000)) == 200_000


def test_a_head_without_an_end_is_not_awaited_for_ever():
    found = list(Cutter().feed(b"GET / HTTP/1.1\r\n" + b"x" * HEAD))

    assert [layer for layer, _ in found] == ["event", "handshake"]
