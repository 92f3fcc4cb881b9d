"""A tap passes every octet on unchanged, whatever it is and however it comes, and says what it saw."""

import asyncio
import random
import socket
import struct

import pytest
from tapped_peers import Waiting, events, joined, relay_address, units
from wire import CONNECT, client_frame, close, ping, text, upgrade

import stompkata as sk
from stompkata.errors import UnsafeAddressError
from stompkata.net.cutter import Cutter
from stompkata.net.relay import tap

SEND = b"SEND\ndestination:/topic/a\n\nhi\0"


# What one direction is made of.

WEBSOCKET = [("handshake", upgrade()), *(("websocket", frame) for frame in (
    text(CONNECT), text(SEND[:7], fin=False), ping(b"p"), client_frame(0, SEND[7:]), text(b"x" * 300), close()))]


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
