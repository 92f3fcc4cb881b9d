"""A client and a server of octets with a tap between them, and what its recording holds."""

import asyncio
from contextlib import asynccontextmanager

from wire import Peer

from stompkata.net.relay import tap


class Waiting(Peer):
    """A peer that can be waited for."""

    def __init__(self):
        super().__init__()
        self.news = asyncio.Event()
        self.error = None

    def data_received(self, data):
        super().data_received(data)
        self.news.set()

    def eof_received(self):
        super().eof_received()
        self.news.set()
        return True

    def connection_lost(self, error):
        super().connection_lost(error)
        self.error = error
        self.news.set()

    async def until(self, true):
        async with asyncio.timeout(10):
            while not true(self):
                self.news.clear()
                await self.news.wait()


@asynccontextmanager
async def joined(recording=None, *, to="stomp://127.0.0.1", server_tls=None, path="", **options):
    """A client and a server of octets, with a tap between them."""
    loop, served = asyncio.get_running_loop(), asyncio.Queue()

    class Server(Waiting):
        def connection_made(self, transport):
            super().connection_made(transport)
            served.put_nowait(self)

    listener = await loop.create_server(Server, "127.0.0.1", 0, ssl=server_tls)
    port = listener.sockets[0].getsockname()[1]
    async with tap(f"{to}:{port}{path}", recording=recording, **options) as relay:
        _, client = await loop.create_connection(Waiting, *relay_address(relay))
        server = await asyncio.wait_for(served.get(), 10)
        try:
            yield client, server, relay
        finally:
            for peer in (client, server):
                if peer.transport:
                    peer.transport.abort()
            listener.close()


def units(recording, direction):
    return [(record.layer, record.data) for record in recording if record.direction == direction]


def events(recording):
    return [record.data.decode() for record in recording if record.layer == "event"]


def relay_address(relay):
    return "127.0.0.1", int(relay.url.split(":")[2].partition("/")[0])
