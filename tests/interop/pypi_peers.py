"""Unmodified clients of PyPI, each made to do what `scenario` asks for, by nothing but its own public methods."""

import asyncio
import logging

import aiostomp
import stomp
import stompman
from peers import PATIENCE
from scenario import SELDOM, Peer
from stompman.connection_ws import WebSocketConnection

NAMES = {"host": "127.0.0.1", "login": "guest", "passcode": "guest"}


class StompPy(Peer, stomp.ConnectionListener):
    """stomp.py, whose listener is called in its own thread; one class for each version and transport."""

    def __init__(self, connection_class: type, port: int, **options):
        super().__init__()
        self._loop, self._class, self._port, self._options = asyncio.get_running_loop(), connection_class, port, options
        self.place, self._connection = connection_class.__name__, None
        self._is_10, self._is_11 = (connection_class is one for one in (stomp.StompConnection10, stomp.StompConnection11))
        self.name = f"stomp.py {'1.0' if self._is_10 else '1.1' if self._is_11 else '1.2'}"
        if self._is_10:
            self.single = "client"

    async def connect(self, beats: int = SELDOM) -> None:
        options = self._options | ({} if self._is_10 and beats == SELDOM else {"heartbeats": (beats, beats)})
        self._connection = self._class([("127.0.0.1", self._port)], reconnect_attempts_max=1, **options)
        self._connection.set_listener("", self)
        login = {"username": NAMES["login"], "passcode": NAMES["passcode"], "headers": {"peer": self.name}}
        await asyncio.to_thread(self._connection.connect, wait=True, **login)

    async def subscribe(self, destination: str, ack: str = "auto") -> None:
        self._connection.subscribe(destination, id=f"of {destination}", ack=ack)

    async def unsubscribe(self, destination: str) -> None:
        self._connection.unsubscribe(id=f"of {destination}")

    async def send(self, destination: str, body: bytes, *, receipt: bool = False, transacted: bool = False) -> None:
        more = {"receipt": "sent"} if receipt else {}
        if transacted:
            more["transaction"] = self._transaction
        await asyncio.to_thread(self._connection.send, destination, body, **more)
        if receipt:
            await self.wait("receipt", receipt="sent")

    async def ack(self, message: dict) -> None:
        self._connection.ack(*self._ids(message["headers"]))

    async def nack(self, message: dict) -> None:
        self._connection.nack(*self._ids(message["headers"]))

    def _ids(self, headers: dict[str, str]) -> list[str]:
        names = ["message-id"] if self._is_10 else ["message-id", "subscription"] if self._is_11 else ["ack"]
        return [headers[name] for name in names]

    async def begin(self) -> None:
        self._transaction = self._connection.begin()

    async def commit(self) -> None:
        self._connection.commit(self._transaction)

    async def abort(self) -> None:
        self._connection.abort(self._transaction)

    async def disconnect(self) -> None:
        await asyncio.to_thread(self._connection.disconnect, receipt="bye")
        await self.wait("receipt", receipt="bye")

    async def drop(self) -> None:
        if self._connection is not None and self._connection.is_connected():
            await self.disconnect()

    def _told(self, event: dict) -> None:
        self._loop.call_soon_threadsafe(self.add, event)

    def on_message(self, frame) -> None:
        body = frame.body if isinstance(frame.body, bytes) else frame.body.encode()
        headers = frame.headers
        self._told({"event": "message", "destination": headers["destination"], "headers": headers, "body": body})

    def on_receipt(self, frame) -> None:
        self._told({"event": "receipt", "receipt": frame.headers["receipt-id"]})

    def on_error(self, frame) -> None:
        self._told({"event": "error", "headers": frame.headers, "body": frame.body})

    def on_heartbeat_timeout(self) -> None:
        self._told({"event": "beat-lost"})

    def on_disconnected(self) -> None:
        self._told({"event": "closed"})


class Stompman(Peer):
    """stompman over TCP, or over WebSocket when `path` is given."""

    name = "stompman"

    def __init__(self, port: int, path: str | None = None):
        super().__init__()
        self._port, self._path, self._client, self._subscriptions = port, path, None, {}
        self.place = "stompman-tcp" if path is None else "stompman-ws"

    async def connect(self, beats: int = SELDOM) -> None:
        server = stompman.ConnectionParameters(
            **NAMES, port=self._port, ws_uri_path=self._path, connect_headers={"peer": self.name}
        )
        client = stompman.Client(
            [server],
            heartbeat=stompman.Heartbeat(beats, beats),
            on_error_frame=lambda frame: self.add({"event": "error", "headers": frame.headers, "body": frame.body}),
            read_max_chunk_size=4 * 1024 * 1024,  # of WebSocket messages the largest; as it comes, less than 1 MiB and headers
            **({"connection_class": WebSocketConnection} if self._path else {}),
        )
        self._client = await client.__aenter__()

    async def subscribe(self, destination: str, ack: str = "auto") -> None:
        self._subscriptions[destination] = await self._client.subscribe_with_manual_ack(
            destination, self._heard, ack=ack, receipt_timeout=PATIENCE
        )

    async def unsubscribe(self, destination: str) -> None:
        await self._subscriptions.pop(destination).unsubscribe()

    async def send(self, destination: str, body: bytes, *, receipt: bool = False, transacted: bool = False) -> None:
        sender = self._open if transacted else self._client
        await sender.send(body, destination, **({"receipt_timeout": PATIENCE} if receipt else {}))

    async def ack(self, message: dict) -> None:
        await message["handle"].ack()

    async def nack(self, message: dict) -> None:
        await message["handle"].nack()

    async def begin(self) -> None:
        self._transaction = self._client.begin()
        self._open = await self._transaction.__aenter__()

    async def commit(self) -> None:
        await self._transaction.__aexit__(None, None, None)

    async def abort(self) -> None:
        await self._transaction.__aexit__(KeyError, KeyError("so it is aborted"), None)

    async def disconnect(self) -> None:
        client, self._client = self._client, None
        for destination in list(self._subscriptions):
            await self.unsubscribe(destination)
        await client.__aexit__(None, None, None)  # which waits for the RECEIPT

    async def drop(self) -> None:
        if self._client is not None:
            await self.disconnect()

    async def _heard(self, frame: stompman.AckableMessageFrame) -> None:
        headers = frame.headers
        message = {"event": "message", "destination": headers["destination"], "headers": headers, "body": frame.body}
        self.add(message | {"handle": frame})


class AioStomp(Peer):
    """aiostomp over TCP; what it says of frames that it does not know goes to its log, and from there to `unhandled`."""

    name = "aiostomp"
    place = "aiostomp"

    def __init__(self, port: int):
        super().__init__()
        self._port, self._subscriptions = port, {}

    async def connect(self, beats: int = SELDOM) -> None:
        logging.getLogger("aiostomp").addFilter(self._logged)
        self._client = aiostomp.AioStomp(
            "127.0.0.1", self._port, client_id=self.name, error_handler=self._error,
            heartbeat_interval_cx=beats, heartbeat_interval_cy=beats,
        )  # fmt: skip
        await self._client.connect(NAMES["login"], NAMES["passcode"])

    async def subscribe(self, destination: str, ack: str = "auto") -> None:
        subscribe = self._client.subscribe
        self._subscriptions[destination] = subscribe(destination, ack=ack, handler=self._heard, auto_ack=False)

    async def unsubscribe(self, destination: str) -> None:
        self._client.unsubscribe(self._subscriptions.pop(destination))

    async def send(self, destination: str, body: bytes, *, receipt: bool = False, transacted: bool = False) -> None:
        self._client.send(destination, body, headers={"receipt": "sent"} if receipt else None)
        if receipt:
            raise LookupError((await self.wait("unhandled"))["what"])

    async def ack(self, message: dict) -> None:
        self._client.ack(message["handle"])

    async def nack(self, message: dict) -> None:
        self._client.nack(message["handle"])

    async def begin(self) -> None:
        self._client.begin()

    async def disconnect(self) -> None:
        self._client.disconnect(receipt="bye")

    async def drop(self) -> None:
        logging.getLogger("aiostomp").removeFilter(self._logged)
        self._client.close()

    async def _heard(self, frame: aiostomp.frame.Frame, body: bytes | None) -> None:
        headers = frame.headers
        message = {"event": "message", "destination": headers["destination"], "headers": headers, "body": body}
        self.add(message | {"handle": frame})

    async def _error(self, error: Exception) -> None:
        self.add({"event": "error", "body": str(error)})

    def _logged(self, record: logging.LogRecord) -> bool:
        if (what := record.getMessage()).startswith("Unhandled frame"):
            self.add({"event": "unhandled", "what": what})
        return True
