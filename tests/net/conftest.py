"""Servers and clients in memory, on a clock that the test winds."""

import sys
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def clock():
    from stompkata.net.clock import WoundClock

    return WoundClock()


@pytest.fixture
def in_memory(clock):
    """`async with in_memory(**options) as server`: no listener, and the wound clock."""
    from stompkata.net.server import serve

    @asynccontextmanager
    async def start(**options):
        server = await serve(port=None, clock=clock, **options)
        try:
            yield server
        finally:
            for link in list(server._hub.links if server._hub else ()):
                link.abort()
            await server.close()

    return start


@pytest.fixture
def raw(clock):
    """`await raw(server, *octets)`: a peer of octets on a pipe, when everything has settled."""
    from wire import Peer

    from stompkata.net.clock import settle

    async def connect(server, *pieces, transport="ws", chunk=None):
        peer = Peer()
        server.pipe(transport, chunk=chunk).connect(peer)
        peer.write(*pieces)
        await settle()
        return peer

    return connect


@pytest.fixture
async def reports():
    """What the loop's exception handler was told."""
    import asyncio

    told = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))
    return told


@pytest.fixture
def log():
    """What the callbacks of `client` said, in order."""
    from canned import Log

    return Log()


@pytest.fixture
def server():
    """A server that answers CONNECT, and then says what it is told to."""
    from canned import CannedServer

    return CannedServer()


@pytest.fixture
def client(server, clock, log):
    """A client that is not active yet."""
    from stompkata import Client

    return Client(server.pipe, clock=clock, timeout=3,
                  **log.options("connect", "disconnect", "web_socket_close", "change_state"))


@pytest.fixture
def events():
    """What the sockets of `connected` came to."""
    return []


@pytest.fixture
async def connected(clock, events):
    """`await connected(socket)` is a client that uses it."""
    from stompkata import Client
    from stompkata.net.clock import settle

    clients = []

    async def connect(socket, **options):
        usual = {"heartbeat_incoming": 0, "heartbeat_outgoing": 0, "reconnect_delay": 0}
        clients.append(Client(web_socket_factory=lambda: socket, clock=clock, on_web_socket_close=events.append,
                              on_web_socket_error=events.append, **{**usual, **options}))
        clients[-1].activate()
        await settle()
        return clients[-1]

    yield connect
    for client in clients:
        await client.deactivate(force=True)
        assert clock.pending == 0
