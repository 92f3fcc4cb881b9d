"""What every npm peer is asked to do, step by step, each on connections and destinations of its own."""

import asyncio
from base64 import b64decode, b64encode
from collections.abc import Awaitable, Callable
from typing import Self

from npm_peers import NodeProcess, Peer, Session
from shared_broker import SharedBroker

GREETING = "grüezi, 世界"
MEBIBYTE = "0123456é世\nabc" * 65536  # characters of one, two and three octets
EMOJI = "🙂-" * 20_000  # in JavaScript, a pair of surrogates each: whoever cuts at 16,384 units cuts one in two
OCTETS = bytes(range(256)) * 64
BEATS = 10


class Meeting:
    """One peer and one broker in one step: `open()` is a connected session, `place(kind)` a destination of its own."""

    def __init__(self, peer: Peer, step: str, process: NodeProcess, broker: SharedBroker):
        self.peer, self.step, self.name = peer, step, f"{peer}-{step}"
        over_tcp = {"host": "127.0.0.1", "port": broker.tcp_port}
        self._address = over_tcp if peer.transport == "tcp" else {"url": broker.url}
        self._process, self._sessions = process, []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_) -> None:
        for session in self._sessions:
            await session.perform(do="disconnect")

    def place(self, kind: str) -> str:
        return f"/queue/{self.name}-{kind}" if kind == "results" else f"/{kind}/{self.name}"

    @property
    def single_acks(self) -> str:
        """The ack mode in which one ACK is one message: 1.0 has but one mode besides auto."""
        return "client" if self.peer.version == "1.0" else "client-individual"

    async def open(self, beats: int = 0) -> Session:
        session = self._process.session(f"{self.name}-{len(self._sessions)}")
        self._sessions.append(session)
        headers = {"peer": self.peer.library, "session": session.name}
        address = {"transport": self.peer.transport, "version": self.peer.version, **self._address}
        await session.perform(do="connect", headers=headers, beats=beats, **address)
        session.connected = await session.wait("connected")
        return session

    async def left(self, queue: str) -> list[str]:
        """Read a queue empty: the bodies that are still in it."""
        session, bodies = await self.open(), []
        await session.publish(queue, "the last", receipt="last")
        await session.perform(do="subscribe", destination=queue, id="left")
        while (body := (await session.message())["body"]) != "the last":
            bodies.append(body)
        await session.leave()
        return bodies


async def connects(meeting: Meeting) -> None:
    session = await meeting.open()
    assert session.connected["headers"].get("version", "1.0") == meeting.peer.version


async def subscribes(meeting: Meeting) -> None:
    session, topic = await meeting.open(), meeting.place("topic")
    await session.perform(do="subscribe", destination=topic, id="news")
    await session.publish(topic, GREETING)
    message = await session.message()
    assert (message["body"], message["headers"]["destination"]) == (GREETING, topic)
    await session.perform(do="unsubscribe", destination=topic, id="news")
    await session.publish(topic, "nobody hears this", receipt="unheard")
    assert [event["event"] for event in session.seen if event["event"] in ("message", "stray")] == ["message"]


async def gets_receipts(meeting: Meeting) -> None:
    session = await meeting.open()
    for receipt in ("first", "second"):
        await session.publish(meeting.place("topic"), GREETING, receipt=receipt)


async def consume(meeting: Meeting, queue: str, *bodies: str) -> tuple[Session, list[dict]]:
    """Put messages into a queue and get them in a session that is to ack each of them."""
    session = await meeting.open()
    for body in bodies:
        await session.publish(queue, body, receipt=body)
    await session.perform(do="subscribe", destination=queue, id="jobs", ack=meeting.single_acks)
    messages = [await session.message() for _ in bodies]
    assert [message["body"] for message in messages] == list(bodies)
    return session, messages


async def acks(meeting: Meeting) -> None:
    queue = meeting.place("queue")
    session, (first, _) = await consume(meeting, queue, "acked", "not acked")
    await session.perform(do="ack", number=first["number"])
    await session.leave()
    assert await meeting.left(queue) == ["not acked"]


async def acks_by_the_message_itself(meeting: Meeting) -> None:
    queue = meeting.place("queue")
    session, (first, _) = await consume(meeting, queue, "acked", "not acked")
    await session.perform(do="ack", number=first["number"], itself=True)
    await session.leave()
    assert await meeting.left(queue) == ["not acked"]


async def nacks(meeting: Meeting) -> None:
    queue = meeting.place("queue")
    session, (first, second) = await consume(meeting, queue, "nacked", "acked")
    await session.perform(do="nack", number=first["number"])
    again = await session.message()
    assert (again["body"], again["headers"]["redelivered"]) == ("nacked", "true")
    for message in (again, second):
        await session.perform(do="ack", number=message["number"])
    await session.leave()
    assert await meeting.left(queue) == []


async def works_in_a_transaction(meeting: Meeting, ending: str) -> tuple[list[str], list[str]]:
    """Ack a job and send its result in one transaction: what is in the two queues afterwards."""
    jobs, results = meeting.place("queue"), meeting.place("results")
    session, (job,) = await consume(meeting, jobs, "job")
    await session.perform(do="begin", transaction="work")
    await session.publish(results, "result", headers={"transaction": "work"})
    await session.perform(do="ack", number=job["number"], headers={"transaction": "work"})
    await session.settle()
    await session.publish(results, "outside", receipt="outside")
    await session.perform(do=ending, transaction="work")
    await session.settle()
    await session.leave()
    return await meeting.left(jobs), await meeting.left(results)


async def commits(meeting: Meeting) -> None:
    assert await works_in_a_transaction(meeting, "commit") == ([], ["outside", "result"])


async def aborts(meeting: Meeting) -> None:
    assert await works_in_a_transaction(meeting, "abort") == (["job"], ["outside"])


async def keeps_heart_beats(meeting: Meeting) -> None:
    session = await meeting.open(beats=1000)
    assert session.connected["headers"].get("heart-beat") == "1000,1000"
    await asyncio.sleep(BEATS + 2.5)  # real seconds: the peers have clocks of their own, and late ones on a busy machine
    session.check("not awake for ten intervals")
    await session.settle()
    await session.leave()


async def returns(meeting: Meeting, text: str) -> None:
    session, topic = await meeting.open(), meeting.place("topic")
    await session.perform(do="subscribe", destination=topic, id="large")
    await session.publish(topic, text, receipt="large")
    body = (await session.message())["body"]
    assert body == text, f"{len(body)} characters, {body[:40]!r}…"


async def sends_a_mebibyte(meeting: Meeting) -> None:
    assert len(MEBIBYTE.encode()) == 2**20
    await returns(meeting, MEBIBYTE)


async def sends_many_emoji(meeting: Meeting) -> None:
    await returns(meeting, EMOJI)


async def sends_any_octets(meeting: Meeting) -> None:
    session, topic = await meeting.open(), meeting.place("topic")
    await session.perform(do="subscribe", destination=topic, id="large", **{"as": "base64"})
    await session.publish(topic, base64=b64encode(OCTETS).decode(), receipt="large")
    body = b64decode((await session.message())["base64"])
    assert body == OCTETS, f"{len(body)} octets, {body[:40]!r}…"


async def hears_errors(meeting: Meeting) -> None:
    session = await meeting.open()
    for _ in range(2):
        await session.perform(do="begin", transaction="twice")
    error = await session.wait("error")
    assert "twice" in str(error)


async def disconnects_with_a_receipt(meeting: Meeting) -> None:
    session = await meeting.open()
    await session.publish(meeting.place("queue"), "sent before")
    await session.leave()
    assert await meeting.left(meeting.place("queue")) == ["sent before"]
    assert "disconnected" in [event["event"] for event in session.seen]  # it left before what was answered since


STEPS: dict[str, Callable[[Meeting], Awaitable[None]]] = {
    step.__name__.replace("_", "-"): step
    for step in (
        keeps_heart_beats,
        connects,
        subscribes,
        gets_receipts,
        acks,
        acks_by_the_message_itself,
        nacks,
        commits,
        aborts,
        sends_a_mebibyte,
        sends_many_emoji,
        sends_any_octets,
        hears_errors,
        disconnects_with_a_receipt,
    )
}
