"""Worked examples from the standards, and what breaks them, as data.

`stomp.json`: `octets` (text, written as UTF-8) or `hex`, read by the rules of `version` ("none": before one is agreed);
then either the `events` (frames, and "beat" for a lone EOL) or the broken `rule` and where (`at`).
`websocket.json`: `hex`, and `then` one octet so many times; then the frame, or the broken `rule`.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from stompkata.stomp.frame import BEAT, Beat, Headers, StompFrame
from stompkata.websocket.frame import Opcode, WebSocketFrame

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class StompVector:
    """Octets and what a strict reader makes of them: events, or the rule that it names and the offset."""

    name: str
    source: str
    version: str | None
    data: bytes
    events: tuple[StompFrame | Beat, ...]
    refused: tuple[str, int] | None

    def __str__(self) -> str:
        return f"{self.version}: {self.name}"


@dataclass(frozen=True)
class WebSocketVector:
    """Octets of one frame: the frame, or the rule that it breaks and the offset."""

    name: str
    source: str
    data: bytes
    sender: str | None
    ws_frame: WebSocketFrame | None
    refused: tuple[str, int] | None

    def __str__(self) -> str:
        return self.name


def _stomp(entry: dict) -> StompVector:
    data = bytes.fromhex(entry["hex"]) if "hex" in entry else entry["octets"].encode()
    version = None if entry["version"] == "none" else entry["version"]
    events = tuple(BEAT if event == "beat" else _frame(event) for event in entry.get("events", ()))
    refused = (entry["rule"], entry["at"]) if "rule" in entry else None
    return StompVector(entry["name"], entry["source"], version, data, events, refused)


def _frame(event: dict) -> StompFrame:
    body = bytes.fromhex(event["body_hex"]) if "body_hex" in event else event["body"].encode()
    return StompFrame(event["command"], Headers(tuple(pair) for pair in event["headers"]), body)


def _websocket(entry: dict) -> WebSocketVector:
    octet, times = entry.get("then", ("", 0))
    data = bytes.fromhex(entry["hex"]) + bytes.fromhex(octet) * times
    if "rule" in entry:
        refused = entry["rule"], entry["at"]
        return WebSocketVector(entry["name"], entry["source"], data, entry["sender"], None, refused)
    payload = bytes.fromhex(entry["payload"]) * entry.get("payload_times", 1)
    key = None if entry["masking_key"] is None else bytes.fromhex(entry["masking_key"])
    frame = WebSocketFrame(Opcode(entry["opcode"]), payload, entry["fin"], 0, key)
    return WebSocketVector(entry["name"], entry["source"], data, None, frame, None)


STOMP = [_stomp(entry) for entry in json.loads((_FOLDER / "stomp.json").read_text(encoding="utf-8"))]
WEBSOCKET = [_websocket(entry) for entry in json.loads((_FOLDER / "websocket.json").read_text(encoding="utf-8"))]
