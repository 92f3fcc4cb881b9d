"""What a page shows of a plan of faults: how things are now, and what has happened, from the recording."""

import re
from collections import deque
from dataclasses import asdict
from typing import NamedTuple

from stompkata.dissection.visible import visible
from stompkata.trace.record import Record
from stompkata.trace.recording import Recording

KEPT = 50       # the last faults that are shown
WORDS = 120     # characters of one
WAYS = ("to_server", "to_client")
_FAULT = re.compile(r"(?P<side>(?:client|server): )?fault: (?P<what>.*)", re.DOTALL)
_WAY = re.compile(r" (?:to|towards) the (server|client)")


class Happened(NamedTuple):
    """One fault, or one change of the plan, as the recording tells it; `way` is "" where it names none."""

    number: int
    at: float
    connection: str
    way: str
    what: str
    planned: bool


def happened(record: Record) -> Happened | None:
    """Read a record; None if it tells of no fault."""
    if record.layer != "event" or not (told := _FAULT.match(record.data.decode("utf-8", "replace"))):
        return None
    way = _WAY.search(told["what"])
    what = visible(_WAY.sub("", told["what"], count=1), WORDS)
    return Happened(record.number, record.at, visible(record.connection, 40), f"to_{way[1]}" if way else "", what,
                    told["side"] is None)


class FaultNews:
    """Reads on where it stopped.

    Args:
        faults: the plan.
        recording: where its faults are recorded.
    """

    def __init__(self, faults, recording: Recording):
        self.faults, self.recording = faults, recording
        self.log: deque[Happened] = deque(maxlen=KEPT)
        self.count = 0
        self._read, self._start = 0, None
        self._last: dict = {}

    def read(self) -> None:
        """Take what is new in the recording."""
        for record in self.recording.since(self._read):
            if self._start is None:
                self._start = record.at
            self._read = record.number
            if fault := happened(record):
                self.log.append(fault)
                self.count += not fault.planned

    def ways(self) -> dict[str, dict]:
        """How things are, by direction: what lasts, what waits for the next unit, what is planned by number."""
        faults = self.faults
        return {way: {"lasts": asdict(faults.conditions[way]), "next": dict(faults.waiting(way)),
                      "script": list(faults.script(way).items())} for way in WAYS}

    def news(self, fresh: bool) -> tuple[dict, list[bytes]] | None:
        """What the page does not know yet; None if it knows all."""
        self.read()
        content = {"type": "faults", "seed": self.faults.seed, "kinds": self.faults.kinds, "start": self._start,
                   "count": self.count, "ways": self.ways(), "log": list(self.log)}
        if content == self._last and not fresh:
            return None
        self._last = content
        return content, []
