"""Where a client's connections come from: URLs, pipes, and the sockets of a factory."""

import asyncio

import pytest
from canned import CONNECTED, CannedServer

import stompkata as sk
from stompkata.errors import ConnectionLost, RemoteProtocolError
from stompkata.net.clock import settle
from stompkata.net.pipe import Pipe
from stompkata.net.stomp_socket import CloseEvent, StompSocketState
from stompkata.recording import Recording

CONNECT = "CONNECT\naccept-version:1.0,1.1,1.2\nhost:broker.example\nheart-beat:0,0\n\n\0"


class Socket:
    """A WebSocket of somebody else's, by hand."""

    def __init__(self, ready_state=StompSocketState.CONNECTING, url="ws://broker.example/stomp"):
        self.url, self.ready_state, self.sent, self.closed = url, ready_state, [], []
        self.on_open = self.on_message = self.on_error = self.on_close = None

    def send(self, data):
        self.sent.append(data)

    def close(self, code=1000, reason=""):
        self.closed.append((code, reason))
        self.ready_state = StompSocketState.CLOSING

    def opens(self):
        self.ready_state = StompSocketState.OPEN
        self.on_open()

    def ends(self, code=1000, reason="", was_clean=True):
        self.ready_state = StompSocketState.CLOSED
        self.on_close(CloseEvent(code, reason, was_clean))


class Terminable(Socket):
    terminated = 0

    def terminate(self):
        self.terminated += 1


@pytest.fixture
def events():
    return []


@pytest.fixture
async def connected(clock, events):
    """`await connected(socket)` is a client that uses it."""
    clients = []

    async def connect(socket, **options):
        usual = {"heartbeat_incoming": 0, "heartbeat_outgoing": 0, "reconnect_delay": 0}
        client = sk.Client(web_socket_factory=lambda: socket, clock=clock, on_web_socket_close=events.append,
                           on_web_socket_error=events.append, **{**usual, **options})
        clients.append(client)
        client.activate()
        await settle()
        return client

    yield connect
    for client in clients:
        await client.deactivate(force=True)
        assert clock.pending == 0


def test_the_numbers_are_those_of_a_browser():
    assert [int(state) for state in StompSocketState] == [0, 1, 2, 3]


@pytest.mark.parametrize("is_open", [False, True])
async def test_connect_goes_out_when_the_socket_is_open_and_it_may_be_so_already(connected, is_open):
    socket = Socket(StompSocketState.OPEN if is_open else StompSocketState.CONNECTING)
    client = await connected(socket)
    if not is_open:
        assert socket.sent == []
        socket.opens()

    assert socket.sent == [CONNECT] and client.web_socket is socket
    socket.on_message(CONNECTED)
    assert client.connected


async def test_messages_are_text_if_they_can_be_and_binary_if_not_and_so_are_those_that_come(connected):
    socket = Socket(StompSocketState.OPEN)
    recording = Recording()
    client = await connected(socket, recording=recording)
    socket.on_message(CONNECTED.decode())
    news = client.subscribe("/a")
    client.publish("/a", "é")
    client.publish("/a", b"\xff")
    half = "MESSAGE\nmessage-id:1\nsubscription:sub-0\ndestination:/a\n\né\0"
    socket.on_message(half[:20])
    socket.on_message(half[20:].encode())
    socket.on_message(bytearray(b"\n"))

    assert socket.sent[2:] == ["SEND\ndestination:/a\ncontent-type:text/plain\ncontent-length:2\n\né\0",
                               b"SEND\ndestination:/a\ncontent-length:1\n\n\xff\0"]
    assert (await news.receive()).text == "é"
    assert [(record.direction, record.data[:7]) for record in recording if record.layer == "stomp"][:3] == [
        ("to_server", b"CONNECT"), ("to_client", b"CONNECT"), ("to_server", b"SUBSCRI")]


async def test_splitting_and_binary_frames_work_over_any_socket(connected):
    socket = Socket(StompSocketState.OPEN)
    client = await connected(socket, split_large_frames=True, max_web_socket_chunk_size=50)
    client.force_binary_ws_frames = False
    socket.on_message(CONNECTED)

    assert [len(piece) for piece in socket.sent] == [50, len(CONNECT) - 50]
    client.force_binary_ws_frames = True
    client.publish("/a")
    assert socket.sent[-1] == b"SEND\ndestination:/a\n\n\0"


async def test_beats_are_text(connected, clock):
    socket = Socket(StompSocketState.OPEN)
    await connected(socket, heartbeat_outgoing=1000, heartbeat_strategy="worker")
    socket.on_message(CONNECTED.replace(b"\n\n", b"\nheart-beat:0,1000\n\n"))
    await clock.wind(1)

    assert socket.sent[-1] == "\n"


async def test_a_factory_is_called_for_each_attempt_and_may_be_async(clock):
    server, made = CannedServer(), []

    async def factory():
        made.append(await asyncio.sleep(0, server.pipe))
        return made[-1]

    client = sk.Client("ws://not.used/", web_socket_factory=factory, clock=clock, reconnect_delay=100)
    client.activate()
    await settle()
    server.last.transport.close()
    await clock.wind(1)

    assert len(made) == len(server.peers) == 2 and client.connected
    await client.deactivate(force=True)


async def test_a_factory_that_fails_is_a_failed_attempt(clock, events, reports):
    def factory():
        raise KeyError("no socket")

    client = sk.Client(web_socket_factory=factory, clock=clock, reconnect_delay=100, on_web_socket_close=events.append,
                       on_web_socket_error=events.append)
    client.activate()
    await settle()

    assert [type(event) for event in events] == [KeyError, CloseEvent]
    assert reports[0]["message"] == "a client cannot connect"
    await client.deactivate()


async def test_nobody_at_the_other_end_is_told_as_error_and_close(clock, events, reports):
    client = sk.Client("ws://127.0.0.1:1/", reconnect_delay=0, on_web_socket_close=events.append,
                       on_web_socket_error=events.append)
    with pytest.raises(OSError, match="127.0.0.1"):
        await client.open()

    assert isinstance(events[0], OSError) and (events[1].code, events[1].was_clean) == (1006, False)
    assert "127.0.0.1" in events[1].reason and reports == []


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
