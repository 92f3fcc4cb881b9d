"""A record as the lines of the pane below the table: octets beside their meaning, layer by layer."""

from stompkata.dissection import Finding
from stompkata.dissection.rows import Line, Part, Row, parts
from stompkata.dissection.visible import visible
from stompkata.trace.record import Record
from stompkata.trace.recording import Recording
from stompkata.widgets.rows import explained

VALUE, LINES = 2048, 400  # characters of a value, lines of a layer


def pane(recording: Recording, record: Record) -> list[dict]:
    """Write a part for each layer, from the outside to the inside; all of it is text for `textContent`."""
    return [_part(part) for part in parts(explained(recording, record))]


def _part(part: Part) -> dict:
    lines = [line for row in part.rows for line in _lines(row)]
    lines += [{"finding": _finding(finding)} for finding in part.unplaced]
    return {"heading": visible(part.heading, VALUE), "depth": part.depth, "lines": lines[:LINES]}


def _lines(row: Row) -> list[dict]:
    field = row.field
    if not field.bits:
        return [{"name": visible(field.name)}]
    columns = zip(*(_octets(line, row.bits) for line in row.lines), strict=True)
    shown = dict(zip(("offset", "octets", "ascii"), map("\n".join, columns), strict=True))
    said = {"name": visible(field.name), "value": visible(field.value, VALUE), "meaning": field.meaning}
    return [shown | said, *({"finding": _finding(finding)} for line in row.lines for finding in line.findings)]


def _octets(line: Line, bits: str) -> tuple[str, str, str]:
    if line.skipped:
        return "", f"… {line.skipped:,} more octets", ""
    shown = "".join(chr(octet) if 32 <= octet < 127 else "·" for octet in line.octets)
    return str(line.offset), bits or line.octets.hex(" "), "" if bits else shown


def _finding(finding: Finding) -> dict[str, str]:
    source = f"{finding.rule} {finding.source}".strip()
    hint = f". Try: {finding.hint}" if finding.hint else ""
    message = visible(finding.message + hint, VALUE)
    return {"severity": finding.severity, "rule": visible(source), "message": message}
