"""What one table is fed with: batches of packed rows, and words for the rows that are looked at."""

import struct
from collections.abc import Callable
from typing import get_args

from stompkata.analysis.filters import FilterError
from stompkata.trace.record import Direction, Layer, Record
from stompkata.trace.recording import Recording
from stompkata.widgets.answers import Answers, key
from stompkata.widgets.kinds import kind
from stompkata.widgets.notes import Notes
from stompkata.widgets.pump import FLUSH_EVERY
from stompkata.widgets.sieve import Sieve

BATCH = 5_000  # rows of one message
BACKLOG = 10_000  # rows that a late page is still given; what is older is counted, not shown
WINDOW = 8  # messages that the page may owe an answer for, before it is sent no more than one in SLOW seconds
SLOW = 0.2
PATIENCE = 120.0  # seconds without any answer, after which nobody is there; answers may wait for a busy cell to end
WORDY = 16  # newest rows of a batch that carry their words at once
SPENT = 0.004  # seconds that a message may spend on words; the page asks for the others when it shows them
SIEVED = 0.008  # seconds of a flush that a filter or a search may take

PACKED = struct.Struct("<IdHBBIB")  # number, seconds, connection, direction, layer, octets, kind
DIRECTIONS = {"none": 0, "to_server": 1, "to_client": 2}
LAYERS = {layer: code for code, layer in enumerate(get_args(Layer))}
assert set(DIRECTIONS) == set(get_args(Direction))

Send = Callable[[dict, list[bytes]], None]


class Feed(Notes):
    """Keeps a table's place in a recording. The pump's thread calls `flush`; messages may come from any thread."""

    def __init__(self, recording: Recording, send: Send):
        super().__init__()
        self._recording, self._send = recording, send
        self._answers = Answers(recording)
        self._page = ""
        self._cursor = self._sent = self._acknowledged = 0
        self._sent_at = self._heard_at = float("-inf")
        self._fresh, self._filters = False, 0
        self._connections: dict[str, int] = {}
        self.sieve: Sieve | None = None
        self._search: Sieve | None = None
        self._sought: tuple[int, int] | None = None

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
            case {"type": "filter", "text": str(text)}:
                self.leave(self.filter, text)
            case {"type": "find", "text": str(text), "from": int(number), "step": 1 | -1 as step}:
                self.leave(self._find, text, number, step)
            case {"type": str()}:
                self.leave(self._ask, content)

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
        if super().watched(now):
            self._heard_at = now
        super().flush(now)
        if not (may_send and self.watched(now)):
            return False
        self._seek()
        read = self.sieve.read if self.sieve else self._cursor
        behind = self._fresh or self._recording.last > read
        keeps_up = self._sent - self._acknowledged < WINDOW or now - self._sent_at >= SLOW
        due = behind and keeps_up and now - self._sent_at >= FLUSH_EVERY * 0.8  # an answer wakes the pump early
        if due:
            self._sent_at = now
            self._send_rows()
        return due

    def _acknowledge(self, sent: int) -> None:
        self._acknowledged = max(self._acknowledged, sent)

    def _hello(self, page: str) -> None:
        if page != self._page:  # a new page has seen nothing; one that only repeats itself has
            self._page, self._acknowledged = page, self._sent
            self._restart(self.filtered)

    @property
    def filtered(self) -> str:
        """The filter, as text."""
        return self.sieve.text if self.sieve else ""

    def filter(self, text: str) -> None:
        """Show only the records that pass from now on, from the first one held; "" shows all."""
        try:
            self._restart(text.strip())
            self._filters += 1
        except FilterError as error:
            self._send({"type": "filter", "text": text, "error": str(error)}, [])

    def _restart(self, text: str) -> None:
        self.sieve = Sieve(self._recording, text) if text else None
        self._answers.messages = self.sieve.messages if self.sieve else {}
        self._fresh, self._cursor = True, 0
        if text or self._filters:
            self._send({"type": "filter", "text": text}, [])

    def _find(self, text: str, number: int, step: int) -> None:
        try:
            if self._search is None or self._search.text != text:
                self._search = Sieve(self._recording, text)
            self._sought = number, step
        except FilterError as error:
            self._send({"type": "found", "text": text, "error": str(error)}, [])

    def _seek(self) -> None:
        """Look for the match before or after a record; the answer comes when all records have been looked at."""
        if self._sought is None:
            return
        self._search.advance(SIEVED)
        if self._search.behind > BATCH:
            return
        (number, step), self._sought = self._sought, None
        shown = set(self.sieve.numbers) if self.sieve else None
        held = [found for found in self._search.numbers
                if found >= self._recording.first and (shown is None or found in shown)]  # fmt: skip
        after = [found for found in held if (found - number) * step > 0][::step]
        at = (after or held[::step] or [None])[0]
        place = held.index(at) + 1 if at is not None else 0
        self._send({"type": "found", "text": self._search.text, "number": at, "place": place, "of": len(held)}, [])

    def _send_rows(self) -> None:
        recording, cursor = self._recording, self._cursor
        lost = skipped = 0
        if self.sieve:
            records = self.sieve.advance(SIEVED)
        else:
            records = recording.since(max(cursor, recording.last - BACKLOG))[:BATCH]
            first = records[0].number if records else cursor + 1
            lost = max(0, min(recording.first, first) - 1 - cursor)
            skipped = first - 1 - cursor - lost
        self._cursor = records[-1].number if records else cursor if self.sieve else recording.last
        self._sent += 1
        packed = b"".join([self._pack(record) for record in records])
        content = {
            "type": "rows", "id": self._sent, "filters": self._filters, "after": cursor, "count": len(records),
            "lost": lost, "skipped": skipped, "connections": list(self._connections),
            "status": {"held": len(recording), "dropped": recording.dropped,
                       "behind": self.sieve.behind if self.sieve else 0},
            "texts": self._answers.words(reversed(records[-WORDY:]), SPENT),
        }  # fmt: skip
        self._fresh = False
        self._send(content, [packed])

    def _pack(self, record: Record) -> bytes:
        number, at, connection, direction, layer, data = record
        index = self._connections.setdefault(connection, len(self._connections))
        return PACKED.pack(number, at, index & 0xFFFF, DIRECTIONS[direction], LAYERS[layer], len(data), kind(record))
