"""A dissection for the terminal: offset, octets, ASCII, and beside them what they mean; at most 120 columns."""

import textwrap
import unicodedata
from collections.abc import Iterator

from stompkata.dissection.model import Dissection, Finding
from stompkata.dissection.rows import ACROSS, Line, Part, Row, parts
from stompkata.dissection.visible import visible

WIDTH = 120
_HEX = ACROSS * 3 - 1
_LEFT = 8 + _HEX + 2 + ACROSS + 2               # offset, octets, ASCII
_NAME = 16
_MOST = 240                                     # characters of a value


def render(dissection: Dissection) -> str:
    """The dissection as lines of text, with the findings below the octets that they are about."""
    return "\n".join(line.rstrip() for part in parts(dissection) for line in _part(part))


def render_findings(dissection: Dissection) -> str:
    """Only the octets that something is wrong with, each with its findings below it."""
    lines = []
    for part in parts(dissection):
        lines += [line for row in part.rows if any(line.findings for line in row.lines) for line in _row(row, WIDTH)]
        lines += [line for finding in part.unplaced for line in _finding(finding, WIDTH)]
    return "\n".join(line.rstrip() for line in lines)


def _part(part: Part) -> Iterator[str]:
    indent = "  " * part.depth
    yield indent + ("it carries: " if part.depth else "") + visible(part.heading, WIDTH - 20)
    for row in part.rows:
        for line in _row(row, WIDTH - len(indent)):
            yield indent + line
    for finding in part.unplaced:
        for line in _finding(finding, WIDTH - len(indent)):
            yield indent + line


def _row(row: Row, width: int) -> Iterator[str]:
    field = row.field
    if not field.bits:
        yield f"  {field.name}:" if field.name.startswith("frame") else " " * _LEFT + field.name
        return
    said = " · ".join(text for text in (visible(field.value, _MOST), field.meaning) if text)
    name, texts = field.name, iter(_wrap(said, width - _LEFT - _NAME))
    for line in row.lines:
        yield f"{_left(line, row.bits):{_LEFT}}{name:{_NAME}}{next(texts, '')}"
        name = ""
        for finding in line.findings:
            if finding.length:
                yield f"{_marker(finding, line, row):{_LEFT + _NAME}}{next(texts, '')}"
            yield from _finding(finding, width)
    for text in texts:
        yield " " * (_LEFT + _NAME) + text


def _left(line: Line, bits: str) -> str:
    if line.skipped:
        return f"        … {line.skipped:,} more octets".replace(",", " ")
    if bits:
        return f"{line.offset:6}  {bits}"
    shown = "".join(chr(octet) if 32 <= octet < 127 else "." for octet in line.octets)
    return f"{line.offset:6}  {line.octets.hex(' '):{_HEX}}  {shown}"


def _marker(finding: Finding, line: Line, row: Row) -> str:
    if row.bits:
        return " " * 8 + "".join("^" if bit in "01" else " " for bit in row.bits)
    first = finding.at - line.offset
    count = min(max(1, finding.length), len(line.octets) - first)
    return " " * (8 + 3 * first) + " ".join(["^^"] * count)


def _finding(finding: Finding, width: int) -> Iterator[str]:
    source = f" ({finding.source})" if finding.source else ""
    said = f"{finding.severity} at {finding.at}: {visible(finding.message)} [{finding.rule}]{source}"
    hint = [f"try: {visible(finding.hint)}"] if finding.hint else []
    for text in (said, *hint):
        for number, line in enumerate(_wrap(text, width - 10)):
            yield " " * (10 if number else 8) + line


def _wrap(text: str, width: int) -> list[str]:
    """Break lines by what they take up on a screen: a CJK character takes two columns."""
    if _columns(text) == len(text):
        return textwrap.wrap(text, width, break_on_hyphens=False) or [""]
    lines, room = [""], width
    for char in text:
        if (room := room - _columns(char)) < 0:
            lines.append("")
            room = width - _columns(char)
        lines[-1] += char
    return lines


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else not unicodedata.combining(char) for char in text)
