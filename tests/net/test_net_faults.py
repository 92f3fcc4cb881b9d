"""What peers and networks do wrong, over a whole link: told in words, bounded in memory, and no harm to others."""

import re

import pytest
from wire import CONNECT, client_frame, close, text, upgrade

from stompkata.broker.limits import Limits
from stompkata.net.clock import settle

SUBSCRIBE = b"SUBSCRIBE\nid:0\ndestination:/topic/a\n\n\0"
SEND = b"SEND\ndestination:/topic/a\n\nhello\0"


def error_of(peer):
    return re.search(rb"ERROR\nmessage:([^\n]*)\n", peer.received)[1]


async def stream(peer, piece, most):
    """Write the same piece for ever, until the peer is told to stop or has written so many octets; says how many."""
    written = 0
    while b"ERROR" not in peer.received and written < most:
        peer.write(piece)
        written += len(piece)
        await settle(3)
    return written


# The connection.

@pytest.mark.req("S12-25")
@pytest.mark.parametrize("part", [SEND[:3], SEND[:20], SEND[:-1], b"\r"])
@pytest.mark.parametrize("ending", ["close", "abort", "write_eof"])
async def test_a_frame_that_ends_with_its_connection_is_dropped_without_a_word(in_memory, raw, caplog, part, ending):
    async with in_memory() as server:
        reader = await raw(server, CONNECT, SUBSCRIBE, transport="tcp")
        for octets, transport in ((CONNECT + part, "tcp"), (upgrade() + text(CONNECT) + text(part), "ws")):
            peer = await raw(server, octets, transport=transport)
            getattr(peer.transport, ending)()
            await settle()

        assert len(server._hub.links) == 1
        assert b"MESSAGE" not in reader.received and b"ERROR" not in reader.received
    assert not caplog.records


@pytest.mark.parametrize("cut", [1, 16, 100, -1])
async def test_an_upgrade_that_ends_with_its_connection_leaves_nothing(in_memory, raw, caplog, cut):
    async with in_memory() as server:
        peer = await raw(server, upgrade()[:cut])
        peer.transport.close()
        await settle()

        assert server._hub.links == {} and server.sessions == ()
    assert not caplog.records


async def test_what_a_consumer_had_when_its_connection_broke_comes_back_in_order_for_the_next(in_memory, raw):
    consume = SUBSCRIBE.replace(b"/topic", b"/queue").replace(b"\n\n", b"\nack:client\n\n")
    async with in_memory() as server:
        broken = await raw(server, CONNECT, consume, transport="tcp")
        sender = await raw(server, CONNECT, *(b"SEND\ndestination:/queue/a\n\n%d\0" % n for n in range(3)), transport="tcp")
        broken.write(SEND[:7])
        broken.transport.abort()
        await settle()
        sender.write(b"SEND\ndestination:/queue/a\n\n3\0")
        heir = await raw(server, CONNECT, consume, transport="tcp")

        assert re.findall(rb"\n\n(\d)\0", heir.received) == [b"0", b"1", b"2", b"3"]
        assert heir.received.count(b"\nredelivered:true\n") == 3


@pytest.mark.parametrize("heart_beat, seconds", [(b"5000,0", 10), (b"0,0", 40)], ids=["heart-beats", "a Ping"])
async def test_a_peer_that_vanished_is_noticed(in_memory, raw, clock, heart_beat, seconds):
    async with in_memory() as server:
        await raw(server, upgrade() + text(CONNECT.replace(b"\n\n", b"\nheart-beat:%b\n\n" % heart_beat)))
        await clock.wind(seconds - 1)
        assert len(server.sessions) == 1

        await clock.wind(5)
        assert server.sessions == ()


async def test_a_reader_of_one_octet_a_second_makes_no_progress(in_memory, raw, clock):
    async with in_memory() as server:
        trickle = await raw(server, CONNECT, SUBSCRIBE, transport="tcp", chunk=1)
        await settle(400)
        trickle.transport.pause_reading()
        await raw(server, CONNECT, SEND.replace(b"hello", b"x" * 1000), transport="tcp")
        for _ in range(12):
            await clock.wind(1)
            trickle.transport.resume_reading()
            trickle.transport._other._move()
            trickle.transport.pause_reading()

        assert server.slow == 1 and len(server.sessions) == 1


# Octets without an end.

@pytest.mark.req("S12-23")
@pytest.mark.parametrize("connected", [True, False])
@pytest.mark.parametrize("start, piece, most, told", [
    (b"SEND\nx:", b"y" * 512, 4096, b"header_line = 4096"),
    (b"SEND\n", b"some-header:" + b"y" * 500 + b"\n", 16384, b"header_block = 16384"),
    (b"SEND\n", b"a:b\n", 64 * 4, b"headers = 64"),
    (b"", b"SEN", 32, b"command = 32"),
    (b"SEND\ndestination:/topic/a\n\n", b"x" * 65536, 4 * 2**20, b"body = 4194304"),
], ids=["a header line", "headers", "small headers", "a command", "a body"])
async def test_who_never_ends_is_stopped_at_the_limit_and_no_more_is_kept(in_memory, raw, start, piece, most, told, connected):
    async with in_memory() as server:
        peer = await raw(server, CONNECT * connected + start.replace(b"SEND", b"SEND" if connected else b"CONNECT"), transport="tcp")
        link, = server._hub.links
        written = await stream(peer, piece, 2**30)

        limit = most if connected else min(most, 8192)
        assert limit - len(piece) <= written <= limit + 2 * len(piece) + 64
        assert told.split(b" ")[0] in error_of(peer) or (not connected and b"before_connect = 8192" in error_of(peer))
        assert link.ended and link.decoder.buffered <= limit + len(piece) + 64


@pytest.mark.req("S12-24")
@pytest.mark.parametrize("frame, told", [
    (b"SEND\ndestination:/topic/a\n%b\n\0", None), (b"SEND\ndestination:/topic/a\n%bone:more\n\n\0", b"headers = 64")])
async def test_64_headers_are_a_frame_and_65_are_not(in_memory, raw, frame, told):
    async with in_memory() as server:
        peer = await raw(server, upgrade() + text(CONNECT) + text(frame % b"".join(b"h%d:\n" % n for n in range(63))))

        assert (peer.close_code, told is None or told in peer.texts[-1]) == (told and 1008, True)


@pytest.mark.parametrize("header, refused", [(b"no colon", True), (b":no name", True), (b"no value:", False)])
async def test_a_header_has_a_name_and_a_colon(in_memory, raw, header, refused):
    async with in_memory(preset="strict") as server:
        peer = await raw(server, CONNECT, b"SEND\ndestination:/topic/a\n%b\n\n\0" % header, transport="tcp")

        assert (b"ERROR" in peer.received) is refused


@pytest.mark.req("S12-03")
async def test_a_header_is_utf_8_and_a_body_any_octets(in_memory, raw):
    async with in_memory() as server:
        reader = await raw(server, CONNECT, SUBSCRIBE, transport="tcp")
        peer = await raw(server, CONNECT, b"SEND\ndestination:/topic/a\n\n\xff\xfe\0", transport="tcp")
        assert reader.received.endswith(b"\n\n\xff\xfe\0")

        peer.write(b"SEND\ndestination:/topic/\xff\n\n\0")
        await settle()
        assert b"UTF-8" in error_of(peer)


# The order of things.

@pytest.mark.req("S12-70", "S12-71")
@pytest.mark.parametrize("transport", ["ws", "tcp"])
async def test_disconnect_gets_its_receipt_and_what_follows_is_ignored(in_memory, raw, transport):
    frames = CONNECT + b"DISCONNECT\nreceipt:77\n\n\0" + SEND
    async with in_memory() as server:
        reader = await raw(server, CONNECT, SUBSCRIBE, transport="tcp")
        peer = await raw(server, upgrade() + text(frames) + text(SEND) if transport == "ws" else frames, transport=transport)

        assert b"RECEIPT\nreceipt-id:77\n\n\0" in peer.received and b"ERROR" not in peer.received
        assert peer.close_code == 1000 if transport == "ws" else peer.ended
        assert b"MESSAGE" not in reader.received


@pytest.mark.req("W-13")
async def test_text_and_binary_messages_carry_the_same_frames(in_memory, raw):
    async with in_memory() as server:
        reader = await raw(server, upgrade() + text(CONNECT) + client_frame(2, SUBSCRIBE))
        await raw(server, upgrade() + client_frame(2, CONNECT) + text(SEND[:9]) + client_frame(2, SEND[9:]))

        assert reader.texts[-1].endswith(b"\n\nhello\0")


async def test_stomp_may_be_spoken_without_a_subprotocol(in_memory, raw):
    async with in_memory() as server:
        peer = await raw(server, upgrade(subprotocol=b"") + text(CONNECT))

        assert b"sec-websocket-protocol" not in peer.head.lower() and peer.texts[0].startswith(b"CONNECTED\n")


async def test_nobody_is_granted_compression(in_memory, raw):
    async with in_memory() as server:
        peer = await raw(server, upgrade(b"Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits") + text(CONNECT))
        assert b"sec-websocket-extensions" not in peer.head.lower() and peer.texts[0].startswith(b"CONNECTED\n")

        squeezed = bytearray(text(SEND))
        squeezed[0] |= 0x40
        peer.write(bytes(squeezed))
        await settle()
        assert peer.close_code == 1002


# Too many.

@pytest.mark.req("S12-24")
async def test_the_257th_subscription_is_refused_and_the_256_are_gone_with_it(in_memory, raw):
    async with in_memory() as server:
        flood = b"".join(b"SUBSCRIBE\nid:%d\ndestination:/topic/%d\n\n\0" % (n, n) for n in range(100_000))
        peer = await raw(server, CONNECT, flood[:flood.index(b"id:256") - 10], transport="tcp")
        await settle(60)
        assert server.subscriptions == 256 and b"ERROR" not in peer.received

        peer.write(flood[flood.index(b"id:256") - 10:])
        await settle(60)
        assert b"subscriptions = 256" in error_of(peer) and server.subscriptions == 0


@pytest.mark.parametrize("size, refused", [(16384, False), (16385, True)])
async def test_16_kib_of_an_upgrade_are_waited_through_and_one_octet_more_is_refused(in_memory, raw, size, refused):
    async with in_memory() as server:
        head = upgrade(*[b"X: " + b"x" * 4000] * 5)[:size]
        peer = await raw(server, head)

        assert peer.head.startswith(b"HTTP/1.1 4") is peer.ended is refused


async def test_a_close_is_answered_however_much_came_before_it(in_memory, raw):
    async with in_memory(limits=Limits(frames_a_turn=4)) as server:
        peer = await raw(server, upgrade() + text(CONNECT) + text(SEND) * 50 + close(1000, b"done"))
        await settle(60)

        assert peer.close_code == 1000 and peer.ended
