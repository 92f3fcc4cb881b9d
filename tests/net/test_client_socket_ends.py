"""How the socket of a factory ends, and who hears of it."""

import asyncio

import pytest
from browser_socket import Socket, Terminable
from canned import CONNECTED, CannedServer

import stompkata as sk
from stompkata.errors import ConnectionLost, RemoteProtocolError
from stompkata.net.clock import settle
from stompkata.net.pipe import Pipe
from stompkata.net.stomp_socket import CloseEvent, StompSocketState

CONNECT = "CONNECT\naccept-version:1.0,1.1,1.2\nhost:broker.example\nheart-beat:0,0\n\n\0"


async def test_the_ends_of_a_socket_are_told(connected, events):
    socket = Socket(StompSocketState.OPEN)
    client = await connected(socket)
    socket.on_message(CONNECTED)
    news = client.subscribe("/a")
    error = OSError("cable")
    socket.on_error(error)
    socket.ends(1001, "bye")

    assert events == [error, CloseEvent(1001, "bye", True)]
    with pytest.raises(ConnectionLost, match="closed 1001 bye"):
        await news.receive()
    assert client.web_socket is None


async def test_a_server_that_breaks_the_rules_is_closed_with_1002(connected):
    socket = Socket(StompSocketState.OPEN)
    client = await connected(socket)
    socket.on_message("CONNECTED\nversion:1.2\nnocolon\n\n\0")

    assert socket.closed[0][0] == 1002
    with pytest.raises(RemoteProtocolError):
        client.publish("/a")
    socket.on_message("never read")
    socket.ends()


@pytest.mark.parametrize("kind", [Socket, Terminable])
async def test_a_close_that_is_never_answered_is_cut_short(connected, clock, events, kind):
    socket = kind(StompSocketState.OPEN)
    client = await connected(socket)
    socket.on_message(CONNECTED)
    client.force_disconnect()
    assert socket.closed == [(1000, "")] and events == []
    await clock.wind(4)

    assert events == [CloseEvent(4001, "discarded", False)]
    socket.ends()                               # too late, and nobody is told
    assert len(events) == 1
    assert getattr(socket, "terminated", 1) == 1 and len(socket.closed) == (2 if kind is Socket else 1)


async def test_a_socket_that_closes_within_close_ends_well(connected, events):
    class Quick(Socket):
        def close(self, code=1000, reason=""):
            super().close(code, reason)
            self.ends(code, reason)

    socket = Quick(StompSocketState.OPEN)
    client = await connected(socket)
    socket.on_message(CONNECTED)
    said = []
    client.on_disconnect = said.append
    ending = client.deactivate()
    socket.on_message(b"RECEIPT\nreceipt-id:close-0\n\n\0")
    await ending

    assert len(said) == 1 and events == [CloseEvent(1000, "", True)]


async def test_what_a_slow_socket_holds_is_known(connected):
    socket = Socket(StompSocketState.OPEN)
    socket.buffered_amount = 7
    client = await connected(socket)

    assert client._session.link.writer.held == 7


async def test_a_socket_without_a_url_is_on_this_machine(connected):
    socket = Socket(StompSocketState.OPEN, url="")
    await connected(socket)

    assert "\nhost:localhost\n" in socket.sent[0]


async def test_a_socket_that_opens_after_it_was_given_up_hears_nothing(connected):
    socket = Socket()
    client = await connected(socket)
    ending = client.deactivate()
    socket.opens()
    socket.ends()
    await ending

    assert socket.sent == [] and socket.closed == [(1000, "")]


async def test_a_farewell_to_a_server_that_breaks_the_rules_fails_once(connected, clock):
    socket = Socket(StompSocketState.OPEN)
    client = await connected(socket)
    socket.on_message(CONNECTED)
    client.discard_websocket_on_comm_failure = True
    ending = asyncio.ensure_future(client.disconnect())
    await clock.wind(4)
    socket.on_message("EVIL\n\n\0")
    await clock.wind(4)

    with pytest.raises(ConnectionLost, match="EVIL"):
        await ending


async def test_a_connection_that_comes_too_late_is_dropped(clock, events):
    class Late(Pipe):
        def connect(self, client_end):
            self.client_end = client_end
            raise ConnectionRefusedError("not yet")

    server = CannedServer()
    pipe = Late(server._accept, "tcp")
    client = sk.Client(pipe, clock=clock, reconnect_delay=0, on_web_socket_close=events.append)
    client.activate()
    await settle()
    Pipe.connect(pipe, pipe.client_end)
    await settle()

    assert len(events) == 1 and server.last.lost and server.last.heard == b""
    assert client.web_socket is None and clock.pending == 0
    await client.deactivate()


class Instant(Socket):
    """Answers within send, as a socket in the same program may."""

    def __init__(self):
        super().__init__(StompSocketState.OPEN)

    def send(self, data):
        super().send(data)
        if data.startswith("CONNECT"):
            self.on_message(CONNECTED)


@pytest.mark.parametrize("leave, state, closed", [
    (lambda client: client.deactivate(), 1, []), (lambda client: client.deactivate(force=True), 2, [(1000, "")]),
    (lambda client: client.force_disconnect(), 0, [(1000, "")])])
async def test_a_client_may_leave_as_soon_as_it_has_come(clock, leave, state, closed):
    socket = Instant()
    client = sk.Client(web_socket_factory=lambda: socket, clock=clock, on_connect=lambda frame: leave(client))
    client.activate()
    await settle()

    assert client.state == state and socket.closed == closed
    assert socket.sent[1:] == (["DISCONNECT\nreceipt:close-0\n\n\0"] if state == 1 else [])
    await client.deactivate(force=True)
    assert clock.pending == 0
