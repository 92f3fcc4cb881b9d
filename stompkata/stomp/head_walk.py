"""The head of a frame judged line by line as it arrives: what is wrong first is what gets named.

In each line the limits come first, since an endless line has no end to wait for; then the line from left to right.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from stompkata.stomp.dialect import Dialect
from stompkata.stomp.escaping import MEANINGS
from stompkata.stomp.limits import FrameLimits

_ESCAPE = re.compile(rb"\\.?", re.DOTALL)


class HeadWalk:
    """Walks over the header lines of one frame, each octet once; raises at the first fault.

    `block` is where the first header line begins; all positions count from the start of the frame.
    """

    __slots__ = ("_block", "_command", "_dialect", "_limits", "_line", "_lines", "_seen")

    def __init__(self, command: str, block: int, limits: FrameLimits, dialect: Dialect):
        self._command, self._limits, self._dialect = command, limits, dialect
        self._block = self._line = self._seen = block
        self._lines = 0

    def walk(self, data: bytes | bytearray, start: int, stop: int) -> None:
        """Judge what has arrived of the frame that begins at `start` in `data`, up to `stop`."""
        crlf = self._dialect.crlf
        while (lf := data.find(b"\n", start + self._seen, stop)) >= 0:
            end = lf - (crlf and data[lf - 1] == 13)
            self._check_limits(lf + 1 - start, end - start)
            self._check_line(bytes(data[start + self._line:end]))
            self._line = self._seen = lf + 1 - start
            self._lines += 1
        self._seen = stop - start
        # A CR at the end may be half of a CR LF: it counts as soon as the next octet says otherwise.
        taken = self._seen - (crlf and self._seen > self._line and data[stop - 1] == 13)
        if taken > self._line:
            self._check_limits(taken, taken)

    def _check_limits(self, taken: int, line_end: int) -> None:
        limits, never = self._limits, taken
        if (self._lines < limits.headers and line_end - self._line <= limits.header_line
                and taken - self._block <= limits.header_block and (limits.frame is None or taken < limits.frame)):
            return
        first_refused = {
            "headers": self._line if self._lines >= limits.headers else never,
            "header_line": self._line + limits.header_line if line_end - self._line > limits.header_line else never,
            "header_block": self._block + limits.header_block,
            "frame": never if limits.frame is None else limits.frame - 1,
        }
        limit = min(first_refused, key=first_refused.get)
        raise self._dialect.over(limit, getattr(limits, limit), at=first_refused[limit])

    def _check_line(self, line: bytes) -> None:
        fault = min(_faults(line, self._dialect, self._dialect.is_plain(self._command)), default=None)
        if fault is not None:
            got = line[fault.at:fault.at + fault.length]
            raise self._dialect.error(fault.wrong, fault.what, at=self._line + fault.at, got=got, hint=fault.hint)


class _Fault(NamedTuple):
    at: int
    wrong: str
    what: str
    length: int
    hint: str


def _faults(line: bytes, dialect: Dialect, plain: bool) -> Iterator[_Fault]:
    name, colon, value = line.partition(b":")
    try:
        line.decode()
    except UnicodeDecodeError as error:
        yield _Fault(error.start, "utf-8", "a header is not UTF-8", error.end - error.start, "encode headers as UTF-8")
    if dialect.strict and dialect.crlf and b"\r" in line:
        yield _Fault(line.index(b"\r"), "header-cr", "a CR in a header that ends no line", 1, r"write a CR as \r")
    if line == b"\r" and not dialect.crlf:
        yield _Fault(0, "header-cr", "CR LF does not end a line before STOMP 1.2", 1, "end lines with LF")
    elif not colon:
        yield _Fault(0, "no-colon", "a header line has no ':'", len(line), "is the blank line before the body missing?")
    elif not name:
        yield _Fault(0, "no-name", "a header line has no name", len(line), "write name:value")
    if plain or not dialect.strict:
        return
    if b":" in value:
        at = len(name) + 1 + value.index(b":")
        yield _Fault(at, "raw-colon", "a raw colon in a header value", 1, r"write it as \c")
    meanings = MEANINGS[dialect.version]
    for found in _ESCAPE.finditer(line):
        if found[0].decode("latin-1") not in meanings:
            hint = f"write a backslash as \\\\; the escapes of STOMP {dialect.version} are {' '.join(meanings)}"
            yield _Fault(found.start(), "escape", "not an escape of this version", len(found[0]), hint)
            return
