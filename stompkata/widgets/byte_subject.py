"""What a byte view looks at: a record of a recording, or octets of one's own; and the edits made to it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from stompkata.analysis.accept import Calculation, accept_calculation
from stompkata.dissection import Dissection
from stompkata.dissector import dissect, guess_layer
from stompkata.trace.record import Record
from stompkata.trace.recording import Recording
from stompkata.widgets.rows import explained

EDITS = 200  # that can be undone


@dataclass
class Subject:
    """Octets under a name, who explains them, and what they were before each edit."""

    name: str
    number: int | None
    octets: bytes
    explain: Callable[[bytes], Dissection]
    calculate: Callable[[bytes], Calculation | None]
    before: list[bytes] = field(default_factory=list)

    def edit(self, at: int, octet: int) -> bool:
        """Put another octet at an offset; tell whether that changed anything."""
        if not 0 <= at < len(self.octets) or not 0 <= octet < 256 or self.octets[at] == octet:
            return False
        self.before = [*self.before[-EDITS + 1:], self.octets]
        self.octets = self.octets[:at] + bytes([octet]) + self.octets[at + 1:]
        return True

    def undo(self) -> bool:
        """Take the last edit back."""
        if self.before:
            self.octets = self.before.pop()
            return True
        return False

    def changed(self, original: bytes) -> list[int]:
        """The offsets whose octet is not the recorded one."""
        return [at for at, (old, new) in enumerate(zip(original, self.octets, strict=True)) if old != new]


def of_record(recording: Recording, record: Record) -> Subject:
    """Look at a record, as its recording explains it; its other half is looked up for a handshake."""
    arrow = {"to_server": "→ to server", "to_client": "← to client"}.get(record.direction, "")
    name = f"record {record.number}, {record.connection} {arrow}".strip()
    if record.layer == "event":  # words: no octets crossed
        said = replace(explained(recording, record), data=b"")
        return Subject(name, record.number, b"", lambda data: said, lambda data: None)
    return Subject(
        name, record.number, record.data, lambda data: explained(recording, _changed(record, data)),
        lambda data: accept_calculation(recording, record, data) if record.layer == "handshake" else None,
    )  # fmt: skip


def _changed(record: Record, data: bytes) -> Record:
    """The record with other octets: no longer the one of whose number its recording knows more."""
    return record if data == record.data else record._replace(number=0, data=data)


def of_octets(data: bytes, **options) -> Subject:
    """Look at octets of one's own; the options are those of `dissect`, the layer is fixed now.

    An edit must not make another protocol of them: `GET` with one letter changed is still a bad handshake.
    """
    layer = options.pop("layer", None) or guess_layer(data)
    nowhere = Recording(1)
    record = Record(0, 0.0, "", "to_server", layer, data)
    return Subject(
        "octets", None, data, lambda octets: dissect(octets, layer, **options),
        lambda octets: accept_calculation(nowhere, record, octets) if layer == "handshake" else None,
    )  # fmt: skip


NOTHING = Subject("", None, b"", lambda data: Dissection("event", data, "nothing is recorded yet"), lambda data: None)
