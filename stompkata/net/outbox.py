"""Gathers what the links of one loop have to write, and writes it once a turn: a write costs more than a frame."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stompkata.net.fanout import Route
    from stompkata.net.writer import Writer

PATIENCE = 2        # turns that a burst may take before what it made is written


class Outbox:
    """The writers that hold something, and the copies that are still to be dealt out to them.

    Messages to one audience, one after the other, are a run: each writer gets the whole run at once, before anything
    else it is given. All is written at the end of the loop's turn; in a burst, when its last turn is over or after
    `PATIENCE` turns; or as soon as `flush_at` octets have gathered.
    """

    __slots__ = ("_burst", "_due", "_flushing", "_gathered", "_loop", "_turns", "_writers", "flush_at", "largest", "run")

    def __init__(self, flush_at: int):
        self._loop = asyncio.get_running_loop()
        self._due = self._burst = self._flushing = False
        self._turns = 0
        self._writers: list[Writer] = []
        self._gathered = 0          # octets, each counted once however many writers share it
        self.largest = 0            # octets of the largest piece among them
        self.flush_at = flush_at
        self.run: Sequence[Route] = ()

    def mark(self, writer: "Writer") -> None:
        """A writer that held nothing is about to hold something."""
        self._writers.append(writer)
        self.wake()

    def wake(self) -> None:
        """There will be something to write at the end of this turn."""
        if not self._due:
            self._due = True
            self._loop.call_soon(self._end_of_turn)

    def deal(self) -> None:
        """End the run: every writer of its audience gets its copies."""
        routes, self.run = self.run, ()
        for route in routes:
            route.deal(self)

    def count(self, size: int) -> None:
        """Account for a piece that writers were given; write everything if that is enough for now."""
        self._gathered += size
        if size > self.largest:
            self.largest = size
        if self._gathered >= self.flush_at and not self._flushing:
            self.flush()

    def flush(self) -> None:
        """Write what all of them hold."""
        if self.run:
            self.deal()
        writers, self._writers = self._writers, []
        self._flushing = True       # a writer that finds its peer too slow says so, and closes, in the midst of this
        for writer in writers:
            writer.flush()
        self._flushing = False
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
