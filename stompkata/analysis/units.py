"""A recording read as what was said: each record with its command, headers and body, however it was cut up."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from stompkata.dissection import Finding
from stompkata.errors import ProtocolError
from stompkata.stomp.decoder import Decoder
from stompkata.stomp.frame import BEAT, Headers
from stompkata.stomp.rules import COMMANDS
from stompkata.stomp.versions import VERSIONS
from stompkata.trace.record import Direction, Layer, Record
from stompkata.trace.recording import Recording
from stompkata.trace.transcript import parts
from stompkata.websocket.frame import Opcode, frame_length, mask

_STOMP = re.compile(rb"[\r\n]+\Z|[\r\n]*(?:%s)\r?\n" % "|".join(sorted(COMMANDS)).encode())
_STATUS = re.compile(r"HTTP/\S+ (\d{3})\b")
_OPCODES = {opcode.value: opcode.name.lower() for opcode in Opcode}
_FIN, _RSV1, _CONTROL = 0x80, 0x40, 0x08  # bits of a frame's first octet (RFC 6455 §5.2)
_NO_HEADERS: Mapping[str, str] = Headers()


@dataclass(frozen=True)
class Unit:
    """One thing that was said: a record says one or more, and a frame cut into several records is said by the last.

    `command` is a STOMP command, "beat", "handshake", "event", the name of a WebSocket opcode where the payload is no
    STOMP, "fragment" for a part whose rest is still to come, or "broken". `headers` are STOMP's, or the handshake's
    with small letters. `body` is the STOMP body, the payload, the start line of a handshake, the reason of a Close, or
    the words of an event. `code` is a close code or an HTTP status. `opcode` names the WebSocket frame; "" on TCP.
    `version` is the STOMP version that its connection agreed on.
    """

    record: Record
    command: str
    headers: Mapping[str, str] = field(default_factory=Headers)
    body: bytes = b""
    code: int | None = None
    opcode: str = ""
    version: str = "1.2"
    recording: Recording | None = field(default=None, repr=False, compare=False)

    @property
    def number(self) -> int:
        """The number of its record."""
        return self.record.number

    @property
    def at(self) -> float:
        """When, in monotonic seconds."""
        return self.record.at

    @property
    def connection(self) -> str:
        """The name of the connection."""
        return self.record.connection

    @property
    def direction(self) -> Direction:
        """Where it went."""
        return self.record.direction

    @property
    def layer(self) -> Layer:
        """The layer of its record: STOMP over WebSocket is "websocket"; `is_stomp` tells what it carries."""
        return self.record.layer

    @property
    def octets(self) -> int:
        """How many octets crossed the wire for its record."""
        return len(self.record.data)

    @property
    def is_stomp(self) -> bool:
        """Whether it is a STOMP frame or beat."""
        return self.command == "beat" or self.command in COMMANDS

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What the dissectors object to in its record, in every layer."""
        if self.recording is None or self.layer == "event":
            return ()
        return tuple(found for part in parts(self.recording.dissect(self.record)) for found in part.findings)


def read(recording: Recording) -> list[Unit]:
    """Read all units that a recording holds; `Reader` reads a live one bit by bit."""
    return Reader(recording).more()


class _Stream:
    """One direction of one connection: the WebSocket message and the STOMP frame that are not yet complete."""

    def __init__(self):
        self.message, self.opcode, self.deflated = None, "", False
        self.decoder = Decoder(None, strict=False)


class Reader:
    """Reads a recording's units in order, from the record `after` on; a view calls `more()` whenever it has time."""

    def __init__(self, recording: Recording, *, after: int = 0):
        self._recording, self._cursor = recording, after
        self._streams: dict[tuple[str, str], _Stream] = {}
        self._versions: dict[str, str] = {}

    def more(self, most: int | None = None) -> list[Unit]:
        """Return the units of the records that came since the last call, of `most` records at most."""
        records = self._recording.since(self._cursor)[:most]
        if records and records[0].number != self._cursor + 1:
            self._streams.clear()  # some were dropped unread: what was begun before is never completed
        units = []
        for record in records:
            units += self._units(record)
            self._cursor = record.number
        return units

    def _units(self, record: Record) -> Iterator[Unit]:
        if record.layer == "websocket":
            return self._websocket(record)
        if record.layer == "stomp":
            return self._stomp(record, record.data)
        if record.layer == "handshake":
            return iter([self._handshake(record)])
        if record.data == b"open":  # a new connection under this name
            for direction in ("to_server", "to_client"):
                self._streams.pop((record.connection, direction), None)
            self._versions.pop(record.connection, None)
        return iter([self._unit(record, "event", body=record.data)])

    def _unit(self, record: Record, command: str, headers: Mapping[str, str] = _NO_HEADERS, **said) -> Unit:
        if command == "CONNECTED":
            version = headers.get("version", "1.0")  # only 1.0 does not say (S10-06)
            self._versions[record.connection] = version if version in VERSIONS else "1.2"
        return Unit(record, command, headers, version=self._version(record), recording=self._recording, **said)

    def _version(self, record: Record) -> str:
        """What was agreed; where that was not read, what the recording remembers."""
        return self._versions.get(record.connection) or self._recording.version(record.connection)

    def _stream(self, record: Record) -> _Stream:
        key = record.connection, record.direction
        if key not in self._streams:
            self._streams[key] = _Stream()
        return self._streams[key]

    def _handshake(self, record: Record) -> Unit:
        start, *lines = record.data.decode("latin-1").partition("\r\n\r\n")[0].split("\r\n")
        pairs = (line.partition(":") for line in lines)
        headers = Headers((name.strip().lower(), value.strip()) for name, _, value in pairs)
        status = _STATUS.match(start)
        return self._unit(record, "handshake", headers, body=start.encode(), code=int(status[1]) if status else None)

    def _websocket(self, record: Record) -> Iterator[Unit]:
        data, size = record.data, frame_length(record.data)
        name = _OPCODES.get(data[0] & 0x0F) if data else None
        if size is None or size > len(data) or name is None:
            yield self._unit(record, "broken", body=data)
            return
        payload = _payload(data, size)
        if data[0] & _CONTROL:
            code = int.from_bytes(payload[:2], "big") if name == "close" and len(payload) > 1 else None
            yield self._unit(record, name, body=payload[2:] if name == "close" else payload, code=code, opcode=name)
            return
        stream = self._stream(record)
        if name != "continuation" or stream.message is None:
            stream.message, stream.opcode, stream.deflated = b"", name, bool(data[0] & _RSV1)
        stream.message += payload
        if not data[0] & _FIN:
            yield self._unit(record, "fragment", body=payload, opcode=name)
            return
        message, stream.message = stream.message, None
        if stream.deflated and (message := self._recording.inflated(record.number)) is None:
            yield self._unit(record, "broken", body=payload, opcode=stream.opcode)
        else:
            yield from self._stomp(record, message, stream.opcode)

    def _stomp(self, record: Record, payload: bytes, opcode: str = "") -> Iterator[Unit]:
        decoder = self._stream(record).decoder
        if not decoder.buffered and not _STOMP.match(payload):
            yield self._unit(record, opcode or "broken", body=payload, opcode=opcode)
            return
        if not decoder.buffered and decoder.version != (version := self._version(record)):
            decoder.version = version
        decoder.feed(payload)
        said = 0
        try:
            while (event := decoder.next()) is not None:
                if event is not BEAT:
                    said += 1
                    yield self._unit(record, event.command, event.headers, body=event.body, opcode=opcode)
        except ProtocolError:
            self._streams.pop((record.connection, record.direction))  # a new message is a new chance
            yield self._unit(record, "broken", body=payload, opcode=opcode)
            return
        if not said:  # an EOL beside a frame is no heart-beat
            yield self._unit(record, "fragment" if decoder.buffered else "beat", body=payload, opcode=opcode)


def _payload(data: bytes, size: int) -> bytes:
    length = data[1] & 0x7F
    start = 2 if length < 126 else 4 if length == 126 else 10
    return mask(data[start + 4:size], data[start:start + 4]) if data[1] & 0x80 else data[start:size]
