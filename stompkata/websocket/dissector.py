"""WebSocket octets explained, bit by bit.

Stricter than the engine of real connections, which reads a length in any of its forms and leaves UTF-8 to the message.
"""

from collections.abc import Iterator

from stompkata.dissection.model import Dissection, Field, Finding
from stompkata.websocket.close_codes import CLOSE_CODES, NEVER_SENT, may_be_sent
from stompkata.websocket.frame import Opcode, mask
from stompkata.websocket.requirements import requirement

_BASE = "RFC 6455 §5.2"


def dissect_frame(data: bytes, *, sender: str | None = None, deflate: bool = False) -> Dissection:
    """Name every bit of the one WebSocket frame that `data` begins with.

    Args:
        data: the octets of the frame; what follows it is left out of the dissection.
        sender: "client" must mask, "server" must not; None judges neither.
        deflate: permessage-deflate was agreed, and gives RSV1 a meaning (RFC 7692 §6).

    Returns:
        A dissection with the unmasked payload; `complete` is False when octets are missing.

    Source: RFC 6455 §5.2.
    """
    reader = _FrameReader(data, sender, deflate)
    reader.read()
    return Dissection("websocket", data[:reader.at], reader.summary(), tuple(reader.fields), tuple(reader.findings),
                      reader.complete, reader.payload)


class _FrameReader:
    """Reads one frame, and collects its fields and findings."""

    def __init__(self, data: bytes, sender: str | None, deflate: bool):
        self.data, self.sender, self.deflate, self.at = data, sender, deflate, 0
        self.fields: list[Field] = []
        self.findings: list[Finding] = []
        self.complete, self.payload = False, b""
        self.opcode: Opcode | None = None
        self.fin = self.masked = self.compressed = False
        self.size = 0

    def summary(self) -> str:
        """The frame in one line."""
        name = "frame" if self.opcode is None else f"{self.opcode.name.lower()} frame"
        parts = [f"WebSocket {name}", "" if self.fin or not self.at else "to be continued",
                 "compressed" if self.compressed else "", "masked" if self.masked else "",
                 f"{self.size} octet{'s' * (self.size != 1)} of payload", "" if self.complete else "incomplete"]
        return ", ".join(part for part in parts if part)

    def read(self) -> None:
        """Read as much of the frame as there is."""
        if not self._read_first() or not self._read_length():
            self.at = len(self.data)
            return
        key = b""
        if self.masked and self.at < len(self.data):
            key = self.data[self.at:self.at + 4]
            self._octets("masking-key", len(key), key.hex(" "), "a fresh key for each frame", "RFC 6455 §5.3")
        raw = self.data[self.at:self.at + self.size]
        self.complete = len(raw) == self.size and (not self.masked or len(key) == 4)
        self.payload = mask(raw, key) if len(key) == 4 else raw
        parts = tuple(self._close_fields()) if self.opcode is Opcode.CLOSE and not self.compressed else ()
        if raw:
            value = "" if parts else self.payload.decode("utf-8", "backslashreplace")
            meaning = "unmasked: each octet XORed with the key" if self.masked else "as it came"
            self._octets("payload", len(raw), value, meaning, "RFC 6455 §5.2", parts)
        if self.complete:
            self._judge_payload()

    def _read_first(self) -> bool:
        if not self.data:
            return False
        first = self.data[0]
        self.fin, rsv, code = bool(first & 0x80), first >> 4 & 7, first & 0x0F
        self.compressed = bool(rsv & 4)
        self._bits("FIN", 0, 1, int(self.fin), "the last frame of its message" if self.fin else "more frames follow")
        self.opcode = Opcode(code) if code in list(Opcode) else None
        for number in (1, 2, 3):
            self._read_reserved(number, rsv >> 3 - number & 1)
        self._bits("opcode", 4, 4, f"0x{code:X}", "not defined" if self.opcode is None else self.opcode.name.lower())
        if self.opcode is None:
            self._error("W-15", f"opcode 0x{code:X} is not defined", 0, 1, "0, 1, 2, 8, 9 or 10")
        self.at = 1
        return True

    def _read_reserved(self, number: int, value: int) -> None:
        meaning = "" if not value else "an extension must say what this means"
        if value and number == 1 and self.deflate:
            meaning = "the message is compressed"
            if self.opcode is Opcode.CONTINUATION or self._is_control():
                self._error("WD-04", f"RSV1 is set on a {self.opcode.name.lower()} frame", 0, 1,
                            "set it on the first frame of a compressed message only")
        elif value:
            hint = "permessage-deflate sets RSV1 on compressed messages" if number == 1 else "set it to 0"
            self._error("W-14", f"RSV{number} is set, and no extension was agreed", 0, 1, hint)
        self._bits(f"RSV{number}", number, 1, value, meaning)

    def _read_length(self) -> bool:
        if len(self.data) < 2:
            return False
        self.masked, short = bool(self.data[1] & 0x80), self.data[1] & 0x7F
        self._bits("MASK", 8, 1, int(self.masked), "a masking-key follows" if self.masked else "no masking-key")
        extended = {126: 2, 127: 8}.get(short, 0)
        meaning = f"the length is in the next {extended} octets" if extended else "octets of payload"
        self._bits("payload length", 9, 7, short, meaning)
        self._judge_second()
        self.at, self.size = 2, short
        if extended:
            octets = self.data[2:2 + extended]
            self.size = int.from_bytes(octets, "big")
            whole = len(octets) == extended
            self._octets("extended length", len(octets), str(self.size) if whole else "", "octets of payload", _BASE)
            if not whole:
                return False
            self._judge_extended(extended)
        return True

    def _judge_second(self) -> None:
        if self.sender == "client" and not self.masked:
            self._error("W-17", "a client's frame is not masked", 1, 1, "a client masks every frame, also empty ones")
        if self.sender == "server" and self.masked:
            self._error("W-17", "a server's frame is masked", 1, 1, "only clients mask")
        if self._is_control() and not self.fin:
            self._error("W-21", "a control frame is fragmented", 0, 1, "set FIN")

    def _is_control(self) -> bool:
        return self.opcode is not None and self.opcode.is_control

    def _judge_extended(self, extended: int) -> None:
        if self._is_control() and self.size > 125:
            self._error("W-21", "a control frame is longer than 125 octets", 1, 1, "send less, or a data frame")
        if extended == 8 and self.size >> 63:
            self._error("W-13", "the highest bit of the 64-bit length is set", 2, 1, "it must be 0")
        if self.size <= (125 if extended == 2 else 0xFFFF):
            self._error("W-13", f"{self.size} is not in its shortest form", 2, extended,
                        "up to 125 in 7 bits, up to 65535 in 16")

    def _close_fields(self) -> Iterator[Field]:
        start, size = self.at * 8, min(self.size, len(self.data) - self.at)
        if size < 2:
            return
        code = int.from_bytes(self.payload[:2], "big")
        meaning = CLOSE_CODES.get(code) or NEVER_SENT.get(code) or (
            "registered" if 3000 <= code < 4000 else "private" if 4000 <= code < 5000 else "not defined")
        yield Field("close code", str(code), start, 16, "RFC 6455 §7.4", meaning=meaning)
        if size > 2:
            reason = self.payload[2:].decode("utf-8", "backslashreplace")
            yield Field("close reason", reason, start + 16, (size - 2) * 8, "RFC 6455 §5.5.1", meaning="for the log")

    def _judge_payload(self) -> None:
        at = self.at - self.size
        if self.opcode is Opcode.CLOSE:
            if self.size == 1:
                self._error("W-24", "a Close with one octet; a code has two", at, 1, "send a code, or nothing")
            code = int.from_bytes(self.payload[:2], "big")
            if self.size >= 2 and not may_be_sent(code):
                self._error("W-28", f"close code {code} never crosses the wire", at, 2,
                            "1000 is normal, 4000 to 4999 are your own")
            self._judge_text(self.payload[2:], at + 2, "W-24", "the reason of a Close")
        elif self.opcode is Opcode.TEXT and self.fin and not self.compressed:
            self._judge_text(self.payload, at, "W-23", "a text message")

    def _judge_text(self, text: bytes, at: int, rule: str, what: str) -> None:
        try:
            text.decode()
        except UnicodeDecodeError as error:
            self._error(rule, f"{what} is not UTF-8", at + error.start, error.end - error.start,
                        "send binary, or close with 1007")

    def _error(self, rule: str, message: str, at: int, length: int, hint: str) -> None:
        self.findings.append(Finding(rule, "error", message, at, length, requirement(rule).section, hint))

    def _bits(self, name: str, bit: int, bits: int, value: int | str, meaning: str) -> None:
        self.fields.append(Field(name, str(value), bit, bits, _BASE, meaning=meaning))

    def _octets(self, name: str, size: int, value: str, meaning: str, source: str, parts: tuple = ()) -> None:
        self.fields.append(Field(name, value, self.at * 8, size * 8, source, parts, meaning))
        self.at += size
