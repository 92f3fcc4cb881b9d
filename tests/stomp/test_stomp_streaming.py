"""The cost of arrival in pieces grows with the octets, not with their square."""

import time

import pytest
from stomp_pieces import octet_by_octet, verdict

from stompkata.stomp.decoder import Decoder
from stompkata.stomp.frame import StompFrame


@pytest.mark.req("S12-13")
def test_a_mebibyte_of_binary_body_comes_through_in_any_pieces():
    body = bytes(range(256)) * 4096
    data = b"SEND\ndestination:/a\ncontent-length:1048576\n\n" + body + b"\0"
    expected = [StompFrame("SEND", {"destination": "/a", "content-length": "1048576"}, body)]

    for size in (len(data), 65536, 4096, 1000):
        assert verdict(data[at:at + size] for at in range(0, len(data), size)) == (expected, None)


def test_a_thousand_frames_come_through_in_pieces_of_every_size():
    data = b"MESSAGE\ndestination:/a\nmessage-id:1\nsubscription:0\n\nhello\0\n" * 1000
    whole = verdict([data])

    assert len(whole[0]) == 2000
    for size in (1, 7, 61, 4096):
        assert verdict(data[at:at + size] for at in range(0, len(data), size)) == whole


SHAPES = {
    "a body up to its NUL": lambda size: b"SEND\n\n" + b"b" * size + b"\0",
    "a counted body": lambda size: b"SEND\ncontent-length:%d\n\n%s\0" % (size, b"b" * size),
    "beats": lambda size: b"\n" * size,
    "frames": lambda size: b"SEND\nk:v\n\nhi\0" * (size // 13),
}


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_twice_the_octets_one_by_one_take_at_most_two_and_a_half_times_as_long(shape):
    one, two = (octet_by_octet(SHAPES[shape](size)) for size in (131_072, 262_144))

    for _ in range(4):  # the machine is shared: the best of a few, not the first
        ratio = seconds(two) / seconds(one)
        if ratio <= 2.5:
            return
    pytest.fail(f"{ratio:.2f} times as long")


def seconds(pieces: list[bytes]) -> float:
    decoder = Decoder()
    began = time.process_time()
    for piece in pieces:
        decoder.receive(piece)
    return time.process_time() - began
