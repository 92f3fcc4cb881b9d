"""What is to go wrong between two peers: a seeded plan that a relay follows, from Python, a script or a panel."""

import threading
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from stompkata.errors import LocalProtocolError, StompkataError
from stompkata.net.fault_kinds import KINDS, stomp_of
from stompkata.websocket.frame import Opcode, WebSocketFrame, encode

WAYS = ("to_server", "to_client")
AT_ONCE = ("reset", "half_close", "close")
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

    Its methods may be called on any thread; the same seed draws the same faults. A direction of None is both.

    `conditions` holds what lasts, by direction; `kinds` are what may happen to a unit, `instant` what is done at once.
    """

    kinds, instant = tuple(KINDS), AT_ONCE

    def __init__(self, seed: int = 0):
        self.seed, self.random = seed, Random(seed)
        self.conditions = dict.fromkeys(WAYS, Conditions())
        self._next: dict[str, deque[str]] = {way: deque() for way in WAYS}
        self._script: dict[tuple[str, int], str] = {}
        self._observers: tuple[dict[str, Callable], ...] = ()
        self._lock = threading.Lock()

    def observe(self, **calls: Callable) -> Callable[[], None]:
        """Call `changed()` after every change and each fault, `at_once(kind, way, more)`, and `happened(what)` to record it.

        Each is called on the thread that changes something; returns what ends that.
        """
        with self._lock:
            self._observers = (*self._observers, calls)

        def stop() -> None:
            with self._lock:
                self._observers = tuple(one for one in self._observers if one is not calls)

        return stop

    def _tell(self, name: str, *what: object) -> None:
        for calls in self._observers:
            if name in calls:
                calls[name](*what)

    def set(self, way: str | None = None, **conditions: float | bool) -> None:
        """Change what lasts, such as `set(delay=0.2)` or `set("to_client", freeze=True)`; without a way, both."""
        for one in _ways(way):
            with self._lock:
                self.conditions[one] = replace(self.conditions[one], **conditions)
            what = ", ".join(f"{name}={value}" for name, value in conditions.items())
            self._tell("happened", f"fault: {what} {_TOLD[one]}")
        self._tell("changed")

    def clear(self) -> None:
        """Let everything pass again, and forget what was still to come."""
        with self._lock:
            self._script.clear()
            for way in WAYS:
                self._next[way].clear()
                self.conditions[way] = Conditions()
        for way in WAYS:
            self._tell("happened", f"fault: none any more {_TOLD[way]}")
        self._tell("changed")

    def next(self, kind: str, way: str | None = "to_server") -> None:
        """Change the next unit of that direction; a kind is one of `KINDS`, such as `flip`, `wrong_length` or `drop`."""
        for one in _ways(way):
            self._next[one].append(_known(kind))
        self._tell("changed")

    def at(self, number: int, kind: str, way: str | None = "to_server") -> None:
        """The same for one unit of each connection, counted from 1 in that direction; the head of HTTP is the first."""
        with self._lock:
            self._script |= {(one, number): _known(kind) for one in _ways(way)}
        self._tell("changed")

    def now(self, kind: str, way: str | None = "to_client", **more: int | str) -> None:
        """Do to every connection, as if the sender of that way did: `reset`, `half_close`, `close` with `code` and `reason`.

        A code may be one that no Close may carry, such as 1006; the recording says so.
        """
        if kind not in AT_ONCE:
            raise StompkataError(f"{kind!r} cannot be done at once\n  try:  {', '.join(AT_ONCE)}")
        if kind == "close":
            close_frame("to_client", **more)     # what cannot be written fails here, not where it is to happen
        elif more:
            raise StompkataError(f"a {kind} has no {' and no '.join(more)}\n  try:  now('close', code=1001)")
        for one in _ways(way):
            self._tell("at_once", kind, one, more)

    def waiting(self, way: str) -> Counter[str]:
        """What is still to happen to the next units of that direction, and how often."""
        with self._lock:
            return Counter(self._next[way])

    def script(self, way: str) -> dict[int, str]:
        """What `at` has planned for that direction, by the number of the unit."""
        with self._lock:
            return {number: kind for (one, number), kind in sorted(self._script.items()) if one == way}

    def active(self, way: str) -> bool:
        """Whether anything may happen to what goes that way."""
        return self.conditions[way] != Conditions() or bool(self._next[way]) or bool(self._script and self.script(way))

    def apply(self, way: str, number: int, layer: str, unit: bytes) -> tuple[bytes, str]:
        """What becomes of a unit, and what is said about it; "" if nothing happens to it."""
        if self.conditions[way].drop_beats and layer != "handshake" and stomp_of(layer, unit) in (b"\n", b"\r\n"):
            self._tell("changed")
            return b"", f"fault: a beat {_TOLD[way]} is dropped"
        kind = self._due(way, number)
        if not kind:
            return unit, ""
        self._tell("changed")
        changed = KINDS[kind](layer, unit, self.random)
        what = f"fault: {kind} of the unit of {len(unit)} octets {_TOLD[way]}"
        return changed, what if changed != unit else f"{what}: not possible here"

    def _due(self, way: str, number: int) -> str:
        with self._lock:
            if kind := self._script.get((way, number), ""):
                return kind
            return self._next[way].popleft() if self._next[way] else ""


def close_frame(way: str, code: int = 1000, reason: str = "") -> bytes:
    """A Close as the sender of that direction writes it."""
    if type(code) is not int or not 0 <= code <= 0xFFFF:
        raise LocalProtocolError(f"a close code has 16 bits, and {code!r} is none", source="RFC 6455 §5.5.1",
                                 hint="1000 is normal, 1001 going away, 4000 to 4999 are your own")
    key = b"\x00\x00\x00\x00" if way == "to_server" else None
    said = reason.encode()[:123].decode(errors="ignore").encode()   # whole characters of what fits (RFC 6455 §5.5.1)
    return encode(WebSocketFrame(Opcode.CLOSE, code.to_bytes(2, "big") + said, masking_key=key))


def _known(kind: str) -> str:
    if kind not in KINDS:
        raise StompkataError(f"{kind!r} is no fault of a unit\n  try:  {', '.join(KINDS)}")
    return kind


def _ways(way: str | None) -> tuple[str, ...]:
    if way not in (None, *WAYS):
        raise StompkataError(f"{way!r} is no direction\n  try:  {' or '.join(WAYS)}")
    return WAYS if way is None else (way,)
