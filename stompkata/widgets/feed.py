"""What one table is fed with: batches of packed rows, and words for the rows that are looked at."""

import struct
import time
from collections.abc import Callable, Iterable
from typing import get_args

from stompkata.trace.record import Direction, Layer, Record
from stompkata.trace.recording import Recording
from stompkata.widgets.notes import Notes
from stompkata.widgets.pane import pane
from stompkata.widgets.rows import row

BATCH = 5_000  # rows of one message
BACKLOG = 10_000  # rows that a late page is still given; what is older is counted, not shown
WINDOW = 3  # messages that the page may owe an answer for, before it is sent no more than one in SLOW seconds
SLOW = 0.2
PATIENCE = 120.0  # seconds without any answer, after which nobody is there; answers may wait for a busy cell to end
WORDY = 16  # newest rows of a batch that carry their words at once
SPENT = 0.004  # seconds that a message may spend on words; the page asks for the others when it shows them
LOOK = 64  # rows that one question may ask for

PACKED = struct.Struct("<IdHBBI")  # number, seconds, connection, direction, layer, octets
DIRECTIONS = {"none": 0, "to_server": 1, "to_client": 2}
LAYERS = {layer: code for code, layer in enumerate(get_args(Layer))}
assert set(DIRECTIONS) == set(get_args(Direction))

Send = Callable[[dict, list[bytes]], None]


class Feed(Notes):
    """Keeps a table's place in a recording. The pump's thread calls `flush`; messages may come from any thread."""

    def __init__(self, recording: Recording, send: Send):
        super().__init__()
        self._recording, self._send = recording, send
        self._page = ""
        self._cursor = self._sent = self._acknowledged = 0
        self._sent_at = self._heard_at = float("-inf")
        self._fresh = False
        self._connections: dict[str, int] = {}

    def watched(self, now: float) -> bool:
        """Tell whether somebody may be looking: a hidden or closed page answers nothing, and is given up in time."""
        return super().watched(now) or (bool(self._page) and now - self._heard_at < PATIENCE)

    def shown(self) -> None:
        """The table was displayed: send it what there is, as its page's first words may wait for a busy cell to end."""
        self.leave(self._hello, "displayed")

    def receive(self, content: object) -> None:
        """Take a message of the page; what makes no sense is ignored, as anybody can type into a page's console."""
        match content:
            case {"type": "ack", "id": int(sent)} if sent <= self._sent:
                self.leave(self._acknowledge, sent)
            case {"type": "hello", "page": str(page)}:
                self.leave(self._hello, page)
            case {"type": "look", "first": int(first), "last": int(last)}:
                self.leave(self._look, first, min(last, first + LOOK - 1))
            case {"type": "open", "number": int(number)}:
                self.leave(self._open, number)

    def flush(self, now: float, may_send: bool = True) -> bool:
        """Answer the page's questions, then send it what is new, if it may; tell whether it did."""
        if super().watched(now):
            self._heard_at = now
        super().flush(now)
        behind = self._fresh or self._recording.last > self._cursor
        keeps_up = self._sent - self._acknowledged < WINDOW or now - self._sent_at >= SLOW
        due = may_send and behind and keeps_up and self.watched(now)
        if due:
            self._sent_at = now
            self._send_rows()
        return due

    def _acknowledge(self, sent: int) -> None:
        self._acknowledged = max(self._acknowledged, sent)

    def _hello(self, page: str) -> None:
        if page != self._page:  # a new page has seen nothing; one that only repeats itself has
            self._page, self._fresh = page, True
            self._cursor, self._acknowledged = 0, self._sent

    def _look(self, first: int, last: int) -> None:
        asked = self._recording.since(first - 1)
        found = [record for record in asked[: last - first + 1] if record.number <= last]
        texts = self._words(found)
        gone = {"layer": "", "command": "", "note": "no longer recorded"}
        held = asked[0].number if asked else last + 1
        texts |= {number: gone for number in range(first, min(last + 1, held))}
        self._send({"type": "texts", "texts": texts}, [])

    def _open(self, number: int) -> None:
        record = self._recording.get(number)
        if record is not None:
            self._send({"type": "detail", "number": number, "parts": pane(self._recording, record)}, [])

    def _send_rows(self) -> None:
        recording, cursor = self._recording, self._cursor
        records = recording.since(max(cursor, recording.last - BACKLOG))[:BATCH]
        first = records[0].number if records else cursor + 1
        lost = max(0, min(recording.first, first) - 1 - cursor)
        self._cursor = records[-1].number if records else recording.last
        self._sent += 1
        self._fresh = False
        packed = b"".join([self._pack(record) for record in records])
        content = {
            "type": "rows", "id": self._sent, "after": cursor, "first": first, "count": len(records),
            "lost": lost, "skipped": first - 1 - cursor - lost, "connections": list(self._connections),
            "status": {"held": len(recording), "dropped": recording.dropped},
            "texts": self._words(reversed(records[-WORDY:])),
        }  # fmt: skip
        self._send(content, [packed])

    def _pack(self, record: Record) -> bytes:
        number, at, connection, direction, layer, data = record
        index = self._connections.setdefault(connection, len(self._connections))
        return PACKED.pack(number, at, index & 0xFFFF, DIRECTIONS[direction], LAYERS[layer], len(data))

    def _words(self, records: Iterable[Record]) -> dict[int, dict]:
        texts: dict[int, dict] = {}
        until = time.thread_time() + SPENT  # its own time: waiting for a busy cell costs nobody anything
        for record in records:
            texts[record.number] = row(self._recording, record).words()
            if time.thread_time() > until:
                break
        return texts
