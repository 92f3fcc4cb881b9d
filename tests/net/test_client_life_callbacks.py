"""What a callback, or the factory of sockets, may do to the life of its client."""

import asyncio

import pytest

from stompkata.net.activation import ActivationState
from stompkata.net.clock import settle

ACTIVE, DEACTIVATING, INACTIVE = ActivationState


@pytest.mark.parametrize("awaited", [False, True])
async def test_deactivate_within_before_connect_opens_no_socket(server, client, log, awaited):
    async def before(the_client):
        assert the_client is client
        ending = client.deactivate()
        if awaited:
            await ending
        log.append(("went on",))

    client.before_connect = before
    client.activate()
    await settle()

    assert server.peers == [] and client.state is INACTIVE
    assert log.names == ["change_state", "change_state", "change_state", "went on"]


async def test_deactivate_while_before_connect_waits_cancels_it(server, client, log):
    never = asyncio.get_running_loop().create_future()
    client.before_connect = lambda client: never
    client.activate()
    await settle()
    await client.deactivate()

    assert never.cancelled() and server.peers == [] and "web_socket_close" not in log.names


async def test_deactivate_and_activate_within_before_connect_connects_once(server, client):
    calls = []

    def before(client):
        calls.append(client)
        if len(calls) == 1:
            client.deactivate()
            client.activate()

    client.before_connect = before
    client.activate()
    await settle()

    assert len(calls) == 2 and len(server.peers) == 1 and client.connected
    await client.deactivate(force=True)


async def test_deactivate_before_the_first_turn_opens_nothing(server, client):
    client.activate()
    await client.deactivate()
    await settle()

    assert server.peers == [] and client.state is INACTIVE


async def test_deactivate_within_the_factory_opens_nothing_and_closes_what_it_made(server, client, log):
    closed = []

    class Socket:
        url, ready_state = "ws://a/", 0

        def close(self, code=1000, reason=""):
            closed.append(code)

    def factory():
        client.deactivate()
        return Socket()

    client.web_socket_factory = factory
    client.activate()
    await settle()

    assert closed == [1000] and client.state is INACTIVE
    assert log.names == ["change_state", "change_state", "change_state", "web_socket_close"]


async def test_deactivate_and_activate_within_the_factory_connects_anew(server, client):
    made = []

    def factory():
        made.append(1)
        if len(made) == 1:
            client.deactivate()
            client.activate()
        return server.pipe

    client.web_socket_factory = factory
    client.activate()
    await settle()

    assert len(made) == 2 and len(server.peers) == 1 and client.connected
    await client.deactivate(force=True)


async def test_an_options_change_in_before_connect_is_used_by_that_attempt(server, client):
    def before(client):
        client.connect_headers = {"login": f"token-{len(server.peers)}"}

    client.before_connect, client.reconnect_delay = before, 100
    client.activate()
    await settle()
    server.last.transport.close()
    await client.clock.wind(1)

    assert [peer.frames[0].headers["login"] for peer in server.peers] == ["token-0", "token-1"]
    await client.deactivate(force=True)


async def test_before_connect_that_fails_is_reported_and_the_attempt_is_lost(server, client, reports, clock):
    async def before(client):
        if not reports:
            raise ZeroDivisionError

    client.before_connect = before
    client.activate()
    await settle()
    assert [type(report["exception"]) for report in reports] == [ZeroDivisionError] and server.peers == []

    await clock.wind(5.1)
    assert client.connected
    await client.deactivate(force=True)


async def test_deactivate_within_on_web_socket_close_ends_the_loop(server, client, log, clock):
    client.on_web_socket_close = lambda event: client.deactivate()
    client.activate()
    await settle()
    server.last.transport.close()
    await settle()
    assert client.state is INACTIVE

    await clock.wind(60)
    assert len(server.peers) == 1 and clock.pending == 0


@pytest.mark.parametrize("where", ["on_web_socket_close", "on_change_state"])
async def test_activate_within_a_callback_of_the_end_connects_once(server, client, clock, where):
    def again(what):
        if client.state is INACTIVE and len(server.peers) == 1:
            client.activate()

    setattr(client, where, again)
    client.activate()
    await settle()
    await client.deactivate(force=True)
    await settle()
    await clock.wind(20)

    assert len(server.peers) == 2 and client.connected
    client.on_web_socket_close = client.on_change_state = None
    await client.deactivate(force=True)
    assert clock.pending == 0


async def test_activate_as_soon_as_deactivating_is_told_waits_for_its_end(server, client):
    client.on_change_state = lambda state: state is DEACTIVATING and len(server.peers) == 0 and client.activate()
    client.before_connect = lambda client: asyncio.get_running_loop().create_future()
    client.activate()
    await settle()
    client.before_connect = None
    client.deactivate()
    await settle()

    assert client.connected and len(server.peers) == 1
    await client.deactivate(force=True)
