"""The states of a client over its connections: stompjs's races, one by one."""

import asyncio

import pytest
from canned import answer_the_farewell

from stompkata.net.activation import ActivationState
from stompkata.net.clock import settle

ACTIVE, DEACTIVATING, INACTIVE = ActivationState


async def test_a_life_in_order(server, client, log):
    assert (client.state, client.active, client.connected, client.web_socket) == (INACTIVE, False, False, None)
    client.activate()
    assert (client.state, client.active, client.connected) == (ACTIVE, True, False)
    await settle()
    assert client.connected and client.connected_version == "1.2"
    ending = client.deactivate()
    assert client.state is DEACTIVATING
    await answer_the_farewell(server.last)
    await ending

    assert server.last.commands == ["CONNECT", "DISCONNECT"]
    assert [(entry[0], entry[1] if entry[0] == "change_state" else None) for entry in log] == [
        ("change_state", ACTIVE), ("connect", None), ("change_state", DEACTIVATING), ("disconnect", None),
        ("change_state", INACTIVE), ("web_socket_close", None)]
    assert log[-1][1] == (1000, "", True)
    assert log[3][1].command == "RECEIPT"


@pytest.mark.req("W-05")
async def test_activate_twice_connects_once(server, client):
    client.activate()
    client.activate()
    await settle()
    client.activate()
    await settle()

    assert len(server.peers) == 1
    await client.deactivate(force=True)


async def test_deactivate_of_what_is_inactive_is_over_at_once(client, log):
    await client.deactivate()

    assert log == []


async def test_force_ends_without_disconnect_and_without_its_callback(server, client, log):
    client.activate()
    await settle()
    await client.deactivate(force=True)

    assert server.last.commands == ["CONNECT"]
    assert "disconnect" not in log.names and client.state is INACTIVE
    code, reason, was_clean = log[-1][1]
    assert (code, was_clean) == (1006, False) and "aborted" in reason


async def test_force_after_a_farewell_that_nobody_answers(server, client, clock):
    client.activate()
    await settle()
    slow = asyncio.ensure_future(client.deactivate())
    await clock.wind(3)
    assert client.state is DEACTIVATING and not slow.done()

    await client.deactivate(force=True)
    await slow
    assert client.state is INACTIVE


async def test_a_farewell_that_nobody_answers_ends_after_five_seconds(server, client, clock):
    client.activate()
    await settle()
    ending = asyncio.ensure_future(client.deactivate())
    await clock.wind(4.9)
    assert not ending.done()

    await clock.wind(4)             # and two more for the end of the connection itself
    await ending
    assert client.state is INACTIVE and clock.pending == 0


async def test_a_farewell_that_cannot_be_expressed_falls_through_to_the_close(server, client):
    client.disconnect_headers = {"": "x"}
    client.activate()
    await settle()
    ending = asyncio.ensure_future(client.deactivate())
    await settle()
    server.last.transport.close()
    await ending

    assert client.state is INACTIVE


async def test_disconnect_headers_set_during_a_session_reach_the_farewell_and_are_not_changed(server, client):
    client.activate()
    await settle()
    client.disconnect_headers = headers = {"receipt": "mine", "x": "1"}
    ending = client.deactivate()
    await answer_the_farewell(server.last)
    await ending

    assert dict(server.last.frames[-1].headers) == {"receipt": "mine", "x": "1"} == headers


async def test_many_may_wait_for_the_same_end_and_one_may_give_up(server, client):
    client.activate()
    await settle()
    waiting = [asyncio.ensure_future(client.deactivate()) for _ in range(3)]
    await settle()
    waiting[1].cancel()
    await answer_the_farewell(server.last)

    assert [task.done() for task in waiting] == [True] * 3 and waiting[1].cancelled()
    await asyncio.gather(waiting[0], waiting[2])


async def test_activate_while_deactivating_connects_when_that_is_over(server, client, log):
    client.activate()
    await settle()
    ending = client.deactivate()
    client.activate()
    assert client.state is DEACTIVATING
    await answer_the_farewell(server.last)
    await ending

    assert client.state is ACTIVE and len(server.peers) == 2 and client.connected
    await client.deactivate(force=True)


async def test_activate_while_deactivating_is_taken_back_by_a_later_deactivate(server, client):
    client.activate()
    await settle()
    client.deactivate()
    client.activate()
    ending = client.deactivate()
    await answer_the_farewell(server.last)
    await ending

    assert client.state is INACTIVE and len(server.peers) == 1


async def test_open_while_deactivating_waits_and_connects_again(server, client):
    await client.open()
    client.deactivate()
    opening = asyncio.ensure_future(client.open())
    await answer_the_farewell(server.last)

    assert (await opening).command == "CONNECTED" and len(server.peers) == 2
    await client.deactivate(force=True)


async def test_open_while_waiting_for_the_next_attempt_tries_at_once(server, client, clock):
    for delay in (5000, 0):
        client.reconnect_delay = delay
        await client.open()
        server.last.transport.close()
        await settle()

    assert (await client.open()).command == "CONNECTED" and client.connected and len(server.peers) == 3
    assert await client.open() and len(server.peers) == 3       # it is open
    await client.deactivate(force=True)
