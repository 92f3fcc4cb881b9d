"""The report of a check run: one model; text for terminal, CI and screen reader, HTML for a notebook."""

import html
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, replace

from stompkata.kata.outcome import Outcome, Row

WIDTH = 80
LINES = 16
LABEL = 7
MOST = {"call": 2, "error": 2, "rule": 3, "why": 3, "print": 2, "works": 2, "next": 2}
GIVE_WAY = ("print", "works", "tried", "call", "rule", "error", "why")  # shortened first, when a report is too long

KINDS = {"FAIL": " sk-fail", "NOT SO": " sk-fail", "PASS": " sk-pass", "RIGHT": " sk-pass", "NOTE": " sk-note"}

# JupyterLab's own style for tables (right-aligned, striped) is stronger than a class alone
STYLE = """<style>
.sk-report{border-left:4px solid var(--jp-info-color1,#0277bd);padding:2px 0 2px 10px}
.sk-report{color:var(--jp-content-font-color1,#111)}
.sk-report.sk-fail{border-color:var(--jp-error-color1,#b71c1c)}
.sk-report.sk-pass{border-color:var(--jp-success-color1,#2e7d32)}
.sk-report table{margin:4px 0 0!important;border:0!important}.sk-report tr{background:none!important}
.sk-report :is(th,td){text-align:left!important;vertical-align:top!important;padding:1px 12px 1px 0!important}
.sk-report :is(th,td){max-width:none!important;border:0}
.sk-report th{font-weight:normal;color:var(--jp-content-font-color2,#555)}
.sk-report pre{margin:0;padding:0;white-space:pre;background:none;font-size:inherit;line-height:inherit}
</style>"""


@dataclass(frozen=True)
class Report:
    """What a learner is told: a verdict word, a headline in words, and labelled rows.

    `verdict` is PASS, FAIL or NOTE; a NOTE says that nothing could be checked, and why.
    """

    subject: str
    verdict: str
    headline: str
    rows: tuple[Row, ...] = ()
    outcomes: tuple[Outcome, ...] = ()

    @property
    def green(self) -> bool:
        """Whether every check passed."""
        return self.verdict == "PASS"

    def text(self) -> str:
        """At most 16 lines of at most 80 columns, without colour."""
        head = textwrap.wrap(
            f"{self.verdict} {self.subject} · {self.headline}",
            WIDTH,
            subsequent_indent=" " * LABEL,
            break_on_hyphens=False,
        )[:2]
        body = [_lines(row) for row in self.rows]
        for label in GIVE_WAY:
            for place, row in enumerate(self.rows):
                if len(head) + sum(map(len, body)) > LINES and row.label == label and len(body[place]) > 1:
                    body[place] = [_ended(body[place][0])]
        return "\n".join([*head, *(line for lines in body for line in lines)][:LINES])

    __str__ = __repr__ = text

    def _repr_html_(self) -> str:
        kind = KINDS.get(self.verdict, "")
        rows = "".join(
            f"<tr><th scope=row align=left>{html.escape(row.label)}</th><td align=left>{_cell(row)}</td></tr>"
            for row in self.rows
        )
        name = html.escape(f"{self.verdict} {self.subject}", quote=True)
        return (
            f'{STYLE}<div class="sk-report{kind}" role="group" aria-label="{name}"><strong>{self.verdict}</strong> '
            f"<code>{html.escape(self.subject)}</code> · {html.escape(self.headline)}<table>{rows}</table></div>"
        )


def tell(kata_id: str, outcomes: Iterable[Outcome], printed: str = "") -> Report:
    """The story of a run: the first failure in full and what works already, or the properties that were proved."""
    outcomes = tuple(outcomes)
    passed = [outcome for outcome in outcomes if outcome.passed]
    failed = next((outcome for outcome in outcomes if not outcome.passed), None)
    if failed is None:
        peers = sorted({outcome.peer for outcome in passed if outcome.peer})
        rows = [Row("proved" if not place else "", outcome.title) for place, outcome in enumerate(passed)]
        rows += [Row("met", ", ".join(peers))] if peers else []
        return Report(kata_id, "PASS", f"{len(passed)} of {len(outcomes)} checks", tuple(rows), outcomes)
    return Report(kata_id, "FAIL", failed.headline, tuple(_story(kata_id, failed, outcomes, printed)), outcomes)


def each_failure(kata_id: str, outcomes: Iterable[Outcome]) -> list[Report]:
    """One report for each failed check, for `--verbose`."""
    return [
        Report(kata_id, "FAIL", outcome.headline, tuple(_story(kata_id, outcome, (outcome,), "")), (outcome,))
        for outcome in outcomes
        if not outcome.passed
    ]


def note(subject: str, headline: str, *rows: Row) -> Report:
    """A report that nothing could be checked, and what to do about it."""
    return Report(subject, "NOTE", headline, rows)


def cannot(subject: str, error: object) -> Report:
    """An error of ours as a note: its first line, and what to try."""
    headline, *rest = str(error).split("\n")
    return note(subject, headline, *(Row("", line.strip()) for line in rest))


def in_file(report: Report, file: str) -> Report:
    """The same report, saying which file was checked: before what to do next, or at its end."""
    rows = list(report.rows)
    place = next((place for place, row in enumerate(rows) if row.label == "next"), len(rows))
    return replace(report, rows=(*rows[:place], Row("file", file), *rows[place:]))


def _story(kata_id: str, failed: Outcome, outcomes: tuple[Outcome, ...], printed: str) -> list[Row]:
    story = list(failed.rows)
    if printed:
        story.append(Row("print", printed, True))
    if failed.written and len(outcomes) > 1:
        works = [outcome.title for outcome in outcomes if outcome.passed]
        story.append(
            Row("works", f"{len(works)} of {len(outcomes)} checks" + (": " if works else "") + "; ".join(works))
        )
    action = failed.next or f"stompkata hint {kata_id}, or lab.hint({kata_id.rpartition('.')[2]})"
    stop = "" if action.endswith((".", "?", "!")) else "."
    return [*story, Row("next", f"{action}{stop}  {failed.rule}" if failed.rule else action)]


def _lines(row: Row) -> list[str]:
    room, label = WIDTH - LABEL, f"{row.label:<{LABEL}}"
    if row.label == "file":  # of a long path its end says more
        wrapped = [row.text if len(row.text) <= room else "…" + row.text[1 - room :]]
    elif row.literal:
        wrapped = [line if len(line) <= room else line[: room - 1] + "…" for line in row.text.split("\n")]
    else:
        wrapped = textwrap.wrap(row.text, room, break_on_hyphens=False) or [""]
    most = MOST.get(row.label, len(wrapped))
    if len(wrapped) > most:
        wrapped = [*wrapped[: most - 1], _ended(wrapped[most - 1], room)]
    return [((label if not place else " " * LABEL) + line).rstrip() for place, line in enumerate(wrapped)]


def _ended(line: str, room: int = WIDTH) -> str:
    return (line if len(line) < room else line[: room - 1]) + "…"


def _cell(row: Row) -> str:
    text = html.escape(row.text)
    return f"<pre>{text}</pre>" if row.literal or row.label == "call" else text
