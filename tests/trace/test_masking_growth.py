"""Masking takes time that grows with the octets, however they come and whatever they are: no head is too long for it."""

import json
import time

import pytest

from stompkata.trace.masking import Masker

SHAPES = {
    "a head that never ends": lambda size: b"CONNECT\n" + b"name:value\n" * (size // 11),
    "a line that never ends": lambda size: b"CONNECT\nlogin:" + b"x" * size,
    "a secret that never ends": lambda size: b"CONNECT\npasscode:" + b"x" * size,
    "secrets": lambda size: b"CONNECT\n" + b"token:%d\n" % size * (size // 12),
    "names without a value": lambda size: b"CONNECT\n" + b"token" * (size // 5),
    "names after a name": lambda size: b"CONNECT\n" + b"?token-_" * (size // 8),
    "NULs after a name": lambda size: b"CONNECT\ntoken:" + b"\0" * size,
    "NULs and CRs after a name": lambda size: b"CONNECT\ntoken:" + b"\0\r\r" * (size // 3),
    "folded lines": lambda size: b"CONNECT\ntoken:" + b"x\n " * (size // 3),
    "spaces": lambda size: b"CONNECT\ntoken" + b" " * size,
    "backslashes": lambda size: b"CONNECT\ntoken:\np" + b"\\" * size,
    "colons and slashes": lambda size: b"CONNECT\ntoken:\n" + b"://" * (size // 3),
    "SockJS": lambda size: json.dumps(["CONNECT\n" + "token:abc\n" * (size // 11)]).encode(),
    "escapes": lambda size: b'["token' + b"\\u0070" * (size // 6),
    "beats": lambda size: b"\n" * size,
}
PIECES = {"whole": (2**30, 65_536), "in pieces of 1 KiB": (1024, 65_536), "octet by octet": (1, 1_000)}
MOST = 2.3


def seconds(data: bytes, size: int, way: str) -> float:
    """How long it takes to mask them; before, a secret is known that the server may quote."""
    masker = Masker()
    masker.mask("a", "to_server", "stomp", b"CONNECT\npasscode:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\n\n\0")
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    began = time.process_time()
    for piece in pieces:
        masker.mask("a", way, "stomp", piece)
    return time.process_time() - began


@pytest.mark.parametrize("way", ["to_server", "to_client"])
@pytest.mark.parametrize("cut", PIECES)
@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_octets_take_at_most_two_point_three_times_as_long(shape, cut, way):
    size, octets = PIECES[cut]
    one, two = SHAPES[shape](octets), SHAPES[shape](2 * octets)

    for _ in range(8):  # the machine is shared: the best of a few, not the first
        ratio = seconds(two, size, way) / seconds(one, size, way)
        if ratio <= MOST:
            return
    pytest.fail(f"{ratio:.2f} times as long")
