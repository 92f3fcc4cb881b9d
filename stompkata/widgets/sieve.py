"""The records that a filter lets pass, found bit by bit: reading them costs time that a live table must not take."""

import time

from stompkata.analysis.filters import Filter
from stompkata.analysis.units import Reader, Unit
from stompkata.trace.record import Record
from stompkata.trace.recording import Recording

_AT_ONCE = 100  # records between two looks at the clock
_BETWEEN = ("ping", "pong", "close")  # control frames may come between fragments (RFC 6455 §5.4)


class Sieve:
    """Reads a recording from its beginning, and goes on as it grows.

    Attributes:
        numbers: of the records that passed, in order.
        read: the number of the last record that was looked at.
        messages: by its last record, the fragments of a message that passed: a filter sees the whole of it.

    Raises:
        FilterError: the filter means nothing.
    """

    def __init__(self, recording: Recording, text: str):
        self.text = text
        self.numbers: list[int] = []
        self.messages: dict[int, tuple[int, ...]] = {}
        self._begun: dict[tuple[str, str], tuple[int, ...]] = {}
        self.read = 0
        self._keep = Filter(text)
        self._recording, self._reader = recording, Reader(recording)

    @property
    def behind(self) -> int:
        """How many records are still to be looked at."""
        return self._recording.last - self.read

    def advance(self, spend: float) -> list[Record]:
        """Look at more records, for about so many seconds of this thread; return those that passed."""
        passed: dict[int, Record] = {}
        until = time.thread_time() + spend
        while self.behind:
            last = self._recording.last
            units = self._reader.more(_AT_ONCE)
            self.read = units[-1].number if units else last
            passed |= {unit.number: unit.record for unit in units if self._passes(unit)}
            if time.thread_time() > until:
                break
        self.numbers += passed
        return list(passed.values())

    def _passes(self, unit: Unit) -> bool:
        passes, stream = self._keep(unit), (unit.connection, unit.direction)
        if unit.command == "fragment":
            self._begun[stream] = (*self._begun.get(stream, ()), unit.number)
        elif stream in self._begun and unit.command not in _BETWEEN:
            begun = self._begun.pop(stream)
            if passes:
                self.messages[unit.number] = (*begun, unit.number)
        return passes
