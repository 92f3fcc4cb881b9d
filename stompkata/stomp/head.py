"""The head of a frame that is not the usual one: read line by line, and the first fault named.

"First" is: a limit, then the command, then the header lines in order and each from left to right, then content-length.
"""

import re

from stompkata.errors import RemoteProtocolError
from stompkata.stomp.dialect import Dialect
from stompkata.stomp.escaping import MEANINGS, unescape
from stompkata.stomp.frame import Headers
from stompkata.stomp.limits import FrameLimits
from stompkata.stomp.rules import COMMANDS

_ESCAPE = re.compile(rb"\\.?", re.DOTALL)
_PADDING = " \t"
MOST_DIGITS = 18            # int() refuses thousands of digits with an error of its own


def read_command(line: bytes, complete: bool, limits: FrameLimits, dialect: Dialect) -> str | None:
    """Judge a command line that is none of STOMP's commands as it stands.

    Args:
        line: the octets up to the LF, or what has arrived of them (never more than the limit and 2).

    Returns:
        The command, which may be one that only the roles can judge; None when more octets are needed.
    """
    nul = line.find(b"\0", 0, limits.command + 1)
    if nul >= 0:
        raise dialect.error("command", "a NUL in the command line", at=nul, got=line[: nul + 1],
                            hint="a frame needs a LF after its command, and a blank line before its body and NUL")
    name = line[:-1] if dialect.crlf and line.endswith(b"\r") else line
    if len(name) > limits.command:
        raise dialect.over("command", limits.command, at=limits.command)
    if not complete:
        return None
    if dialect.strict and b"\r" in name:
        raise dialect.error("command-cr", "a CR in the command line does not end it", at=name.index(b"\r"), got=line,
                            hint="end lines with LF; only 1.2 knows CR LF")
    try:
        command = str(name, "utf-8")
    except UnicodeDecodeError as error:
        raise dialect.error("utf-8", "the command is not UTF-8", at=error.start, got=line) from None
    if dialect.strict and command not in COMMANDS:
        raise dialect.error("command", "not a command of STOMP", at=0, got=line, hint=_command_hint(command))
    return command


def _command_hint(command: str) -> str:
    meant = command.strip().upper()
    if meant in COMMANDS:
        return f"write {meant}: capital letters, no spaces (S12-04)"
    if command.startswith(("GET ", "POST ", "HTTP/")):
        return "this is HTTP; STOMP over TCP begins with CONNECT, and HTTP wants the WebSocket port"
    return "did the frame before end where it should? commands are " + ", ".join(sorted(COMMANDS))


class RawHead:
    """The header lines of one frame as they came, for reading with care.

    Args:
        raw: the octets of the header lines, without the last LF.
        at: where they begin in the frame.
    """

    def __init__(self, raw: bytes, at: int, command: str, dialect: Dialect):
        self._raw, self._at, self._command, self._dialect = raw, at, command, dialect

    def read(self) -> Headers:
        """The header entries; raises on the first fault."""
        dialect = self._dialect
        try:
            text = str(self._raw, "utf-8")
        except UnicodeDecodeError:
            raise self.first_fault() from None
        if dialect.crlf:
            text = text.removesuffix("\r").replace("\r\n", "\n")
        plain = dialect.is_plain(self._command)
        if dialect.strict and dialect.crlf and "\r" in text:
            raise self.first_fault()
        pairs = []
        for line in text.split("\n"):
            name, colon, value = line.partition(":")
            if not colon or not name or not plain and not dialect.raw_colons and ":" in value:
                raise self.first_fault()
            pairs.append((name, value))
        if dialect.trims(self._command, dict(pairs)):
            pairs = [(name.strip(_PADDING), value.strip(_PADDING)) for name, value in pairs]
            if not all(name for name, _ in pairs):
                raise self.first_fault()
        if not plain and "\\" in text:
            try:
                pairs = [(unescape(name, dialect.version, strict=dialect.strict),
                          unescape(value, dialect.version, strict=dialect.strict)) for name, value in pairs]
            except RemoteProtocolError:
                raise self.first_fault() from None
        return Headers(pairs)

    def first_fault(self) -> RemoteProtocolError:
        """What is wrong first: the earlier line, in it the earlier octet."""
        for at, line in self._lines():
            faults = sorted(self._faults(line), key=lambda fault: fault[0])
            if faults:
                where, wrong, what, length, hint = faults[0]
                return self._dialect.error(wrong, what, at=at + where, got=line[where:where + length], hint=hint)
        raise AssertionError("a head without a fault was refused")

    def _lines(self):
        at = self._at
        for line in self._raw.split(b"\n"):
            yield at, line.removesuffix(b"\r") if self._dialect.crlf else line
            at += len(line) + 1

    def _faults(self, line: bytes):
        dialect, name = self._dialect, line.partition(b":")[0]
        try:
            line.decode()
        except UnicodeDecodeError as error:
            yield error.start, "utf-8", "a header is not UTF-8", error.end - error.start, "encode headers as UTF-8"
        if dialect.strict and dialect.crlf and b"\r" in line:
            yield line.index(b"\r"), "header-cr", "a CR in a header that ends no line", 1, r"write a CR as \r"
        if line == b"\r":
            yield 0, "header-cr", "CR LF does not end a line before STOMP 1.2", 1, "end lines with LF"
        elif b":" not in line:
            yield 0, "no-colon", "a header line has no ':'", len(line), "is the blank line before the body missing?"
        elif not name or self._trimmed() and not name.strip(b" \t"):
            yield 0, "no-name", "a header line has no name", len(line), "write name:value"
        if dialect.is_plain(self._command):
            return
        if line.count(b":") > 1 and not dialect.raw_colons:
            yield line.index(b":", len(name) + 1), "raw-colon", "a raw colon in a header value", 1, r"write it as \c"
        yield from self._escape_faults(line)

    def _escape_faults(self, line: bytes):
        meanings = MEANINGS[self._dialect.version]
        for found in _ESCAPE.finditer(line):
            if self._dialect.strict and found[0].decode("latin-1") not in meanings:
                known = " ".join(meanings)
                yield (found.start(), "escape", "not an escape of this version", len(found[0]),
                       f"write a backslash as \\\\; the escapes of STOMP {self._dialect.version} are {known}")

    def _trimmed(self) -> bool:
        names = {line.partition(b":")[0].decode("utf-8", "replace") for _, line in self._lines()}
        return self._dialect.trims(self._command, names)

    def _lengths(self):
        trimmed = self._trimmed()
        for at, line in self._lines():
            name, _, value = line.partition(b":")
            if (name.strip(b" \t") if trimmed else name) == b"content-length":
                padding = len(value) - len(value.lstrip(b" \t")) if trimmed else 0
                yield at + len(name) + 1 + padding, value.strip(b" \t") if trimmed else value

    def length_at(self) -> int:
        """Where the value of content-length stands in the frame."""
        return next(self._lengths())[0]

    def read_length(self, value: str) -> int:
        """The value of content-length as a number; raises if it is none, or (strictly) if a second one differs."""
        dialect = self._dialect
        digits = value if dialect.strict else value.strip(_PADDING)
        (at, got), *others = self._lengths()
        # int() takes "1_0", "+1" and "٣"; the wire does not
        if not (digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS):
            raise dialect.error("length", "content-length is not a number of octets", at=at, got=got,
                                hint="write decimal digits only, such as content-length:5")
        for at, other in others:
            if dialect.strict and other != got:
                raise dialect.error("repeat", "a second content-length differs from the first", at=at, got=other,
                                    hint="send content-length once; two readers may take different ones")
        return int(digits)
