"""A client over time: beats, who reads too slowly, connections one after the other, and nothing that is left."""

import asyncio
import gc

import pytest
from canned import CONNECTED, canned

import stompkata as sk
from stompkata.errors import ConnectionLost, ErrorReceived, RemoteProtocolError
from stompkata.net.client import connect
from stompkata.net.clock import settle
from stompkata.net.server import serve


@pytest.fixture
async def server(in_memory):
    async with in_memory() as server:
        yield server


@pytest.mark.req("S12-41", "S12-42", "S12-43", "S12-44")
async def test_the_client_beats_and_gives_a_silent_server_up(clock):
    peer, pipe = canned(b"CONNECTED\nversion:1.2\nheart-beat:1000,1000\n\n\0")
    client = await connect(pipe, heart_beat=(1000, 1000), clock=clock)
    news = client.subscribe("/topic/a")
    await clock.wind(2.05)
    assert peer.heard.endswith(b"\n\n")

    await clock.wind(0.1)
    with pytest.raises(RemoteProtocolError, match="no heart-beat: the server was silent for 2.1 s"):
        await news.receive()
    await client.disconnect()


async def test_half_an_hour_of_heart_beats_keeps_a_session(server, clock):
    async with connect(server.pipe(), heart_beat=(20_000, 20_000), clock=clock) as client:
        await clock.wind(1800)
        assert client.connected


async def test_a_client_that_reads_nothing_stops_receiving_and_says_so(server, clock):
    async with connect(server.pipe(), clock=clock) as reader, connect(server.pipe(), clock=clock) as writer:
        news = reader.subscribe("/topic/a")
        await reader.publish("/topic/b", receipt=True)
        for number in range(400):
            await writer.publish("/topic/a", f"{number}")
        await writer.publish("/topic/b", receipt=True)
        await settle()
        assert reader._session.link.holding and 256 <= reader._session.inbox.messages < 400
        assert "messages wait here unread" in reader._session.so_far()

        assert [(await news.receive()).text for _ in range(400)] == [str(number) for number in range(400)]
        assert not reader._session.link.holding


async def test_a_client_with_a_full_inbox_can_still_end_in_order(server, clock):
    async with connect(server.pipe(), clock=clock) as writer:
        async with connect(server.pipe(), clock=clock) as reader:
            reader.subscribe("/topic/a")
            await reader.publish("/topic/b", receipt=True)
            for number in range(600):
                await writer.publish("/topic/a", f"{number}")
            await settle()
            assert reader._session.link.holding
        assert "2 RECEIPT" in reader._session.so_far()


async def test_awaiting_a_publish_waits_for_room_when_the_server_does_not_read(clock):
    peer, pipe = canned(CONNECTED)
    client = await connect(pipe, clock=clock)
    peer.transport.pause_reading()
    for _ in range(3):
        sent = client.publish("/a", b"x" * 40_000)
    await settle()
    waiting = asyncio.ensure_future(sent) if asyncio.isfuture(sent) else client.publish("/a")
    assert asyncio.isfuture(waiting) and not waiting.done()

    peer.transport.resume_reading()
    await settle()
    assert waiting.done()
    client._session.link.abort()
    await settle()


async def test_a_long_series_of_publishes_lets_the_loop_do_its_other_work(server, clock):
    ticks = []
    async with connect(server.pipe(), clock=clock) as client:
        asyncio.get_running_loop().call_soon(ticks.append, 1)
        for _ in range(200):
            await client.publish("/topic/a", "x")
        assert ticks == [1]


async def test_a_life_of_connections_calls_back_and_connects_again(in_memory, clock):
    said = []
    async with in_memory() as server:
        client = sk.Client(broker_url=server.pipe(), on_connect=lambda frame: said.append(frame.command),
                           on_web_socket_close=said.append, reconnect_delay=5000, clock=clock)
        assert not client.active
        client.activate()
        await settle()
        assert said == ["CONNECTED"] and client.active and client.connected
        for link in list(server._hub.links):
            link.close(1001, "bye")
        await settle()
        assert said == ["CONNECTED", (1001, "bye", True)]

        await clock.wind(4.9)
        assert len(said) == 2
        await clock.wind(0.2)
        assert said[2:] == ["CONNECTED"]
        await client.deactivate()
        await settle()
        assert not client.active and server.sessions == ()
        await clock.wind(60)
        assert said.count("CONNECTED") == 2


async def test_a_life_that_finds_no_broker_tries_again_and_can_be_ended(clock):
    said = []
    client = sk.Client(broker_url="ws://127.0.0.1:1/", on_web_socket_close=said.append, reconnect_delay=1000)
    client.activate()
    async with asyncio.timeout(5):
        while not said:
            await asyncio.sleep(0)
    await client.deactivate()

    assert said[0].code == 1006 and "127.0.0.1" in said[0].reason


async def test_error_frames_reach_their_callback(in_memory, clock):
    said = []
    async with in_memory(users={"ada": "x"}) as server:
        client = sk.Client(broker_url=server.pipe(), on_stomp_error=lambda frame: said.append(frame.headers["message"]),
                           reconnect_delay=0, clock=clock)
        client.activate()
        await settle(60)
        await client.deactivate()

    assert said == ["the login or the passcode is wrong"]


async def test_closed_connections_leave_no_task_no_alarm_and_no_link(server, clock):
    gc.collect()
    before = asyncio.all_tasks()
    for transport in ("ws", "tcp"):
        for _ in range(20):
            async with connect(server.pipe(transport), clock=clock) as client:
                client.subscribe("/topic/a")
                client.publish("/topic/a", "x")
    for _ in range(20):
        client = await connect(server.pipe(), clock=clock)
        client.subscribe("/topic/a")
        client._session.link.abort()
    await settle()

    assert asyncio.all_tasks() == before
    assert clock.pending == 1                   # the server's own
    assert server._hub.links == {} and server.sessions == () and server.subscriptions == 0


async def test_real_connections_leave_no_socket_and_no_task_either():
    import psutil

    process, before = psutil.Process(), asyncio.all_tasks()
    sockets = len(process.net_connections())
    async with serve(tcp_port=0) as server:
        for url in (server.url, server.tcp_url) * 5:
            async with connect(url) as client:
                await client.publish("/topic/a", "x", receipt=True)
        abandoned = await connect(server.url)
    with pytest.raises((ConnectionLost, ErrorReceived)):
        await abandoned.publish("/topic/a", receipt=True)
    await abandoned.disconnect()

    assert len(process.net_connections()) == sockets
    assert asyncio.all_tasks() == before
