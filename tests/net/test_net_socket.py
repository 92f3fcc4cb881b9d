"""The raw WebSocket of the lessons: one's own octets, and whatever comes back."""

import asyncio

import pytest
from wire import CONNECT

from stompkata.errors import ConnectionLost, DeadlineExceeded, NotConnectedError, RemoteProtocolError
from stompkata.net.pipe import Pipe
from stompkata.net.server import serve
from stompkata.net.socket import open_socket
from stompkata.recording import Recording


async def test_ones_own_octets_open_a_real_conversation(in_memory, clock):
    async with in_memory() as server:
        async with open_socket(server.pipe(), subprotocols=["v12.stomp"], clock=clock) as socket:
            socket.send(CONNECT)
            assert (await socket.receive()).startswith(b"CONNECTED\nversion:1.2\n")
            socket.send("SUBSCRIBE\nid:0\ndestination:/topic/é\nreceipt:1\n\n\0")
            assert await socket.receive() == b"RECEIPT\nreceipt-id:1\n\n\0"
            assert socket.subprotocol == "v12.stomp"


async def test_octets_that_are_utf_8_go_as_text_and_others_as_binary(in_memory, clock):
    recording = Recording()
    async with in_memory() as server:
        async with open_socket(server.pipe(), recording=recording, clock=clock) as socket:
            assert socket.subprotocol is None
            for data in (b"\n", "é".encode(), b"\xff"):
                socket.send(data)

    frames = [record.data[0] for record in recording if record.layer == "websocket" and record.direction == "to_server"]
    assert frames[:3] == [0x81, 0x81, 0x82]


async def test_a_wait_in_vain_says_so_and_a_wait_after_the_end_says_how_it_ended(in_memory, clock):
    async with in_memory() as server:
        async with open_socket(server.pipe(), clock=clock) as socket:
            waiting = asyncio.ensure_future(socket.receive(timeout=2))
            await clock.wind(3)
            with pytest.raises(DeadlineExceeded, match="no message within 2 s"):
                await waiting
            socket.send(b"NONSENSE\n\n\0")
            assert (await socket.receive()).startswith(b"ERROR\n")
            with pytest.raises(ConnectionLost, match="the peer closed: 1002 NONSENSE is not a command"):
                await socket.receive()
            with pytest.raises(NotConnectedError):
                socket.send(b"more")


async def test_an_upgrade_that_is_refused_or_never_answered_is_raised(clock):
    async with serve() as server:
        server._gate._hosts = frozenset()
        with pytest.raises(RemoteProtocolError, match="refused the upgrade: 400 Bad Request"):
            await open_socket(server.url)
    opening = asyncio.ensure_future(open_socket(Pipe(asyncio.Protocol), timeout=2, clock=clock).__aenter__())
    await clock.wind(3)
    with pytest.raises(DeadlineExceeded, match="no answer to the upgrade within 2 s"):
        await opening
    with pytest.raises(ValueError, match="no address of a WebSocket"):
        await open_socket("stomp://127.0.0.1:1")
