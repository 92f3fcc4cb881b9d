"""A server begins, says where it is, and ends without losing or leaving anything."""

import asyncio
import re
import socket
import ssl
import struct

import pytest
import trustme
from wire import CONNECT, text, upgrade

import stompkata as sk
from stompkata.broker.limits import Limits
from stompkata.errors import ConnectionLost, ErrorReceived
from stompkata.net.clock import settle
from stompkata.net.server import serve


async def test_without_a_tcp_port_there_is_no_tcp_listener():
    async with serve() as server:
        assert server.url.startswith("ws://127.0.0.1:") and server.url.endswith("/") and server.tcp_url is None


async def test_await_and_close_are_the_same_as_a_context():
    server = await serve(tcp_port=0)
    async with sk.connect(server.tcp_url) as client:
        assert client.connected and len(server.sessions) == 1
    await server.close()
    await server.close()

    with pytest.raises(OSError):
        await sk.connect(server.tcp_url)


async def test_a_port_in_use_is_reported_and_nothing_is_left_listening():
    async with serve() as first:
        taken = int(first.url.rsplit(":", 1)[1].rstrip("/"))
        with pytest.raises(OSError):
            await serve(port=0, tcp_port=taken)


async def test_a_broker_of_ones_own_goes_in(in_memory, raw):
    broker = sk.Broker("strict", limits=Limits(connections=1))
    async with in_memory(broker=broker) as server:
        await raw(server, CONNECT, transport="tcp")
        assert server.broker is broker and len(broker.sessions) == 1


async def test_everybody_is_told_when_the_broker_stops_and_gets_what_was_sent_before(in_memory, raw):
    async with in_memory() as server:
        web = await raw(server, upgrade() + text(CONNECT) + text(b"SUBSCRIBE\nid:0\ndestination:/topic/a\n\n\0"))
        tcp = await raw(server, CONNECT, transport="tcp")
        quiet = await raw(server, upgrade())
        tcp.write(b"SEND\ndestination:/topic/a\n\nlast words\0")
        await settle()
        ending = asyncio.ensure_future(server.close())
        await settle()
        assert b"last words" in web.texts[-2] and web.texts[-1].startswith(b"ERROR\nmessage:the broker is stopping\n")
        assert web.close_code == quiet.close_code == 1001
        assert b"ERROR\nmessage:the broker is stopping\n" in tcp.received and tcp.ended
        for peer in (web, tcp, quiet):
            peer.transport.close()
        await ending


async def test_a_peer_that_resets_as_the_broker_stops_does_not_keep_the_others_from_being_told():
    async with serve(tcp_port=0) as server:
        where = ("127.0.0.1", int(server.tcp_url.rsplit(":", 1)[1]))
        with socket.create_connection(where) as rude, socket.create_connection(where) as polite:
            for peer in (rude, polite):
                peer.sendall(CONNECT)
            while len(server.sessions) < 2 or not all(session.version for session in server.sessions):
                await asyncio.sleep(0)
            await asyncio.to_thread(rude.recv, 1000)
            rude.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            rude.close()
            ending = asyncio.ensure_future(server.close())
            told = await asyncio.to_thread(polite.makefile("rb").read)
            polite.close()
            await ending

    assert b"ERROR\nmessage:the broker is stopping\n" in told


SUBSCRIBE = b"SUBSCRIBE\nid:0\ndestination:/queue/a\nack:client-individual\nprefetch-count:%d\n\n\0"


async def filled(server, raw, count):
    """A queue with so many messages, and who sent them."""
    sender = await raw(server, CONNECT, transport="tcp")
    sender.write(b"".join(b"SEND\ndestination:/queue/a\n\n%d\0" % number for number in range(count)))
    await settle(60)
    return sender


def delivered(peer):
    return re.findall(rb"\nack:(.*)\n", peer.received)


async def test_a_stop_with_nothing_to_give_takes_no_time_and_lists_what_stays(in_memory, raw):
    async with in_memory() as server:
        await filled(server, raw, 7)
        await raw(server, CONNECT, SUBSCRIBE.replace(b"queue/a", b"queue/b") % 9, transport="tcp")
        await server.close()                    # nobody winds the clock

        assert server.left == {"/queue/a": (7, 0)}


@pytest.mark.req("S12-79")
async def test_a_stopping_broker_takes_nothing_new_and_gives_what_it_has_to_who_reads_on(in_memory, raw, clock):
    async with in_memory() as server:
        sender = await filled(server, raw, 5)
        consumer = await raw(server, CONNECT, SUBSCRIBE % 1, transport="tcp")
        late = await raw(server, transport="tcp")
        ending = asyncio.ensure_future(server.close())
        await settle()
        sender.write(b"SEND\ndestination:/queue/a\nreceipt:1\n\none more\0")
        late.write(CONNECT)
        for _ in range(5):
            consumer.write(b"ACK\nid:%b\n\n\0" % delivered(consumer)[-1])
            await clock.wind(0.2)
        await clock.wind(2.5)
        await ending

        for peer in (sender, late):
            assert b"ERROR\nmessage:the broker is stopping\n" in peer.received and b"RECEIPT" not in peer.received
        assert len(delivered(consumer)) == 5 and b"ERROR\nmessage:the broker is stopping\n" in consumer.received
        assert server.left == {"/queue/a": (0, 1)}


async def test_a_consumer_that_acknowledges_nothing_is_not_waited_for(in_memory, raw, clock):
    async with in_memory() as server:
        await filled(server, raw, 5)
        consumer = await raw(server, CONNECT, SUBSCRIBE % 2, transport="tcp")
        ending = asyncio.ensure_future(server.close())
        await clock.wind(0.2)
        assert b"ERROR" not in consumer.received

        await clock.wind(0.2)
        assert b"ERROR\nmessage:the broker is stopping\n" in consumer.received
        await ending
        assert server.left == {"/queue/a": (3, 2)}


@pytest.mark.parametrize("reads_after, left", [(4.5, {}), (5.5, {"/queue/a": (1, 0)})])
async def test_who_reads_nothing_is_waited_for_until_the_time_is_up(in_memory, raw, clock, reads_after, left):
    async with in_memory() as server:
        consumer = await raw(server, CONNECT, b"SUBSCRIBE\nid:0\ndestination:/queue/a\n\n\0", transport="tcp")
        consumer.transport.pause_reading()
        await raw(server, CONNECT, b"SEND\ndestination:/queue/a\n\n%b\0" % (b"x" * 10**6) * 2, transport="tcp")
        await settle(100)
        ending = asyncio.ensure_future(server.close())
        await clock.wind(reads_after)
        consumer.transport.resume_reading()
        await settle(100)
        await clock.wind(10)
        await ending

        assert server.left == left


async def test_who_does_not_leave_is_left_after_the_lingering_time(in_memory, raw, clock):
    async with in_memory() as server:
        await raw(server, upgrade() + text(CONNECT))
        ending = asyncio.ensure_future(server.close())
        await clock.wind(1.5)
        assert not ending.done()

        await clock.wind(2)
        await ending


async def test_a_client_learns_that_its_broker_stopped():
    async with serve() as server:
        client = await sk.connect(server.url)
        news = client.subscribe("/topic/a")
    with pytest.raises((ErrorReceived, ConnectionLost), match="the broker is stopping"):
        await news.receive()
    await client.disconnect()


async def test_both_listeners_speak_tls_and_clients_check_the_certificate():
    authority = trustme.CA()
    context, trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.configure_trust(trusting)
    async with serve(tcp_port=0, ssl=context) as server:
        assert server.url.startswith("wss://") and server.tcp_url.startswith("stomp+ssl://")
        for url in (server.url, server.tcp_url):
            async with sk.connect(url, ssl=trusting) as client, client.subscribe("/topic/a") as news:
                await client.publish("/topic/a", "é" * 100_000, receipt=True)
                assert (await news.receive()).text == "é" * 100_000
            with pytest.raises(ssl.SSLCertVerificationError):
                await sk.connect(url)


async def test_ipv6_addresses_are_written_in_brackets():
    async with serve(host="::1", tcp_port=0) as server:
        assert server.url.startswith("ws://[::1]:") and server.tcp_url.startswith("stomp://[::1]:")
        for url in (server.url, server.tcp_url):
            async with sk.connect(url) as client:
                assert client.connected


@pytest.mark.req("S12-25", "S11-23")
async def test_a_client_that_resets_in_the_middle_of_a_frame_harms_nobody():
    async with serve() as server:
        async with sk.connect(server.url) as client:
            news = client.subscribe("/topic/a")
            for _ in range(5):
                reader, writer = await asyncio.open_connection("127.0.0.1", int(server.url.rsplit(":", 1)[1].rstrip("/")))
                writer.write(upgrade() + text(CONNECT) + text(b"SUBSCRIBE\nid:0\ndestination:/topic/a\n\n\0") + text(b"SEND")[:7])
                await reader.readuntil(b"\0")
                writer.transport.abort()
                await client.publish("/topic/a", "x", receipt=True)
                assert (await news.receive()).text == "x"


async def test_what_a_half_closed_tcp_client_asked_for_is_still_answered():
    async with serve(tcp_port=0) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(server.tcp_url.rsplit(":", 1)[1]))
        writer.write(CONNECT + b"SEND\ndestination:/topic/a\nreceipt:1\n\n\0")
        writer.write_eof()
        assert (await asyncio.wait_for(reader.read(), 5)).endswith(b"RECEIPT\nreceipt-id:1\n\n\0")
        writer.close()
        await writer.wait_closed()
