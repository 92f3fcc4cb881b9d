"""Notices that the loop was blocked, as a beat may be late because of that alone."""

from stompkata.net.link import Link
from stompkata.net.wheel import Spoke, Wheel

LATE = 0.1          # of an interval: what is shorter makes no beat late,
LEAST = 0.05        # and seconds that any loop may be late by


class Lag:
    """Says on the link's tape how late the loop was, if that is a tenth of `interval` or more; without one, it idles."""

    __slots__ = ("_bound", "_due", "_interval", "_link", "_spoke", "_wheel")

    def __init__(self, wheel: Wheel, link: Link, interval: float):
        self._wheel, self._link = wheel, link
        self._interval, self._bound = interval, max(LEAST, interval * LATE)
        self._again()

    def cancel(self) -> None:
        """Look for the last time."""
        self._tell()
        self._spoke.cancel()

    def _again(self) -> None:
        seconds = self._bound if self._link.tape is not None else self._interval
        self._due = self._wheel.clock.now() + seconds
        self._spoke = self._wheel.after(seconds, self._look)

    def _look(self) -> None:
        self._tell()
        self._again()

    def _tell(self) -> None:
        late = self._wheel.clock.now() - self._due
        if late >= self._bound and self._link.tape is not None:
            self._link.tape.event(f"loop: {late * 1000:.0f} ms late")
