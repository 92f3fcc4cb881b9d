"""What one table is fed with: batches of packed rows, and words for the rows that are looked at."""

import struct
from typing import get_args

from stompkata.analysis.filters import Filter, FilterError
from stompkata.trace.record import Direction, Layer, Record
from stompkata.trace.recording import Recording
from stompkata.widgets.answers import Answers, key
from stompkata.widgets.batches import Batches, News, Send
from stompkata.widgets.kinds import kind
from stompkata.widgets.sieve import Sieve

BATCH = 5_000  # rows of one message
BACKLOG = 10_000  # rows that a late page is still given; what is older is counted, not shown
WORDY = 16  # newest rows of a batch that carry their words at once
SPENT = 0.002  # seconds that a message may spend on words; the page asks for the others when it shows them
SIEVED = 0.008  # seconds of a flush that a filter or a search may take

PACKED = struct.Struct("<IdHBBIB")  # number, seconds, connection, direction, layer, octets, kind
DIRECTIONS = {"none": 0, "to_server": 1, "to_client": 2}
LAYERS = {layer: code for code, layer in enumerate(get_args(Layer))}
assert set(DIRECTIONS) == set(get_args(Direction))


class Feed(Batches):
    """Keeps a table's place in a recording.

    Args:
        recording: live or loaded.
        send: sends content and buffers to the page.
        filter: show only the records that pass; "" shows all.

    Raises:
        FilterError: the filter means nothing.
    """

    def __init__(self, recording: Recording, send: Send, filter: str = ""):
        super().__init__(send, self._rows)
        self._recording = recording
        self._answers = Answers(recording)
        self._cursor = self._filters = 0
        self._connections: dict[str, int] = {}
        self.filtered = Filter(filter.strip()).text
        self._sieve: Sieve | None = None
        self._search: Sieve | None = None
        self._sought: tuple[int, int] | None = None

    def filter(self, text: str) -> None:
        """Show only the records that pass from now on, from the first one held; may be called on any thread."""
        self.filtered = Filter(text.strip()).text
        self._filters += 1
        self.again()

    def heard(self, content: object) -> None:
        """Take a message of the page; what makes no sense is ignored, as anybody can type into a page's console."""
        match content:
            case {"type": "filter", "text": str(text)}:
                try:
                    self.filter(text)
                except FilterError as error:
                    self._send({"type": "filter", "text": text, "error": str(error)}, [])
            case {"type": "find", "text": str(text), "from": int(number), "step": 1 | -1 as step}:
                self._find(text, number, step)
            case {"type": str()}:
                super().heard(content)
                self._ask(content)

    def _ask(self, content: dict) -> None:
        ask, answer = self._answers, None
        match content:
            case {"type": "look", "wanted": list(wanted)}:
                answer = ask.look(wanted)
            case {"type": "open", "key": numbers} if numbers := key(numbers):
                answer = ask.open(numbers)
            case {"type": "compare", "left": left, "right": right} if (left := key(left)) and (right := key(right)):
                answer = ask.compare(left, right)
            case {"type": "copy", "key": numbers, "form": "hex" | "python" as form} if numbers := key(numbers):
                answer = ask.copy(numbers, form)
        if answer is not None:
            self._send(answer, [])

    def flush(self, now: float, may_send: bool = True) -> bool:
        """Answer the page's questions, then send it what is new, if it may; tell whether it did."""
        sent = super().flush(now, may_send)
        if self._sought is not None:
            self._seek()
        return sent

    def _find(self, text: str, number: int, step: int) -> None:
        try:
            if self._search is None or self._search.text != text:
                self._search = Sieve(self._recording, text)
            self._sought = number, step
        except FilterError as error:
            self._send({"type": "found", "text": text, "error": str(error)}, [])

    def _seek(self) -> None:
        """Look for the match before or after a record; the answer comes when all records have been looked at."""
        self._search.advance(SIEVED)
        if self._search.behind > BATCH:
            return
        (number, step), self._sought = self._sought, None
        shown = set(self._sieve.numbers) if self._sieve else None
        held = [found for found in self._search.numbers
                if found >= self._recording.first and (shown is None or found in shown)]  # fmt: skip
        after = [found for found in held if (found - number) * step > 0][::step]
        at = (after or held[::step] or [None])[0]
        place = held.index(at) + 1 if at is not None else 0
        self._send({"type": "found", "text": self._search.text, "number": at, "place": place, "of": len(held)}, [])

    def _begin(self) -> None:
        text = self.filtered
        self._sieve = Sieve(self._recording, text) if text else None
        self._answers.messages = self._sieve.messages if self._sieve else {}
        self._cursor = 0
        if text or self._filters:
            self._send({"type": "filter", "text": text}, [])

    def _rows(self, fresh: bool) -> News:
        """Return the next rows, and how many are missing before them; None if there is nothing new."""
        if fresh:
            self._begin()
        sieve, cursor = self._sieve, self._cursor
        if not fresh and self._recording.last <= (sieve.read if sieve else cursor):
            return None
        records, lost, skipped = (sieve.advance(SIEVED), 0, 0) if sieve else self._next(cursor)
        self._cursor = records[-1].number if records else cursor if sieve else self._recording.last
        packed = b"".join([self._pack(record) for record in records])
        content = {
            "type": "rows", "filters": self._filters, "after": cursor, "count": len(records),
            "lost": lost, "skipped": skipped, "connections": list(self._connections),
            "status": {"held": len(self._recording), "dropped": self._recording.dropped,
                       "behind": sieve.behind if sieve else 0},
            "texts": self._answers.words(reversed(records[-WORDY:]), SPENT),
        }  # fmt: skip
        return content, [packed]

    def _next(self, cursor: int) -> tuple[list[Record], int, int]:
        """Return the records after this one, how many of them were dropped, and how many the page is not given."""
        recording = self._recording
        records = recording.since(max(cursor, recording.last - BACKLOG))[:BATCH]
        first = records[0].number if records else cursor + 1
        lost = max(0, min(recording.first, first) - 1 - cursor)
        return records, lost, first - 1 - cursor - lost

    def _pack(self, record: Record) -> bytes:
        number, at, connection, direction, layer, data = record
        index = self._connections.setdefault(connection, len(self._connections))
        return PACKED.pack(number, at, index & 0xFFFF, DIRECTIONS[direction], LAYERS[layer], len(data), kind(record))
