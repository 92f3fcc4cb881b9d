"""Turns, bursts and slow readers: one peer cannot take the loop or the memory from the others."""

import asyncio
import socket

import pytest
from wire import CONNECT, Peer, ping, text, upgrade

from stompkata.broker.limits import Limits
from stompkata.net.clock import settle
from stompkata.net.outbox import Outbox
from stompkata.net.server import serve
from stompkata.net.websocket_link import WebSocketLink
from stompkata.net.writer import Writer

SUBSCRIBE = b"SUBSCRIBE\nid:0\ndestination:/topic/a\n\n\0"
SEND = b"SEND\ndestination:/topic/a\n\n%b\0"


class Buffer(asyncio.Transport):
    """A transport that gets rid of nothing by itself."""

    held = 0

    def write(self, data):
        self.held += len(data)

    def get_write_buffer_size(self):
        return self.held


@pytest.fixture
def turns(monkeypatch):
    """How many STOMP frames, and how many octets of WebSocket, each turn of any link handled."""
    seen = []
    run = WebSocketLink._run

    def counted(self):
        before = self.frames
        more = run(self)
        seen.append(self.frames - before)
        return more

    monkeypatch.setattr(WebSocketLink, "_run", counted)
    return seen


@pytest.mark.parametrize("flood", [
    text(SEND % b"x") * 1000, text(SEND % b"x" * 1000), text(b"\n") * 1000, text(b"\n" * 1000)],
    ids=["frames", "frames in one message", "beats", "beats in one message"])
async def test_a_turn_ends_after_64_frames_however_many_have_come(in_memory, raw, turns, flood):
    async with in_memory(limits=Limits(noise=10_000)) as server:
        peer = await raw(server, upgrade() + text(CONNECT) + text(SUBSCRIBE.replace(b"/a", b"/b")))
        turns.clear()
        peer.write(flood)
        await settle(60)

        assert sum(turns) == 1000 and max(turns) == 64 and len(turns) <= 17


async def test_others_are_served_between_the_turns_of_a_flood(in_memory, raw):
    async with in_memory() as server:
        flooder = await raw(server, upgrade() + text(CONNECT))
        polite = await raw(server, upgrade() + text(CONNECT))
        flooder.write(text(SEND % b"x") * 640 + text(b"SEND\ndestination:/topic/b\nreceipt:last\n\n\0"))
        polite.write(text(b"SEND\ndestination:/topic/b\nreceipt:mine\n\n\0"))
        for _ in range(40):
            await asyncio.sleep(0)
            if polite.texts[1:]:
                break

        assert polite.texts[1:] == [b"RECEIPT\nreceipt-id:mine\n\n\0"]
        assert flooder.texts[1:] == []


async def test_reading_is_held_while_a_flood_is_worked_off_and_goes_on_after_it(in_memory, raw):
    async with in_memory() as server:
        peer = await raw(server, upgrade() + text(CONNECT))
        link, = server._hub.links
        peer.write(text(SEND % b"x") * 200)
        await asyncio.sleep(0)
        assert link.transport._paused

        await settle()
        assert not link.transport._paused


async def test_what_one_turn_made_goes_out_in_one_write(in_memory, raw, monkeypatch):
    async with in_memory() as server:
        reader = await raw(server, upgrade() + text(CONNECT) + text(SUBSCRIBE))
        writer = await raw(server, upgrade() + text(CONNECT))
        writes = []
        link = server._hub._sessions[server.sessions[0].session_id]
        monkeypatch.setattr(link.transport, "write", lambda data: writes.append(data))
        writer.write(text(SEND % b"x") * 50)
        await settle()

        assert len(writes) == 1 and writes[0].count(b"MESSAGE") == 50
        assert reader.close_code is None


async def stalled_reader(in_memory_server, raw):
    """A subscriber that reads nothing more from now on, its link, and somebody who sends."""
    reader = await raw(in_memory_server, upgrade() + text(CONNECT) + text(SUBSCRIBE))
    reader.transport.pause_reading()
    link = in_memory_server._hub._sessions[in_memory_server.sessions[0].session_id]
    return reader, link, await raw(in_memory_server, upgrade() + text(CONNECT))


@pytest.mark.req("S12-79", "W-27")
async def test_a_reader_that_lets_more_than_the_limit_wait_is_told_and_closed(in_memory, raw):
    async with in_memory(limits=Limits(outbound=4000)) as server:
        reader, link, writer = await stalled_reader(server, raw)
        writer.write(text(SEND % b"on its way, so it does not wait"))
        await settle()
        on_its_way = link.writer.held
        overhead = len(b"\x81\x7e\0\0MESSAGE\nsubscription:0\nmessage-id:1\ndestination:/topic/a\ncontent-length:3920\n\n\0")
        writer.write(text(SEND % (b"x" * (4000 - overhead))))
        await settle()
        assert link.writer.held - on_its_way == 4000

        writer.write(text(SEND % b"one more: it finds what the limit allows, and is written"))
        await settle()
        assert not link.ended

        writer.write(text(SEND % b"one too many"))
        await settle()
        assert link.ended and server.slow == 1 and server.subscriptions == 0
        reader.transport.resume_reading()
        await settle()
        assert b"one more" in reader.texts[-2] and b"message:slow consumer\\c " in reader.texts[-1]
        assert reader.close_code == 1008 and writer.close_code is None


@pytest.mark.parametrize("size, ended", [(4000, False), (4001, True)])
async def test_what_waits_is_counted_to_the_octet(size, ended):
    transport = Buffer()
    slow = []
    writer = Writer(transport, Outbox(65536), 4000, slow.append)
    for piece in (b"on its way", b"x" * size, b"the next"):
        writer.put(piece)
        writer.flush()

    assert slow == ([size] if ended else []) and transport.held == 10 + size + (0 if ended else 8)


async def test_a_message_as_large_as_may_be_is_no_offence_to_a_slow_reader_who_gets_more_behind_it(in_memory, raw, clock):
    async with in_memory() as server:
        reader, link, _ = await stalled_reader(server, raw)
        writer = await raw(server, CONNECT, SEND % (b"x" * 4 * 2**20), transport="tcp")
        await settle(100)
        assert link.writer.held > 4 * 2**20
        for number in range(10):
            writer.write(SEND % (b"%d" % number))
            await settle()
        assert not link.ended

        for _ in range(70):             # 64 KiB every nine seconds: ten minutes
            await read_a_piece(reader)
            await clock.wind(9)
        assert not link.ended and reader.texts[-1].endswith(b"\n\n9\0")


async def read_a_piece(reader):
    before = len(reader.received)
    reader.transport.resume_reading()
    while len(reader.received) == before and reader.transport._other._buffer:
        await asyncio.sleep(0)
    reader.transport.pause_reading()


async def test_a_reader_that_reads_slowly_but_reads_is_kept(in_memory, raw, clock):
    async with in_memory(limits=Limits(ping_seconds=10**6)) as server:
        reader, link, writer = await stalled_reader(server, raw)
        for number in range(6):
            writer.write(text(SEND % (b"%d" % number)))
            await settle()
            await clock.wind(8)
            reader.transport.resume_reading()
            await settle(3)
            reader.transport.pause_reading()

        assert not link.ended


@pytest.mark.parametrize("seconds, ended", [(10, False), (12, True)])
async def test_a_reader_that_reads_nothing_is_kept_for_10_seconds(in_memory, raw, clock, seconds, ended):
    async with in_memory() as server:
        reader, link, writer = await stalled_reader(server, raw)
        writer.write(text(SEND % b"hello"))
        await settle()
        await clock.wind(seconds)

        assert link.ended is ended and server.slow == ended


async def test_one_body_for_many_subscriptions_of_one_connection_is_never_joined_as_a_whole(in_memory, raw):
    async with in_memory(limits=Limits(outbound=500_000, subscriptions=64)) as server:
        many = b"".join(b"SUBSCRIBE\nid:%d\ndestination:/topic/a\n\n\0" % number for number in range(64))
        reader = await raw(server, upgrade() + text(CONNECT) + text(many))
        reader.transport.pause_reading()
        link = server._hub._sessions[server.sessions[0].session_id]
        writer = await raw(server, upgrade() + text(CONNECT))
        writer.write(text(SEND % (b"x" * (200_000))))
        await settle(60)

        assert link.ended and link.transport is not None and link.writer.held < 1_500_000


async def test_neither_are_many_small_messages_for_many_subscriptions_of_one_connection(in_memory, raw):
    async with in_memory(limits=Limits(outbound=500_000, subscriptions=256)) as server:
        many = b"".join(b"SUBSCRIBE\nid:%d\ndestination:/topic/a\n\n\0" % number for number in range(256))
        reader = await raw(server, upgrade() + text(CONNECT) + text(many))
        reader.transport.pause_reading()
        link = server._hub._sessions[server.sessions[0].session_id]
        writer = await raw(server, upgrade() + text(CONNECT))
        writer.write(text(SEND % b"hello") * 1000)
        await settle(60)

        assert link.ended and link.transport is not None and link.writer.held < 1_500_000


@pytest.mark.parametrize("flood", [ping(b"x" * 100) * 1000, text(b"SEND\ndestination:/topic/b\nreceipt:%b\n\n\0" % (b"r" * 97)) * 1000],
                         ids=["pings", "receipts"])
async def test_who_does_not_read_the_answers_is_not_read_from_either(in_memory, raw, flood):
    async with in_memory() as server:
        peer = await raw(server, upgrade() + text(CONNECT))
        peer.transport.pause_reading()
        link, = server._hub.links
        peer.write(flood)
        await settle(60)
        held = link.writer.held
        assert link.holding and 65536 < held < 2 * 65536

        peer.transport.resume_reading()
        await settle(60)
        assert not link.holding and len(peer.frames) == 1001


async def test_a_real_socket_that_stops_reading_costs_a_bounded_amount_and_only_itself():
    async with serve(limits=Limits(outbound=256 * 1024)) as server:
        loop, where = asyncio.get_running_loop(), ("127.0.0.1", int(server.url.rsplit(":", 1)[1].rstrip("/")))
        with socket.socket() as deaf:
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            deaf.connect(where)
            deaf.sendall(upgrade() + text(CONNECT) + text(SUBSCRIBE))
            _, good = await loop.create_connection(Peer, *where)
            good.write(upgrade() + text(CONNECT) + text(SUBSCRIBE))
            _, writer = await loop.create_connection(Peer, *where)
            writer.write(upgrade() + text(CONNECT))
            frame, sent, most = text(SEND % (b"x" * 100_000)), 0, 0
            async with asyncio.timeout(20):
                while server.subscriptions < 2:
                    await asyncio.sleep(0)
                while server.slow == 0:
                    writer.write(frame)
                    sent += 1
                    while len(good.received) < sent * 100_000:
                        await asyncio.sleep(0)
                    most = max([most, *(link.writer.held for link in server._hub.links)])
                while len(good.texts) < sent + 1:
                    await asyncio.sleep(0)

        assert most < 256 * 1024 + 65536 + 2 * 101_000
        assert good.close_code is None and len(good.texts) == sent + 1
