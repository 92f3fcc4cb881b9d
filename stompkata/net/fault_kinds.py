"""What may become of one unit on its way: a function each, which changes what it says and no more."""

import re
from random import Random

from stompkata.websocket.frame import Opcode, WebSocketFrame, encode, frame_length, mask

HUGE = 2**40            # octets that an oversize frame says it has
_LENGTH = re.compile(rb"(?<=\ncontent-length:)\d{1,18}(?!\d)")    # a longer one is a stranger's, and no number for us
_BLANK = re.compile(rb"\n\r?\n")
_END = re.compile(rb"(\d{0,9})(\r?)\Z")


def _flip(layer: str, unit: bytes, random: Random) -> bytes:
    at, bit = random.randrange(len(unit)), random.randrange(8)
    return unit[:at] + bytes([unit[at] ^ 1 << bit]) + unit[at + 1:]


def _unmasked(layer: str, unit: bytes, random: Random) -> bytes:
    return _with(unit, _payload(unit), key=None) if layer == "websocket" else unit


def _bad_utf8(layer: str, unit: bytes, random: Random) -> bytes:
    text = stomp_of(layer, unit)
    at = random.randrange(len(text)) if text else 0
    return _again(layer, unit, text[:at] + b"\xff" + text[at + 1:])


def _oversize(layer: str, unit: bytes, random: Random) -> bytes:
    if layer != "websocket":
        return unit.replace(b"\n", b"\noversize:" + b"x" * 2**20 + b"\n", 1)
    start, _ = _head(unit)
    return bytes([unit[0], unit[1] | 0x7F]) + HUGE.to_bytes(8, "big") + unit[start - 4 * (unit[1] >> 7):]


def _wrong_length(layer: str, unit: bytes, random: Random) -> bytes:
    frame = stomp_of(layer, unit)
    if b"\n\n" not in frame or not frame.endswith(b"\0"):
        return unit
    if _LENGTH.search(frame):
        return _again(layer, unit, _LENGTH.sub(lambda found: b"%d" % (int(found[0]) + 1), frame, count=1))
    size = len(frame) - frame.index(b"\n\n") - 3
    return _again(layer, unit, frame.replace(b"\n", b"\ncontent-length:%d\n" % (size + 1), 1))




def _duplicate_header(layer: str, unit: bytes, random: Random) -> bytes:
    """Repeat a header with another value, before or behind it: the first counts (STOMP 1.2, "Repeated Header Entries")."""
    frame = stomp_of(layer, unit)
    end = _BLANK.search(frame)
    lines = frame[:end.start()].split(b"\n") if end and frame.endswith(b"\0") else []
    if len(lines) < 2:
        return unit
    at = random.randrange(1, len(lines))
    lines.insert(at + random.randrange(2), _END.sub(_other, lines[at], count=1))
    return _again(layer, unit, b"\n".join(lines) + frame[end.start():])


def _other(end: re.Match) -> bytes:
    return (b"%d" % (int(end[1]) + 1) if end[1] else b"-other") + end[2]


def _drop(layer: str, unit: bytes, random: Random) -> bytes:
    return b""


def _head(unit: bytes) -> tuple[int, bytes | None]:
    """Where the payload of a frame begins, and its masking-key."""
    masked, size = unit[1] >> 7, unit[1] & 0x7F
    start = 2 + {126: 2, 127: 8}.get(size, 0) + 4 * masked
    return start, unit[start - 4:start] if masked else None


def _payload(unit: bytes) -> bytes:
    start, key = _head(unit)
    return unit[start:] if key is None else mask(unit[start:], key)


def stomp_of(layer: str, unit: bytes) -> bytes:
    """The STOMP in a unit; nothing if it is a part of a message, a control frame, or compressed."""
    if layer != "websocket":
        return unit
    return _payload(unit) if frame_length(unit) == len(unit) and unit[0] & 0x0F in (1, 2) and not unit[0] & 0x40 else b""


def _with(unit: bytes, payload: bytes, key: bytes | None) -> bytes:
    return bytes([unit[0]]) + encode(WebSocketFrame(Opcode.BINARY, payload, masking_key=key))[1:]


def _again(layer: str, unit: bytes, changed: bytes) -> bytes:
    if layer != "websocket":
        return changed
    return _with(unit, changed, _head(unit)[1]) if stomp_of(layer, unit) else unit


KINDS = {"flip": _flip, "unmasked": _unmasked, "bad_utf8": _bad_utf8, "oversize": _oversize, "wrong_length": _wrong_length,
         "duplicate_header": _duplicate_header, "drop": _drop}
