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
