"""STOMP octets explained: every octet belongs to a field, and every fault is a finding.

A second program beside the decoder, slow and on its own: it keeps offsets, goes on after a fault where it can, and
its first error is the decoder's verdict.
"""

import re

from stompkata.dissection.model import Dissection, Field, Finding
from stompkata.stomp.advice import HEADERS, advise
from stompkata.stomp.foreign import foreign
from stompkata.stomp.limits import FrameLimits
from stompkata.stomp.requirements import requirement
from stompkata.stomp.rules import COMMANDS, MAY_HAVE_BODY, rule

_LIMITS = FrameLimits()
_ESCAPES = {"1.1": {"n": "\n", "c": ":", "\\": "\\"}, "1.2": {"r": "\r", "n": "\n", "c": ":", "\\": "\\"}}
_FLOW = {"SEND": "destination", "MESSAGE": "destination", "SUBSCRIBE": "destination", "RECEIPT": "receipt-id"}


def dissect_stomp(data: bytes, *, version: str | None = "1.2", sender: str | None = None) -> Dissection:
    """Name every octet of a run of STOMP frames and beats.

    Args:
        version: the rules to judge by; None is the time before a version is agreed.
        sender: "client" or "server" where it is known, so that a frame of the wrong side is noticed.

    Returns:
        A dissection whose fields are those of the frame, or one heading for each of several frames.
    """
    frames, beats, fields, findings = [], 0, [], []
    at, complete = 0, True
    while at < len(data) and complete:
        if size := _eol_size(data, at, version):
            fields.append(_field("EOL", data, at, at + size, meaning="a heart-beat, or the end of a line"))
            at, beats = at + size, beats + 1
            continue
        frame = _FrameReader(data, at, version, sender)
        at, complete = frame.read(), frame.complete
        frames.append(frame)
        fields.append(Field(f"frame {len(frames)}", "", frame.start * 8, (at - frame.start) * 8,
                            children=tuple(frame.fields)))
        findings += frame.findings
    if at < len(data):
        fields.append(_field("not read", data, at, len(data), meaning="nobody knows where the next frame begins"))
    if len(frames) == 1:
        fields = [part for field in fields for part in field.children or (field,)]
    return Dissection("stomp", data, _summary(frames, beats), tuple(fields), tuple(findings), bool(data) and complete,
                      frames[0].body if len(frames) == 1 else b"")


def _summary(frames: list["_FrameReader"], beats: int) -> str:
    if len(frames) == 1:
        return f"STOMP {frames[0].summary()}"
    if frames:
        return f"{len(frames)} STOMP frames: {', '.join(frame.command for frame in frames)}"
    return "a STOMP heart-beat" if beats == 1 else f"{beats} STOMP heart-beats" if beats else "no octets"


def _eol_size(data: bytes, at: int, version: str | None) -> int:
    if data[at:at + 1] == b"\n":
        return 1
    return 2 if version in ("1.2", None) and data[at:at + 2] == b"\r\n" else 0


def _field(name: str, data: bytes, start: int, stop: int, value: str | None = None, meaning: str = "",
           children: tuple[Field, ...] = ()) -> Field:
    text = data[start:stop].decode("utf-8", "backslashreplace") if value is None else value
    return Field(name, text, start * 8, (stop - start) * 8, children=children, meaning=meaning)


class _FrameReader:
    """Reads one frame, and collects its fields and findings."""

    def __init__(self, data: bytes, start: int, version: str | None, sender: str | None):
        self.data, self.start, self.at = data, start, start
        self.version, self.sender = version, sender
        self.fields: list[Field] = []
        self.findings: list[Finding] = []
        self.complete = False
        self.command, self.body = "", b""
        self.headers: list[tuple[str, str, int]] = []       # name, value, offset of the value
        self._over: set[str] = set()

    def read(self) -> int:
        """Read the frame, and return the offset after it."""
        if self._read_command() and self._read_headers():
            self._read_body()
        return self.at

    def summary(self) -> str:
        """The frame in one line."""
        values = {name: value for name, value, _ in reversed(self.headers)}
        about = values.get(_FLOW.get(self.command, ""), "")
        size = f", body of {len(self.body)} octet{'s' * (len(self.body) != 1)}" if self.body else ""
        return f"{self.command}{' ' + about if about else ''}{size}{'' if self.complete else ' (incomplete)'}"

    def _error(self, wrong: str, message: str, at: int, length: int = 1, hint: str = "") -> None:
        broken = rule(wrong, self.version)
        self.findings.append(Finding(broken, "error", message, at, length, requirement(broken).section, hint))

    def _limit(self, limit: str, at: int) -> None:
        if limit not in self._over:
            self._over.add(limit)
            value = getattr(_LIMITS, limit)
            self._error("limit", f"over the limit {limit} = {value}", at, hint="send less, or raise the limit")

    def _crlf(self) -> bool:
        return self.version in ("1.2", None)

    def _line(self, at: int) -> tuple[int, int]:
        """Where the content of the line at `at` ends, and where the next line begins; 0 if it has not arrived."""
        lf = self.data.find(b"\n", at)
        end = len(self.data) if lf < 0 else lf
        if self._crlf() and self.data[at:end].endswith(b"\r"):
            end -= 1
        return end, lf + 1

    def _read_command(self) -> bool:
        end, after = self._line(self.start)
        line = self.data[self.start:end]
        self.command = line.decode("utf-8", "backslashreplace")
        nul = line.find(b"\0", 0, _LIMITS.command + 1)
        if nul >= 0:
            self._error("command", "a NUL in the command line", self.start + nul, hint="end the command with LF")
            self.command = line[:nul].decode("utf-8", "backslashreplace")
            return self._add("command", self.start + nul) and self._add_nul() and False
        protocol, instead = foreign(line[:_LIMITS.command + 1])
        if protocol and (after or len(line) > _LIMITS.command):
            self._error("command", f"this is {protocol}, not STOMP", self.start, len(line), instead)
        elif len(line) > _LIMITS.command:
            self._limit("command", self.start + _LIMITS.command)
        elif after and b"\r" in line:
            self._error("command-cr", "a CR does not end the line", self.start + line.index(b"\r"),
                        hint="end lines with LF" if self._crlf() else "only STOMP 1.2 knows CR LF")
        elif after and self.command not in COMMANDS:
            self._error("command", "not a command of STOMP", self.start, max(1, len(line)), "commands are capitals")
        self._add("command", after or len(self.data), self.command, "what the frame is for")
        return bool(after)

    def _read_headers(self) -> bool:
        block = self.at
        while True:
            line_at, (end, after) = self.at, self._line(self.at)
            if after and end == line_at:
                return self._add("blank line", after, "", "the head ends here")
            self._check_limits(block, line_at, end, after or len(self.data))
            if not after:
                if line_at < len(self.data):
                    self._add("header", len(self.data), meaning="this line has not arrived whole")
                return False
            self._read_header(line_at, end, after)

    def _check_limits(self, block: int, line_at: int, end: int, taken: int) -> None:
        if taken == len(self.data) and self.data[line_at:].endswith(b"\r") and self._crlf():
            taken = end                                     # half of a CR LF, perhaps
        if len(self.headers) >= _LIMITS.headers and taken > line_at:
            self._limit("headers", line_at)
        over = [(line_at + _LIMITS.header_line, "header_line")] if end - line_at > _LIMITS.header_line else []
        over += [(block + _LIMITS.header_block, "header_block")] if taken - block > _LIMITS.header_block else []
        for at, limit in sorted(over):
            self._limit(limit, at)

    def _read_header(self, line_at: int, end: int, after: int) -> None:
        line = self.data[line_at:end]
        name, colon, value = line.partition(b":")
        value_at = line_at + len(name) + len(colon)
        for at, wrong, message, length, hint in sorted(self._faults(line, name, value)):
            self._error(wrong, message, line_at + at, length, hint)
        texts = [self._decoded(part) for part in (name, value)]
        self.headers.append((*texts, value_at))
        parts = [_field("header name", self.data, line_at, line_at + len(name), texts[0])]
        if colon:
            parts += [_field("colon", self.data, value_at - 1, value_at),
                      _field("header value", self.data, value_at, end, texts[1])]
        parts.append(_field("EOL", self.data, end, after))
        self._add("header", after, f"{texts[0]}: {texts[1]}" if colon else texts[0], HEADERS.get(texts[0], ""), parts)

    def _faults(self, line: bytes, name: bytes, value: bytes):
        try:
            line.decode()
        except UnicodeDecodeError as error:
            yield error.start, "utf-8", "not UTF-8", error.end - error.start, "headers are UTF-8"
        if self._crlf() and b"\r" in line:
            yield line.index(b"\r"), "header-cr", "a CR that ends no line", 1, r"write it as \r"
        if line == b"\r" and not self._crlf():
            yield 0, "header-cr", "CR LF ends no line before STOMP 1.2", 1, "end lines with LF"
        elif b":" not in line:
            yield 0, "no-colon", "a header line has no ':'", max(1, len(line)), "is the blank line before it missing?"
        elif not name:
            yield 0, "no-name", "a header line has no name", max(1, len(line)), "write name:value"
        if self._escaped():
            for found in re.finditer(rb":", value):
                yield len(name) + 1 + found.start(), "raw-colon", "a raw colon in a value", 1, r"write it as \c"
            for found in re.finditer(rb"\\(.?)", line, re.DOTALL):
                if found[1].decode("latin-1") not in _ESCAPES[self.version]:
                    yield found.start(), "escape", "an undefined escape", len(found[0]), r"write a backslash as \\"

    def _escaped(self) -> bool:
        return self.version in _ESCAPES and self.command not in ("CONNECT", "STOMP", "CONNECTED")

    def _decoded(self, raw: bytes) -> str:
        text = raw.decode("utf-8", "backslashreplace")
        if not self._escaped() or b"\\" not in raw:
            return text
        known = _ESCAPES[self.version]
        return re.sub(r"\\(.?)", lambda found: known.get(found[1], found[0]), text, flags=re.DOTALL)

    def _content_length(self) -> int | None:
        """The announced size of the body, with its findings; None reads to the first NUL."""
        found = [(at, self._raw_value(at)) for name, _, at in self.headers if name == "content-length"]
        if not found:
            return None
        at, raw = found[0]
        padded = self.version == "1.0" or (self.command in ("CONNECT", "STOMP")
                                           and all(name != "accept-version" for name, _, _ in self.headers))
        digits = raw.strip(b" \t") if padded else raw
        if not re.fullmatch(rb"[0-9]{1,18}", digits):
            self._error("length", "content-length is not a number of octets", at, max(1, len(raw)), "digits only")
            return None
        for other_at, other in found[1:]:
            if other != raw:
                self._error("repeat", "a second content-length differs", other_at, max(1, len(other)), "send one")
        length = int(digits)
        if length > _LIMITS.body:
            self._limit("body", at)
        if length and not self._may_have_body():
            self._error("body", f"{self.command} announces a body", at, len(raw), "only SEND, MESSAGE, ERROR have one")
        return length

    def _raw_value(self, at: int) -> bytes:
        return self.data[at:self._line(at)[0]]

    def _may_have_body(self) -> bool:
        return self.command in MAY_HAVE_BODY or self.version == "1.0"

    def _read_body(self) -> None:
        begin, length = self.at, self._content_length()
        nul = self.data.find(b"\0", begin) if length is None else begin + length
        end = len(self.data) if nul < 0 else min(nul, len(self.data))
        if length is None and begin < end and not self._may_have_body():
            self._error("body", f"{self.command} has a body", begin, end - begin, "put the NUL after the blank line")
        if length is None and end - begin > _LIMITS.body:
            self._limit("body", begin + _LIMITS.body)
        self.body = self.data[begin:end]
        if begin < end:
            self._add("body", end, meaning="as many octets as content-length says" if length is not None
                      else "the octets up to the first NUL")
        if end == nul < len(self.data):
            if self.data[nul]:
                self._error("length", "no NUL where content-length says that the body ends", nul,
                            hint="content-length counts octets of UTF-8, not characters")
                return
            self._add_nul()
        self.findings += advise(self)

    def _add(self, name: str, stop: int, value: str | None = None, meaning: str = "", parts: list[Field] = ()) -> bool:
        self.fields.append(_field(name, self.data, self.at, stop, value, meaning, tuple(parts)))
        self.at = stop
        return True

    def _add_nul(self) -> bool:
        self.complete = True
        return self._add("NUL", self.at + 1, "NUL", "the frame ends here")
