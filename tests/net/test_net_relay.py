"""A tap passes every octet on unchanged, whatever it is and however it comes, and says what it saw."""

import asyncio
import random
import socket
import ssl
import struct
from contextlib import asynccontextmanager

import pytest
import trustme
from wire import CONNECT, Peer, client_frame, close, ping, text, upgrade

import stompkata as sk
from stompkata.errors import StompkataError, UnsafeAddressError
from stompkata.net.cutter import HEAD, MOST, Cutter
from stompkata.net.relay import tap

SEND = b"SEND\ndestination:/topic/a\n\nhi\0"
ANSWER = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"


class Waiting(Peer):
    """A peer that can be waited for."""

    def __init__(self):
        super().__init__()
        self.news = asyncio.Event()
        self.error = None

    def data_received(self, data):
        super().data_received(data)
        self.news.set()

    def eof_received(self):
        super().eof_received()
        self.news.set()
        return True

    def connection_lost(self, error):
        super().connection_lost(error)
        self.error = error
        self.news.set()

    async def until(self, true):
        async with asyncio.timeout(10):
            while not true(self):
                self.news.clear()
                await self.news.wait()


@asynccontextmanager
async def joined(recording=None, **options):
    """A client and a server of octets, with a tap between them."""
    loop, served = asyncio.get_running_loop(), asyncio.Queue()

    def serve():
        peer = Waiting()
        served.put_nowait(peer)
        return peer

    listener = await loop.create_server(serve, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    async with tap(f"stomp://127.0.0.1:{port}", recording=recording, **options) as relay:
        _, client = await loop.create_connection(Waiting, "127.0.0.1", int(relay.url.rsplit(":", 1)[1]))
        server = await asyncio.wait_for(served.get(), 10)
        try:
            yield client, server, relay
        finally:
            for peer in (client, server):
                if peer.transport:
                    peer.transport.abort()
            listener.close()


def units(recording, direction):
    return [(record.layer, record.data) for record in recording if record.direction == direction]


def events(recording):
    return [record.data.decode() for record in recording if record.layer == "event"]


def cut(data, size=None):
    """The units of one direction, fed in pieces of one size."""
    cutter, found = Cutter(), []
    for at in range(0, len(data), size or len(data)):
        found += cutter.feed(data[at:at + (size or len(data))])
    return found + list(cutter.end())


# What one direction is made of.

WEBSOCKET = [("handshake", upgrade()), *(("websocket", frame) for frame in (
    text(CONNECT), text(SEND[:7], fin=False), ping(b"p"), client_frame(0, SEND[7:]), text(b"x" * 300), close()))]
STOMP = [("stomp", unit) for unit in (CONNECT, b"\n", SEND, b"\n", b"\r\n", b"SEND\ncontent-length:3\n\na\0b\0")]


@pytest.mark.parametrize("conversation", [WEBSOCKET, STOMP], ids=["websocket", "stomp"])
@pytest.mark.parametrize("size", [None, 1, 2, 3, 7, 64])
def test_the_same_octets_give_the_same_units_however_they_are_cut(conversation, size):
    assert cut(b"".join(unit for _, unit in conversation), size) == conversation


def test_at_every_split_the_units_are_the_same():
    for conversation in (WEBSOCKET, STOMP):
        data = b"".join(unit for _, unit in conversation)
        for at in range(1, len(data)):
            cutter = Cutter()
            assert [*cutter.feed(data[:at]), *cutter.feed(data[at:])] == conversation


@pytest.mark.parametrize("data", [
    b"\x16\x03\x01\x02\x00\x01\x00", b"SSH-2.0-OpenSSH\r\n", b"hello there\n", b"HUH\na:b\n\n\0", b"SEND\nno colon\n\nx\0",
    b"G", b"GET / HTTP/1.1\r\nHost: a", b"GET " + b"x" * 20_000, bytes(300), b"SEND\n" + b"x" * 300_000, random.Random(4).randbytes(5000),
])
@pytest.mark.parametrize("size", [None, 1, 100])
def test_what_cannot_be_understood_is_held_as_it_is_and_none_is_lost(data, size):
    if size != 1 or len(data) < 10_000:
        assert b"".join(unit for layer, unit in cut(data, size) if layer != "event") == data


def test_after_what_was_not_understood_a_frame_that_begins_a_piece_is_one_again():
    cutter = Cutter()
    found = [*cutter.feed(b"what is this?\n"), *cutter.feed(CONNECT + SEND)]

    assert [layer for layer, _ in found] == ["event", "stomp", "stomp", "stomp"]
    assert [unit for _, unit in found[1:]] == [b"what is this?\n", CONNECT, SEND]


def test_after_a_refused_upgrade_comes_a_body_and_no_frame():
    refusal = b"HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\n"

    assert cut(refusal + b"sorry") == [("handshake", refusal), ("handshake", b"sorry")]


def test_a_frame_that_is_too_long_to_hold_is_named_and_the_next_is_there():
    data = client_frame(2, bytes(MOST + 1))
    (_, words), *rest = cut(ANSWER + data + ping(b"p"), 65536)[1:]

    assert words.startswith(b"a WebSocket frame of 4194319 octets is not recorded")
    assert b"".join(unit for layer, unit in rest if layer == "skipped") == data
    assert rest[-1] == ("websocket", ping(b"p"))


def test_a_million_beats_do_not_stop_the_world():
    assert sum(1 for _ in Cutter().feed(b"\n" * 200_000)) == 200_000


def test_a_head_without_an_end_is_not_awaited_for_ever():
    found = list(Cutter().feed(b"GET / HTTP/1.1\r\n" + b"x" * HEAD))

    assert [layer for layer, _ in found] == ["event", "handshake"]


# Passing on.

@pytest.mark.parametrize("seed", range(4))
async def test_any_octets_in_any_pieces_arrive_unchanged_both_ways(seed):
    chance, recording = random.Random(seed), sk.Recording()
    said = {way: chance.randbytes(200_000) if way else b"".join(data for _, data in WEBSOCKET) * 50 for way in (0, 1)}
    async with joined(recording) as (client, server, relay):
        for way, peer in ((seed % 2, client), (1 - seed % 2, server)):
            at = 0
            while at < len(said[way]):
                size = chance.randrange(1, 9000)
                peer.write(said[way][at:at + size])
                at += size
                await asyncio.sleep(0)
        await server.until(lambda peer: len(peer.received) == len(said[seed % 2]))
        await client.until(lambda peer: len(peer.received) == len(said[1 - seed % 2]))

        assert (server.received, client.received) == (said[seed % 2], said[1 - seed % 2])
        assert relay.octets == {"to_server": len(server.received), "to_client": len(client.received)}
    for way, heard in (("to_server", server.received), ("to_client", client.received)):
        assert b"".join(data for _, data in units(recording, way)) == heard


async def test_a_half_close_is_passed_on_and_the_answer_still_comes_back():
    recording = sk.Recording()
    async with joined(recording) as (client, server, relay):
        client.write(SEND)
        client.transport.write_eof()
        await server.until(lambda peer: peer.ended)
        server.write(b"MESSAGE\n\nhi\0")
        await client.until(lambda peer: peer.received)
        server.transport.close()
        await client.until(lambda peer: peer.ended)

        assert (server.received, client.received) == (SEND, b"MESSAGE\n\nhi\0")
    assert events(recording) == ["open", "the client ended its side", "the server ended its side", "closed"]
    assert not relay.joints


@pytest.mark.parametrize("who", ["client", "server"])
async def test_a_reset_is_passed_on_as_a_reset(who):
    recording = sk.Recording()
    async with joined(recording) as (client, server, _):
        breaking, other = (client, server) if who == "client" else (server, client)
        breaking.write(SEND)
        await other.until(lambda peer: peer.received)
        plug = breaking.transport.get_extra_info("socket")
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        breaking.transport.abort()
        await other.until(lambda peer: peer.lost)

        assert isinstance(other.error, ConnectionResetError) and other.received == SEND
    assert events(recording)[-1].startswith(f"closed: the {who} broke off")


async def test_a_server_that_is_not_there_is_named_and_the_client_is_cut_off():
    recording = sk.Recording()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        async with tap(f"stomp://127.0.0.1:{free.getsockname()[1]}", recording=recording) as relay:
            _, client = await asyncio.get_running_loop().create_connection(Waiting, *relay_address(relay))
            await client.until(lambda peer: peer.lost)

    assert isinstance(client.error, ConnectionResetError)
    assert events(recording)[-1].startswith("closed: no connection to stomp://127.0.0.1:")


def relay_address(relay):
    return "127.0.0.1", int(relay.url.split(":")[2].partition("/")[0])


async def test_who_does_not_read_stops_the_other_and_the_recording_says_so():
    recording, piece = sk.Recording(), b"SEND\n\n" + b"x" * 60_000 + b"\0"
    async with joined(recording, buffer=4096) as (client, server, relay):
        server.transport.pause_reading()
        client.transport.set_write_buffer_limits(high=0)
        for _ in range(400):
            client.write(piece)
        while not any("waits: the server does not read" in event for event in events(recording)):
            await asyncio.sleep(0.01)
        held, passed = client.transport.get_write_buffer_size(), relay.octets["to_server"]
        await asyncio.sleep(0.1)

        assert held > 0 and relay.waits and relay.octets["to_server"] == passed
        server.transport.resume_reading()
        await server.until(lambda peer: len(peer.received) == 400 * len(piece))
        assert server.received == piece * 400
    assert any("goes on: the server did not read for" in event for event in events(recording))
    assert [data for _, data in units(recording, "to_server")] == [piece] * 400


async def test_a_reader_of_ours_that_fails_stops_nothing(monkeypatch):
    recording = sk.Recording()

    def fail(_):
        raise KeyError("a mistake")

    monkeypatch.setattr(Cutter, "_stomp", fail)
    async with joined(recording) as (client, server, _):
        client.write(SEND)
        await server.until(lambda peer: peer.received == SEND)
        client.write(SEND)
        await server.until(lambda peer: peer.received == SEND * 2)

    assert any("a mistake" in event for event in events(recording))


async def test_a_tap_that_ends_ends_its_connections():
    recording = sk.Recording()
    async with joined(recording) as (client, server, relay):
        await relay.close()
        await client.until(lambda peer: peer.ended or peer.lost)
        await server.until(lambda peer: peer.ended or peer.lost)

    assert events(recording) == ["open", "closed: the tap ends"]


async def test_one_connection_too_many_is_cut_off(monkeypatch):
    monkeypatch.setattr("stompkata.net.relay.CONNECTIONS", 1)
    recording = sk.Recording()
    async with joined(recording) as (_, _, relay):
        _, late = await asyncio.get_running_loop().create_connection(Waiting, *relay_address(relay))
        await late.until(lambda peer: peer.lost)

    assert any("too many connections" in event for event in events(recording))


def test_a_tap_listens_to_this_machine_only():
    with pytest.raises(UnsafeAddressError, match="let other machines speak"):
        tap("ws://127.0.0.1:1/", host="0.0.0.0")


# Conversations of ours.

@pytest.mark.parametrize("transport", ["url", "tcp_url"])
async def test_a_session_through_a_tap_is_whole_and_its_recording_shows_it(transport):
    recording = sk.Recording()
    async with (sk.serve(tcp_port=0) as server, tap(getattr(server, transport), recording=recording) as relay,
                sk.connect(relay.url) as client, client.subscribe("/topic/a") as news):
        await client.publish("/topic/a", "hello", receipt=True)
        assert (await news.receive()).text == "hello"

    shown = recording.text()
    assert all(f"STOMP {command}" in shown for command in ("CONNECT", "CONNECTED", "SUBSCRIBE", "SEND", "MESSAGE", "RECEIPT"))
    assert "error" not in shown and events(recording)[-1].startswith("closed")


async def test_what_comes_before_the_server_is_dialled_is_kept(monkeypatch):
    transport, paused = asyncio.selector_events._SelectorSocketTransport, []
    pause = transport.pause_reading

    def not_the_first(self):                    # before Python 3.11.4 a pause in connection_made has no effect
        if self in paused:
            pause(self)
        paused.append(self)

    monkeypatch.setattr(transport, "pause_reading", not_the_first)
    async with sk.serve(tcp_port=0) as server, tap(server.tcp_url) as relay, sk.connect(relay.url, timeout=2) as client:
        await client.publish("/topic/a", "hello", receipt=True)


@pytest.mark.parametrize("transport", ["url", "tcp_url"])
async def test_tls_is_spoken_towards_the_server_only(transport):
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    trusting, recording = ssl.create_default_context(), sk.Recording()
    authority.configure_trust(trusting)
    async with sk.serve(tcp_port=0, ssl=context) as server:
        async with tap(getattr(server, transport), ssl=trusting, recording=recording) as relay:
            assert relay.url.startswith(("ws://127.0.0.1:", "stomp://127.0.0.1:"))
            async with sk.connect(relay.url) as client:
                await client.publish("/topic/a", "é" * 100_000, receipt=True)
        async with tap(getattr(server, transport), recording=recording) as doubting:
            with pytest.raises((ConnectionError, StompkataError)):
                await sk.connect(doubting.url)

    assert "STOMP SEND" in recording.text()
    assert "CERTIFICATE_VERIFY_FAILED" in events(recording)[-1]
