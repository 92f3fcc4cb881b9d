"""Secrets in compressed messages (RFC 7692): what holds one is inflated, masked and compressed again."""

import zlib

from stompkata.trace.inflating import FIN, MOST, TAIL, frame_head, is_whole, payload, with_payload, xor
from stompkata.trace.secret_lines import WITH_BODY, SecretLines

DAMAGED = 4096  # octets of one that are read


class SecretMessages:
    """The compressed messages of one direction, frame by frame; `lines` masks what they hold.

    A message in one frame changes only if there is a secret in it. Of a message in fragments the first one decides, as
    their borders are not those of octets: all but SEND and MESSAGE are compressed again as a whole. Where a secret
    comes later in those, or in what does not inflate to its end, payloads become `*` from there on.
    """

    def __init__(self, lines: SecretLines):
        self._lines, self._inflater = lines, zlib.decompressobj(-15)
        self._deflater = None
        self._hidden = False

    def mask(self, frame: bytes) -> bytes:
        """The frame as it is recorded; its length may differ where it is compressed again."""
        first, last, whole = frame[0] & 0x0F, frame[0] & FIN, is_whole(frame)
        if first:
            self._deflater, self._hidden = None, False
        text = self._inflate(payload(frame) + (TAIL if last and whole else b""))
        if text is None:
            return self._damaged(frame)
        masked = self._lines.mask(text)
        if first and whole and (masked != text or not last and not text.startswith(WITH_BODY)):
            self._deflater = zlib.compressobj(wbits=-15)
        self._hidden |= self._deflater is None and masked != text
        if self._hidden or self._deflater is None:
            return _stars(frame) if self._hidden else frame
        data = self._deflater.compress(masked) + self._deflater.flush(zlib.Z_SYNC_FLUSH)
        return with_payload(frame, data.removesuffix(TAIL) if last else data)

    def _inflate(self, data: bytes) -> bytes | None:
        """What these octets add to the message; None if they are damaged, and then the next ones begin afresh."""
        try:
            text = self._inflater.decompress(data, MOST)
        except zlib.error:
            text = None
        if text is None or self._inflater.eof or self._inflater.unconsumed_tail:
            self._inflater = zlib.decompressobj(-15)
        return text

    def _damaged(self, frame: bytes) -> bytes:
        """It needs messages that nobody recorded, or is torn, or not compressed at all: what can be read of it decides."""
        data, inflater, text = payload(frame), zlib.decompressobj(-15), b""
        try:
            for octet in data[:DAMAGED]:
                text += inflater.decompress(bytes([octet]))
        except zlib.error:
            pass
        self._hidden |= self._deflater is not None or self._lines.mask(text) != text
        return _stars(frame) if self._hidden else frame[: len(frame) - len(data)] + xor(self._lines.mask(data), frame_head(frame)[1])


def _stars(frame: bytes) -> bytes:
    start = frame_head(frame)[0]
    return frame[:start] + b"*" * (len(frame) - start)
