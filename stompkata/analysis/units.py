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
from stompkata.trace.record import Direction, Layer, Record
from stompkata.trace.recording import Recording
from stompkata.trace.transcript import parts
from stompkata.websocket.frame import Opcode, frame_length, mask

_STOMP = re.compile(rb"[\r\n]+\Z|[\r\n]*(?:%s)\r?\n" % "|".join(sorted(COMMANDS)).encode())
_STATUS = re.compile(r"HTTP/\S+ (\d{3})\b")
_RSV1 = 0x40
_NO_HEADERS: Mapping[str, str] = Headers()


@dataclass(frozen=True)
class Unit:
    """One thing that was said: a record says one or more, and a frame cut into several records is said by the last.

    `command` is a STOMP command, "beat", "handshake", "event", the name of a WebSocket opcode where the payload is no
    STOMP, "fragment" for a part whose rest is still to come, or "broken". `headers` are STOMP's, or the handshake's
    with small letters. `body` is the STOMP body, the payload, the start line of a handshake, the reason of a Close, or
    the words of an event. `code` is a close code or an HTTP status. `opcode` names the WebSocket frame; "" on TCP.
    """

    record: Record
    command: str
    headers: Mapping[str, str] = field(default_factory=Headers)
    body: bytes = b""
    code: int | None = None
    opcode: str = ""
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

    @property
    def version(self) -> str:
        """The STOMP version that its connection agreed on."""
        return self.recording.version(self.connection) if self.recording else "1.2"

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

    def __init__(self, version: str):
        self.message, self.opcode = None, ""
        self.decoder = Decoder(version, strict=False)


class Reader:
    """Reads a recording's units in order; a view calls `more()` whenever it has time."""

    def __init__(self, recording: Recording):
        self._recording, self._cursor = recording, 0
        self._streams: dict[tuple[str, str], _Stream] = {}

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
        return iter([self._unit(record, "event", body=record.data)])

    def _unit(self, record: Record, command: str, headers: Mapping[str, str] = _NO_HEADERS, **said) -> Unit:
        return Unit(record, command, headers, recording=self._recording, **said)

    def _stream(self, record: Record) -> _Stream:
        key = record.connection, record.direction
        if key not in self._streams:
            self._streams[key] = _Stream(self._recording.version(record.connection))
        return self._streams[key]

    def _handshake(self, record: Record) -> Unit:
        start, *lines = record.data.decode("latin-1").partition("\r\n\r\n")[0].split("\r\n")
        pairs = (line.partition(":") for line in lines)
        headers = Headers((name.strip().lower(), value.strip()) for name, _, value in pairs)
        status = _STATUS.match(start)
        return self._unit(record, "handshake", headers, body=start.encode(), code=int(status[1]) if status else None)

    def _websocket(self, record: Record) -> Iterator[Unit]:
        data, size = record.data, frame_length(record.data)
        opcode = data[0] & 0x0F if data else 0xF
        name = Opcode(opcode).name.lower() if opcode in iter(Opcode) else "broken"
        if size is None or size > len(data) or name == "broken":
            yield self._unit(record, "broken", body=data)
            return
        payload = _payload(data, size)
        if opcode >= Opcode.CLOSE:
            code = int.from_bytes(payload[:2], "big") if name == "close" and len(payload) > 1 else None
            yield self._unit(record, name, body=payload[2:] if name == "close" else payload, code=code, opcode=name)
            return
        stream = self._stream(record)
        if opcode or stream.message is None:
            stream.message, stream.opcode = b"", name
        stream.message += payload
        if data[0] & 0x80:
            message, stream.message = stream.message, None
            yield from self._stomp(record, message, stream.opcode)
        else:
            yield self._unit(record, "fragment", body=payload, opcode=name)

    def _stomp(self, record: Record, payload: bytes, opcode: str = "") -> Iterator[Unit]:
        decoder = self._stream(record).decoder
        if not decoder.buffered and not _STOMP.match(payload):
            yield self._unit(record, opcode or "broken", body=payload, opcode=opcode)
            return
        if not decoder.buffered and decoder.version != (version := self._recording.version(record.connection)):
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
    if not data[1] & 0x80:
        start = {126: 4, 127: 10}.get(data[1], 2)
        return data[start:size]
    start = {126: 4, 127: 10}.get(data[1] & 0x7F, 2)
    return mask(data[start + 4:size], data[start:start + 4])
