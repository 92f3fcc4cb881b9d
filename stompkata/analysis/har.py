"""The WebSocket messages of a HAR that a browser's developer tools saved, as records.

A HAR knows whole messages only. They become frames again: one a message, with a masking-key of zeros where a client
sent; and an event in each connection says so. Nothing in a file is ever evaluated or followed.
"""

import base64
import json
import math
import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from stompkata.trace import json_lines
from stompkata.trace.json_lines import DamagedRecording
from stompkata.trace.record import Direction, Layer
from stompkata.websocket.frame import Opcode, WebSocketFrame, encode

VALUES = 5_000_000  # what a file may hold of JSON's values, about: a small file can become large in memory

Row = tuple[float, str, Direction, Layer, bytes]
_ZEROS = b"\0\0\0\0"
_WAYS: dict[str, Direction] = {"send": "to_server", "receive": "to_client"}
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_TARGET = re.compile(r"[a-z]+://[^/?#]*([^#]*).*", re.DOTALL)  # scheme and host go, what the request names stays
_LOST = "a HAR has whole messages only: no Ping, Pong, Close or fragments; masking-keys are shown as zeros"


def read_har(path: str | os.PathLike, url: str | None = None) -> tuple[list[Row], str]:
    """Read the connections of a HAR.

    Args:
        url: only connections to an address that begins with this.

    Returns:
        What is to be recorded, in the order of time (seconds of the wall clock), and the fault at which reading
        stopped, or "".

    Raises:
        DamagedRecording: there is no WebSocket connection in it, or it is larger than any may be.
    """
    entries, fault = _entries(Path(path))
    rows: list[Row] = []
    count = 0
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict) or "_webSocketMessages" not in entry:
            continue
        if url is not None and not _address(entry).startswith(url):
            continue
        count += 1
        try:
            for row in _connection(entry, f"ws-{count}", f"entry {number} of {path}"):
                rows.append(row)
                if len(rows) > json_lines.RECORDS:
                    raise DamagedRecording(f"entry {number} of {path}: at most {json_lines.RECORDS} records are read")
        except DamagedRecording as error:
            fault = str(error)
            break
    if not rows:
        raise DamagedRecording(fault or f"{path} has no WebSocket messages{f' to {url}' if url else ''}\n  try:  open "
                               "the browser's network panel before the page connects, and save all as HAR")  # fmt: skip
    return sorted(rows, key=lambda row: row[0]), fault


def _entries(path: Path) -> tuple[list, str]:
    """The entries, as far as the file is JSON, and the fault that ended them."""
    with open(path, "rb") as file:
        data = file.read(json_lines.FILE_OCTETS + 1)
    if len(data) > json_lines.FILE_OCTETS or sum(map(data.count, (b",", b"[", b"{"))) > VALUES:
        most = f"{json_lines.FILE_OCTETS} octets and {VALUES} values"
        raise DamagedRecording(f"{path} is too large: at most {most} are read")
    fault = ""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        fault, text = f"octet {error.start} of {path} is not UTF-8", data[:error.start].decode("utf-8-sig")
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        fault = fault or f"line {error.lineno}, column {error.colno} of {path} is not JSON: {error.msg}"
        found = _mended(text[:error.pos])
    except (ValueError, RecursionError) as error:  # a number of many digits, or brackets without end
        raise DamagedRecording(f"{path} cannot be read as JSON: {error}") from None
    log = found.get("log") if isinstance(found, dict) else None
    entries = log.get("entries") if isinstance(log, dict) else None
    if not isinstance(entries, list):
        raise DamagedRecording(fault or f"{path} is no HAR: it has no log with entries")
    return entries, fault


def _mended(text: str) -> object:
    """Read broken JSON up to the last whole object of an array; what is still open there is closed."""
    stack, end, closed = [], 0, ""
    for token in _TOKEN.finditer(text):
        if token[0] in "[{":
            stack.append("]" if token[0] == "[" else "}")
        elif token[0] in "]}":
            if not stack or stack.pop() != token[0]:
                break
            if token[0] == "}" and stack[-1:] == ["]"]:
                end, closed = token.end(), "".join(reversed(stack))
    try:
        return json.loads(text[:end] + closed)
    except (ValueError, RecursionError):
        return None


def _connection(entry: dict, name: str, where: str) -> Iterator[Row]:
    at = _began(entry)
    messages = entry["_webSocketMessages"]
    if not isinstance(messages, list):
        raise DamagedRecording(f"{where} has no list of messages")
    said: list[Row] = []
    fault = _read_messages(messages, said, name, where)
    if at is None or said and said[0][0] < at:
        at = said[0][0] if said else 0.0
    yield at, name, "none", "event", f"from a browser's HAR: {_address(entry) or 'address unknown'}; {_LOST}".encode()
    for way, head in (("to_server", _request(entry)), ("to_client", _response(entry))):
        if head:
            yield at, name, way, "handshake", head
    yield from said
    if fault is not None:
        raise fault


def _read_messages(messages: list, rows: list[Row], name: str, where: str) -> DamagedRecording | None:
    """Read messages up to the first that is wrong, and return what is wrong with it."""
    last = -math.inf
    for number, message in enumerate(messages, start=1):
        try:
            row = _message(message, name, f"message {number} of {where}")
        except DamagedRecording as fault:
            return fault
        last = max(last, row[0])  # the order of the list is worth more than the clock
        rows.append((last, *row[1:]))
    return None


def _message(message: object, name: str, where: str) -> Row:
    if not isinstance(message, dict):
        raise DamagedRecording(f"{where} is not a JSON object")
    kind, at, data = message.get("type"), message.get("time"), message.get("data")
    if not isinstance(at, (int, float)) or isinstance(at, bool) or not 0 <= at < 1e15:
        raise DamagedRecording(f"{where} has an impossible time {at!r:.40}")
    if not isinstance(data, str) or len(data) > json_lines.LINE_OCTETS:
        raise DamagedRecording(f"{where} has no data, or more than {json_lines.LINE_OCTETS} characters of it")
    at = at / 1000 if at > 1e11 else float(at)  # browsers write seconds, Playwright writes milliseconds
    if kind == "error":
        return at, name, "none", "event", f"error: {data}".encode("utf-8", "replace")
    if not isinstance(kind, str) or kind not in _WAYS:
        raise DamagedRecording(f"{where} has an impossible type {kind!r:.40}")
    opcode = message.get("opcode")
    if opcode not in (Opcode.TEXT, Opcode.BINARY):
        raise DamagedRecording(f"{where} has an impossible opcode {opcode!r:.40}: 1 is text, 2 is binary")
    try:
        payload = data.encode() if opcode == Opcode.TEXT else base64.b64decode(data, validate=True)
    except ValueError as error:
        raise DamagedRecording(f"{where} has data that cannot be read: {error}") from None
    key = _ZEROS if kind == "send" else None
    frame = encode(WebSocketFrame(Opcode(opcode), payload, masking_key=key))
    return at, name, _WAYS[kind], "websocket", frame


def _began(entry: dict) -> float | None:
    try:
        return datetime.fromisoformat(entry["startedDateTime"]).timestamp()
    except (KeyError, TypeError, ValueError, OverflowError):
        return None


def _address(entry: dict) -> str:
    url = str(_part(entry, "request").get("url", ""))[:2000]
    return url.encode("utf-8", "replace").decode()  # half a surrogate pair is no text


def _request(entry: dict) -> bytes:
    said = _part(entry, "request")
    target = _TARGET.sub(r"\1", _address(entry))
    return _head(f"{said.get('method', 'GET')} {'' if target.startswith('/') else '/'}{target} HTTP/1.1", said)


def _response(entry: dict) -> bytes:
    said = _part(entry, "response")
    return _head(f"HTTP/1.1 {said.get('status', '')} {said.get('statusText', '')}", said)


def _part(entry: dict, name: str) -> dict:
    part = entry.get(name)
    return part if isinstance(part, dict) else {}


def _head(start: str, said: dict) -> bytes:
    """A head of HTTP/1.1 from the list of its headers; b"" where the file has none."""
    headers = said.get("headers")
    pairs = [one for one in headers if isinstance(one, dict)] if isinstance(headers, list) else []
    lines = [start, *(f"{one.get('name')}: {one.get('value')}" for one in pairs)] if pairs else []
    return "".join(" ".join(line.split()) + "\r\n" for line in [*lines, ""] if lines).encode("latin-1", "replace")
