"""A recording as a file of JSON Lines: a title line, then one line a record.

A line holds `number`, `at`, `connection`, `direction`, `layer` and the octets, as `text` where they are UTF-8 and as
`base64` otherwise. Unknown members are ignored. Nothing in a file is ever evaluated, unpacked or followed.
"""

import base64
import json
import math
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import get_args

from stompkata.dissection.visible import visible
from stompkata.errors import StompkataError
from stompkata.trace.record import Direction, Layer, Record

FILE_OCTETS = 64 * 2**20
LINE_OCTETS = 2**20
RECORDS = 200_000

_TITLE = "stompkata recording"
_DIRECTIONS, _LAYERS = get_args(Direction), get_args(Layer)
_NAME = 200  # characters of a connection's name
# what would hide or turn text, or command a terminal, where the file is printed; JSON itself escapes the rest
_HIDING = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


class DamagedRecording(StompkataError, ValueError):
    """A recording's file is cut short, edited or over a limit; the message says at which record, and why."""


def write(path: str | os.PathLike, records: Iterable[Record], dropped: int) -> None:
    """Write a file beside `path` and then put it in its place, so that a full disk spoils nothing."""
    path = Path(path)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")  # mode 0600
    try:
        with open(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(json.dumps({"title": _TITLE, "version": 1, "dropped": dropped}) + "\n")
            file.writelines(_line(record) for record in records)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def _line(record: Record) -> str:
    known = {"number": record.number, "at": record.at, "connection": record.connection}
    known |= {"direction": record.direction, "layer": record.layer}
    line = json.dumps(known | _octets(record.data), ensure_ascii=False) + "\n"
    line = _HIDING.sub(lambda found: f"\\u{ord(found[0]):04x}", line)
    if len(line.encode("utf-8", "surrogatepass")) <= LINE_OCTETS:
        return line
    words = f"left out of the file: a {record.layer} unit of {len(record.data)} octets; a line holds {LINE_OCTETS}"
    return json.dumps(known | {"direction": "none", "layer": "event", "text": words}) + "\n"


def _octets(data: bytes) -> dict[str, str]:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = None
    if text is not None and len(json.dumps(text)) <= len(data) * 4 // 3 + 8:  # base64 is shorter for many controls
        return {"text": text}
    return {"base64": base64.b64encode(data).decode()}


def read(path: str | os.PathLike) -> tuple[int, Iterator[Record]]:
    """Open a file and check its title.

    Returns:
        How many records were dropped before it was saved, and its records, read one by one; the iterator raises
        `DamagedRecording` at the first line that is wrong.
    """
    file, name = open(path, "rb"), visible(str(path))  # noqa: SIM115 - closed by the iterator
    try:
        if (size := os.fstat(file.fileno()).st_size) > FILE_OCTETS:
            raise DamagedRecording(f"{name} has {size} octets; a recording's file holds at most {FILE_OCTETS}")
        title = _object(file.readline(LINE_OCTETS + 1), f"line 1 of {name}")
        if title.get("title") != _TITLE or title.get("version") != 1:
            raise DamagedRecording(f"{name} is not a recording of this package: line 1 is not its title")
        return _member(title, "dropped", int, f"line 1 of {name}"), _records(file)
    except BaseException:
        file.close()
        raise


def _records(file) -> Iterator[Record]:
    number = octets = 0
    with file:
        for count, line in enumerate(iter(lambda: file.readline(LINE_OCTETS + 1), b""), start=1):
            where = f"record {count} (line {count + 1})"
            octets += len(line)
            if count > RECORDS or octets > FILE_OCTETS:
                raise DamagedRecording(f"{where}: a file holds at most {RECORDS} records and {FILE_OCTETS} octets")
            record = _record(_object(line, where), where)
            if record.number <= number:
                raise DamagedRecording(f"{where} has number {record.number}, which does not follow {number}")
            number = record.number
            yield record


def _object(line: bytes, where: str) -> dict:
    if len(line) > LINE_OCTETS:
        raise DamagedRecording(f"{where} is longer than {LINE_OCTETS} octets")
    if not line.endswith(b"\n"):
        raise DamagedRecording(f"{where} is cut short: {len(line)} octets and no line end")
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise DamagedRecording(f"{where} is not JSON: {error}") from None
    if not isinstance(found, dict):
        raise DamagedRecording(f"{where} is not a JSON object")
    return found


def _record(found: dict, where: str) -> Record:
    number = _member(found, "number", int, where)
    at = float(_member(found, "at", (int, float), where))
    connection, direction, layer = (_member(found, name, str, where) for name in ("connection", "direction", "layer"))
    for good, what in (
        (0 < number < 2**53, f"number {number}"),
        (math.isfinite(at), f"time {at}"),
        (len(connection) <= _NAME, f"connection name of {len(connection)} characters"),
        (direction in _DIRECTIONS, f"direction {direction!r:.40}"),
        (layer in _LAYERS, f"layer {layer!r:.40}"),
    ):
        if not good:
            raise DamagedRecording(f"{where} has an impossible {what}")
    return Record(number, at, connection, direction, layer, _data(found, where))


def _data(found: dict, where: str) -> bytes:
    try:
        if "base64" in found:
            return base64.b64decode(_member(found, "base64", str, where), validate=True)
        return _member(found, "text", str, where).encode()
    except ValueError as error:
        if isinstance(error, DamagedRecording):
            raise
        raise DamagedRecording(f"{where} has octets that cannot be read: {error}") from None


def _member(found: dict, name: str, kind: type | tuple[type, ...], where: str):
    value = found.get(name)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise DamagedRecording(f"{where} has no {name!r} of the right type")
    return value
