"""One direction of a joint while faults are planned: its units wait here for their time, and are changed or lost."""

from collections import deque
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from stompkata.net.cutter import Unit
from stompkata.net.faults import close_frame
from stompkata.websocket.close_codes import may_be_sent

if TYPE_CHECKING:
    from stompkata.net.joint import Joint, Side

STEP = 0.001        # seconds between the pieces of one unit, so that they stay pieces
PIECES = 1000       # of one unit, at most


class FaultyWay:
    """Between what one side says and what the other hears.

    Args:
        side: whose octets these are.
        record: takes what goes on, as a unit; the recording shows what is heard.
    """

    def __init__(self, side: "Side", record: Callable[[Iterable[Unit]], None]):
        self._side, self._record = side, record
        self._queue: deque[tuple[float, bytes, list[Unit], Callable[[], None] | None]] = deque()
        self._alarm = None
        self._due = 0.0
        self._held = 0
        self.begun = 0      # octets of the unit under way that have gone on already

    @property
    def idle(self) -> bool:
        """Whether octets pass as if this were not here."""
        return not self._queue and not self._side.joint.relay.faults.active(self._side.way)

    @property
    def full(self) -> bool:
        """Whether so much waits that no more should come."""
        return self._held > self._side.joint.relay.buffer

    def take(self, units: Iterable[Unit]) -> None:
        """Units came: plan when they go on, and what becomes of them."""
        faults, way = self._side.joint.relay.faults, self._side.way
        for layer, unit in units:
            if layer == "event":
                self._put(b"", [(layer, unit)])
                continue
            begun, self.begun, out, what = self.begun, 0, unit, ""
            if layer != "skipped" and not begun:
                out, what = faults.apply(way, self._side.number, layer, unit)
            said = [("event", what.encode())] if what else []
            self._put(out[begun:], [*said, *([(layer, out)] if out else [])])
        self.go()

    def then(self, call: Callable[[], None]) -> None:
        """Do this when all before it has gone on."""
        self._queue.append((self._due, b"", [], call))
        self.go()

    def drop(self) -> None:
        """Lose everything that waits."""
        self._queue.clear()
        self._held = 0
        if self._alarm is not None:
            self._alarm.cancel()

    def _put(self, data: bytes, units: list[Unit]) -> None:
        faults, now = self._side.joint.relay.faults, self._side.joint.relay.clock.now()
        wanted = faults.conditions[self._side.way]
        due = now + wanted.delay + wanted.jitter * faults.random.random()
        if wanted.merge:
            due = self._due if self._queue and self._due > now else now + wanted.delay + wanted.merge
        self._due = max(self._due, due)
        size = max(wanted.split, -(-len(data) // PIECES)) if wanted.split else len(data) or 1
        for at in range(0, len(data) or 1, size):
            self._queue.append((self._due, data[at:at + size], units if at + size >= len(data) else [], None))
            self._due += STEP if wanted.split else 0.0
        self._held += len(data)
        if self.full:
            self._side.hold()

    def go(self) -> None:
        """Pass on what is due, unless the way is frozen."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        clock, gathered = self._side.joint.relay.clock, bytearray()
        conditions = self._side.joint.relay.faults.conditions
        while self._queue and self._queue[0][0] <= clock.now() and not conditions[self._side.way].freeze:
            _, data, units, call = self._queue.popleft()
            gathered += data
            self._record(units)
            if call is not None:
                self._write(gathered)
                call()
        self._write(gathered)
        if self._queue and not conditions[self._side.way].freeze:
            self._alarm = clock.call_at(self._queue[0][0], self.go)

    def _write(self, gathered: bytearray) -> None:
        other = self._side.other.transport
        if gathered and other is not None:
            other.write(bytes(gathered))
        was_full, self._held = self.full, self._held - len(gathered)
        if was_full and not self.full:
            self._side.read_on()
        gathered.clear()


def do_at_once(joint: "Joint", kind: str, way: str, code: int = 1000, reason: str = "") -> None:
    """Reset, half-close or Close a connection as if the sender of that direction did; the other end is not told."""
    sender = joint.client if way == "to_server" else joint.server
    target = sender.other
    if target.transport is None:
        return
    in_vain = kind == "half_close" and not target.transport.can_write_eof()
    forbidden = f": no Close may carry {code} (RFC 6455 §7.4)" if kind == "close" and not may_be_sent(code) else ""
    said = ": not possible here, TLS has no half-close" if in_vain else forbidden
    sender.record([("event", f"fault: {kind} towards the {target.who}{said}".encode())])
    if kind == "reset":
        target.reset()
        sender.close()
    elif kind == "half_close" and not in_vain:
        target.transport.write_eof()
    elif kind == "close":
        frame = close_frame(way, code, reason)
        target.transport.write(frame)
        sender.record([("websocket", frame)])
