"""Where `net` gets its time from: the running loop, or a clock that a test winds."""

import asyncio
import heapq
import itertools
from collections.abc import Callable
from typing import Protocol


class Clock(Protocol):
    """Monotonic seconds, and a call at a later one."""

    def now(self) -> float:
        """The time, in seconds from no particular start."""

    def call_at(self, when: float, call: Callable[[], None]) -> "asyncio.TimerHandle | Alarm":
        """Call once that time has come; the handle has `cancel()`."""


class LoopClock:
    """The clock of the running event loop."""

    def __init__(self):
        loop = asyncio.get_running_loop()
        self.now, self.call_at = loop.time, loop.call_at


class Alarm:
    """One call that a wound clock owes."""

    __slots__ = ("call", "when")

    def __init__(self, when: float, call: Callable[[], None]):
        self.when, self.call = when, call

    def cancel(self) -> None:
        """Owe it no longer."""
        self.call = None


class WoundClock:
    """A clock that stands still until `wind` moves it, so that an hour of heart-beats takes no time."""

    def __init__(self, start: float = 1000.0):
        self._now = start
        self._alarms: list[tuple[float, int, Alarm]] = []
        self._order = itertools.count()

    def now(self) -> float:
        """The time it was wound to."""
        return self._now

    def call_at(self, when: float, call: Callable[[], None]) -> Alarm:
        """Call when the clock is wound past that time."""
        alarm = Alarm(when, call)
        heapq.heappush(self._alarms, (when, next(self._order), alarm))
        return alarm

    @property
    def pending(self) -> int:
        """How many calls are owed."""
        return sum(alarm.call is not None for _, _, alarm in self._alarms)

    async def wind(self, seconds: float) -> None:
        """Move on by so many seconds, stopping at each call that falls due to let the loop do what follows from it."""
        end = self._now + seconds
        await settle()
        while self._alarms and self._alarms[0][0] <= end:
            when, _, alarm = heapq.heappop(self._alarms)
            if alarm.call is not None:
                self._now = max(self._now, when)
                alarm.call()
                await settle()
        self._now = end


async def settle(turns: int = 30) -> None:
    """Give everything that is ready its turn of the loop, and what follows from it."""
    for _ in range(turns):
        await asyncio.sleep(0)
