"""Our own client, made to do what `scenario` asks for, at any broker."""

from contextlib import suppress

from scenario import SELDOM, Peer

import stompkata as sk
from stompkata.course.peers.real_brokers import RealBroker
from stompkata.errors import ConnectionLost


class OurClient(Peer):
    """`sk.connect` in one version; `recording` is what crossed the wire."""

    def __init__(self, broker: RealBroker, url: str, version: str):
        super().__init__()
        self._broker, self._url, self._version, self._subscriptions = broker, url, version, {}
        self.place, self.recording = f"{type(self).__name__}-{version}-{url.partition(':')[0]}", sk.Recording()
        if version == "1.0":
            self.single = "client"

    async def connect(self, beats: int = SELDOM) -> None:
        self.beats = beats
        self.client = await sk.connect(
            self._url, login=self._broker.login, passcode=self._broker.passcode, headers={"host": "/"},
            versions=[self._version], heart_beat=(beats, beats), recording=self.recording,
        )  # fmt: skip
        assert self.client.version == self._version

    async def subscribe(self, destination: str, ack: str = "auto") -> None:
        self._subscriptions[destination] = self.client.subscribe(destination, self._heard, headers={"ack": ack})

    async def unsubscribe(self, destination: str) -> None:
        self._subscriptions.pop(destination).unsubscribe()

    async def send(self, destination: str, body: bytes, *, receipt: bool = False, transacted: bool = False) -> None:
        headers = {"content-type": "application/octet-stream"} | ({"transaction": self._transaction.id} if transacted else {})
        await self.client.publish(destination, body, headers=headers, receipt=receipt)

    async def ack(self, message: dict) -> None:
        message["handle"].ack()

    async def nack(self, message: dict) -> None:
        message["handle"].nack()

    async def begin(self) -> None:
        self._transaction = self.client.begin()

    async def commit(self) -> None:
        self._transaction.commit()

    async def abort(self) -> None:
        self._transaction.abort()

    async def disconnect(self) -> None:
        await self.client.disconnect()

    async def drop(self) -> None:
        with suppress(ConnectionLost):
            await self.client.disconnect()

    def _heard(self, message) -> None:
        told = {"event": "message", "destination": message.destination, "headers": message.headers}
        self.add(told | {"body": message.body, "handle": message})


class OurActiveClient(OurClient):
    """`sk.Client`, activated and deactivated as a user of stompjs does."""

    async def connect(self, beats: int = SELDOM) -> None:
        self.beats = beats
        self.client = sk.Client(
            self._url, stomp_versions=[self._version], reconnect_delay=0, recording=self.recording,
            connect_headers={"host": "/", "login": self._broker.login, "passcode": self._broker.passcode},
            heartbeat_incoming=beats, heartbeat_outgoing=beats,
            on_connect=lambda frame: self.add({"event": "connected", "version": frame.headers.get("version")}),
        )  # fmt: skip
        self.client.activate()
        await self.wait("connected", version=self._version)

    async def disconnect(self) -> None:
        await self.client.deactivate()

    async def drop(self) -> None:
        await self.client.deactivate()
