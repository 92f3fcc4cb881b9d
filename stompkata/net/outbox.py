"""Gathers what the links of one loop have to write, and writes it once a turn: a write costs more than a frame."""

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stompkata.net.writer import Writer


PATIENCE = 8        # turns that a burst may take before what it made is written


class Outbox:
    """The writers that hold something.

    They are flushed at the end of the loop's turn; in a burst, when its last turn is over, after `PATIENCE` turns, or
    as soon as `flush_at` octets have gathered.
    """

    __slots__ = ("_burst", "_due", "_gathered", "_loop", "_turns", "_writers", "flush_at", "largest")

    def __init__(self, flush_at: int):
        self._loop = asyncio.get_running_loop()
        self._due = self._burst = False
        self._turns = 0
        self._writers: list[Writer] = []
        self._gathered = 0          # octets, each counted once however many writers share it
        self.largest = 0            # octets of the largest piece among them
        self.flush_at = flush_at

    def mark(self, writer: "Writer") -> None:
        """A writer that held nothing is about to hold something."""
        self._writers.append(writer)
        if not self._due:
            self._due = True
            self._loop.call_soon(self._end_of_turn)

    def count(self, size: int) -> None:
        """Account for a piece that writers were given; write everything if that is enough for now."""
        self._gathered += size
        if size > self.largest:
            self.largest = size
        if self._gathered >= self.flush_at:
            self.flush()

    def flush(self) -> None:
        """Write what all of them hold."""
        writers, self._writers = self._writers, []
        for writer in writers:
            writer.flush()
        self._gathered = self.largest = 0

    def burst(self) -> None:
        """A link has more to handle, and comes back in the next turn."""
        self._burst = True

    def _end_of_turn(self) -> None:
        if self._burst and self._turns < PATIENCE:
            self._burst = False
            self._turns += 1
            self._loop.call_soon(self._end_of_turn)
            return
        self._due = self._burst = False
        self._turns = 0
        self.flush()
