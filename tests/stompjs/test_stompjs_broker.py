"""What stompjs says, said to our own broker: it is served, though it departs from the standard."""

import pytest

from stompkata.net.socket import open_socket
from stompkata.net.stomp_socket import StompSocketState
from stompkata.stompjs import StompHandler, Versions


class OverSocket:
    """A WebSocket of ours as stompjs wants one; `deliver` hands the next message over."""

    url, ready_state = "ws://in.memory/", StompSocketState.OPEN

    def __init__(self, socket):
        self._socket, self.send, self.is_closed = socket, socket.send, False

    async def deliver(self):
        data = await self._socket.receive()
        self.on_message(data)

    def close(self):
        self.is_closed = True


@pytest.mark.req("S11-02", "S12-29", "S12-30")
@pytest.mark.parametrize(("version", "path"), [("1.2", "C:\\temp"), ("1.1", "C\\c\\\\temp"), ("1.0", "C:\\temp")])
async def test_the_broker_serves_stompjs_word_for_word(pipe, clock, version, path):
    seen = []
    versions = Versions([version])
    async with open_socket(pipe, subprotocols=versions.protocolVersions(), clock=clock) as raw:
        socket = OverSocket(raw)
        handler = StompHandler(socket, {"clock": clock, "stompVersions": versions, "onConnect": seen.append,
                                        "onStompError": seen.append, "onDisconnect": seen.append})
        handler.start()
        await socket.deliver()
        handler.subscribe("/queue/a", seen.append, {"ack": "client"})
        handler.publish({"destination": "/queue/a", "headers": {"path": "C:\\temp"}, "body": "grüezi"})
        await socket.deliver()
        handler.watchForReceipt("acked", seen.append)
        seen[-1].ack({"receipt": "acked"})
        await socket.deliver()
        handler.dispose()
        await socket.deliver()

    connected, message, acked, parted = seen
    assert connected.headers["version"] == version if version != "1.0" else "version" not in connected.headers
    assert (message.command, message.body) == ("MESSAGE", "grüezi")
    assert acked.headers["receipt-id"] == "acked" and parted.headers["receipt-id"] == "close-1"
    assert message.headers["path"] == path      # in 1.1 the broker escapes, and stompjs does not know (S11-02)
    assert socket.is_closed
