"""One timer for all connections: heart-beats, silence, deadlines."""

import heapq
from collections.abc import Callable

from stompkata.net.clock import Clock

NOTCH = 2**-10      # seconds; what falls due within one notch is done in one wake-up


class Spoke:
    """One call that the wheel owes; `cancel` is cheap, and may come at any time."""

    __slots__ = ("call",)

    def __init__(self, call: Callable[[], None]):
        self.call = call

    def cancel(self) -> None:
        """Owe it no longer."""
        self.call = None


class Wheel:
    """Holds calls by the notch they are due at, and asks the clock for the next notch only."""

    def __init__(self, clock: Clock):
        self.clock = clock
        self._notches: dict[int, list[Spoke]] = {}
        self._order: list[int] = []
        self._alarm = None
        self._stopped = False

    def after(self, seconds: float, call: Callable[[], None]) -> Spoke:
        """Call once, so many seconds from now, at most a notch late and never early."""
        spoke = Spoke(call)
        if self._stopped:
            return spoke
        notch = -int(-(self.clock.now() + seconds) // NOTCH)
        if notch not in self._notches:
            self._notches[notch] = []
            heapq.heappush(self._order, notch)
            if self._order[0] == notch:
                self._set_alarm()
        self._notches[notch].append(spoke)
        return spoke

    def stop(self) -> None:
        """Forget everything that is owed."""
        self._stopped = True
        self._notches.clear()
        self._order.clear()
        if self._alarm is not None:
            self._alarm.cancel()

    def _set_alarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm = self.clock.call_at(self._order[0] * NOTCH, self._turn) if self._order else None

    def _turn(self) -> None:
        self._alarm = None
        now = self.clock.now()
        due: list[Spoke] = []
        while self._order and self._order[0] * NOTCH <= now:
            due += self._notches.pop(heapq.heappop(self._order))
        self._set_alarm()
        for spoke in due:
            if spoke.call is not None:
                spoke.call()
