"""The I/O of your client: sockets and time. Every octet that crosses them is made, or read, by your own functions."""

import asyncio
import base64
import errno
import os
from importlib import import_module
from urllib.parse import urlsplit

CHAPTERS = {"handshake": "02", "stomp_frame": "05", "connect": "07", "publish": "08", "subscribe": "09"}
PORTS = {"ws": 80, "stomp": 61613}
PROTOCOLS = ("v12.stomp", "v11.stomp", "v10.stomp")


class Missing(Exception):
    """A function that you have not written yet, or that was given and is gone."""

    def __init__(self, module: str, name: str):
        if module in CHAPTERS:
            super().__init__(f"chapter {CHAPTERS[module]} writes {name}: stompkata next, or stompkata borrow {module}")
        else:
            super().__init__(f"mystomp/{module}.py has no {name}: rename that file, then stompkata borrow {module}")


class Ended(Exception):
    """The conversation is over, and why."""


class Closed(Ended):
    """The server has closed the connection."""


def yours(module: str, name: str):
    """Your function or class of that name."""
    try:
        return getattr(import_module(f"mystomp.{module}"), name)
    except (ImportError, AttributeError):
        raise Missing(module, name) from None


def made(module: str, name: str, *args, **options):
    """What your function makes; one without a body makes None."""
    try:
        value = yours(module, name)(*args, **options)
    except NotImplementedError:
        value = None
    if value is None:
        raise Missing(module, name)
    return value


class Tcp:
    """STOMP straight over TCP."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        self.reader, self.writer, self.heard = reader, writer, 0

    async def receive(self) -> bytes:
        """Octets of the server's, in whatever pieces they come."""
        data = await self.reader.read(65536)
        if not data:
            raise Closed("the server has closed the connection")
        self.heard += 1
        return data

    def send(self, data: bytes) -> None:
        """Send one STOMP frame."""
        self.writer.write(data)

    def close(self) -> None:
        """End the connection."""
        self.writer.close()


class WebSocket(Tcp):
    """STOMP in WebSocket messages."""

    async def open(self, host: str, path: str) -> None:
        """Ask for the upgrade, and judge the answer."""
        key = base64.b64encode(os.urandom(16)).decode()
        self.writer.write(made("handshake", "build_upgrade", host, path, key, protocols=PROTOCOLS))
        try:
            head = await self.reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError as cut:
            raise Closed(f"the server has closed the connection before its answer was complete: {cut.partial[:80]!r}") from None
        try:
            protocol = yours("handshake", "check_101")(head, key, PROTOCOLS)
        except yours("handshake", "HandshakeError") as refused:
            raise Ended(f"your check_101 refuses the answer ({refused}): {head.splitlines()[0].decode('latin-1')}") from None
        print(f"the WebSocket is open{f', for {protocol}' if protocol else ''}")
        self.messages = made("messages", "Assembler")

    async def receive(self) -> bytes:
        """The octets of the next messages; pings and Close are answered on the way."""
        octets = b""
        while not octets:
            for event in self.messages.feed(await super().receive()):
                if event.kind in ("text", "binary"):
                    octets += event.payload
                elif answer := yours("messages", "on_control")(event, os.urandom(4)):
                    self.writer.write(answer)
        return octets

    def send(self, data: bytes) -> None:
        """Send one message."""
        self.writer.write(made("websocket_frame", "encode_ws", 1 if _is_text(data) else 2, data, key=os.urandom(4)))

    def close(self) -> None:
        """Say goodbye, and end the connection."""
        goodbye = yours("messages", "close_payload")(1000)
        self.writer.write(yours("websocket_frame", "encode_ws")(8, goodbye, key=os.urandom(4)))
        self.writer.close()


async def dial(url: str) -> Tcp:
    """Open ws://host:port/path, or stomp://host:port."""
    place = urlsplit(url)
    if place.scheme not in PORTS or not place.hostname:
        raise Ended(f"{url} is no address for this client: it speaks ws://host:port/path and stomp://host:port")
    port = place.port or PORTS[place.scheme]
    try:
        streams = await asyncio.open_connection(place.hostname, port)
    except OSError as error:
        raise Ended(_in_vain(place.scheme, place.hostname, port, error)) from None
    if place.scheme == "stomp":
        return Tcp(*streams)
    way = WebSocket(*streams)
    await way.open(place.netloc, place._replace(scheme="", netloc="", path=place.path or "/").geturl())
    return way


def _in_vain(scheme: str, host: str, port: int, error: OSError) -> str:
    """Why nobody could be reached; a name with several addresses gives an error with all of theirs in its text."""
    if f"[Errno {errno.ECONNREFUSED}]" not in str(error):
        return f"no connection to {host}:{port}: {error.strerror or error}"
    option = "--port" if scheme == "ws" else "--tcp-port"
    own = f"; a broker of your own: stompkata broker {option} {port}" if host in ("localhost", "127.0.0.1", "::1") else ""
    return f"nobody listens at {host}:{port}: start the server that is meant to be there{own}"


def _is_text(data: bytes) -> bool:
    try:
        return data.decode("utf-8") is not None
    except UnicodeDecodeError:
        return False
