"""A record as the words of one table row."""

from collections.abc import Iterator
from dataclasses import dataclass

from stompkata.dissection import Dissection, Field
from stompkata.dissection.visible import visible
from stompkata.trace.record import Record
from stompkata.trace.recording import Recording
from stompkata.trace.transcript import parts

NAME, NOTE = 80, 200  # characters of a row's words, and of its content
SEVERITIES = ("error", "warning", "note")  # advice stands where the unit is explained
_SHORT = {"handshake": "http", "continuation": "cont."}
_TOLD_BY = {  # the header that says most of a frame without a body
    "CONNECT": "accept-version", "STOMP": "accept-version", "CONNECTED": "version", "SUBSCRIBE": "id",
    "UNSUBSCRIBE": "id", "RECEIPT": "receipt-id", "ERROR": "message", "ACK": "id", "NACK": "id",
    "BEGIN": "transaction", "COMMIT": "transaction", "ABORT": "transaction", "DISCONNECT": "receipt",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """What a row says beside number, time, direction and length."""

    layer: str
    command: str
    destination: str = ""
    note: str = ""
    findings: int = 0
    severity: str = ""
    dim: bool = False  # a beat: there are many, and they say little

    def words(self) -> dict[str, object]:
        """The row for the page; what is empty is left out."""
        named = ((name, getattr(self, name)) for name in self.__slots__)
        return {name: value for name, value in named if value}


def row(recording: Recording, record: Record) -> Row:
    """Name what a record carries: the STOMP frame where there is one, else the outermost unit."""
    return told(explained(recording, record))


def told(dissection: Dissection) -> Row:
    """Name what a dissected record carries."""
    found = list(parts(dissection))
    severities = [finding.severity for part in found for finding in part.findings]
    worst = next((severity for severity in SEVERITIES if severity in severities), "")
    layer, innermost = found[0].layer, found[-1]
    layer = f"ws {_opcode(found[0])}{_fragments(found[0])}" if layer == "websocket" else _SHORT.get(layer, layer)
    if innermost.layer in ("websocket", "deflate"):
        command, destination, note = _websocket(found[0], innermost)
    else:
        command, destination, note = _DESCRIBE.get(innermost.layer, _event)(innermost)
    return Row(visible(layer, NAME), visible(command, NAME), visible(destination, NAME), visible(note, NOTE),
               severities.count(worst), worst, command in ("beat", "ping", "pong"))  # fmt: skip


def explained(recording: Recording, record: Record) -> Dissection:
    """Dissect a record; a dissector that fails says so in the row, and does not stop the table."""
    try:
        return recording.dissect(record)
    except Exception as error:
        return Dissection("event", record.data, f"cannot be explained: {error}")


def _event(part: Dissection) -> tuple[str, str, str]:
    return part.summary, "", ""


def _handshake(part: Dissection) -> tuple[str, str, str]:
    line = _value(part.fields, "start line") or part.summary
    first, _, rest = line.partition(" ")
    status, _, reason = rest.partition(" ")
    offer = _header(part.fields, "sec-websocket-protocol")
    if first.startswith("HTTP/"):
        return status, "", " · ".join(filter(None, (reason, offer)))
    return first, status, " · ".join(filter(None, (reason, offer)))


def _websocket(part: Dissection, innermost: Dissection) -> tuple[str, str, str]:
    opcode = _opcode(part)
    if opcode == "close":
        said = _value(part.fields, "close code"), _value(part.fields, "close reason")
        return "close", "", " ".join(filter(None, said))
    fins = [field.value for field in _leaves(part.fields) if field.name == "FIN"]
    command = opcode if fins[-1:] == ["1"] and opcode != _SHORT["continuation"] else "fragment"
    said = _text(innermost.payload)
    return command, "", said if innermost is part or innermost.complete else innermost.summary


def _stomp(part: Dissection) -> tuple[str, str, str]:
    commands = [field.value for field in _leaves(part.fields) if field.name == "command"]
    if not commands:
        return ("beat", "", "") if part.fields and part.complete else ("octets", "", _text(part.data))
    if len(commands) > 1:
        return " + ".join(commands), "", f"{len(commands)} frames in one message"
    told_by = _TOLD_BY.get(commands[0], "")
    said = _header(part.fields, told_by)
    note = said if commands[0] == "ERROR" and said else _text(part.payload) or (f"{told_by} {said}" if said else "")
    return commands[0], _header(part.fields, "destination"), note if part.complete else f"(incomplete) {note}"


_DESCRIBE = {"handshake": _handshake, "stomp": _stomp}


def _fragments(part: Dissection) -> str:
    count = sum(bool(field.children) and not field.value for field in part.fields)
    return f" ×{count}" if count > 1 else ""


def _opcode(part: Dissection) -> str:
    meaning = next((field.meaning for field in _leaves(part.fields) if field.name == "opcode"), "?")
    return _SHORT.get(meaning, meaning)


def _value(fields: tuple[Field, ...], name: str) -> str:
    return next((field.value for field in _leaves(fields) if field.name == name), "")


def _header(fields: tuple[Field, ...], name: str) -> str:
    """Return the value of the first header of this name; header fields read `name: value`."""
    for field in _leaves(fields):
        found, _, value = field.value.partition(": ")
        if field.name == "header" and found.lower() == name:
            return value
    return ""


def _leaves(fields: tuple[Field, ...]) -> Iterator[Field]:
    for field in fields:
        if field.children and not field.value:  # one of several frames
            yield from _leaves(field.children)
        else:
            yield field


def _text(data: bytes) -> str:
    try:
        return data[: 4 * NOTE].decode("utf-8", "strict" if len(data) <= 4 * NOTE else "ignore")
    except UnicodeDecodeError:
        return data[:NOTE].hex(" ")
