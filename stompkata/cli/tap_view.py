"""What `stompkata tap` shows: one line a unit, beats folded, and below a line what is wrong with it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import indent, wrap
from typing import TYPE_CHECKING

from stompkata.dissection import Dissection
from stompkata.dissection.text import render_findings
from stompkata.trace.record import Record
from stompkata.trace.recording import Recording
from stompkata.trace.transcript import ARROWS, parts
from stompkata.widgets.rows import Row, explained, told

if TYPE_CHECKING:
    from stompkata.net.relay import Relay

AT_ONCE = 300  # units of one turn that are shown; a person cannot read more, and explaining them takes time
BEATS_APART = 10.0  # seconds after which a fold of beats is shown, though nothing else has come
STYLES = {"to_server": "cyan", "to_client": "green", "none": "dim"}
SAID, NARROW = 49, 21  # columns where what was said begins, and where it goes on in a narrow terminal
WRONG = {"error": "bold red", "warning": "yellow"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line, or several, and how they look on a terminal."""

    text: str
    style: str = ""

    def folded(self, width: int) -> str:
        """Fold what is too long for a terminal, between words where it can be, and indent what goes on."""
        return "\n".join(piece for line in self.text.split("\n") for piece in self._fold(line, width))

    def _fold(self, line: str, width: int) -> list[str]:
        inner = len(line) - len(line.lstrip())  # of an explanation; a unit's line goes on below what it says
        hanging = inner if "\n" in self.text or "  " not in line.strip() else SAID if width >= 100 else NARROW
        return wrap(line, width, subsequent_indent=" " * min(hanging, width // 2), drop_whitespace=True,
                    replace_whitespace=False, expand_tabs=False, break_on_hyphens=False) or [line]  # fmt: skip


class TapView:
    """Turns what a recording has got since the last turn into lines."""

    def __init__(self, recording: Recording, relay: "Relay"):
        self._recording, self._relay = recording, relay
        self._last, self._start = 0, None
        self._beats: Counter[str] = Counter()
        self._beats_since = 0.0
        self._told: set[str] = set()  # rules whose warning was explained once
        self._advised: dict[str, set[str]] = {}  # the same of advice, by open connection
        self.findings = 0

    def turn(self, *, final: bool = False) -> Iterator[Line]:
        """The lines of what is new; the final turn shows the beats that are still folded, too."""
        records = self._recording.since(self._last)
        shown = records[-AT_ONCE:]
        newest = shown[-1].number if shown else self._last
        if left_out := newest - self._last - len(shown):
            yield Line(f"{'…':>10}  {left_out:,} units went by too fast to be shown; the recording has what it could hold")
        self._last = newest
        for record in shown:
            yield from self._lines(record)
        if final or self._beats and self._relay.clock.now() - self._beats_since > BEATS_APART:
            yield from self._unfold()

    def status(self) -> str:
        """What goes on, in one line."""
        beats = f" · ❤ × {self._beats.total()}" if self._beats else ""
        return f"{_count(len(self._relay.joints), 'connection')} · {self.summary()}{beats}"

    def summary(self) -> str:
        """What has passed."""
        octets = self._relay.octets
        waits = f"; waited {self._relay.waits} times for one that did not read" if self._relay.waits else ""
        dropped = self._recording.dropped
        lost = f"; the recording dropped the oldest {dropped:,}" if dropped else ""
        return (f"{_count(self._recording.last, 'unit')}: {octets['to_server']:,} octets → server, "
                f"{octets['to_client']:,} ← server; {_count(self.findings, 'finding')}{waits}{lost}")  # fmt: skip

    def _lines(self, record: Record) -> Iterator[Line]:
        self._start = record.at if self._start is None else self._start
        dissection = explained(self._recording, record)
        words = told(dissection)
        if words.dim and words.severity not in WRONG:
            self._beats_since = self._beats_since if self._beats else record.at
            self._beats[f"{words.command} {ARROWS[record.direction]}"] += 1
            return
        yield from self._unfold()
        notable = record.layer == "event" and b": " in record.data  # who does not read, what broke off, a fault
        yield Line(self._line(record, words), WRONG.get(words.severity) or ("yellow" if notable else STYLES[record.direction]))
        if words.severity in WRONG:
            self.findings += words.findings
        yield from self._explanation(record.connection, dissection, words.severity)
        if record.layer == "event" and record.data.startswith(b"closed"):
            self._advised.pop(record.connection, None)

    def _explanation(self, connection: str, dissection: Dissection, severity: str) -> Iterator[Line]:
        """The octets that an error points at; a warning, which a client repeats with every frame, the first time only;
        and advice once a connection."""
        findings = [finding for part in parts(dissection) for finding in part.findings]
        advice = {finding.rule for finding in findings if finding.severity == "advice"}
        rules = {finding.rule for finding in findings if finding.severity in WRONG}
        advised = self._advised.setdefault(connection, set()) if advice else advice
        if severity == "error" or rules - self._told or advice - advised:
            yield Line(indent(render_findings(dissection), "    "), WRONG.get(severity, "dim"))
        self._told |= rules
        advised |= advice

    def _line(self, record: Record, words: Row) -> str:
        octets = "" if record.layer == "event" else f"{len(record.data)} B"
        said = " · ".join(part for part in (f"{words.command} {words.destination}".strip(), words.note) if part)
        wrong = f"  [{_count(words.findings, words.severity)}]" if words.severity in WRONG else ""
        return (f"{record.at - self._start:10.3f}  {record.connection:<6} {ARROWS[record.direction]:<8}  "
                f"{words.layer:<9} {octets:>8}  {said}{wrong}")  # fmt: skip

    def _unfold(self) -> Iterator[Line]:
        if self._beats:
            said = ", ".join(f"{number} × {what}" for what, number in sorted(self._beats.items()))
            yield Line(f"{self._beats_since - self._start:10.3f}  ❤ {said}", "dim")
            self._beats.clear()


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'s' * (number != 1)}"
