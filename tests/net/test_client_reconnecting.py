"""When a client connects again, how long it waits before, and what gives an attempt up."""

import asyncio
from random import Random

import pytest
from canned import CONNECTED, CannedServer

import stompkata as sk
from stompkata.errors import DeadlineExceeded
from stompkata.net.activation import ActivationState, ReconnectionTimeMode
from stompkata.net.clock import settle

ACTIVE, DEACTIVATING, INACTIVE = ActivationState


async def test_deactivate_during_the_wait_for_the_next_attempt_cancels_it(server, client, clock):
    client.activate()
    await settle()
    server.last.transport.close()
    await clock.wind(1)
    assert client.active and not client.connected
    await client.deactivate()

    assert client.state is INACTIVE and clock.pending == 0
    await clock.wind(60)
    assert len(server.peers) == 1


async def test_deactivate_before_connected_closes_without_disconnect(clock, log):
    server = CannedServer(b"\n")
    client = sk.Client(server.pipe, clock=clock, **log.options("web_socket_close"))
    client.activate()
    await settle()
    ending = client.deactivate()
    await settle()
    server.last.transport.close()
    await ending

    assert server.last.commands == ["CONNECT"] and len(log) == 1


async def test_deactivate_while_dialling_cancels_that(clock, log):
    dialling = asyncio.Event()

    async def factory():
        dialling.set()
        await asyncio.Event().wait()

    client = sk.Client(web_socket_factory=factory, clock=clock, **log.options("web_socket_close", "web_socket_error"))
    client.activate()
    await dialling.wait()
    await client.deactivate()

    assert client.state is INACTIVE and log.names == ["web_socket_close"] and clock.pending == 0


async def test_reconnect_delay_zero_is_never_and_the_client_stays_active(server, client, clock):
    client.reconnect_delay = 0
    client.activate()
    await settle()
    server.last.transport.close()
    await clock.wind(3600)

    assert client.active and not client.connected and len(server.peers) == 1 and clock.pending == 0
    await client.deactivate()
    assert client.state is INACTIVE


async def reconnections(client, server, clock, lines, count):
    client.debug = lambda line: line.startswith("STOMP: scheduling") and lines.append(line)
    client.activate()
    await settle()
    for _ in range(count):
        server.last.transport.close()
        await settle()
        await clock.wind(1)
    await client.deactivate(force=True)
    return [float(line.split()[-1].removesuffix("ms")) for line in lines]


@pytest.mark.req("W-30")
async def test_attempts_that_fail_wait_longer_and_a_success_starts_over(clock):
    server = CannedServer(b"\xff")                      # no CONNECTED, so the delay is not loaded again
    client = sk.Client(server.pipe, clock=clock, reconnect_delay=40, max_reconnect_delay=100,
                       reconnect_time_mode=ReconnectionTimeMode.EXPONENTIAL)
    lines = []
    client.debug = lines.append
    client.activate()
    await settle()
    for attempt in range(5):
        server.last.transport.close()
        await settle()
        if attempt == 4:
            server.answers = (CONNECTED,)
        await clock.wind(0.11)
    server.last.transport.close()
    await settle()
    await client.deactivate()

    waits = [line for line in lines if line.startswith("STOMP: scheduling")]
    assert waits[:5] == [f"STOMP: scheduling reconnection in {wait}ms" for wait in (40, 80, 100, 100, 100)]
    assert waits[-1] == "STOMP: scheduling reconnection in 40ms"


async def test_a_new_delay_counts_from_the_next_connected_on(server, client, clock):
    lines = []
    client.on_connect = lambda frame: setattr(client, "reconnect_delay", 200)
    client.reconnect_delay = 100

    assert await reconnections(client, server, clock, lines, 3) == [100, 200, 200]


@pytest.mark.req("W-30")
async def test_jitter_comes_from_the_generator_that_was_handed_in(clock):
    waits = []
    for seed in (7, 7, 8):
        server = CannedServer()
        client = sk.Client(server.pipe, clock=clock, reconnect_delay=1000, reconnect_jitter=Random(seed))
        waits.append(await reconnections(client, server, clock, [], 2))

    assert waits[0] == waits[1] != waits[2]
    assert all(500 <= wait <= 1000 for wait in sum(waits, []))


async def test_connection_timeout_gives_an_attempt_up_and_tries_again(clock, log):
    server = CannedServer(b"\n")
    client = sk.Client(server.pipe, clock=clock, connection_timeout=500, reconnect_delay=1000, timeout=60,
                       discard_websocket_on_comm_failure=True, **log.options("web_socket_close"))
    client.activate()
    await clock.wind(0.4)
    assert log == []
    await clock.wind(0.2)
    assert "no CONNECTED within 0.5 s" in log[0][1].reason and not log[0][1].was_clean

    server.answers = (CONNECTED,)
    await clock.wind(1)
    assert client.connected
    await clock.wind(60)
    assert client.connected and len(server.peers) == 2
    await client.deactivate(force=True)
    assert clock.pending == 0


async def test_connection_timeout_counts_the_factory_too(clock, log):
    client = sk.Client(web_socket_factory=lambda: asyncio.get_running_loop().create_future(), clock=clock,
                       connection_timeout=500, reconnect_delay=0, **log.options("web_socket_close", "web_socket_error"))
    with pytest.raises(DeadlineExceeded, match="no CONNECTED within 0.5 s\n  so far: no connection"):
        opening = asyncio.ensure_future(client.open())
        await clock.wind(1)
        await opening

    assert log.names == ["web_socket_close"] and client.state is INACTIVE


async def test_connection_timeout_is_forgotten_when_deactivated(server, clock):
    client = sk.Client(CannedServer(b"\n").pipe, clock=clock, connection_timeout=500)
    client.activate()
    await settle()
    await client.deactivate(force=True)

    assert clock.pending == 0


async def test_force_disconnect_ends_one_connection_and_the_next_follows(server, client, clock, log):
    client.force_disconnect()                           # safe in any state
    client.activate()
    client.force_disconnect()
    await settle()
    client.force_disconnect()
    await clock.wind(3)
    assert client.active and not client.connected and server.last.commands == ["CONNECT"]
    client.force_disconnect()
    await clock.wind(5)
    assert client.connected and len(server.peers) == 2
    await client.deactivate(force=True)


async def test_force_disconnect_while_dialling_gives_that_attempt_up(clock, log):
    attempts = []

    def factory():
        attempts.append(asyncio.get_running_loop().create_future())
        return attempts[-1]

    client = sk.Client(web_socket_factory=factory, clock=clock, reconnect_delay=1000, **log.options("web_socket_close"))
    client.activate()
    await settle()
    client.force_disconnect()
    await clock.wind(1.1)

    assert len(attempts) == 2 and len(log) == 1
    await client.deactivate()
