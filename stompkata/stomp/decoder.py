"""Octets to frames: the fast reader that runs in every connection.

It finds and slices over one buffer, keeps the place up to which it has searched, and never looks at the octets one by
one. It expects the usual; what is not goes to `stomp/head.py`, and what is wrong, or arrives bit by bit, to
`stomp/head_walk.py`, which names the first fault. `stomp/dissector.py` explains the same octets, as a second program.
"""

from stompkata.errors import ProtocolError
from stompkata.stomp.dialect import Dialect
from stompkata.stomp.frame import BEAT, Beat, Headers, StompFrame
from stompkata.stomp.head import MOST_DIGITS, lengths, read_command, read_headers, read_length
from stompkata.stomp.head_walk import HeadWalk
from stompkata.stomp.limits import FrameLimits
from stompkata.stomp.rules import COMMANDS, MAY_HAVE_BODY
from stompkata.stomp.versions import UNESCAPED

_COMMANDS = {command.encode(): command for command in COMMANDS}
_NO_HEADERS = Headers()
_frame = tuple.__new__         # past StompFrame's own __new__, which looks at what it is given
_CR = 13
REMEMBERED = 1024       # octets of a head that are kept, in case the next frame has the same


class Decoder:
    """Reads STOMP frames and heart-beats from octets that arrive in any pieces.

    Args:
        version: rules to read by: "1.0", "1.1", "1.2", or None before a version is agreed (nothing is escaped yet,
            and CR LF may end a line). It may be set between two calls of `next`.
        strict: False absorbs what real peers send: a raw colon in a value, undefined escapes (kept as they stand),
            CR LF in every version, a body on any frame, padded or repeated content-length, unknown commands, and
            NULs between frames.
        limits: the most of each part of a frame; may be replaced between two calls of `next`.

    Source: STOMP 1.2, "Augmented BNF".
    """

    def __init__(self, version: str | None = "1.2", *, strict: bool = True, limits: FrameLimits = FrameLimits()):
        self._data: bytes | bytearray = b""
        self._start = 0                             # where the current frame begins
        self._error: ProtocolError | None = None
        self.strict = strict
        self.version = version
        self.limits = limits

    @property
    def version(self) -> str | None:
        """The version whose rules the next frame is read by."""
        return self._dialect.version

    @version.setter
    def version(self, version: str | None) -> None:
        self._dialect = Dialect.of(version, self.strict)
        self._crlf = self._dialect.crlf
        self._last = None                           # (octets of the last head, what they meant)
        self._next_frame()

    @property
    def limits(self) -> FrameLimits:
        """The most of each part of a frame."""
        return self._limits

    @limits.setter
    def limits(self, limits: FrameLimits) -> None:
        self._limits, self._easy, self._reach = limits, limits.easy, limits.reach
        self._last = None                           # what it meant was judged by other limits

    @property
    def buffered(self) -> int:
        """Octets held: of a frame that is not complete, or of frames that nobody has asked for yet."""
        return len(self._data) - self._start

    def feed(self, data: bytes) -> None:
        """Append octets off the wire."""
        if self._error is not None:
            return
        if self._start == len(self._data):
            self._data, self._start = bytes(data), 0            # not copied: bytes(bytes) is the same object
            return
        if isinstance(self._data, bytes):
            self._data = bytearray(self._data[self._start:])
        elif self._start:
            del self._data[:self._start]
        self._start = 0
        self._data += data

    def receive(self, data: bytes) -> list[StompFrame | Beat]:
        """Append octets, and return all frames and beats that are now complete."""
        self.feed(data)
        events = []
        while (event := self.next()) is not None:
            events.append(event)
        return events

    def next(self) -> StompFrame | Beat | None:
        """The next frame or beat; None when more octets are needed.

        Raises:
            RemoteProtocolError: the frame breaks a rule; `at` counts from its first octet. The decoder is dead from
                then on and repeats the error: after a fault nobody knows where the next frame begins.
            LimitExceeded: the frame is over a limit, or says in content-length that it will be.
        """
        if self._error is not None:
            raise self._error.with_traceback(None)
        try:
            if self._head is None:
                data = self._data
                if self._start == len(data):
                    return None
                if self._last is not None and data.startswith(self._last[0], self._start):
                    # Most senders repeat themselves: the same octets mean the same, and pass the same limits.
                    self._head = self._last[1]
                    self._searched = self._head[2]
                elif data[self._start] <= _CR and (beat := self._read_eol()):
                    return beat
                elif not self._read_head():
                    return None
            return self._read_body()
        except ProtocolError as error:
            self._error, self._data, self._start = error, b"", 0
            raise

    def _next_frame(self) -> None:
        self._command = None                        # (command, where the header lines begin)
        self._walk = None                           # the line by line reading of an unusual head
        self._head = None                           # (command, headers, where the body begins, content-length)
        self._searched = 0                          # what is looked for is not before this

    def _read_eol(self) -> Beat | None:
        data, start = self._data, self._start
        if not self._dialect.strict:                # stompjs, too, passes over NUL and CR between frames
            while data[start:start + 1] == b"\0" or data[start:start + 1] == b"\r" != data[start:start + 2] != b"\r\n":
                start += 1
            self._start = start
        if data[start:start + 1] == b"\n":
            self._start = start + 1
            return BEAT
        if data[start:start + 2] == b"\r\n" and self._dialect.crlf:
            self._start = start + 2
            return BEAT
        return None

    def _read_head(self) -> bool:
        data, start = self._data, self._start
        if self._command is None:
            end = data.find(b"\n", start, start + self._limits.command + 2)
            line = data[start:end] if end >= 0 else b""
            command = _COMMANDS.get(line if type(line) is bytes else bytes(line))
            if command is None or end - start > self._limits.command:
                line = bytes(data[start:start + self._limits.command + 2 if end < 0 else end])
                command = read_command(line, end >= 0, self._limits, self._dialect)
                if command is None:
                    return False
            self._command, self._searched = (command, end + 1 - start), end - start
        search, reach = start + self._searched, start + self._reach
        end, eol = data.find(b"\n\n", search, reach), 2
        last = reach if end < 0 else end + 2
        if self._crlf and data.find(b"\r", search, last) >= 0 <= (crlf := data.find(b"\n\r\n", search, last)):
            end, eol = crlf, 3
        if end < 0:
            self._walk_head(len(data))
            self._searched = max(self._searched, len(data) - start - 2)
            return False
        if end - start >= self._easy:
            self._walk_head(end + 1)
        self._finish_head(end, end + eol - start)
        return True

    def _walk_head(self, stop: int) -> None:
        if self._walk is None:
            self._walk = HeadWalk(*self._command, self._limits, self._dialect)
        self._walk.walk(self._data, self._start, stop)

    def _finish_head(self, end: int, body_at: int) -> None:
        (command, block), limits, dialect = self._command, self._limits, self._dialect
        raw = self._data[self._start + block:end]
        headers = self._read_headers(raw, end) if end >= self._start + block else _NO_HEADERS
        if limits.frame is not None and body_at >= limits.frame:
            raise dialect.over("frame", limits.frame, at=limits.frame - 1)
        length = headers.get("content-length")
        if length is not None:
            if not (length.isascii() and length.isdigit() and len(length) <= MOST_DIGITS and headers.distinct_names):
                length = read_length(bytes(raw), block, length, dialect)
            length = int(length)
            if length > limits.body or limits.frame is not None and body_at + length >= limits.frame:
                limit = "body" if length > limits.body else "frame"
                raise dialect.over(limit, getattr(limits, limit), at=lengths(bytes(raw), block)[0][0])
            if length and command not in MAY_HAVE_BODY and not dialect.bodies_anywhere:
                raise _no_body(dialect, command, *lengths(bytes(raw), block)[0])
        self._head, self._searched = (command, headers, body_at, length), body_at
        if body_at <= REMEMBERED and limits.frame is None:
            self._last = bytes(self._data[self._start:self._start + body_at]), self._head

    def _read_headers(self, raw: bytes | bytearray, end: int) -> Headers:
        command = self._command[0]
        try:
            text = raw.decode()
            lines = text.split("\n")
            if "\\" not in text and "\r" not in text and command not in UNESCAPED and self._dialect.escapes:
                headers = Headers.distinct([line.split(":") for line in lines])
                if len(headers) == len(lines) <= self._limits.headers and "" not in headers:
                    return headers
        except ValueError:                          # not UTF-8, or a line that is not one name, one colon, one value
            pass
        headers = read_headers(bytes(raw), command, self._dialect)
        if headers is None or raw.count(b"\n") >= self._limits.headers:
            self._walk_head(end + 1)
        return headers

    def _read_body(self) -> StompFrame | None:
        command, headers, body_at, length = self._head
        data, start = self._data, self._start
        begin = start + body_at
        if length is None:
            nul = self._find_nul(command, begin)
            if nul < 0:
                return None
        else:
            nul = begin + length
            if nul >= len(data):
                return None
            if data[nul]:
                raise self._dialect.error(
                    "length", "no NUL where content-length says that the body ends", at=nul - start,
                    got=bytes(data[nul:nul + 1]), hint="content-length counts octets of UTF-8, not characters")
        body = data[begin:nul] if type(data) is bytes else bytes(memoryview(data)[begin:nul])
        self._start = nul + 1
        self._command = self._head = self._walk = None
        return _frame(StompFrame, (command, headers, body))

    def _find_nul(self, command: str, begin: int) -> int:
        data, start, limits = self._data, self._start, self._limits
        if command not in MAY_HAVE_BODY and not self._dialect.bodies_anywhere and data[begin:begin + 1] > b"\0":
            raise _no_body(self._dialect, command, begin - start, bytes(data[begin:begin + 1]))
        limit, last = "body", begin + limits.body
        if limits.frame is not None and start + limits.frame - 1 < last:
            limit, last = "frame", start + limits.frame - 1
        nul = data.find(b"\0", start + self._searched, last + 1)
        if nul < 0:
            if len(data) > last:
                raise self._dialect.over(limit, getattr(limits, limit), at=last - start)
            self._searched = len(data) - start
        return nul


def _no_body(dialect: Dialect, command: str, at: int, got: bytes) -> ProtocolError:
    return dialect.error("body", f"{command} has a body", at=at, got=got,
                         hint="only SEND, MESSAGE and ERROR carry one; put a NUL right after the blank line")
