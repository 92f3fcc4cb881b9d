"""What is to go wrong between two peers: a seeded plan that a relay follows, from Python, a script or a panel."""

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from random import Random

from stompkata.errors import StompkataError
from stompkata.websocket.frame import Opcode, WebSocketFrame, encode, frame_length, mask

WAYS = ("to_server", "to_client")
HUGE = 2**40            # octets that an oversize frame says it has
_LENGTH = re.compile(rb"(?<=\ncontent-length:)\d+")
_TOLD = {"to_server": "to the server", "to_client": "to the client"}


@dataclass(frozen=True, slots=True)
class Conditions:
    """How one direction is: `delay`, `jitter` and `merge` in seconds, `split` in octets; 0 is none.

    `jitter` adds up to so much to the delay of each unit, at random; `merge` gathers units for so long and sends them
    at once; `split` sends pieces of at most so many octets.
    """

    delay: float = 0.0
    jitter: float = 0.0
    merge: float = 0.0
    split: int = 0
    drop_beats: bool = False
    freeze: bool = False


class Faults:
    """The plan of a relay: what lasts, what happens to the next unit, and what is done at once.

    Its methods may be called on any thread; the same seed draws the same faults.

    `conditions` holds what lasts, by direction. `changed` is called after every change of it, and `happened` with what
    is to be recorded.
    """

    def __init__(self, seed: int = 0):
        self.random = Random(seed)
        self.conditions = dict.fromkeys(WAYS, Conditions())
        self.changed: Callable[[], None] = lambda: None
        self.at_once: Callable[[str, str, dict], None] = lambda kind, way, more: None
        self.happened: Callable[[str], None] = lambda what: None
        self._next: dict[str, deque[str]] = {way: deque() for way in WAYS}
        self._script: dict[tuple[str, int], str] = {}

    def set(self, way: str | None = None, **conditions: float | bool) -> None:
        """Change what lasts, such as `set(delay=0.2)` or `set("to_client", freeze=True)`; without a way, both."""
        for one in _ways(way):
            self.conditions[one] = replace(self.conditions[one], **conditions)
            self.happened(f"fault: {', '.join(f'{name}={value}' for name, value in conditions.items())} {_TOLD[one]}")
        self.changed()

    def clear(self) -> None:
        """Let everything pass again, and forget what was still to come."""
        self._script.clear()
        for way in WAYS:
            self._next[way].clear()
        self.set(**{field.name: field.default for field in fields(Conditions)})

    def next(self, kind: str, way: str = "to_server") -> None:
        """Change the next unit of that direction: `flip`, `unmasked`, `bad_utf8`, `oversize`, `wrong_length` or `drop`."""
        self._next[_ways(way)[0]].append(_known(kind))
        self.changed()

    def at(self, number: int, kind: str, way: str = "to_server") -> None:
        """The same for one unit of each connection, counted from 1 in that direction; the head of HTTP is the first."""
        self._script[_ways(way)[0], number] = _known(kind)
        self.changed()

    def now(self, kind: str, way: str = "to_client", **more: int | str) -> None:
        """Do to every connection: `reset`, `half_close`, or `close` with `code` and `reason`, as if the sender of that way did."""
        if kind not in ("reset", "half_close", "close"):
            raise StompkataError(f"{kind!r} cannot be done at once\n  try:  reset, half_close or close")
        self.at_once(kind, _ways(way)[0], more)

    def active(self, way: str) -> bool:
        """Whether anything may happen to what goes that way."""
        return self.conditions[way] != Conditions() or bool(self._next[way]) or any(one == way for one, _ in self._script)

    def apply(self, way: str, number: int, layer: str, unit: bytes) -> tuple[bytes, str]:
        """What becomes of a unit, and what is said about it; "" if nothing happens to it."""
        if self.conditions[way].drop_beats and layer != "handshake" and _stomp_of(layer, unit) in (b"\n", b"\r\n"):
            return b"", f"fault: a beat {_TOLD[way]} is dropped"
        kind = self._script.get((way, number)) or (self._next[way].popleft() if self._next[way] else "")
        if not kind:
            return unit, ""
        changed = KINDS[kind](layer, unit, self.random)
        what = f"fault: {kind} of the unit of {len(unit)} octets {_TOLD[way]}"
        return changed, what if changed != unit else f"{what}: not possible here"


def close_frame(way: str, code: int = 1000, reason: str = "") -> bytes:
    """A Close as the sender of that direction writes it."""
    key = b"\x00\x00\x00\x00" if way == "to_server" else None
    return encode(WebSocketFrame(Opcode.CLOSE, code.to_bytes(2, "big") + reason.encode()[:123], masking_key=key))


def _flip(layer: str, unit: bytes, random: Random) -> bytes:
    at, bit = random.randrange(len(unit)), random.randrange(8)
    return unit[:at] + bytes([unit[at] ^ 1 << bit]) + unit[at + 1:]


def _unmasked(layer: str, unit: bytes, random: Random) -> bytes:
    return _with(unit, _payload(unit), key=None) if layer == "websocket" else unit


def _bad_utf8(layer: str, unit: bytes, random: Random) -> bytes:
    text = _stomp_of(layer, unit)
    at = random.randrange(len(text)) if text else 0
    return _again(layer, unit, text[:at] + b"\xff" + text[at + 1:])


def _oversize(layer: str, unit: bytes, random: Random) -> bytes:
    if layer != "websocket":
        return unit.replace(b"\n", b"\noversize:" + b"x" * 2**20 + b"\n", 1)
    start, _ = _head(unit)
    return bytes([unit[0], unit[1] | 0x7F]) + HUGE.to_bytes(8, "big") + unit[start - 4 * (unit[1] >> 7):]


def _wrong_length(layer: str, unit: bytes, random: Random) -> bytes:
    frame = _stomp_of(layer, unit)
    if b"\n\n" not in frame or not frame.endswith(b"\0"):
        return unit
    if _LENGTH.search(frame):
        return _again(layer, unit, _LENGTH.sub(lambda found: b"%d" % (int(found[0]) + 1), frame, count=1))
    size = len(frame) - frame.index(b"\n\n") - 3
    return _again(layer, unit, frame.replace(b"\n", b"\ncontent-length:%d\n" % (size + 1), 1))


KINDS = {"flip": _flip, "unmasked": _unmasked, "bad_utf8": _bad_utf8, "oversize": _oversize, "wrong_length": _wrong_length,
         "drop": lambda layer, unit, random: b""}


def _known(kind: str) -> str:
    if kind not in KINDS:
        raise StompkataError(f"{kind!r} is no fault of a unit\n  try:  {', '.join(KINDS)}")
    return kind


def _ways(way: str | None) -> tuple[str, ...]:
    if way not in (None, *WAYS):
        raise StompkataError(f"{way!r} is no direction\n  try:  {' or '.join(WAYS)}")
    return WAYS if way is None else (way,)


def _head(unit: bytes) -> tuple[int, bytes | None]:
    """Where the payload of a frame begins, and its masking-key."""
    masked, size = unit[1] >> 7, unit[1] & 0x7F
    start = 2 + {126: 2, 127: 8}.get(size, 0) + 4 * masked
    return start, unit[start - 4:start] if masked else None


def _payload(unit: bytes) -> bytes:
    start, key = _head(unit)
    return unit[start:] if key is None else mask(unit[start:], key)


def _stomp_of(layer: str, unit: bytes) -> bytes:
    if layer != "websocket":
        return unit
    return _payload(unit) if frame_length(unit) == len(unit) and unit[0] & 0x0F in (1, 2) and not unit[0] & 0x40 else b""


def _with(unit: bytes, payload: bytes, key: bytes | None) -> bytes:
    return bytes([unit[0]]) + encode(WebSocketFrame(Opcode.BINARY, payload, masking_key=key))[1:]


def _again(layer: str, unit: bytes, changed: bytes) -> bytes:
    if layer != "websocket":
        return changed
    return _with(unit, changed, _head(unit)[1]) if _stomp_of(layer, unit) else unit
