"""A record as the words of one table row, and as the lines of the pane below the table."""

from dataclasses import asdict, dataclass

from stompkata.dissection import Dissection, Field, Finding
from stompkata.dissection.visible import visible
from stompkata.trace.record import Record
from stompkata.trace.recording import Recording
from stompkata.trace.transcript import parts

NAME, NOTE = 80, 200  # characters of a row's words, and of its content
VALUE, FIELDS, OCTETS = 2048, 400, 12  # of the pane: characters of a value, fields of a part, octets shown of a field
SEVERITIES = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class Row:
    """What a row says beside number, time, direction and length."""

    layer: str
    command: str
    destination: str = ""
    note: str = ""
    findings: int = 0
    severity: str = ""
    dim: bool = False


def row(recording: Recording, record: Record) -> Row:
    """Name what a record carries: the STOMP frame where there is one, else the outermost unit."""
    dissection = explained(recording, record)
    found = list(parts(dissection))
    severities = [finding.severity for part in found for finding in part.findings]
    worst = next((severity for severity in SEVERITIES if severity in severities), "")
    return Row(record.layer, visible(found[-1].summary, NOTE), findings=severities.count(worst), severity=worst)


def words(recording: Recording, record: Record) -> dict[str, object]:
    """Write a row for the page; what is empty is left out."""
    return {name: value for name, value in asdict(row(recording, record)).items() if value}


def explain(recording: Recording, record: Record) -> list[dict]:
    """Write the pane of one record: a part for each layer, from the outside to the inside."""
    return [
        {
            "layer": part.layer,
            "summary": visible(part.summary, NOTE),
            "fields": [line for field in part.fields for line in _lines(part.data, field, 0)][:FIELDS],
            "findings": [_finding(finding) for finding in part.findings],
        }
        for part in parts(explained(recording, record))
    ]


def explained(recording: Recording, record: Record) -> Dissection:
    """Dissect a record; a dissector that fails says so in the row, and does not stop the table."""
    try:
        return recording.dissect(record)
    except Exception as error:
        return Dissection(record.layer, record.data, f"cannot be explained: {error}")


def _lines(data: bytes, field: Field, depth: int):
    octets = data[field.start : field.stop]
    shown = octets[:OCTETS].hex(" ") + (" …" if len(octets) > OCTETS else "")
    value = visible(field.value, VALUE)
    yield {"offset": str(field.start), "octets": shown, "name": visible(field.name, NAME), "value": value, "depth": depth}
    for child in field.children:
        yield from _lines(data, child, depth + 1)


def _finding(finding: Finding) -> dict[str, str]:
    message = f"{finding.message} (byte {finding.at})"
    return {"severity": finding.severity, "rule": finding.rule, "message": visible(message, VALUE)}
