"""Where a client's connections come from: URLs, pipes, and the sockets of a factory."""

import asyncio

import pytest
from browser_socket import Socket
from canned import CONNECTED, CannedServer

import stompkata as sk
from stompkata.net.clock import settle
from stompkata.net.stomp_socket import CloseEvent, StompSocketState
from stompkata.recording import Recording

CONNECT = "CONNECT\naccept-version:1.0,1.1,1.2\nhost:broker.example\nheart-beat:0,0\n\n\0"


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

    assert socket.sent[2:] == ["SEND\ndestination:/a\ncontent-length:2\n\né\0",
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


@pytest.mark.req("W-35")
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
