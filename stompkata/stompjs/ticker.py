"""stompjs's Ticker: what sends the beats."""

from collections.abc import Callable

from stompkata.net.clock import Clock, LoopClock
from stompkata.net.options import TickerStrategy


class Ticker:
    """Calls with the milliseconds since its start, every `interval` of them, until it is stopped.

    Where there is no Worker, such as under node and here, stompjs takes a timer whatever the strategy says.
    """

    def __init__(self, interval: int, strategy: TickerStrategy = TickerStrategy.INTERVAL,
                 debug: Callable[[str], object] = lambda line: None, *, clock: Clock | None = None):
        self._interval, self._strategy, self._debug = interval, strategy, debug
        self._clock, self._alarm = clock or LoopClock(), None

    def start(self, tick: Callable[[float], object]) -> None:
        """Begin, or begin anew."""
        self.stop()
        self._debug("Using runInterval for outgoing pings")
        self._after(self._clock.now(), 1, tick)

    def stop(self) -> None:
        """Call no more."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
            self._debug("Outgoing ping disposeInterval")

    def _after(self, started: float, turn: int, tick: Callable[[float], object]) -> None:
        def ring() -> None:
            self._after(started, turn + 1, tick)
            tick(turn * self._interval)

        self._alarm = self._clock.call_at(started + turn * self._interval / 1000, ring)
