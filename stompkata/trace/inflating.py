"""What compressed messages hold (RFC 7692): each may refer to those before it, so they are inflated in their order."""

import re
import zlib

MOST = 4 * 2**20  # octets of one message, inflated; a few kilobytes can become gigabytes
CONTROL, FIN, RSV1 = 0x08, 0x80, 0x40  # bits of a WebSocket frame's first octet (RFC 6455 §5.2)
TAIL = b"\0\0\xff\xff"  # the sender takes it away from a message's end (RFC 7692 §7.2.1)
_AGREED = re.compile(rb"(?im)^Sec-WebSocket-Extensions:[^\r\n]*permessage-deflate[^\r\n,]*")


class Inflater:
    """The compressed messages of one direction, frame by frame."""

    def __init__(self, *, takeover: bool = True):
        self._takeover, self._inflater = takeover, zlib.decompressobj(-15)
        self._parts: list[bytes] | None = None
        self._lost = False

    def take(self, frame: bytes) -> bytes | None:
        """The whole inflated message, if this frame ends a compressed one and nothing before it is missing."""
        if len(frame) < 2 or frame[0] & CONTROL:
            return None
        if frame[0] & 0x0F:
            self._parts = [] if frame[0] & RSV1 else None
        if self._parts is None:
            return None
        self._parts.append(payload(frame))
        if not frame[0] & FIN:
            return None
        parts, self._parts = self._parts, None
        return self._inflate(b"".join(parts) + TAIL)

    def _inflate(self, data: bytes) -> bytes | None:
        if not self._takeover:
            self._inflater, self._lost = zlib.decompressobj(-15), False
        if self._lost:
            return None
        try:
            message = self._inflater.decompress(data, MOST)
        except zlib.error:
            self._lost = True
            return None
        self._lost = bool(self._inflater.unconsumed_tail)
        return None if self._lost else message


def agreed(head: bytes) -> dict[str, Inflater] | None:
    """What inflates the two directions after this answer of a handshake; None if it agrees on no compression."""
    found = _AGREED.search(head)
    if found is None:
        return None
    return {"to_server": Inflater(takeover=b"client_no_context_takeover" not in found[0]),
            "to_client": Inflater(takeover=b"server_no_context_takeover" not in found[0])}  # fmt: skip


def frame_head(frame: bytes) -> tuple[int, bytes]:
    """Where a frame's payload begins, and its masking-key; empty without one."""
    size = frame[1] & 0x7F
    start = 2 if size < 126 else 4 if size == 126 else 10
    key = frame[start : start + 4] if frame[1] & 0x80 else b""
    return start + len(key), key


def is_whole(frame: bytes) -> bool:
    """Whether these are as many octets as the frame's header says."""
    start, size = frame_head(frame)[0], frame[1] & 0x7F
    extended = {126: 2, 127: 8}.get(size, 0)
    return len(frame) - start == (int.from_bytes(frame[2 : 2 + extended], "big") if extended else size)


def payload(frame: bytes) -> bytes:
    """The payload of a frame, unmasked."""
    start, key = frame_head(frame)
    return xor(frame[start:], key)


def xor(data: bytes, key: bytes) -> bytes:
    """Mask or unmask (RFC 6455 §5.3)."""
    if not key or not data:
        return data
    stream = (key * (len(data) // 4 + 1))[: len(data)]
    return (int.from_bytes(data, "big") ^ int.from_bytes(stream, "big")).to_bytes(len(data), "big")


def with_payload(frame: bytes, data: bytes) -> bytes:
    """The same frame with another payload, of any length."""
    key, size = frame_head(frame)[1], len(data)
    length = bytes([size]) if size < 126 else b"\x7e" + size.to_bytes(2, "big") if size < 2**16 else b"\x7f" + size.to_bytes(8, "big")
    return bytes([frame[0], frame[1] & 0x80 | length[0]]) + length[1:] + key + xor(data, key)
