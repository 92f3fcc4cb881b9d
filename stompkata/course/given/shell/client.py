"""The I/O of your client: sockets and time. Every octet that crosses them is made, or read, by your own functions."""

import asyncio
import base64
import os
from importlib import import_module
from urllib.parse import urlsplit

CHAPTERS = {"handshake": "02", "websocket_frame": "03", "messages": "04", "stomp_frame": "05"}
CHAPTERS |= {"streaming_parser": "06", "connect": "07", "publish": "08", "subscribe": "09"}
PROTOCOLS = ("v12.stomp", "v11.stomp", "v10.stomp")


class Missing(Exception):
    """A function that you have not written yet."""

    def __init__(self, module: str, name: str):
        super().__init__(f"chapter {CHAPTERS[module]} writes {name}: stompkata next, or stompkata borrow {module}")


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
        head = await self.reader.readuntil(b"\r\n\r\n")
        protocol = yours("handshake", "check_101")(head, key, PROTOCOLS)
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
    streams = await asyncio.open_connection(place.hostname, place.port or (80 if place.scheme == "ws" else 61613))
    if place.scheme == "stomp":
        return Tcp(*streams)
    way = WebSocket(*streams)
    await way.open(place.netloc, place._replace(scheme="", netloc="", path=place.path or "/").geturl())
    return way


def _is_text(data: bytes) -> bool:
    try:
        return data.decode("utf-8") is not None
    except UnicodeDecodeError:
        return False
