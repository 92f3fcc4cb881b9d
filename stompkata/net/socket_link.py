"""A link over somebody else's WebSocket, as a web_socket_factory gives it."""

import math
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from stompkata.net.link import Link
from stompkata.net.stomp_socket import CloseEvent, StompSocket, StompSocketState
from stompkata.net.websocket_link import is_utf8
from stompkata.net.writer import Writer

if TYPE_CHECKING:
    from stompkata.net.options import Options

DISCARDED = CloseEvent(4001, "discarded", False)        # a code of our own, and of stompjs (RFC 6455 §7.4.2)


class SocketLink(Link):
    """Each unit is one message of the socket; there is no transport, and so nothing that could hold the peer back."""

    has_messages = True
    close_received: CloseEvent | None = None

    def __init__(self, *args, socket: StompSocket, options: "Options", **rest):
        super().__init__(*args, server=False, **rest)
        self.socket, self._options = socket, options

    def wire(self) -> None:
        """Take the socket over; it may be open already."""
        socket = self.socket
        socket.on_open, socket.on_message, socket.on_close = self._opened, self._message, self._closed
        socket.on_error = lambda error: self._options.call("on_web_socket_error", error)
        self.writer = Writer(self, self.outbox, math.inf, self._slow)
        self.party.made(self)
        if socket.ready_state == StompSocketState.OPEN:
            self._opened()

    def get_write_buffer_size(self) -> int:
        """What the socket holds, if it says so: where the writer looks for it."""
        return getattr(self.socket, "buffered_amount", 0)

    def put(self, data: bytes, body: bytes = b"", *, counted: bool = True) -> None:
        """Send one message: text if it is UTF-8 as a whole, else binary."""
        if self.tape is not None:
            self.tape.sent("stomp", data)
        self.socket.send(data.decode() if is_utf8(body) else data)

    def abort(self) -> None:
        """End at once: whatever the socket still says, nobody hears it."""
        self._end("aborted")
        socket = self.socket
        socket.on_open = socket.on_message = socket.on_close = socket.on_error = lambda *_: None
        getattr(socket, "terminate", socket.close)()
        self._closed(self.close_received or DISCARDED)

    def _opened(self) -> None:
        if not self.ended:                      # it was closed before it was open
            self._begin()

    def _message(self, data: str | bytes) -> None:
        self.data_received(data.encode() if isinstance(data, str) else bytes(data))

    def _closed(self, event: CloseEvent) -> None:
        self.close_received = event
        self._end(f"the connection closed: {event}")
        self.party.gone(self)

    def _farewell(self, code: int, reason: str) -> None:
        self.socket.close(code, reason)

    def _wind_up(self) -> None:
        self.linger_until = self.clock.now() + self.limits.linger_seconds      # then the watch aborts it


class SocketAddress:
    """The place of an address: how to get to what is there already."""

    def __init__(self, socket: StompSocket, options: "Options"):
        self._socket, self._options = socket, options
        self.host = urlsplit(getattr(socket, "url", "") or "").hostname or "localhost"

    def link(self, *args, subprotocols: object, **rest) -> SocketLink:
        """Our end of it; its subprotocols are the factory's business."""
        return SocketLink(*args, socket=self._socket, options=self._options, **rest)

    async def dial(self, link: SocketLink, ssl: object) -> None:
        """Take it over."""
        link.wire()


class LinkSocket:
    """A link of ours, seen as a socket: what `client.web_socket` is then."""

    def __init__(self, link: Link):
        self._link = link

    @property
    def ready_state(self) -> StompSocketState:
        """As in a browser."""
        link = self._link
        if link.ended:
            return StompSocketState.CLOSED if link.transport is None else StompSocketState.CLOSING
        return StompSocketState.OPEN if link.is_open else StompSocketState.CONNECTING

    def send(self, data: str | bytes) -> None:
        """Send octets past the client, right or wrong: one message, if there are messages."""
        data = data.encode() if isinstance(data, str) else bytes(data)
        self._link.put(data, data)

    def close(self, code: int = 1000, reason: str = "") -> None:
        """Begin the end of the connection."""
        self._link.close(code, reason)

    def terminate(self) -> None:
        """End the connection at once."""
        self._link.abort()
