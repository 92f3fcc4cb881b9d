r"""stompjs's FrameImpl: a frame as stompjs 7.5 writes and reads it, octet for octet.

This is not how STOMP 1.2 has it; `stompkata.stomp.encoder` and `decoder` keep the standard. Here names and values are
trimmed, names are never escaped, 1.1 has no escapes at all, and what was escaped may not come back the same: `C:\new`.
"""

from collections.abc import Mapping
from typing import Any

from stompkata.stomp.escaping import escape, unescape
from stompkata.stompjs.javascript import SPACE, as_object, decoded, encoded
from stompkata.stompjs.parser import Parser, RawFrame
from stompkata.stompjs.spelling import Spelled, in_python, spelled

_UNESCAPED = ("CONNECT", "CONNECTED")       # not STOMP: stompjs never sends it


@spelled("is_binary_body", "escape_header_values", "skip_content_length_header")
class FrameImpl(Spelled):
    """A frame: `command`, `headers` (a dict of its own), and a body that is text or octets.

    Args:
        binary_body: octets; if there are any, even none at all (b""), they win over `body`.
        escape_header_values: as stompjs does in a session of 1.2, and in no other.
        skip_content_length_header: write none for a text; octets get one always.
    """

    def __init__(self, command: str, headers: Mapping[str, str] | None = None, body: str = "",
                 binary_body: bytes | None = None, *, escape_header_values: bool = False,
                 skip_content_length_header: bool = False):
        self.command, self.headers = command, as_object(headers or {})
        self.is_binary_body = binary_body is not None
        self._body, self._binary_body = None if self.is_binary_body else body or "", binary_body
        self.escape_header_values, self.skip_content_length_header = escape_header_values, skip_content_length_header

    @property
    def body(self) -> str:
        """The text; octets are decoded when it is first asked for."""
        if self._body is None:
            self._body = decoded(self._binary_body)
        return self._body

    @property
    def binary_body(self) -> bytes:
        """The octets; a text is encoded when they are first asked for."""
        if self._binary_body is None:
            self._binary_body = encoded(self._body)
        return self._binary_body

    @classmethod
    def from_raw_frame(cls, raw: RawFrame, escape_header_values: bool = False, *,
                       single_pass: bool = False) -> "FrameImpl":
        """Make a frame of what the Parser gave: names and values are trimmed, and the first of a repeated name counts.

        The headers stand in the opposite order of the wire, as stompjs folds them from the last to the first.

        Args:
            escape_header_values: un-escape the values, but never the names.
            single_pass: un-escape as the standard has it, which stompjs does not; see `hdr_value_un_escape`.
        """
        headers = {}
        for name, value in reversed(raw.headers):
            value = value.strip(SPACE)
            if escape_header_values and raw.command not in _UNESCAPED:
                value = cls.hdr_value_un_escape(value, single_pass=single_pass)
            headers[name.strip(SPACE)] = value
        return cls(raw.command, headers, binary_body=raw.binary_body, escape_header_values=escape_header_values)

    def __str__(self) -> str:
        return self.serialize_cmd_and_headers()

    def to_string(self) -> str:
        """Command, headers and the blank line, without the body."""
        return str(self)

    def serialize(self) -> str | bytes:
        """The whole frame: text, which travels in a text message, or octets, for a binary one."""
        head = self.serialize_cmd_and_headers()
        return self.to_unit8_array(head, self.binary_body) if self.is_binary_body else f"{head}{self._body}\0"

    def serialize_cmd_and_headers(self) -> str:
        """Everything up to the body; a content-length of one's own stands beside the true one, unless it is skipped."""
        if self.skip_content_length_header:
            self.headers.pop("content-length", None)
        escaped = self.escape_header_values and self.command not in _UNESCAPED
        lines = [f"{name}:{self.hdr_value_escape(str(value)) if escaped else value}"
                 for name, value in self.headers.items()]
        if self.is_binary_body or not (self.is_body_empty() or self.skip_content_length_header):
            lines.append(f"content-length:{self.body_length()}")
        return "\n".join([self.command, *lines, "", ""])

    def is_body_empty(self) -> bool:
        """Whether there is no octet of a body."""
        return self.body_length() == 0

    def body_length(self) -> int:
        """The length of the body in octets."""
        return len(self.binary_body)

    @staticmethod
    def size_of_utf8(text: str | None) -> int:
        """How many octets a text takes. (stompjs up to version 4; 7.5 has no such function.)"""
        return len(encoded(text or ""))

    @staticmethod
    def to_unit8_array(head: str, body: bytes) -> bytes:
        """Head, body and NUL as octets. (The name is misspelt in stompjs.)"""
        return encoded(head) + bytes(body) + b"\0"

    @classmethod
    def marshall(cls, params: Mapping[str, Any]) -> str | bytes:
        """Make a frame of stompjs's parameters, such as `{"command": "SEND", "binaryBody": b"hi"}`, and serialize it."""
        return cls(**in_python(params)).serialize()

    @staticmethod
    def hdr_value_escape(value: str) -> str:
        r"""Backslash, CR, LF and colon as `\\`, `\r`, `\n`, `\c`, as STOMP 1.2 has it."""
        return escape(value, "1.2")

    @staticmethod
    def hdr_value_un_escape(value: str, *, single_pass: bool = False) -> str:
        r"""Read escapes by stompjs's four replacements, each of which sees what the one before it made.

        `C:\new` is written `C\c\\new`. stompjs finds a `\n` in it, and reads a line feed: `C:\`, LF, `ew`.

        Args:
            single_pass: read each character once, so that every value survives. What is no escape stays as it is.
        """
        if single_pass:
            return unescape(value, "1.2", strict=False)
        for written, meant in ((r"\r", "\r"), (r"\n", "\n"), (r"\c", ":"), ("\\\\", "\\")):
            value = value.replace(written, meant)
        return value


def to_octets(command: str, headers: Mapping[str, str], body: str | bytes = "", *, version: str | None = "1.2") -> bytes:
    """The octets that stompjs sends for a frame in a session of that version; None is before CONNECTED."""
    is_text = isinstance(body, str)
    frame = FrameImpl(command, headers, body if is_text else "", None if is_text else body,
                      escape_header_values=version == "1.2")
    written = frame.serialize()
    return encoded(written) if is_text else written


def from_octets(octets: bytes, *, version: str | None = "1.2") -> list[FrameImpl]:
    """The frames that stompjs reads off these octets in a session of that version; beats are left out."""
    frames: list[FrameImpl] = []
    parser = Parser(lambda raw: frames.append(FrameImpl.from_raw_frame(raw, version == "1.2")), lambda: None)
    parser.parse_chunk(octets)
    return frames
