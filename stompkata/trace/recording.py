"""A bounded ring of records: written by one thread, read by any."""

import re
import threading
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from os import PathLike

from stompkata.dissection import Dissection
from stompkata.errors import StompkataError
from stompkata.trace import json_lines
from stompkata.trace.inflating import Inflater, agreed
from stompkata.trace.json_lines import DamagedRecording
from stompkata.trace.masking import Masker
from stompkata.trace.record import Direction, Layer, Record
from stompkata.trace.tap import Tap
from stompkata.trace.transcript import transcript

OCTETS = 24 * 2**20  # what a recording holds at most, whatever its capacity: as base64 it still fits a file
CONNECTIONS = 10_000  # whose agreed version is remembered; the others are explained as 1.2

_VERSION = re.compile(rb"CONNECTED\r?\n(?:[^\0]*?\n)??(?:version:(1\.[012]))?\r?\n")
_SENDER = {"to_server": "client", "to_client": "server"}


class Recording:
    """The newest `capacity` records, numbered from 1; the oldest are dropped, and counted.

    Args:
        capacity: how many records are kept, at most 200,000; 24 MiB of octets is a limit too.
        dissector: what explains a record when it is looked at: called as `dissect(data, layer, version=, sender=)`, and
            with `deflate=True` where the connection agreed on permessage-deflate, and `inflated=` for the last frame of
            a compressed message of which nothing is missing.
    """

    def __init__(self, capacity: int = 10_000, *, dissector: Callable[..., Dissection] | None = None):
        if not 0 < capacity <= json_lines.RECORDS:
            raise ValueError(f"a recording holds 1 to {json_lines.RECORDS} records, not {capacity}")
        self.capacity, self.dissector = capacity, dissector
        self.dropped = 0
        self.last = 0
        self.fault = ""
        self._octets = 0
        self._ring: deque[Record] = deque()
        self._versions: dict[str, str] = {}
        self._deflating: dict[str, dict[str, Inflater]] = {}
        self._inflated: dict[int, bytes] = {}  # by number: the messages that compressed frames end
        self._masker = Masker()
        self._lock = threading.Lock()

    def add(self, at: float, connection: str, direction: Direction, layer: Layer, data: bytes) -> None:
        """Append one unit; its secrets are masked first. `at` is in monotonic seconds."""
        data = self._masker.mask(connection, direction, layer, data)
        with self._lock:
            self._append(Record(self.last + 1, at, connection, direction, layer, data))

    def _append(self, record: Record, inflate: Callable[[Record], bytes | None] | None = None) -> None:
        self._ring.append(record)
        self.last = record.number
        self._octets += len(record.data)
        message = (inflate or self._inflate)(record) if self._deflating else None
        if message is not None:
            self._inflated[record.number] = message
            self._octets += len(message)
        if record.direction == "to_client":
            if record.layer == "handshake":
                self._learn_deflate(record)
            elif (found := message or record.data).find(b"CONNECTED", 0, 24) >= 0:
                self._learn(record.connection, found)
        if len(self._ring) > self.capacity or self._octets > OCTETS:
            self._drop()

    def _drop(self) -> None:
        while len(self._ring) > self.capacity or self._octets > OCTETS:
            oldest = self._ring.popleft()
            self._octets -= len(oldest.data) + len(self._inflated.pop(oldest.number, b""))
            self.dropped += 1

    def _inflate(self, record: Record) -> bytes | None:
        """What the compressed message holds that ends with this frame."""
        inflaters = self._deflating.get(record.connection, {}) if record.layer == "websocket" else {}
        inflater = inflaters.get(record.direction)
        return inflater.take(record.data) if inflater is not None else None

    def _learn(self, connection: str, data: bytes) -> None:
        """Remember the version that a connection agreed on."""
        if found := _VERSION.search(data, 0, 1024):
            self._versions[connection] = (found[1] or b"1.0").decode()  # only 1.0 does not say (S10-06)
        if len(self._versions) > CONNECTIONS:
            del self._versions[next(iter(self._versions))]

    def _learn_deflate(self, record: Record) -> None:
        """Remember whether the answer of a handshake agrees on permessage-deflate."""
        self._deflating.pop(record.connection, None)
        if inflaters := agreed(record.data):
            self._deflating[record.connection] = inflaters
        if len(self._deflating) > CONNECTIONS:
            del self._deflating[next(iter(self._deflating))]

    def tap(self, name: str) -> Tap:
        """A way in for one of several sources: what is written there is of connections named `name/...`."""
        return Tap(self, name)

    def __len__(self) -> int:
        return len(self._ring)

    def __iter__(self) -> Iterator[Record]:
        return iter(self.since(0))

    @property
    def first(self) -> int:
        """The number of the oldest record that is held; 0 if there is none."""
        with self._lock:
            return self._ring[0].number if self._ring else 0

    def since(self, number: int) -> list[Record]:
        """Return the records that are still held and came after the one with this number."""
        with self._lock:
            newer = self.last - number
            if newer <= 0 or not self._ring:
                return []
            if newer < len(self._ring) and self._ring[-newer].number == number + 1:
                return list(islice(self._ring, len(self._ring) - newer, None))
            return [record for record in self._ring if record.number > number]

    def get(self, number: int) -> Record | None:
        """Return the record with this number, or None if it is not held."""
        found = next(iter(self.since(number - 1)), None)
        return found if found is not None and found.number == number else None

    def keep(self, records: Iterable[Record]) -> "Recording":
        """Make a recording of some of these records, which keep their numbers."""
        kept = type(self)(self.capacity, dissector=self.dissector)
        kept._versions, kept._deflating = dict(self._versions), {name: {} for name in self._deflating}
        for record in records:
            kept._append(record, lambda record: self.inflated(record.number))     # others are missing there
        return kept

    def clear(self) -> None:
        """Forget all records; numbers go on from where they are."""
        with self._lock:
            self._ring.clear()
            self._inflated.clear()
            self._octets = self.dropped = 0

    def version(self, connection: str) -> str:
        """The STOMP version that a connection agreed on; 1.2 where that is not known."""
        return self._versions.get(connection, "1.2")

    def inflated(self, number: int) -> bytes | None:
        """The message that ends with this compressed frame; None if it is not compressed, or something is missing."""
        return self._inflated.get(number)

    def dissect(self, record: Record) -> Dissection:
        """Explain a record, in the STOMP version that its connection agreed on."""
        if record.layer == "event":
            return Dissection("event", record.data, record.data.decode("utf-8", "replace"))
        if self.dissector is None:
            raise StompkataError("this recording cannot explain its octets: give it Recording(dissector=sk.dissect)")
        version, sender = self.version(record.connection), _SENDER.get(record.direction)
        deflate = {"deflate": True} if record.connection in self._deflating else {}
        if (message := self.inflated(record.number)) is not None:
            deflate["inflated"] = message
        return self.dissector(record.data, record.layer, version=version, sender=sender, **deflate)

    def text(self, *, times: bool = False) -> str:
        """Write the conversation one record a line; without times it is the same at every run."""
        return transcript(self, self.dissect, times=times) + (f"\n{self.fault}" if self.fault else "")

    def save(self, path: str | PathLike[str]) -> None:
        """Write all records to a file of JSON Lines, readable by you alone (mode 0600)."""
        with self._lock:
            records, dropped = list(self._ring), self.dropped
        json_lines.write(path, records, dropped)

    @classmethod
    def load(cls, path: str | PathLike[str], *, dissector: Callable[..., Dissection] | None = None) -> "Recording":
        """Read a saved recording; a damaged one is read up to the fault, with a warning that names it.

        Raises:
            DamagedRecording: it is no recording at all, or larger than any may be.
        """
        dropped, records = json_lines.read(path)
        loaded = cls(json_lines.RECORDS, dissector=dissector)
        try:
            for record in records:
                data = loaded._masker.mask(record.connection, record.direction, record.layer, record.data)
                loaded._append(record._replace(data=data))
        except DamagedRecording as fault:
            loaded._blame(fault)
        loaded.dropped += dropped
        return loaded

    def _blame(self, fault: Exception | str) -> None:
        self.fault = f"{fault}; {len(self)} records before it were loaded"
        warnings.warn(self.fault, stacklevel=3)

    def __repr__(self) -> str:
        dropped = f", {self.dropped} dropped" if self.dropped else ""
        return f"<Recording: {len(self)} records{dropped}{'; ' if self.fault else ''}{self.fault}>"
