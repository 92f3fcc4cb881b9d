"""Compressed messages in a recording: they are explained with those before them, and no passcode stays in them."""

import random
import zlib

import pytest

from stompkata.recording import Recording
from stompkata.trace.inflating import MOST, TAIL, Inflater, payload, with_payload
from stompkata.websocket.frame import WebSocketFrame, encode

CANARY = b"correct-horse-battery-staple"
CONNECT = b"CONNECT\naccept-version:1.2\nhost:/\nlogin:ada\npasscode:" + CANARY + b"\n\n\0"
AGREED = b"HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Extensions: permessage-deflate%s\r\n\r\n"
SEND = b"SEND\ndestination:/topic/a\nnote:" + CANARY + b"\n\nhi\0"


def compressor():
    """Compresses one message after the other, as a sender does that keeps its context."""
    deflater = zlib.compressobj(wbits=-15)
    return lambda message: (deflater.compress(message) + deflater.flush(zlib.Z_SYNC_FLUSH)).removesuffix(TAIL)


def frame(data: bytes, opcode: int = 1, *, fin: bool = True, rsv: int = 4, key: bytes | None = b"\x37\xfa\x21\x3d") -> bytes:
    return encode(WebSocketFrame(opcode, data, fin, rsv, key))


def recorded(*frames: bytes, more: bytes = b"") -> Recording:
    recording = Recording()
    recording.add(0.0, "tap-1", "to_client", "handshake", AGREED % more)
    for number, octets in enumerate(frames, 1):
        recording.add(float(number), "tap-1", "to_server", "websocket", octets)
    return recording


def test_a_message_that_refers_to_those_before_it_is_explained():
    compress = compressor()
    recording = recorded(*[frame(compress(message)) for message in (SEND, SEND, SEND)])

    assert recording.text().count("STOMP SEND /topic/a") == 3
    assert len(list(recording)[3].data) < 20


def test_a_compressed_message_in_fragments_is_explained_at_its_last():
    octets = compressor()(SEND)
    parts = frame(octets[:9], fin=False), frame(b"p", 9, rsv=0), frame(octets[9:], 0, rsv=0)

    recording = recorded(*parts)
    assert ["STOMP SEND" in str(recording.dissect(record)) for record in recording] == [False, False, False, True]


def test_without_context_each_message_stands_by_itself():
    frames = [frame(compressor()(SEND)) for _ in range(3)]

    assert recorded(*frames, more=b"; client_no_context_takeover").text().count("STOMP SEND") == 3


def test_a_message_is_missing_and_what_needs_it_is_a_riddle_but_no_crash():
    compress = compressor()
    _, *frames = [frame(compress(message)) for message in (SEND, SEND, SEND)]

    assert recorded(*frames).text().count("it refers to messages before it") == 2


def test_what_is_left_of_a_filtered_recording_is_still_explained():
    compress = compressor()
    recording = recorded(*[frame(compress(message)) for message in (SEND, SEND, SEND)])
    kept = recording.keep([list(recording)[-1]])

    assert "STOMP SEND /topic/a" in kept.text()


def test_a_saved_recording_is_explained_as_the_live_one(tmp_path):
    compress = compressor()
    recording = recorded(*[frame(compress(message)) for message in (CONNECT, SEND, SEND)])
    recording.save(tmp_path / "file")

    assert Recording.load(tmp_path / "file").text() == recording.text()


def test_the_version_is_learnt_from_a_compressed_connected():
    recording, compress = recorded(), compressor()
    for message in (b"CONNECTED\nversion:1.0\n\n\0", b"MESSAGE\ndestination:a:b\nmessage-id:1\n\n\0"):
        recording.add(1.0, "tap-1", "to_client", "websocket", frame(compress(message), key=None))

    assert recording.version("tap-1") == "1.0" and "raw colon" not in recording.text()


@pytest.mark.parametrize("key", [None, b"\x37\xfa\x21\x3d"])
def test_the_passcode_of_a_compressed_connect_is_masked_and_later_messages_mean_the_same(key):
    compress = compressor()
    recording = recorded(*[frame(compress(message), key=key) for message in (CONNECT, SEND.replace(CANARY, b"x"), CONNECT)])
    _, connect, send, _ = recording

    assert "passcode: " + "*" * len(CANARY) in str(recording.dissect(connect))
    assert "STOMP SEND /topic/a" in str(recording.dissect(send))
    plain = zlib.decompressobj(-15)
    held = b"".join(plain.decompress(payload(record.data) + TAIL) for record in recording if record.layer == "websocket")
    assert CANARY not in held and held.count(b"*" * len(CANARY)) == 2   # the third refers to the first


@pytest.mark.parametrize("size", [0, 125, 126, 65535, 65536])
@pytest.mark.parametrize("key", [None, b"abcd"])
def test_a_frame_gets_another_payload_and_the_form_of_length_that_it_needs(size, key):
    assert with_payload(frame(b"old", key=key), b"x" * size) == frame(b"x" * size, key=key)


def test_a_small_message_that_becomes_huge_is_not_held():
    inflater = Inflater()
    bomb = compressor()(bytes(MOST + 1))

    assert inflater.take(frame(bomb)) is None and inflater.take(frame(bomb)) is None


@pytest.mark.parametrize("seed", range(50))
def test_any_octets_are_taken(seed):
    chance = random.Random(seed)
    recording = recorded(*[frame(chance.randbytes(20), chance.choice((0, 1, 2)), fin=bool(chance.getrandbits(1))) for _ in range(9)],
                         b"", b"\xc1", b"\xc1\xfe", b"\xc1\xff\0")

    assert len(recording.text().split("\n")) >= 10
