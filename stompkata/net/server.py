"""A broker on the network: `async with serve() as server`."""

import asyncio
import itertools
from collections.abc import Generator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from stompkata.broker.broker import Broker
from stompkata.broker.limits import Limits
from stompkata.broker.profile import Profile
from stompkata.broker.session import Session
from stompkata.net.clock import Clock, LoopClock
from stompkata.net.gate import Gate, check_address, in_url, is_anywhere, is_loopback
from stompkata.net.hub import Hub
from stompkata.net.link import Link
from stompkata.net.pipe import Pipe
from stompkata.net.upgrade import ServerWebSocketLink
from stompkata.trace.recording import Recording

if TYPE_CHECKING:
    from ssl import SSLContext

BACKLOG = 1024      # connections that may wait to be accepted: a whole room may come at once


class Server:
    """A broker that listens; made by `serve`.

    `url` and `tcp_url` say where (None where it does not; loopback where that is all addresses), `sessions` who is there;
    `subscriptions`, `delivered` and `slow` count subscriptions, messages handed over, and peers closed for reading too
    slowly. `left` is what its queues still held when it was closed: how many messages were ready and unacknowledged, by
    destination.
    """

    def __init__(self, broker: Broker, *, host: str, port: int | None, tcp_port: int | None, origins: Sequence[str],
                 ssl: "SSLContext | None", recording: Recording | None, clock: Clock | None):
        check_address(host, users=bool(broker.users), origins=origins)
        self.broker = broker
        self.url: str | None = None
        self.tcp_url: str | None = None
        self._host, self._port, self._tcp_port, self._ssl = host, port, tcp_port, ssl
        self._gate, self._recording, self._clock = Gate(host, origins, secure=ssl is not None), recording, clock
        self._numbers = itertools.count(1)
        self._listeners: list[asyncio.Server] = []
        self._hub: Hub | None = None
        self.left: dict[str, tuple[int, int]] = {}

    async def start(self) -> "Server":
        """Listen."""
        self._hub = Hub(self.broker, self._clock or LoopClock())
        if self._recording is not None:
            self.attach(self._recording)
        try:
            if self._port is not None:
                self.url = f"{'wss' if self._ssl else 'ws'}://{await self._listen(self.web_socket_link, self._port)}/"
            if self._tcp_port is not None:
                self.tcp_url = f"{'stomp+ssl' if self._ssl else 'stomp'}://{await self._listen(self.tcp_link, self._tcp_port)}"
        except BaseException:
            await self.close()
            raise
        return self

    async def close(self) -> None:
        """Accept nobody and nothing new, let queues give what can be taken, tell everybody, and end with the last of them.

        With nothing to give and nobody who lingers that takes no time; at most, twice `Limits.drain_seconds`.
        """
        for listener in self._listeners:
            listener.close()
        self._listeners.clear()
        hub, self._hub = self._hub, None
        if hub is not None:
            self.left = await hub.stop()

    def attach(self, recording: Recording) -> None:
        """Record what crosses every connection from now on."""
        self._hub.attach(recording)

    def detach(self, recording: Recording) -> None:
        """Record to it no more."""
        self._hub.detach(recording)

    def pipe(self, transport: str = "ws", *, chunk: int | None = None) -> Pipe:
        """A way in that needs no network: `connect(server.pipe())`.

        Args:
            transport: "ws" or "tcp".
            chunk: octets that arrive at once at most, each way; None leaves them as they were written.
        """
        return Pipe(self.web_socket_link if transport == "ws" else self.tcp_link, transport, chunk)

    @property
    def sessions(self) -> tuple[Session, ...]:
        """The connections on which STOMP may be spoken."""
        return tuple(self.broker.sessions.values())

    @property
    def subscriptions(self) -> int:
        """How many subscriptions are in force."""
        return sum(len(session.subscriptions) for session in self.sessions)

    @property
    def delivered(self) -> int:
        """Messages handed to subscribers' connections."""
        return self._hub.delivered if self._hub else 0

    @property
    def slow(self) -> int:
        """Connections that were closed because they did not read."""
        return self._hub.slow if self._hub else 0

    def web_socket_link(self) -> Link:
        """The server's end of a new WebSocket connection."""
        return ServerWebSocketLink(f"ws-{next(self._numbers)}", *self._common(), gate=self._gate, strict=self._strict)

    def tcp_link(self) -> Link:
        """The server's end of a new TCP connection."""
        return Link(f"tcp-{next(self._numbers)}", *self._common(), strict=self._strict)

    @property
    def _strict(self) -> bool:
        return self.broker.profile.strict_frames

    def _common(self) -> tuple:
        return self._hub, self._hub.outbox, self._hub.clock, self.broker.limits

    async def _listen(self, link, port: int) -> str:
        limits = self.broker.limits
        tls = {"ssl": self._ssl, "ssl_handshake_timeout": limits.handshake_seconds,
               "ssl_shutdown_timeout": limits.linger_seconds} if self._ssl else {}
        listener = await asyncio.get_running_loop().create_server(link, self._host, port, backlog=BACKLOG, **tls)
        self._listeners.append(listener)
        bound, port = listener.sockets[0].getsockname()[:2]
        if is_anywhere(bound):
            bound = "::1" if ":" in bound else "127.0.0.1"      # where programs on this machine find it
        elif not is_loopback(bound):
            bound = self._host                  # a name is what the certificate and the header Host go by
        return f"{in_url(bound)}:{port}"


class Serving:
    """What `serve` returns: await it, or enter it."""

    def __init__(self, server: Server):
        self._server = server

    def __await__(self) -> Generator[Any, None, Server]:
        return self._server.start().__await__()

    async def __aenter__(self) -> Server:
        return await self._server.start()

    async def __aexit__(self, *_error: object) -> None:
        await self._server.close()


def serve(broker: Broker | None = None, *, host: str = "127.0.0.1", port: int | None = 0, tcp_port: int | None = None,
          preset: str | Profile = "lenient", users: Mapping[str, str] | None = None, origins: Sequence[str] = (),
          ssl: "SSLContext | None" = None, limits: Limits = Limits(), recording: Recording | None = None,
          clock: Clock | None = None) -> Serving:
    """Start a broker: `async with serve() as server`, or `server = await serve()` and later `await server.close()`.

    Args:
        broker: a broker of your own; `preset`, `users` and `limits` are then its own affair.
        host: the address to listen on; one that other machines can reach needs `users` and `origins`.
        port: of the WebSocket listener; 0 is any free one, None is none.
        tcp_port: of the listener for STOMP straight over TCP, likewise.
        preset: "lenient" takes what real clients send, "strict" enforces every rule.
        users: passcode by login.
        origins: the web pages that may connect, such as "http://localhost:8888".
        ssl: makes both listeners TLS.
        limits: what a peer may ask of the broker.
        recording: records from the first octet.
        clock: another source of time, for tests.

    Raises:
        UnsafeAddressError: at once, if other people could use it and nothing keeps them out.
        OriginError: at once, if one of `origins` is no origin that a browser sends.
    """
    if broker is None:
        broker = Broker(preset, limits=limits, users=users)
    return Serving(Server(broker, host=host, port=port, tcp_port=tcp_port, origins=origins, ssl=ssl,
                          recording=recording, clock=clock))
