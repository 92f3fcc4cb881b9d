"""Queues behind links: they give as fast as a consumer reads, drop nothing, and close nobody for being slow."""

import asyncio
import re

import pytest
from wire import CONNECT, text, upgrade

from stompkata.broker.limits import Limits
from stompkata.net.clock import settle
from stompkata.net.server import serve
from stompkata.recording import Recording

SEND = b"SEND\ndestination:/queue/a\n\n%b\0"
SUBSCRIBE = b"SUBSCRIBE\nid:0\ndestination:/queue/a\nack:%b\n\n\0"
BODY = b"x" * 1000
HELD = 4 * 65536        # what a link may hold of a queue: the transport's own limit, a batch, and what was under way


def link_of(server, number=0):
    return server._hub._sessions[server.sessions[number].session_id]


async def consumer(raw, server, mode=b"auto", *, reads=True):
    peer = await raw(server, CONNECT, SUBSCRIBE % mode, transport="tcp")
    if not reads:
        peer.transport.pause_reading()
    return peer


def bodies(peer) -> list[bytes]:
    return re.findall(rb"\n\n(\d+) x*\0", peer.received)


async def send(raw, server, count, size=1000):
    sender = await raw(server, CONNECT, transport="tcp")
    sender.write(b"".join(SEND % (b"%d " % number + b"x" * size) for number in range(count)))
    await settle(200)
    return sender


async def test_a_consumer_that_does_not_read_is_given_a_bounded_amount_and_the_rest_waits(in_memory, raw):
    async with in_memory() as server:
        deaf = await consumer(raw, server, reads=False)
        sender = await send(raw, server, 1000)

        assert 65536 < link_of(server).writer.held < HELD
        assert server.broker.queues["/queue/a"].ready > 700 and b"ERROR" not in sender.received
        deaf.transport.resume_reading()
        await settle(300)
        assert bodies(deaf) == [b"%d" % number for number in range(1000)]


async def test_it_is_not_closed_however_long_it_reads_nothing(in_memory, raw, clock):
    async with in_memory(limits=Limits(outbound=1000)) as server:
        deaf = await consumer(raw, server, reads=False)
        await send(raw, server, 900)
        await clock.wind(3600)
        assert not link_of(server).ended and server.slow == 0

        deaf.transport.resume_reading()
        await settle(300)
        assert bodies(deaf) == [b"%d" % number for number in range(900)]


async def test_it_is_not_asked_for_signs_of_life_that_it_cannot_see(in_memory, raw, clock):
    async with in_memory() as server:
        deaf = await raw(server, upgrade() + text(CONNECT) + text(SUBSCRIBE % b"auto"))
        deaf.transport.pause_reading()
        await send(raw, server, 900)
        await clock.wind(100)

        assert not link_of(server).ended
        deaf.transport.resume_reading()
        await settle(300)
        assert [opcode for opcode, _ in deaf.frames] == [1] * 901


async def test_one_that_promised_heart_beats_and_sends_none_is_gone(in_memory, raw, clock):
    beating = CONNECT.replace(b"host:a", b"host:a\nheart-beat:1000,1000")
    async with in_memory() as server:
        silent, alive = [await raw(server, beating, SUBSCRIBE % b"client", transport="tcp") for _ in range(2)]
        sessions = [session.session_id for session in server.sessions]
        for peer in (silent, alive):
            peer.transport.pause_reading()
        await send(raw, server, 900)
        for _ in range(20):
            alive.write(b"\n")
            await clock.wind(0.9)

        queue = server.broker.queues["/queue/a"]
        assert [consumer.session_id for consumer in queue.consumers] == [sessions[1]]
        assert queue.ready + queue.in_flight == 900


async def test_a_message_larger_than_any_buffer_is_given_to_a_slow_consumer(in_memory, raw, clock):
    async with in_memory() as server:
        deaf = await consumer(raw, server, reads=False)
        await send(raw, server, 3, 2 * 2**20)
        assert server.broker.queues["/queue/a"].ready == 2

        await clock.wind(60)
        deaf.transport.resume_reading()
        await settle(300)
        assert bodies(deaf) == [b"0", b"1", b"2"]


async def test_who_reads_gets_what_the_other_does_not_take(in_memory, raw):
    async with in_memory() as server:
        deaf, reader = await consumer(raw, server, reads=False), await consumer(raw, server)
        await send(raw, server, 1000)
        assert server.broker.queues["/queue/a"].ready == 0 and len(bodies(reader)) > 700

        deaf.transport.resume_reading()
        await settle(300)
        assert sorted(map(int, bodies(deaf) + bodies(reader))) == list(range(1000))


async def test_what_it_acknowledges_is_heard_while_it_reads_nothing(in_memory, raw):
    async with in_memory() as server:
        deaf = await consumer(raw, server, b"client-individual")
        await send(raw, server, 1)
        ack, = re.findall(rb"\nack:(.*)\n", deaf.received)
        deaf.transport.pause_reading()
        await send(raw, server, 900)
        queue = server.broker.queues["/queue/a"]
        before = queue.ready + queue.in_flight
        deaf.write(b"ACK\nid:%b\n\n\0" % ack)
        await settle()

        assert before == 901 and queue.ready + queue.in_flight == 900


async def test_a_consumer_that_also_leaves_a_topic_unread_is_slow_and_its_messages_go_to_the_next(in_memory, raw, clock):
    async with in_memory() as server:
        deaf = await consumer(raw, server, b"client", reads=False)
        deaf.write(b"SUBSCRIBE\nid:1\ndestination:/topic/a\n\n\0")
        sender = await send(raw, server, 500)
        reader = await consumer(raw, server)
        sender.write(b"SEND\ndestination:/topic/a\n\nnews\0")
        await clock.wind(12)

        assert server.slow == 1
        assert sorted(map(int, bodies(reader))) == list(range(500))
        assert reader.received.count(b"\nredelivered:true\n") > 50


async def test_the_loop_serves_others_between_two_batches(in_memory, raw):
    async with in_memory() as server:
        await send(raw, server, 640, 1)
        reader, other = await raw(server, CONNECT, transport="tcp"), await raw(server, CONNECT, transport="tcp")
        reader.write(SUBSCRIBE % b"auto")
        other.write(b"SEND\ndestination:/topic/b\nreceipt:mine\n\n\0")
        for _ in range(30):
            await asyncio.sleep(0)
            if b"RECEIPT" in other.received:
                break

        assert 0 < len(bodies(reader)) < 640
        await settle(60)
        assert len(bodies(reader)) == 640


async def test_a_real_consumer_that_stops_reading_keeps_nothing_but_its_own_messages_back():
    async with serve(tcp_port=0) as server, asyncio.timeout(20):
        where = ("127.0.0.1", int(server.tcp_url.rsplit(":", 1)[1]))
        (reader, slow), (_, sender) = [await asyncio.open_connection(*where) for _ in range(2)]
        slow.write(CONNECT + SUBSCRIBE % b"auto")
        await reader.readuntil(b"\0")
        sender.write(CONNECT)
        number = 0
        while "/queue/a" not in server.broker.queues or server.broker.queues["/queue/a"].ready < 20:
            sender.write(SEND % (b"%d " % number + b"x" * 30_000))
            await sender.drain()
            number += 1
        assert link_of(server).writer.held < HELD

        got = b""
        while got.count(b"\0") < number:
            got += await reader.read(2**20)
        assert [int(body) for body in re.findall(rb"\n\n(\d+) ", got)] == list(range(number))
        for writer in (slow, sender):
            writer.close()
            await writer.wait_closed()


async def test_what_the_broker_lets_pass_is_remarked_on_the_recording(in_memory, raw):
    recording = Recording()
    async with in_memory(recording=recording) as server:
        await raw(server, CONNECT, b"ACK\nid:nothing\n\n\0", transport="tcp")

        events = [record.data for record in recording if record.layer == "event"]
        assert any(b"ACK" in event or b"nothing" in event for event in events), events


@pytest.mark.req("S12-35", "S11-20")
async def test_the_session_says_which_run_of_the_broker_this_is(in_memory, raw):
    boots = []
    for _ in range(2):
        async with in_memory() as server:
            peers = [await raw(server, CONNECT, transport="tcp") for _ in range(2)]
            sessions = [re.search(rb"\nsession:([0-9a-f]{8})-([0-9a-f]{32})\n", peer.received) for peer in peers]
            assert sessions[0][1] == sessions[1][1] and sessions[0][2] != sessions[1][2]
            boots.append(sessions[0][1])

    assert boots[0] != boots[1]


@pytest.mark.req("S12-70", "S12-71")
@pytest.mark.parametrize("transport", ["ws", "tcp"])
async def test_ten_thousand_sent_and_a_disconnect_with_receipt_lose_nothing(transport):
    async with serve(tcp_port=0, limits=Limits(queue_messages=10_000)) as server, asyncio.timeout(30):
        port = int((server.url if transport == "ws" else server.tcp_url).strip("/").rsplit(":", 1)[1])
        before, wrap = (upgrade(), text) if transport == "ws" else (b"", bytes)
        sender, writer = await asyncio.open_connection("127.0.0.1", port)
        frames = [CONNECT, *(SEND % (b"%d " % number) for number in range(10_000)), b"DISCONNECT\nreceipt:bye\n\n\0"]
        writer.write(before + b"".join(map(wrap, frames)))
        assert b"RECEIPT\nreceipt-id:bye\n" in await sender.read()
        writer.close()

        consumer, writer = await asyncio.open_connection("127.0.0.1", int(server.tcp_url.rsplit(":", 1)[1]))
        writer.write(CONNECT + SUBSCRIBE % b"auto")
        got = b"".join([await consumer.readuntil(b"\0") for _ in range(10_001)])
        writer.close()
        assert [int(body) for body in re.findall(rb"\n\n(\d+) ", got)] == list(range(10_000))
