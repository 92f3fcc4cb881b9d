"""A WebSocket frame, and its octets. For lessons, tests and recordings; connections run on `websockets`."""

import enum
from dataclasses import dataclass

from stompkata.errors import LocalProtocolError


class Opcode(enum.IntEnum):
    """What a frame is for (RFC 6455 §5.2)."""

    CONTINUATION = 0x0
    TEXT = 0x1
    BINARY = 0x2
    CLOSE = 0x8
    PING = 0x9
    PONG = 0xA

    @property
    def is_control(self) -> bool:
        """Whether the frame is about the connection and not part of a message."""
        return self >= 0x8


@dataclass(frozen=True, slots=True)
class WebSocketFrame:
    """One frame; `payload` is not masked, `masking_key` (4 octets) is None where none is sent.

    Source: RFC 6455 §5.2.
    """

    opcode: Opcode
    payload: bytes = b""
    fin: bool = True
    rsv: int = 0
    masking_key: bytes | None = None


def mask(data: bytes, masking_key: bytes) -> bytes:
    """XOR octets with the masking-key; done twice, it gives the data back (RFC 6455 §5.3)."""
    # The key starts over at each frame, not each message: octet i meets key octet i mod 4.
    key = masking_key * (len(data) // 4) + masking_key[: len(data) % 4]
    return (int.from_bytes(data, "big") ^ int.from_bytes(key, "big")).to_bytes(len(data), "big")


def encode(ws_frame: WebSocketFrame) -> bytes:
    """Write a frame, with its length in the shortest of the three forms.

    Raises:
        LocalProtocolError: a control frame that is too long or fragmented, or a masking-key that is not 4 octets.

    Source: RFC 6455 §5.2.
    """
    payload, key, size = ws_frame.payload, ws_frame.masking_key, len(ws_frame.payload)
    if Opcode(ws_frame.opcode).is_control and (size > 125 or not ws_frame.fin):
        raise LocalProtocolError("a control frame has at most 125 octets, and is never fragmented", rule="W-21",
                                 source="RFC 6455 §5.5", hint="send data in text or binary frames")
    if key is not None and len(key) != 4:
        raise LocalProtocolError(f"a masking-key has 4 octets, not {len(key)}", rule="W-16", source="RFC 6455 §5.3")
    first = ws_frame.fin << 7 | ws_frame.rsv << 4 | ws_frame.opcode
    masked = 0 if key is None else 0x80
    if size <= 125:
        head = bytes([first, masked | size])
    elif size <= 0xFFFF:
        head = bytes([first, masked | 126]) + size.to_bytes(2, "big")
    else:
        head = bytes([first, masked | 127]) + size.to_bytes(8, "big")
    return head + payload if key is None else head + key + mask(payload, key)


def frame_length(data: bytes | bytearray, start: int = 0) -> int | None:
    """Octets of the whole frame that begins at `start`; None while its length has not arrived.

    Source: RFC 6455 §5.2.
    """
    if len(data) < start + 2:
        return None
    masked, size = data[start + 1] >> 7, data[start + 1] & 0x7F
    extended = {126: 2, 127: 8}.get(size, 0)
    if len(data) < start + 2 + extended:
        return None
    if extended:
        size = int.from_bytes(data[start + 2:start + 2 + extended], "big")
    return 2 + extended + 4 * masked + size
