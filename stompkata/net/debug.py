"""Frames as lines of a client's debug log, in the words of stompjs; a passcode is never among them."""

import re

from stompkata.stomp.frame import StompFrame

MASK = "********"
_PASSCODE = re.compile(r"(?<=\npasscode:)[^\r\n]*")


def head_of(frame: StompFrame) -> str:
    """Its command and headers."""
    headers = (f"{name}:{MASK if name == 'passcode' else value}" for name, value in frame.headers.pairs)
    return "\n".join([frame.command, *headers, "", ""])


def raw(data: bytes) -> str:
    """Octets as text."""
    return _PASSCODE.sub(MASK, data.decode("utf-8", "replace"))
