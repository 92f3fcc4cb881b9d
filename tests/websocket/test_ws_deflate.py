"""permessage-deflate explained: what RSV1 marks, what one message inflates to, and what is wrong with it."""

import zlib

import pytest

import stompkata as sk
from stompkata.websocket.deflate import dissect_deflated
from stompkata.websocket.frame import Opcode, WebSocketFrame, encode

HELLO = bytes.fromhex("f248cdc9c90700")  # RFC 7692 §7.2.3.1
RSV1 = 0b100


def rules(dissection) -> list[str]:
    return [f"{finding.rule} {finding.severity}" for finding in dissection.findings]


def deflated(message: bytes, window=None) -> bytes:
    compressor = window or zlib.compressobj(wbits=-15)
    return (compressor.compress(message) + compressor.flush(zlib.Z_SYNC_FLUSH))[:-4]


@pytest.mark.req("WD-06", "WD-07")
@pytest.mark.parametrize("octets, message", [
    ("f248cdc9c90700", b"Hello"),  # RFC 7692 §7.2.3.1
    ("000500faff48656c6c6f00", b"Hello"),  # §7.2.3.3: a block without compression
    ("f348cdc9c9070000", b"Hello"),  # §7.2.3.4: the last block is marked as final
    ("f248050000 00ffffcac9c90700".replace(" ", ""), b"Hello"),  # §7.2.3.5: two blocks
    ("00", b""),  # §7.2.3.6
])
def test_the_examples_of_the_standard_inflate(octets, message):
    dissection = dissect_deflated(bytes.fromhex(octets), text=True)

    assert (dissection.payload, dissection.findings) == (message, ())


@pytest.mark.req("WD-04", "WD-09", "W-14")
def test_rsv1_means_compressed_only_where_deflate_was_agreed():
    frame = encode(WebSocketFrame(Opcode.TEXT, HELLO, rsv=RSV1))

    assert rules(sk.dissect(frame)) == ["W-14 error"]
    assert rules(sk.dissect(frame, deflate=True)) == []
    assert sk.dissect(frame, deflate=True).fields[1].meaning == "the message is compressed"
    assert sk.dissect(b"\x81\x05Hello", deflate=True).findings == ()


@pytest.mark.req("WD-04")
@pytest.mark.parametrize("opcode", [Opcode.CONTINUATION, Opcode.PING])
def test_rsv1_stands_on_the_first_frame_only(opcode):
    dissection = sk.dissect(encode(WebSocketFrame(opcode, b"", rsv=RSV1)), deflate=True)

    assert rules(dissection) == ["WD-04 error"]
    assert dissection.findings[0].source == "RFC 7692 §6"


@pytest.mark.req("WD-05")
def test_stomp_is_found_in_fragments_of_a_compressed_message():
    octets = deflated(b"SEND\ndestination:/topic/a\ncontent-type:text/plain\n\nhi\0")
    first = encode(WebSocketFrame(Opcode.TEXT, octets[:9], fin=False, rsv=RSV1, masking_key=b"\x37\xfa\x21\x3d"))
    last = encode(WebSocketFrame(Opcode.CONTINUATION, octets[9:], masking_key=b"\x01\x02\x03\x04"))

    (carried,) = sk.dissect(first + last, "websocket", deflate=True).inner

    assert (carried.layer, carried.data) == ("deflate", octets)
    assert [inner.summary for inner in carried.inner] == ["STOMP SEND /topic/a, body of 2 octets"]


@pytest.mark.req("WD-06")
@pytest.mark.parametrize("octets, found", [
    (HELLO + b"\0\0\xff\xff", "WD-06 warning"),
    (HELLO[:-3], "WD-06 error"),
    (b"\xff\xff\xff", "WD-06 error"),
])
def test_a_message_that_does_not_end_as_it_should_is_found(octets, found):
    assert rules(dissect_deflated(octets)) == [found]


@pytest.mark.req("WD-08")
def test_a_message_that_needs_the_one_before_it_says_so():
    window = zlib.compressobj(wbits=-15)
    deflated(b"a long message that is said twice", window)
    second = dissect_deflated(deflated(b"a long message that is said twice", window))

    assert rules(second) == ["WD-08 note"]
    assert second.summary == f"permessage-deflate, {len(second.data)} octets, not inflated"


@pytest.mark.req("WD-10")
def test_text_is_judged_after_it_was_inflated():
    assert rules(dissect_deflated(deflated(b"ab\xff"), text=True)) == ["WD-10 error"]
    assert rules(dissect_deflated(deflated(b"ab\xff"))) == []


@pytest.mark.req("WD-10")
def test_a_small_message_that_inflates_to_gigabytes_is_cut():
    dissection = dissect_deflated(deflated(bytes(2**23)))

    assert rules(dissection) == ["WD-10 warning"]
    assert len(dissection.payload) == 2**22


@pytest.mark.parametrize("size", range(8))
def test_any_octets_give_a_dissection(size):
    for first in range(256):
        assert dissect_deflated(bytes([first] * size), text=True).layer == "deflate"


@pytest.mark.req("WD-07")
def test_an_empty_message_is_compressed_to_one_octet():
    assert deflated(b"") == b"\0"
    assert dissect_deflated(b"\0", text=True).payload == b""


@pytest.mark.req("WD-12")
def test_the_length_of_what_is_compressed_beside_a_secret_tells_about_it():
    def length(guess: bytes) -> int:
        return len(deflated(b"passcode:s3cret\nbody:passcode:" + guess))

    assert length(b"s3cret") < min(length(guess) for guess in (b"s3crux", b"aaaaaa", b"secret", b"hunter"))
