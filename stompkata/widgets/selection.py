"""Selection: what is looked at, shared by the views of one recording."""

from collections.abc import Callable
from weakref import WeakValueDictionary

from stompkata.trace.recording import Recording

Span = tuple[int, int]


class Selection:
    """One record, and some of its octets; who observes is called on the thread that selects.

    Attributes:
        recording: what is looked at.
        number: of the selected record, or None.
        span: its selected octets as (start, stop), or None.
    """

    @classmethod
    def of(cls, recording: Recording) -> "Selection":
        """The selection that views of this recording share who were not given one; it is gone with the last of them."""
        found = _SHARED.get(id(recording))
        if found is None:
            found = _SHARED[id(recording)] = cls(recording)
        return found

    def __init__(self, recording: Recording):
        self.recording = recording
        self.number: int | None = None
        self.span: Span | None = None
        self._observers: list[Callable[[Selection], object]] = []

    def select(self, number: int | None, span: Span | None = None) -> bool:
        """Select a record and, with `span`, some of its octets; what is selected already is told to nobody: False."""
        if (number, span) == (self.number, self.span):
            return False
        self.number, self.span = number, span
        for observer in list(self._observers):
            observer(self)
        return True

    def observe(self, callback: Callable[["Selection"], object]) -> Callable[[], None]:
        """Call this after each change; returns what ends that."""
        self._observers.append(callback)

        def stop() -> None:
            if callback in self._observers:
                self._observers.remove(callback)

        return stop

    def __repr__(self) -> str:
        if self.number is None:
            return "<Selection: nothing>"
        octets = f", octets {self.span[0]} to {self.span[1]}" if self.span else ""
        return f"<Selection: record {self.number}{octets}>"


# by the identity of their recordings, which they hold: no other recording can have it in the meantime
_SHARED: WeakValueDictionary[int, Selection] = WeakValueDictionary()
