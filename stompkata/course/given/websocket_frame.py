"""One WebSocket frame, there and back (RFC 6455 §5.2): lent by chapter 03."""

from typing import NamedTuple

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA


class WsFrame(NamedTuple):
    """The last piece of its message or not, what kind of piece, and the octets, unmasked."""

    fin: bool
    opcode: int
    payload: bytes


def mask(data: bytes, key: bytes) -> bytes:
    """Mask, or unmask: octet i meets octet i modulo 4 of the key (RFC 6455 §5.3)."""
    return bytes(octet ^ key[i % 4] for i, octet in enumerate(data))


def encode_ws(opcode: int, payload: bytes, *, fin: bool = True, key: bytes | None = None) -> bytes:
    """The octets of one frame; a client masks every one with a new key of four random octets."""
    first, masked = opcode | (0x80 if fin else 0), 0x80 if key else 0
    if len(payload) < 126:
        head = bytes([first, masked | len(payload)])
    elif len(payload) < 2**16:
        head = bytes([first, masked | 126]) + len(payload).to_bytes(2, "big")
    else:
        head = bytes([first, masked | 127]) + len(payload).to_bytes(8, "big")
    return head + (key + mask(payload, key) if key else payload)


def decode_ws(data: bytes) -> tuple[WsFrame, int] | None:
    """The frame at the beginning of `data` and how many octets it took; None while some are still to come."""
    if len(data) < 2:
        return None
    length, start = data[1] & 0x7F, 2
    if length > 125:
        start = 4 if length == 126 else 10
        length = int.from_bytes(data[2:start], "big")  # 126 and 127 are signals, not lengths
    key = data[start : start + 4] if data[1] & 0x80 else b""
    start += 4 if data[1] & 0x80 else 0
    if len(data) < start + length:
        return None
    payload = data[start : start + length]
    frame = WsFrame(bool(data[0] & 0x80), data[0] & 0x0F, mask(payload, key) if key else payload)
    return frame, start + length
