"""Three ways to carry STOMP, seen from a probe: straight over TCP, in WebSocket messages, in SockJS frames."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from websockets.client import ClientProtocol
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.uri import parse_uri

from stompkata.websocket.handshake import Head, judge_response

MOST = 64 * 1024  # octets of one answer; nothing that a probe asks for is longer
GOODBYE = 1.0  # seconds for the server to end a connection in order


class Ended(Exception):
    """The server ended the connection; the text says how."""


class Strange(Exception):
    """What came is not of the protocol that was asked for; `data` is what came."""

    def __init__(self, data: bytes):
        super().__init__("another protocol")
        self.data = data


@dataclass(frozen=True, slots=True)
class Place:
    """Where to connect, and whether with TLS."""

    host: str
    port: int
    tls: ssl.SSLContext | None

    @property
    def name(self) -> str:
        """Host and port as in a URL."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @asynccontextmanager
    async def dial(self) -> AsyncIterator["Wire"]:
        """Connect; at the end, whatever happened, the connection is ended in order."""
        secure = {"ssl": self.tls, "server_hostname": self.host, "ssl_shutdown_timeout": GOODBYE} if self.tls else {}
        reader, writer = await asyncio.open_connection(self.host, self.port, **secure)
        wire = Wire(reader, writer)
        try:
            yield wire
        finally:
            await wire.leave()


class Wire:
    """STOMP straight over TCP, and what the others stand on."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        self._reader, self._writer = reader, writer
        self._room, self._heard = MOST, False

    def send(self, data: bytes) -> None:
        """Send octets."""
        self._writer.write(data)

    async def receive(self) -> bytes:
        """Wait for octets."""
        data = await self._reader.read(self._room)
        self._heard = True
        self._room -= len(data)
        if not data:
            raise Ended("the server ended the connection" if self._room else f"more than {MOST} octets")
        return data

    async def goodbye(self) -> None:
        """End in order: TCP needs nothing for that."""

    async def leave(self) -> None:
        """End our direction, and read on until the server ends its own.

        What it still sends to a socket that is closed would be answered with a reset, and some servers die of that.
        """
        try:
            if self._heard and self._writer.can_write_eof():
                self._writer.write_eof()
                async with asyncio.timeout(GOODBYE):
                    while await self._reader.read(MOST):
                        pass
        except (OSError, TimeoutError):
            pass
        finally:
            self._writer.close()
        with suppress(OSError, TimeoutError):
            await asyncio.wait_for(self._writer.wait_closed(), GOODBYE)


class WebSocketWire:
    """STOMP in WebSocket messages; `shake_hands` first."""

    def __init__(self, wire: Wire, url: str, subprotocols: Sequence[str], origin: str | None, deflate: bool):
        self._wire, self._offered = wire, tuple(subprotocols)
        self._deflate = [ClientPerMessageDeflateFactory(client_max_window_bits=True)] if deflate else None
        self.protocol = ClientProtocol(
            parse_uri(url),
            origin=origin,
            subprotocols=list(subprotocols) or None,
            extensions=self._deflate,
            max_size=MOST,
        )
        self._parts, self._whole = [], []

    async def shake_hands(self) -> tuple[Head, bytes, list]:
        """Ask for the upgrade: the answer's head, what came behind it, and what is wrong with it."""
        self.protocol.send_request(self.protocol.connect())
        self._flush()
        data = b""
        while b"\r\n\r\n" not in data and data[:5] == b"HTTP/"[: len(data)]:
            try:
                data += await self._wire.receive()
            except Ended:
                if data:
                    break
                raise
        if b"\r\n\r\n" not in data or not data.startswith(b"HTTP/"):
            raise Strange(data)
        head, rest = Head.parse(data), data.partition(b"\r\n\r\n")[2]
        if head.start_line.split(" ")[1:2] != ["101"]:
            return head, rest, []
        self.protocol.receive_data(data)
        offered = None if self._deflate else self._offered  # the judge knows of no extension that was offered
        return head, rest, list(judge_response(head, key=self.protocol.key, subprotocols=offered))

    def send(self, data: bytes) -> None:
        """Send a text message."""
        self.protocol.send_text(data)
        self._flush()

    async def receive(self) -> bytes:
        """Wait for a message."""
        while not self._whole:
            self._take()
            if not self._whole:
                if self.protocol.state is not State.OPEN:
                    raise Ended(_ending(self.protocol))
                self.protocol.receive_data(await self._wire.receive())
        return self._whole.pop(0)

    async def goodbye(self) -> None:
        """Send Close, and wait for the server's."""
        if self.protocol.state is State.OPEN:
            self.protocol.send_close(1000)
            self._flush()
        with suppress(Ended, OSError, TimeoutError):
            async with asyncio.timeout(GOODBYE):
                while self.protocol.state is not State.CLOSED and not self.protocol.close_rcvd:
                    self.protocol.receive_data(await self._wire.receive())

    def _take(self) -> None:
        for event in self.protocol.events_received():
            if isinstance(event, Frame) and event.opcode in (Opcode.TEXT, Opcode.BINARY, Opcode.CONT):
                self._parts.append(bytes(event.data))
                if event.fin:
                    self._whole.append(b"".join(self._parts))
                    self._parts.clear()
        self._flush()

    def _flush(self) -> None:
        for data in self.protocol.data_to_send():
            if data:  # an empty one asks to end the connection, which the place does
                self._wire.send(data)


class SockJSWire:
    """STOMP in SockJS frames: o opens, a["…"] carries messages, h is a beat, c[code,"reason"] ends."""

    def __init__(self, web_socket: WebSocketWire):
        self._web_socket = web_socket
        self.goodbye = web_socket.goodbye

    async def open(self) -> None:
        """Wait for the o, which a server of SockJS sends at once; others are silent, and keep nobody waiting."""
        async with asyncio.timeout(GOODBYE):
            first = await self._web_socket.receive()
        if first[:1] == b"c":
            raise Ended(f"SockJS closed: {first.decode('utf-8', 'replace')}")
        if first != b"o":
            raise Strange(first)

    def send(self, data: bytes) -> None:
        """Send an array of one string."""
        self._web_socket.send(json.dumps([data.decode()]).encode())

    async def receive(self) -> bytes:
        """Wait for an array of strings."""
        while (data := await self._web_socket.receive()) == b"h":
            pass
        if data[:1] == b"c":
            raise Ended(f"SockJS closed: {data.decode('utf-8', 'replace')}")
        try:
            return "".join(json.loads(data[1:])).encode() if data[:1] == b"a" else _strange(data)
        except (ValueError, TypeError):
            return _strange(data)


def _strange(data: bytes) -> bytes:
    raise Strange(data)


def _ending(protocol: ClientProtocol) -> str:
    close = protocol.close_rcvd
    if close is None:
        return f"the WebSocket broke: {protocol.parser_exc or 'no Close came'}"
    return f"the server closed: {close.code} {close.reason}".rstrip()
