"""The states of a client over its connections: stompjs's races, one by one."""

import asyncio
from random import Random

import pytest
from canned import CONNECTED, CannedServer

import stompkata as sk
from stompkata.errors import DeadlineExceeded, NotConnectedError
from stompkata.net.activation import ActivationState, ReconnectionTimeMode
from stompkata.net.clock import settle

ACTIVE, DEACTIVATING, INACTIVE = ActivationState


class Log(list):
    """What a client's callbacks said, in order."""

    def options(self, *names):
        return {f"on_{name}": lambda *args, name=name: self.append((name, *args)) for name in names}

    @property
    def names(self):
        return [entry[0] for entry in self]


@pytest.fixture
def log():
    return Log()


@pytest.fixture
def server():
    return CannedServer()


@pytest.fixture
def client(server, clock, log):
    return sk.Client(server.pipe, clock=clock, timeout=3,
                     **log.options("connect", "disconnect", "web_socket_close", "change_state"))


async def answer_the_farewell(peer):
    """The RECEIPT of DISCONNECT, as a server of the standard gives it before it closes."""
    await settle()
    receipt_id = peer.frames[-1].headers["receipt"]
    peer.say(b"RECEIPT\nreceipt-id:" + receipt_id.encode() + b"\n\n\0")
    await settle()
    peer.transport.close()
    await settle()


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
