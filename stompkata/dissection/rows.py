"""A dissection as rows of octets beside their meaning: what the text and the HTML view both draw."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from stompkata.dissection.model import Dissection, Field, Finding

ACROSS = 12             # octets in a line
SHOWN = 4               # lines of a long field that are shown; the rest is counted


@dataclass(slots=True)
class Line:
    """Octets of one row that stand side by side, or the number of those left out (`skipped`)."""

    offset: int
    octets: bytes = b""
    skipped: int = 0
    findings: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class Row:
    """One field: its octets in lines, or the bits of a part of an octet (`bits`, such as `1... ....`)."""

    field: Field
    lines: list[Line]
    bits: str = ""


@dataclass(slots=True)
class Part:
    """One layer: its heading, its rows, and the findings that no row can show."""

    heading: str
    depth: int
    rows: list[Row]
    unplaced: list[Finding]


def parts(dissection: Dissection, depth: int = 0) -> Iterator[Part]:
    """The dissection itself, and then what it carries, layer by layer."""
    rows = list(_rows(dissection))
    unplaced = [finding for finding in dissection.findings if not _place(finding, rows)]
    yield Part(dissection.summary + _count(dissection), depth, rows, unplaced)
    for inner in dissection.inner:
        yield from parts(inner, depth + 1)


def _count(dissection: Dissection) -> str:
    counts = []
    for severity in ("error", "warning", "note"):
        number = sum(finding.severity == severity for finding in dissection.findings)
        counts += [f"{number} {severity}{'s' * (number > 1)}"] if number else []
    counts += ["advice"] * any(finding.severity == "advice" for finding in dissection.findings)
    return f" ({', '.join(counts)})" if counts else ""


def _rows(dissection: Dissection) -> Iterator[Row]:
    for leaf in _leaves(dissection.fields):
        octets = dissection.data[leaf.start:leaf.stop]
        if leaf.bit % 8 or leaf.bits % 8:
            yield Row(leaf, [Line(leaf.start, octets)], _pattern(leaf, octets))
        else:
            yield Row(leaf, _lines(leaf, octets, dissection.findings))


def _leaves(fields: tuple[Field, ...]) -> Iterator[Field]:
    for one in fields:
        if one.children and not one.value:
            yield Field(one.name, "", one.bit, 0)           # a heading
            yield from _leaves(one.children)
        else:
            yield one


def _pattern(leaf: Field, octets: bytes) -> str:
    bits = f"{int.from_bytes(octets, 'big'):0{len(octets) * 8}b}"
    first = leaf.bit % 8
    shown = "".join(bit if first <= at < first + leaf.bits else "." for at, bit in enumerate(bits))
    return " ".join(shown[at:at + 4] for at in range(0, len(shown), 4))


def _lines(leaf: Field, octets: bytes, findings: tuple[Finding, ...]) -> list[Line]:
    starts = range(0, max(1, len(octets)), ACROSS)
    if len(starts) > SHOWN + 2:
        wrong = {(finding.at - leaf.start) // ACROSS * ACROSS for finding in findings
                 if leaf.start <= finding.at < leaf.stop}
        starts = sorted({*starts[:SHOWN], *wrong})
    lines, end = [], 0
    for at in starts:
        if at > end:
            lines.append(Line(leaf.start + end, skipped=at - end))
        lines.append(Line(leaf.start + at, octets[at:at + ACROSS]))
        end = at + len(lines[-1].octets)
    if end < len(octets):
        lines.append(Line(leaf.start + end, skipped=len(octets) - end))
    return lines


def _place(finding: Finding, rows: list[Row]) -> bool:
    """Hang a finding on the line that shows its first octet; of several parts of an octet, on the one it names."""
    found = [(row, line) for row in rows for line in row.lines
             if line.offset <= finding.at < line.offset + len(line.octets)]
    named = [pair for pair in found if pair[0].field.name.lower() in finding.message.lower()]
    for _, line in named[:1] or found[-1:]:
        line.findings.append(finding)
    return bool(found)
