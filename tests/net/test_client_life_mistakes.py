"""What goes wrong in a client's life, and who hears of it."""

import asyncio

import pytest
from canned import CannedServer

import stompkata as sk
from stompkata.errors import NotConnectedError
from stompkata.net.activation import ActivationState
from stompkata.net.clock import settle

ACTIVE, DEACTIVATING, INACTIVE = ActivationState


async def test_discard_does_not_wait_for_the_server(in_memory, clock, log):
    async with in_memory() as server:
        for discard, codes in ((False, []), (True, [1006])):
            log.clear()
            client = sk.Client(server.pipe(), clock=clock, reconnect_delay=0, discard_websocket_on_comm_failure=discard,
                               **log.options("web_socket_close"))
            client.activate()
            await settle()
            for link in server._hub.links:
                link.transport.pause_reading()
            client.force_disconnect()
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            assert [event.code for _, event in log] == codes
            await clock.wind(5)
            await client.deactivate(force=True)


async def test_nothing_to_connect_to_is_a_mistake_that_open_raises_and_activate_reports(clock, reports):
    client = sk.Client(clock=clock, reconnect_delay=0)
    with pytest.raises(ValueError, match="no address of a broker"):
        await client.open()
    assert client.state is INACTIVE and reports == []

    client.activate()
    await settle()
    assert [type(report["exception"]) for report in reports] == [ValueError]
    await client.deactivate()


async def test_an_open_that_is_cancelled_leaves_an_inactive_client(clock):
    client = sk.Client(CannedServer(b"\n").pipe, clock=clock)
    opening = asyncio.ensure_future(client.open())
    await settle()
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening

    assert client.state is INACTIVE and clock.pending == 0


async def test_whoever_waits_for_connected_hears_that_it_was_deactivated(clock):
    client = sk.Client(clock=clock, before_connect=lambda client: asyncio.get_running_loop().create_future())
    opening = asyncio.ensure_future(client.open())
    await settle()
    await client.deactivate()

    with pytest.raises(NotConnectedError, match="deactivated"):
        await opening


async def test_callbacks_are_looked_up_late(server, client):
    said = []
    client.activate()
    client.on_connect = lambda frame: said.append("the new one")
    await settle()

    assert said == ["the new one"]
    await client.deactivate(force=True)


@pytest.mark.parametrize("name", ["on_connect", "on_change_state", "on_web_socket_close", "debug"])
async def test_a_callback_that_fails_is_reported_and_everything_goes_on(server, client, clock, reports, name):
    def fail(*args):
        raise ZeroDivisionError(name)

    setattr(client, name, fail)
    client.activate()
    await settle()
    assert client.connected
    server.last.transport.close()
    await clock.wind(6)
    assert client.connected
    await client.deactivate(force=True)

    assert reports and all(report["message"] == f"{name} failed" for report in reports)


async def test_a_coroutine_function_is_no_callback_and_that_is_reported(server, client, reports):
    async def on_connect(frame):
        pass

    client.on_connect = on_connect
    client.activate()
    await settle()

    assert "on_connect is called, not awaited" in str(reports[0]["exception"]) and client.connected
    await client.deactivate(force=True)


def test_configure_sets_many_and_refuses_what_it_does_not_know():
    client = sk.Client()
    client.configure(reconnect_delay=1, broker_url="ws://a/")
    assert (client.reconnect_delay, client.broker_url) == (1, "ws://a/")

    with pytest.raises(TypeError, match=r"no option reconect_delay\n  try:  reconnect_delay"):
        client.configure(reconect_delay=2, broker_url="ws://b/")
    assert client.broker_url == "ws://a/"
    with pytest.raises(TypeError, match="no option qqqq\n  try:  broker_url, web_socket_factory"):
        client.configure(qqqq=2)
    with pytest.raises(TypeError):
        sk.Client(reconect_delay=2)


def test_a_largest_delay_below_the_delay_is_raised_with_a_warning():
    lines = []
    client = sk.Client(debug=lines.append, reconnect_delay=500, max_reconnect_delay=100)

    assert client.max_reconnect_delay == 500
    assert lines == ["Warning: max_reconnect_delay (100ms) is less than reconnect_delay (500ms). "
                     "Using reconnect_delay as the maximum."]
