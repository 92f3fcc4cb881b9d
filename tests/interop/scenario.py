"""What every client does with every broker here, step by step, whoever wrote the one and the other."""

import asyncio
from collections.abc import Awaitable, Callable

from peers import Events

BEAT = 1000  # milliseconds between two heart-beats: the fastest that RabbitMQ agrees to
SELDOM = 10_000  # no beat comes during the other steps, which take about a second
BODY = "é世\0\r\n:\\abcdef".encode() * 65_536  # 1 MiB of what is hard to carry


class Peer(Events):
    """A client with one connection; tells `message` with destination, headers, body, and what ACK needs as `handle`."""

    name = ""  # in CONNECT, and in the table of explained findings
    single = "client-individual"  # the ack mode in which one ACK is about one message
    place = ""  # what its destinations begin with: nobody else's do

    async def connect(self, beats: int = SELDOM) -> None:
        raise NotImplementedError

    async def subscribe(self, destination: str, ack: str = "auto") -> None:
        raise NotImplementedError

    async def unsubscribe(self, destination: str) -> None:
        raise NotImplementedError

    async def send(self, destination: str, body: bytes, *, receipt: bool = False, transacted: bool = False) -> None:
        raise NotImplementedError

    async def ack(self, message: dict) -> None:
        raise NotImplementedError

    async def nack(self, message: dict) -> None:
        raise NotImplementedError

    async def begin(self) -> None:
        raise NotImplementedError

    async def commit(self) -> None:
        raise NotImplementedError

    async def abort(self) -> None:
        raise NotImplementedError

    async def disconnect(self) -> None:
        """DISCONNECT, its RECEIPT, and the end of the connection."""
        raise NotImplementedError

    async def drop(self) -> None:
        """End the connection if it is still there."""
        raise NotImplementedError

    async def heard(self, destination: str) -> bytes:
        return (await self.wait("message", destination=destination))["body"]


Steps = dict[str, Callable[[Peer], Awaitable[None]]]


async def subscribe_and_hear(peer: Peer) -> None:
    topic = f"/topic/{peer.place}"
    await peer.subscribe(topic)
    await peer.send(topic, b"hello")
    assert await peer.heard(topic) == b"hello"
    await peer.unsubscribe(topic)


async def publish_with_receipt(peer: Peer) -> None:
    await peer.send(f"/topic/{peer.place}.nobody", b"hello", receipt=True)


async def ack(peer: Peer) -> None:
    queue = f"/queue/{peer.place}.ack"
    await peer.subscribe(queue, peer.single)
    await peer.send(queue, b"taken")
    await peer.ack(await peer.wait("message", destination=queue, body=b"taken"))
    await nothing_is_left(peer, queue)


async def nack(peer: Peer) -> None:
    queue = f"/queue/{peer.place}.nack"
    await peer.subscribe(queue, peer.single)
    await peer.send(queue, b"refused")
    await peer.nack(await peer.wait("message", destination=queue, body=b"refused"))
    again = await peer.wait("message", destination=queue, body=b"refused")
    assert again["headers"]["redelivered"] == "true"
    await peer.ack(again)
    await nothing_is_left(peer, queue)


async def nothing_is_left(peer: Peer, queue: str) -> None:
    """Whoever subscribes anew gets what is sent from now on, and nothing older."""
    await peer.unsubscribe(queue)
    await peer.subscribe(queue)
    await peer.send(queue, b"new")
    assert await peer.heard(queue) == b"new"
    await peer.unsubscribe(queue)


async def commit(peer: Peer) -> None:
    queue = f"/queue/{peer.place}.commit"
    await peer.subscribe(queue)
    await peer.begin()
    await peer.send(queue, b"one", transacted=True)
    await peer.send(queue, b"two", transacted=True)
    await peer.send(queue, b"beside it")
    assert await peer.heard(queue) == b"beside it"
    await peer.commit()
    assert [await peer.heard(queue), await peer.heard(queue)] == [b"one", b"two"]
    await peer.unsubscribe(queue)


async def abort(peer: Peer) -> None:
    queue = f"/queue/{peer.place}.abort"
    await peer.subscribe(queue)
    await peer.begin()
    await peer.send(queue, b"never", transacted=True)
    await peer.abort()
    await peer.send(queue, b"after it")
    assert await peer.heard(queue) == b"after it"
    await peer.unsubscribe(queue)


async def one_mebibyte(peer: Peer) -> None:
    queue = f"/queue/{peer.place}.large"
    await peer.subscribe(queue)
    await peer.send(queue, BODY)
    assert await peer.heard(queue) == BODY
    await peer.unsubscribe(queue)


async def disconnect_with_receipt(peer: Peer) -> None:
    await peer.disconnect()


async def heart_beats(peer: Peer) -> None:
    """On a connection of its own: nothing is said for eleven intervals, and both are still there."""
    await peer.connect(beats=BEAT)
    await asyncio.sleep(11 * BEAT / 1000)
    await subscribe_and_hear(peer)
    assert not [event for event in peer.seen if event["event"] in ("closed", "beat-lost", "error")]


STEPS: Steps = {
    "connect": lambda peer: peer.connect(),
    "subscribe": subscribe_and_hear,
    "publish with receipt": publish_with_receipt,
    "ack": ack,
    "nack": nack,
    "commit": commit,
    "abort": abort,
    "1 MiB": one_mebibyte,
    "disconnect with receipt": disconnect_with_receipt,
}


async def perform(peer: Peer, steps: Steps) -> dict[str, str]:
    """Do the steps one after the other, whatever fails; return which failed, and how."""
    failed = {}
    for name, step in [*steps.items(), ("end", lambda peer: peer.drop())]:
        try:
            await step(peer)
        except Exception as error:  # noqa: BLE001  (it is the outcome of this step)
            failed[name] = f"{type(error).__name__}: {error}"
    return failed


async def perform_all(make: dict[str, Callable[[], Peer]], steps: Steps = STEPS) -> dict[str, dict[str, str]]:
    """All peers at once: first the steps, then ten intervals of heart-beats on connections of their own."""
    failed = {name: {} for name in make}
    for part in (steps, {"heart-beats": heart_beats}):
        peers = [made() for made in make.values()]
        for name, new in zip(make, await asyncio.gather(*(perform(peer, part) for peer in peers)), strict=True):
            failed[name] |= new
    return failed
