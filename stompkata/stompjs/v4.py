"""stomp-websocket, the ancestor of stompjs (jmesnil's `stompjs` 2.3 on npm): how it differs, and what of it can be run.

It is still met in the wild. Its codec works on text, splits at NUL, and knows no escapes.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from stompkata.stompjs.frame_impl import FrameImpl
from stompkata.stompjs.javascript import SPACE, as_object, cut, parse_int, substring

FRAME_SIZE = 16 * 1024      # maxWebSocketFrameSize


DIFFERENCES = (     # about what: the ancestor, stompjs 7.5
    ("versions", "offers 1.1,1.0", "offers 1.2,1.1,1.0"),
    ("subprotocols", "v10.stomp, v11.stomp", "v12.stomp, v11.stomp, v10.stomp"),
    ("escapes", "none", "values, in 1.2"),
    ("splitting", f"always, at {FRAME_SIZE} UTF-16 units", "splitLargeFrames, off; at 8192 UTF-16 units"),
    ("NUL in a body", "ends the frame, whatever content-length says", "read by content-length"),
    ("content-length", "written in octets, read in UTF-16 units", "octets both ways"),
    ("binary messages", "each octet becomes a character (Latin-1)", "octets, decoded as UTF-8 on demand"),
    ("ack", "by message-id", "by the ack header's id in 1.2"),
    ("connect's error callback", "also gets plain words when the socket is lost", "gets ERROR frames only"),
    ("disconnect", "closes at once", "waits for the RECEIPT"),
    ("reconnect", "none", "after reconnectDelay"),
    ("headers argument", "is changed", "is copied"),
    ("CONNECTED of 1.1 without heart-beat", "raises", "means no heart-beats"),
)


class AncestorFrame(NamedTuple):
    """A frame as the ancestor reads it."""

    command: str
    headers: dict[str, str]
    body: str


def marshall(command: str, headers: Mapping[str, str | bool] | None = None, body: str = "") -> str:
    """The text of a frame; a content-length that is False says that there shall be none."""
    headers = as_object(headers or {})
    skipped = headers.get("content-length") is False
    lines = [f"{name}:{value}" for name, value in headers.items() if not (skipped and name == "content-length")]
    if body and not skipped:
        lines.append(f"content-length:{FrameImpl.size_of_utf8(body)}")
    return "\n".join([command, *lines, "", body]) + "\0"


def split(text: str, size: int = FRAME_SIZE) -> list[str]:
    """The WebSocket messages that carry a frame; half a surrogate pair at a border becomes U+FFFD on the wire."""
    return cut(text, size)


def unmarshall(message: str | bytes) -> list[AncestorFrame]:
    """The frames in one WebSocket message: cut at each NUL, also in a body; one in two messages is two broken ones."""
    text = message if isinstance(message, str) else message.decode("latin-1")
    return [_single(part) for part in re.split("\0\n*", text) if part]


def _single(part: str) -> AncestorFrame:
    divider = part.find("\n\n")
    command, *lines = part[:max(divider, 0)].split("\n")
    headers = {}
    for line in reversed(lines):
        colon = line.find(":")
        headers[line[:max(colon, 0)].strip(SPACE)] = line[colon + 1:].strip(SPACE)
    headers, body = as_object(headers), part[divider + 2:]
    if counted := headers.get("content-length"):
        body = substring(body, 0, parse_int(counted) or 0)
    return AncestorFrame(command, headers, body)
