"""A WebSocket without STOMP, for lessons: the learner's own octets in, whatever comes back out."""

import asyncio
import itertools
from collections import deque
from collections.abc import Sequence

from stompkata.broker.limits import Limits
from stompkata.errors import ConnectionLost, DeadlineExceeded, NotConnectedError, ProtocolError, StompkataError
from stompkata.net.address import parse
from stompkata.net.clock import Clock, LoopClock
from stompkata.net.link import Link
from stompkata.net.outbox import Outbox
from stompkata.net.pipe import Pipe
from stompkata.net.tape import Tape
from stompkata.net.upgrade import ClientWebSocketLink
from stompkata.net.waiting import quiet, within
from stompkata.net.watch import EVERY, Watch
from stompkata.net.wheel import Wheel
from stompkata.trace.recording import Recording

_names = (f"socket-{number}" for number in itertools.count(1))


class _MessageLink(ClientWebSocketLink):
    """Hands whole messages to its party, whatever is in them."""

    def deliver(self, payload: bytes) -> None:
        self.party.message(bytes(payload))


class Socket:
    """A WebSocket connection; made by `open_socket`."""

    def __init__(self, wheel: Wheel, recording: Recording | None):
        loop = asyncio.get_running_loop()
        self._wheel, self._recording = wheel, recording
        self._opened, self._ended = quiet(loop.create_future()), loop.create_future()
        self._messages: deque[bytes] = deque()
        self._waiters: deque[asyncio.Future] = deque()
        self._failure: StompkataError | None = None
        self._link: Link | None = None

    @property
    def subprotocol(self) -> str | None:
        """The one that the server chose."""
        return self._link.protocol.subprotocol

    def send(self, data: bytes | str) -> None:
        """Send one message: text if it is a string or octets that are UTF-8, else binary."""
        if self._failure is not None:
            raise NotConnectedError(str(self._failure))
        data = data.encode() if isinstance(data, str) else bytes(data)
        self._link.put(data, data)

    async def receive(self, timeout: float = 10.0) -> bytes:
        """Wait for the next message.

        Raises:
            DeadlineExceeded: none came in time.
            ConnectionLost: none will come; the message says how the connection ended.
        """
        if self._messages:
            return self._messages.popleft()
        if self._failure is not None:
            raise self._failure.with_traceback(None)
        waiter = quiet(asyncio.get_running_loop().create_future())
        self._waiters.append(waiter)
        return await within(self._wheel, timeout, waiter, "message", lambda: "the connection is open, and nothing new came")

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Send Close, and wait for the end."""
        self._link.close(code, reason)
        await self._ended

    # What the link says.

    def made(self, link: Link) -> None:
        """There is a connection."""
        self._link, self._watch = link, Watch(link)
        if self._recording is not None:
            link.record(Tape([self._recording], self._wheel.clock, link.name, server=False))
            link.tape.event("open")
        self._look()

    def opened(self, link: Link) -> None:
        """The upgrade was granted."""
        self._opened.set_result(None)

    def message(self, payload: bytes) -> None:
        """A message came."""
        while self._waiters:
            waiter = self._waiters.popleft()
            if not waiter.done():
                waiter.set_result(payload)
                return
        self._messages.append(payload)

    def received(self, link: Link, frame: object) -> None:
        """There are no frames here; see `message`."""

    def broken(self, link: Link, error: ProtocolError) -> None:
        """The server broke WebSocket, or did not want us."""
        self._fail(error)
        link.close(1002, error.what)

    def choked(self, link: Link) -> None:
        """Lessons send little."""

    flowing = choked

    def lost(self, link: Link, reason: str) -> None:
        """Nothing can be sent any more."""
        self._fail(ConnectionLost(f"the connection is gone: {reason}"))

    def gone(self, link: Link) -> None:
        """The connection itself has ended."""
        if link.tape is not None:
            link.tape.event(link.ending)
        self._wheel.stop()
        self._ended.set_result(None)

    def _fail(self, failure: StompkataError) -> None:
        if self._failure is None:
            self._failure = failure
            for waiter in [self._opened, *self._waiters]:
                if not waiter.done():
                    waiter.set_exception(failure)

    def _look(self) -> None:
        self._wheel.after(EVERY, self._look)
        self._watch.look(self._wheel.clock.now())


class Opening:
    """What `open_socket` returns: await it, or enter it."""

    def __init__(self, url: str | Pipe, subprotocols: Sequence[str], recording: Recording | None, timeout: float,
                 clock: Clock | None):
        self._url, self._subprotocols, self._recording = url, subprotocols, recording
        self._timeout, self._clock = timeout, clock
        self._socket: Socket | None = None

    def __await__(self):
        return self.__aenter__().__await__()

    async def __aenter__(self) -> Socket:
        clock = self._clock or LoopClock()
        socket = self._socket = Socket(Wheel(clock), self._recording)
        address = parse(self._url)
        if address.uri is None:
            raise ValueError(f"{self._url} is no address of a WebSocket\n  try:  ws://…")
        link = address.link(next(_names), socket, Outbox(Limits().flush), clock, Limits(), make=_MessageLink,
                            subprotocols=self._subprotocols)
        try:
            await self._dial(address.dial(link, None))
            await within(socket._wheel, self._timeout, socket._opened, "answer to the upgrade", lambda: "a connection")
        except BaseException:
            link.abort()
            socket._wheel.stop()
            raise
        return socket

    async def __aexit__(self, *_error) -> None:
        await self._socket.close()

    async def _dial(self, dialling) -> None:
        try:
            await asyncio.wait_for(dialling, self._timeout)
        except TimeoutError:
            raise DeadlineExceeded(f"no connection to {self._url} within {self._timeout:g} s") from None


def open_socket(url: str | Pipe, *, subprotocols: Sequence[str] = (), recording: Recording | None = None,
                timeout: float = 10.0, clock: Clock | None = None) -> Opening:
    """Open a WebSocket: `async with open_socket(url) as socket`, or `socket = await open_socket(url)`.

    Args:
        url: ws:// or wss://, or `server.pipe()`.
        subprotocols: what to offer, the best first; none by default.
        recording: records every unit from the first octet.
        timeout: seconds for the connection, and again for the upgrade.
    """
    return Opening(url, subprotocols, recording, timeout, clock)
