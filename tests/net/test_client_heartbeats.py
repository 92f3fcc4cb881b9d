"""Heart-beats of a client: what is sent, what is missed, and a loop that has no time for either."""

import asyncio
import os
import socket
import threading
import time
from dataclasses import replace

import pytest
from broker_process import broker_process
from canned import CannedServer

import stompkata as sk
from stompkata.errors import HeartBeatLost
from stompkata.net.clock import settle
from stompkata.net.ticker import Ticker
from stompkata.recording import Recording


def beating(pair=b"1000,1000", version=b"version:1.2\n"):
    return CannedServer(b"CONNECTED\n" + version + (b"heart-beat:" + pair + b"\n" if pair else b"") + b"\n\0")


def make(server, clock, **options):
    beats = {"heartbeat_incoming": 1000, "heartbeat_outgoing": 1000}
    return sk.Client(server.pipe, clock=clock, reconnect_delay=0, **{**beats, **options})


async def ticks(server, clock, seconds, every=0.5):
    """The server is heard every half a second, for so long."""
    for _ in range(int(seconds / every)):
        server.last.say(b"\n")
        await clock.wind(every)


@pytest.mark.req("S12-40", "S12-41", "S11-47")
@pytest.mark.parametrize("mine, theirs, beats", [
    ((1000, 0), b"0,1000", 11), ((1000, 0), b"0,2000", 5), ((2000, 0), b"0,1000", 5), ((1000, 0), b"0,0", 0),
    ((0, 0), b"0,1000", 0), ((1000, 0), None, 0)])
async def test_beats_go_out_at_the_slower_pace_of_the_two(clock, mine, theirs, beats):
    server = beating(theirs)
    client = make(server, clock, heartbeat_outgoing=mine[0], heartbeat_incoming=mine[1])
    await client.open()
    before = server.last.heard
    await clock.wind(10)

    assert server.last.heard[len(before):] == b"\n" * beats
    await client.deactivate(force=True)


async def test_beats_that_come_are_told_and_other_traffic_is_not(clock):
    server, heard = beating(), []
    client = make(server, clock, on_heartbeat_received=lambda: heard.append(1))
    await client.open()
    server.last.say(b"\n\n", b"RECEIPT\nreceipt-id:1\n\n\0", b"\n")
    await settle()

    assert len(heard) == 3
    await client.deactivate(force=True)


@pytest.mark.req("S12-43", "S12-44", "S12-45")
@pytest.mark.parametrize("tolerance, seconds", [(2, 2), (3, 3), (1, 2)])
async def test_silence_is_told_and_ends_the_connection(clock, tolerance, seconds):
    server, said = beating(), []
    client = make(server, clock, heartbeat_tolerance_multiplier=tolerance, discard_websocket_on_comm_failure=True,
                  on_heartbeat_lost=lambda: said.append("lost"), on_web_socket_close=said.append)
    await client.open()
    news = client.subscribe("/a")
    await ticks(server, clock, 20)
    assert said == [] and client.connected
    await clock.wind(seconds - 0.6)
    assert said == []
    await clock.wind(0.3)

    assert said[0] == "lost" and (said[1].code, said[1].was_clean) == (1006, False)
    assert f"the server was silent for {seconds}" in said[1].reason
    with pytest.raises(HeartBeatLost):
        await news.receive()
    await client.deactivate()


async def test_without_discard_the_close_goes_the_usual_way(in_memory, clock):
    said = []
    async with in_memory() as server:
        client = sk.Client(server.pipe(), clock=clock, reconnect_delay=0, heartbeat_incoming=1000,
                           on_heartbeat_lost=lambda: said.append("lost"), on_web_socket_close=said.append)
        await client.open()
        for link in server._hub.links:
            link.put = lambda *args, **options: None    # F7: nothing of the server's arrives
        await clock.wind(5)

        assert said[0] == "lost" and said[1].code == 1002 and "the server was silent" in said[1].reason
        await client.deactivate()


async def test_beats_that_are_lost_on_their_way_to_the_server_end_in_its_error(in_memory, clock):
    said = []
    async with in_memory() as server:
        client = sk.Client(server.pipe(), clock=clock, reconnect_delay=0, heartbeat_outgoing=1000,
                           on_stomp_error=lambda frame: said.append(frame.headers["message"]))
        await client.open()
        client._session.link.beat = lambda: None        # F6
        await clock.wind(5)

        assert "the client was silent" in said[0]
        await client.deactivate()


async def test_a_machine_that_slept_ten_minutes_sees_one_loss_and_sends_no_burst(clock):
    server, said = beating(), []
    client = make(server, clock, on_heartbeat_lost=lambda: said.append("lost"), on_web_socket_close=said.append,
                  discard_websocket_on_comm_failure=True)
    client.reconnect_delay = 1000
    await client.open()
    await ticks(server, clock, 2)
    before = server.last.heard
    clock._now += 600                                   # F13: the clock leaps, and no timer fires meanwhile
    await clock.wind(0.01)
    assert server.last.heard[len(before):] in (b"", b"\n")
    assert [str(what) for what in said][0] == "lost" and len(said) == 2

    await clock.wind(1.1)
    assert client.connected and len(server.peers) == 2
    await client.deactivate(force=True)


async def test_the_wall_clock_means_nothing(clock, monkeypatch):
    server = beating()
    client = make(server, clock)
    await client.open()
    monkeypatch.setattr(time, "time", lambda: 0.0)      # F12
    await ticks(server, clock, 10)

    assert client.connected
    await client.deactivate(force=True)


async def test_a_server_of_1_0_is_never_missed(clock):
    server = beating(None, b"")
    client = make(server, clock)
    await client.open()
    await clock.wind(3600)

    assert client.connected and client.connected_version == "1.0"
    await client.deactivate(force=True)


def threads():
    return [thread for thread in threading.enumerate() if thread.name == "stompkata-ticker"]


@pytest.fixture
def written(monkeypatch):
    """What tickers wrote."""
    beats, write = [], os.write
    monkeypatch.setattr("stompkata.net.ticker.os.write", lambda *args: beats.append(args) or write(*args))
    return beats


def keep_the_loop_busy(written):
    """Until three more beats have gone out."""
    enough, until = len(written) + 3, time.monotonic() + 20
    while len(written) < enough and time.monotonic() < until:
        pass


async def told(lines, beats):
    """Until the log says that so many have gone out."""
    async with asyncio.timeout(20):
        while lines.count(">>> PING") < beats:
            await asyncio.sleep(0)


@pytest.mark.parametrize("transport", ["url", "tcp_url"])
async def test_a_thread_beats_while_a_callback_keeps_the_loop_busy(transport, written):
    lines, recording = [], Recording()
    limits = replace(sk.Limits(), beat_fastest_ms=50)
    async with sk.serve(tcp_port=0, limits=limits) as server:
        client = sk.Client(getattr(server, transport), heartbeat_strategy="worker", heartbeat_outgoing=50,
                           heartbeat_incoming=0, debug=lines.append, recording=recording)
        await client.open()
        assert len(threads()) == 1
        news = client.subscribe("/topic/a")
        said = lines.count(">>> PING")
        keep_the_loop_busy(written)
        assert lines.count(">>> PING") == said          # nobody had time to say so
        for number in range(50):                        # and beats get into no frame
            client.publish("/topic/a", "x" * 20_000 + f"{number}")
        assert [(await news.receive()).text[20_000:] for _ in range(50)] == [f"{number}" for number in range(50)]

        await told(lines, said + 3)
        beats = [record for record in recording if record.direction == "to_server" and len(record.data) in (1, 7)]
        assert len(beats) == lines.count(">>> PING")
        client.detach(recording)
        keep_the_loop_busy(written)
        await told(lines, len(beats) + 3)
        await client.disconnect()
        assert threads() == []


async def test_a_callback_that_blocks_for_longer_than_the_tolerance_costs_no_session():        # F49
    async with broker_process() as (_, url):
        client = sk.Client(url, heartbeat_strategy="worker", heartbeat_outgoing=1000, heartbeat_incoming=1000)
        await client.open()
        client.subscribe("/topic/a", lambda message: time.sleep(2.5))       # both sides give up after 2 s of silence
        news = client.subscribe("/topic/b")
        await client.publish("/topic/a", receipt=True)
        await client.publish("/topic/b", "still here", receipt=True)

        assert (await news.receive()).text == "still here" and client.connected
        await client.disconnect()


async def test_a_strategy_that_is_not_possible_is_the_usual_one(clock):
    server = beating(b"0,1000")
    client = make(server, clock, heartbeat_strategy="worker", heartbeat_incoming=0)
    await client.open()
    before = server.last.heard
    await clock.wind(1)

    assert server.last.heard[len(before):] == b"\n" and threads() == []
    assert not Ticker.can_drive(None)
    await client.deactivate(force=True)


class Transport:
    """What a ticker needs of a transport, over one end of a socket pair."""

    def __init__(self, socket):
        self.socket, self.written, self.buffered = socket, [], 0

    def get_extra_info(self, name):
        return {"socket": self.socket}.get(name)

    def get_write_buffer_size(self):
        return self.buffered

    def write(self, data):
        self.written.append(data)


async def test_a_beat_that_goes_out_in_part_is_completed_before_anything_else(monkeypatch):
    near, far = socket.socketpair()
    transport, told = Transport(near), []
    monkeypatch.setattr("stompkata.net.ticker.os.write", lambda descriptor, octets: 3)
    ticker = Ticker(transport, 60, lambda: b"\x81\x81....x", told.append)
    ticker._beat(0)
    transport.write(b"frame")
    transport.write(b"frame")
    ticker._beat(0)
    monkeypatch.setattr("stompkata.net.ticker.os.write", broken)
    ticker._beat(0)
    await asyncio.sleep(0)
    ticker.stop()
    near.close()
    far.close()

    assert transport.written == [b"...xframe", b"frame"]
    assert told == [b"\x81\x81.", b"\x81\x81."]


def broken(descriptor, octets):
    raise BlockingIOError


async def test_no_beat_where_something_is_on_its_way_already():
    near, far = socket.socketpair()
    far.settimeout(5)
    transport = Transport(near)
    transport.buffered, asked = 1, threading.Event()
    transport.get_write_buffer_size = lambda: asked.set() or transport.buffered
    ticker = Ticker(transport, 0.001, lambda: b"\n", lambda octets: None)
    assert await asyncio.to_thread(asked.wait, 5)
    transport.buffered = 0
    assert await asyncio.to_thread(far.recv, 1) == b"\n"
    ticker.stop()
    near.close()
    far.close()


async def test_a_ticker_ends_with_its_loop():
    near, far = socket.socketpair()

    async def begin():
        return Ticker(Transport(near), 0.001, lambda: b"\n", lambda octets: None)

    ticker = await asyncio.to_thread(lambda: asyncio.run(begin()))
    await asyncio.to_thread(ticker._thread.join, 10)

    assert not ticker._thread.is_alive()
    near.close()
    far.settimeout(5)
    while far.recv(100):
        pass
    far.close()
