"""No secret of a compressed CONNECT reaches a recording, in whatever frames it comes (RFC 7692)."""

import itertools
import zlib

import pytest

import stompkata as sk
from stompkata.trace.inflating import Inflater
from stompkata.trace.masking import Masker

CONNECT = b"CONNECT\naccept-version:1.2\nlogin:ada\npasscode:s3cret\nhost:localhost\n\n\0"
MASKED = b"CONNECT\naccept-version:1.2\nlogin:ada\npasscode:******\nhost:localhost\n\n\0"
SEND = b"SEND\ndestination:/topic/a\nlogin:ada\npasscode:s3cret\n\nhello\0"
SAID = b"SEND\ndestination:/topic/a\nlogin:ada\n\nhello\0"
TAIL = b"\0\0\xff\xff"
ANSWER = b"HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
FIN, RSV1, TEXT = 0x80, 0x40, 0x01


class Deflating:
    """A client that compresses: one message after the other, in one context."""

    def __init__(self):
        self._deflater = zlib.compressobj(wbits=-15)

    def payload(self, message: bytes) -> bytes:
        return (self._deflater.compress(message) + self._deflater.flush(zlib.Z_SYNC_FLUSH)).removesuffix(TAIL)

    def frames(self, message: bytes, *cuts: int) -> list[bytes]:
        """The message in one frame, or cut into fragments at these octets of what is compressed."""
        data = self.payload(message)
        borders = [0, *cuts, len(data)]
        pieces = [data[start:stop] for start, stop in itertools.pairwise(borders)]
        firsts = [(RSV1 | TEXT if at == 0 else 0) | (FIN if at == len(pieces) - 1 else 0) for at in range(len(pieces))]
        return [frame(first, piece) for first, piece in zip(firsts, pieces, strict=True)]


def frame(first: int, payload: bytes) -> bytes:
    size = bytes([0x80 | len(payload)]) if len(payload) < 126 else b"\xfe" + len(payload).to_bytes(2, "big")
    key = b"\x37\xfa\x21\x3d"
    return bytes([first]) + size + key + bytes(octet ^ key[i % 4] for i, octet in enumerate(payload))


def recorded(*frames: bytes, masker: Masker | None = None) -> list[bytes]:
    masker = masker or Masker()
    return [masker.mask("a", "to_server", "websocket", data) for data in frames]


def inflated(frames: list[bytes]) -> list[bytes]:
    """What a recording makes of the frames that it holds."""
    inflater = Inflater()
    return [message for data in frames if (message := inflater.take(data)) is not None]


def test_at_every_cut_in_two_a_compressed_connect_is_masked_and_what_follows_still_inflates():
    for at in range(len(Deflating().payload(CONNECT)) + 1):
        client = Deflating()
        frames = recorded(*client.frames(CONNECT, at), *client.frames(SEND), *client.frames(SEND, 9))

        assert inflated(frames)[0] == MASKED, at
        assert [message.startswith(b"SEND\ndestination:/topic/a\n") for message in inflated(frames)[1:]] == [True, True]
        assert not any(b"s3cret" in message for message in inflated(frames))


def test_fragments_of_one_octet_with_pings_between_them_are_masked():
    frames = Deflating().frames(CONNECT, *range(1, len(Deflating().payload(CONNECT))))
    ping = frame(0x89, b"")
    got = recorded(*(data for one in frames for data in (one, ping)))

    assert inflated(got) == [MASKED]
    assert got[1::2] == [ping] * len(frames)


def test_a_connect_in_two_compressed_messages_is_masked_at_every_cut():
    for at in range(len(CONNECT) + 1):
        client = Deflating()
        frames = recorded(*client.frames(CONNECT[:at]), *client.frames(CONNECT[at:]))

        assert b"".join(inflated(frames)) == MASKED, at


@pytest.mark.parametrize("before", [b"\n", b"\r\n\n", SEND, CONNECT])
def test_a_connect_behind_another_compressed_message_that_it_refers_to_is_masked(before):
    client = Deflating()
    frames = recorded(*client.frames(before), *client.frames(CONNECT))

    assert inflated(frames)[1] == MASKED


@pytest.mark.parametrize("before", [b"\n", b"SEND\ndestination:/topic/a\n\nx\0", b"CONNECT\n\n\0\n"])
def test_a_connect_behind_another_frame_of_the_same_compressed_message_is_masked(before):
    assert inflated(recorded(*Deflating().frames(before + CONNECT))) == [before + MASKED]


def test_a_connect_that_comes_late_in_fragments_is_hidden_with_what_follows_it():
    late = b"SEND\ndestination:/topic/a\n\nx\0" + CONNECT
    for at in range(1, len(Deflating().payload(late))):
        frames = Deflating().frames(late, at)
        got = recorded(*frames)

        text = zlib.decompressobj(-15).decompress(frames_payload(got[0]))
        assert b"s3cret" not in text and (got[1] != frames[1] or MASKED in inflated(got)[0]), at


def frames_payload(data: bytes) -> bytes:
    start = 6 if data[1] & 0x7F < 126 else 8
    return bytes(octet ^ data[start - 4 + i % 4] for i, octet in enumerate(data[start:]))


def test_a_torn_frame_of_a_compressed_connect_is_hidden():
    whole = frame(FIN | RSV1 | TEXT, Deflating().payload(CONNECT))
    for size in range(len(whole)):
        got = recorded(whole[:size])[0]
        text = zlib.decompressobj(-15).decompress(frames_payload(got)) if got == whole[:size] and size > 6 else b""

        assert len(got) == size and b"passcode:s" not in text, size


def test_a_connect_whose_end_does_not_inflate_is_hidden():
    payload = Deflating().payload(CONNECT) + b"\xff" * 20

    assert recorded(frame(FIN | RSV1 | TEXT, payload))[0].endswith(b"*" * len(payload))


def test_a_connect_that_is_not_compressed_though_its_bit_says_so_is_masked():
    assert recorded(frame(FIN | RSV1 | TEXT, CONNECT)) == [frame(FIN | RSV1 | TEXT, MASKED)]


def test_what_holds_no_secret_is_recorded_as_it_crossed():
    client = Deflating()
    masker = Masker()
    masker.mask("a", "to_client", "handshake", ANSWER)
    recorded(*client.frames(CONNECT), masker=masker)
    frames = [*client.frames(SAID), *client.frames(SAID * 20, 20, 25), *client.frames(b"\n"), frame(FIN | TEXT, SAID)]

    assert recorded(*frames, masker=masker) == frames


def test_a_message_after_one_that_was_never_finished_is_judged_afresh():
    client = Deflating()
    begun = client.frames(SEND, 9)[0]

    assert recorded(begun, frame(FIN | TEXT, CONNECT)) == [begun, frame(FIN | TEXT, MASKED)]


def test_neither_a_recording_nor_its_file_nor_what_is_shown_of_it_holds_the_passcode(tmp_path):
    recording, client = sk.Recording(), Deflating()
    recording.add(0.0, "a", "none", "event", b"open")
    recording.add(0.0, "a", "to_client", "handshake", ANSWER)
    for data in (*client.frames(CONNECT, 5, 40), *client.frames(SEND[:30])):
        recording.add(0.0, "a", "to_server", "websocket", data)
    recording.save(tmp_path / "file")
    loaded = sk.Recording.load(tmp_path / "file")

    assert recording.inflated(5) == MASKED and loaded.inflated(5) == MASKED
    assert "passcode: ******" in str(recording.dissect(recording.get(5)))
    for shown in (recording.text(), repr(recording), repr(list(recording)), (tmp_path / "file").read_text(), loaded.text()):
        assert "s3cret" not in shown
