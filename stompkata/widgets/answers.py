"""What a table's page asks about records that it has: their words, their octets, two of them compared."""

import time
from collections.abc import Iterable

from stompkata.trace.record import Record
from stompkata.trace.recording import Recording
from stompkata.widgets.comparison import compared
from stompkata.widgets.pane import pane
from stompkata.widgets.rows import row

LOOK = 64  # rows that one question may ask for, and fragments of one message
COPIED = 2**20  # octets that are copied at most
_GONE = {"layer": "", "command": "", "note": "no longer recorded"}

Key = tuple[int, ...]  # one record, or the fragments of one message


def key(found: object) -> Key | None:
    """Read what a page calls a row: a list of numbers; None if it makes no sense."""
    if isinstance(found, list) and 0 < len(found) and all(type(number) is int for number in found):
        return tuple(found[:LOOK])
    return None


def name(numbers: Key) -> str:
    """The same as the page writes it."""
    return ",".join(map(str, numbers))


class Answers:
    """Answers from one recording; all of it is text for `textContent`.

    Attributes:
        messages: by its last record, the fragments of a message whose other rows a filter keeps from the page.
    """

    def __init__(self, recording: Recording):
        self._recording = recording
        self.messages: dict[int, Key] = {}

    def record(self, numbers: Key) -> Record | None:
        """Return the record, or the fragments of a message joined to one unit; None if it is no longer held."""
        if len(numbers) == 1:
            numbers = self.messages.get(numbers[0], numbers)
        found = [self._recording.get(number) for number in numbers]
        if None in found:
            return None
        return found[0]._replace(data=b"".join(record.data for record in found))

    def words(self, records: Iterable[Record], spend: float) -> dict[str, dict]:
        """Return the words of rows, as many as can be found in about so many seconds of this thread."""
        texts: dict[str, dict] = {}
        until = time.thread_time() + spend  # its own time: waiting for a busy cell costs nobody anything
        for record in records:
            whole = self.record((record.number,)) if record.number in self.messages else None
            texts[str(record.number)] = row(self._recording, whole or record).words()
            if time.thread_time() > until:
                break
        return texts

    def look(self, wanted: list) -> dict | None:
        """Return the words of the rows that are shown."""
        texts = {}
        for numbers in filter(None, map(key, wanted[:LOOK])):
            record = self.record(numbers)
            texts[name(numbers)] = row(self._recording, record).words() if record else _GONE
        return {"type": "texts", "texts": texts} if texts else None

    def open(self, numbers: Key) -> dict | None:
        """Return the octets of a row beside their meaning."""
        record = self.record(numbers)
        return record and {"type": "detail", "key": name(numbers), "parts": pane(self._recording, record)}

    def compare(self, left: Key, right: Key) -> dict | None:
        """Return two rows, field by field."""
        one, other = self.record(left), self.record(right)
        if one is None or other is None:
            return None
        return {"type": "compared", "left": name(left), "right": name(right), "seconds": other.at - one.at,
                "lines": compared(self._recording, one, other)}  # fmt: skip

    def copy(self, numbers: Key, form: str) -> dict | None:
        """Return the octets of a row as text to paste: "hex" or "python"."""
        record = self.record(numbers)
        if record is None:
            return None
        data = record.data[:COPIED]
        return {"type": "copied", "form": form, "text": data.hex(" ") if form == "hex" else repr(data),
                "octets": len(data)}  # fmt: skip
