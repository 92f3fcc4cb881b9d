"""What chapter 02 says of Tornado."""

import asyncio
import logging

import pytest
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application
from tornado.websocket import WebSocketHandler

OFFERS = (
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: v12.stomp\r\n\r\n"
)


@pytest.mark.parametrize(("chosen", "opens"), [("v12.stomp", True), ("mqtt", False)])
async def test_left_to_itself_it_picks_only_what_was_offered(chosen, opens, monkeypatch):
    monkeypatch.setattr(logging.getLogger("tornado.application"), "disabled", True)  # where it tells of its assertion

    class Chooser(WebSocketHandler):
        def select_subprotocol(self, subprotocols):
            return chosen

    sockets = bind_sockets(0, "127.0.0.1")
    server = HTTPServer(Application([("/", Chooser)], log_function=lambda handler: None))
    server.add_sockets(sockets)
    reader, writer = await asyncio.open_connection("127.0.0.1", sockets[0].getsockname()[1])
    writer.write(OFFERS)
    answer = await reader.read(4096)
    writer.close()
    server.stop()

    assert answer.startswith(b"HTTP/1.1 101") == opens
