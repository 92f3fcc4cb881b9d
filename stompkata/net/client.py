"""A STOMP client: `async with connect(url) as client`."""

import asyncio
import itertools
from collections.abc import Callable, Coroutine, Mapping, Sequence
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any

from stompkata.broker.limits import Limits
from stompkata.errors import ConnectionLost, DeadlineExceeded, NotConnectedError, StompkataError
from stompkata.net.address import parse
from stompkata.net.clock import Clock, LoopClock
from stompkata.net.message import Message
from stompkata.net.options import Options
from stompkata.net.outbox import Outbox
from stompkata.net.pipe import Pipe
from stompkata.net.session import Session
from stompkata.net.subscription import Subscription
from stompkata.net.waiting import within
from stompkata.net.wheel import Wheel
from stompkata.stomp.frame import StompFrame
from stompkata.stomp.versions import SUBPROTOCOLS, VERSIONS
from stompkata.trace.recording import Recording

if TYPE_CHECKING:
    from ssl import SSLContext

DISCONNECT_SECONDS = 5.0
_names = (f"client-{number}" for number in itertools.count(1))


class Sent:
    """What `publish` returns: the frame is on its way; await it for its receipt, or for room to send more."""

    __slots__ = ("_wait",)

    def __init__(self, wait: Callable[[], Coroutine]):
        self._wait = wait

    def __await__(self):
        return self._wait().__await__()


class Client(Options):
    """A client of one broker, with stompjs's option names in Python spelling (times in milliseconds, as there).

    Args:
        broker_url: ws, wss, stomp, tcp or stomp+ssl; or a pipe.
        on_connect: called with each CONNECTED frame.
        on_stomp_error: called with each ERROR frame.
        on_web_socket_close: called with words about each end of a connection.
        connect_headers: further headers of CONNECT, such as login and passcode.
        heartbeat_incoming: how often we want to hear the server; 0 is never.
        heartbeat_outgoing: how often we can be heard.
        reconnect_delay: the wait before `activate` connects again; 0 is never.
        stomp_versions: what we speak.
        timeout: seconds for each wait.
        recording: records every unit that crosses the wire.
        ssl: for wss and stomp+ssl, if the system's certificates are not the right ones.
        clock: another source of time, for tests.
    """

    def __post_init__(self):
        super().__post_init__()
        self._clock = self.clock
        self._session: Session | None = None
        self._life: asyncio.Task | None = None

    @property
    def connected(self) -> bool:
        """Whether there is a session."""
        return self._session is not None and self._session.connected

    @property
    def version(self) -> str | None:
        """The version of STOMP that the session speaks."""
        return self._session.link.version if self._session and self._session.link else None

    @property
    def active(self) -> bool:
        """Whether it is connected, or will try to be."""
        return self._life is not None

    # One connection.

    async def open(self) -> StompFrame:
        """Connect once, and return CONNECTED.

        Raises:
            DeadlineExceeded: says how far it came.
            ErrorReceived: the broker said no.
            ConnectionLost, OSError: there is no broker, or not any more.
        """
        address = parse(self.broker_url or "")
        clock = self._clock or LoopClock()
        session = Session(Wheel(clock), self._connect_headers(address.host), self.heartbeat_tolerance_multiplier,
                          self.recording)
        session.on_error = self._stomp_error
        self._session = session
        link = address.link(next(_names), session, Outbox(Limits().flush), clock, Limits(), strict=False,
                            subprotocols=[SUBPROTOCOLS[version] for version in self.stomp_versions])
        try:
            await self._dial(address.dial(link, self.ssl))
            return await within(session.wheel, self.timeout, session.started, "CONNECTED", session.so_far)
        except BaseException:
            link.abort()
            if link.transport is not None:
                await session.ended
            session.wheel.stop()
            raise

    async def _dial(self, dialling: Coroutine) -> None:
        try:
            await asyncio.wait_for(dialling, self.timeout)
        except TimeoutError:
            raise DeadlineExceeded(f"no connection to {self.broker_url} within {self.timeout:g} s") from None

    def publish(self, destination: str, body: str | bytes = b"", *, headers: Mapping[str, str] | None = None,
                receipt: bool = False) -> Sent:
        """Send a message. It goes at once; what is returned may be awaited, and need not be.

        Args:
            destination: where to, such as "/topic/news".
            body: text is sent as UTF-8, and as text/plain unless `headers` say otherwise; octets as they are.
            headers: further headers of SEND; the subscribers get them too.
            receipt: await the result to know that the broker has processed it.
        """
        session = self._require_session()
        headers = {"destination": destination, **(headers or {})}
        if isinstance(body, str):
            headers.setdefault("content-type", "text/plain")
            body = body.encode()
        if receipt:
            headers.setdefault("receipt", session.new_id("receipt"))
        sent = session.send(StompFrame("SEND", headers, body))
        return self._receipt(session, headers["receipt"]) if receipt else sent

    def subscribe(self, destination: str, callback: Callable[[Message], object] | None = None, *,
                  headers: Mapping[str, str] | None = None) -> Subscription:
        """Subscribe; iterate over the result, or give a callback (called in the loop, so it must not block)."""
        if iscoroutinefunction(callback):
            raise TypeError("a callback is called, not awaited\n  try:  async for message in client.subscribe(destination)")
        session = self._require_session()
        return session.subscribe({"id": session.new_id("sub"), "destination": destination, **(headers or {})}, callback)

    def send(self, frame: StompFrame):
        """Send any frame that a client may send, as it is."""
        return self._require_session().send(frame)

    async def disconnect(self) -> None:
        """End the session in order: DISCONNECT, its receipt, and the end of the connection (S12-69)."""
        session = self._session
        if session is None or session.link is None or session.ended.done():
            return
        try:
            if session.connected:
                receipt_id = session.new_id("close")
                future = session.expect_receipt(receipt_id)
                session.inbox.open()
                session.send(StompFrame("DISCONNECT", {"receipt": receipt_id}))
                await within(session.wheel, DISCONNECT_SECONDS, future, f"RECEIPT {receipt_id} for DISCONNECT", session.so_far)
        finally:
            session.link.close(1000)
            await session.ended

    def attach(self, recording: Recording) -> None:
        """Record what crosses the connection from now on."""
        self._require_session().attach(recording)

    def detach(self, recording: Recording) -> None:
        """Record no more."""
        self._require_session().detach()

    # A life of connections.

    def activate(self) -> None:
        """Connect in the background, and again after each loss, until `deactivate`."""
        if self._life is None:
            self._life = asyncio.get_running_loop().create_task(self._live())

    async def deactivate(self) -> None:
        """Disconnect, and stay so."""
        life, self._life = self._life, None
        if life is not None:
            try:
                await self.disconnect()
            finally:
                life.cancel()
                await asyncio.gather(life, return_exceptions=True)

    async def _live(self) -> None:
        while self._life is not None:
            try:
                frame = await self.open()
                if self.on_connect is not None:
                    self.on_connect(frame)
                ending = await self._session.ended
            except (OSError, StompkataError) as error:
                ending = str(error)
            if self.on_web_socket_close is not None:
                self.on_web_socket_close(ending)
            if not self.reconnect_delay:
                return
            await self._pause(self.reconnect_delay / 1000)

    async def _pause(self, seconds: float) -> None:
        over = asyncio.get_running_loop().create_future()
        clock = self._clock or LoopClock()
        alarm = clock.call_at(clock.now() + seconds, lambda: over.done() or over.set_result(None))
        try:
            await over
        finally:
            alarm.cancel()

    def _stomp_error(self, frame: StompFrame) -> None:
        if self.on_stomp_error is not None:
            self.on_stomp_error(frame)

    def _receipt(self, session: Session, receipt_id: str) -> Sent:
        future = session.expect_receipt(receipt_id)
        return Sent(lambda: within(session.wheel, self.timeout, future, f"RECEIPT {receipt_id}", session.so_far))

    def _require_session(self) -> Session:
        if self._session is None:
            raise NotConnectedError("this client is not connected\n  try:  async with connect(url) as client")
        return self._session

    def _connect_headers(self, host: str) -> dict[str, str]:
        return {"accept-version": ",".join(sorted(self.stomp_versions)), "host": host,
                "heart-beat": f"{self.heartbeat_outgoing},{self.heartbeat_incoming}", **self.connect_headers}

    def __repr__(self) -> str:
        return f"<Client {'connected' if self.connected else 'not connected'}, STOMP {self.version or 'not agreed'}>"


class Connecting:
    """What `connect` returns: await it, or enter it."""

    def __init__(self, client: Client):
        self._client = client

    def __await__(self):
        return self.__aenter__().__await__()

    async def __aenter__(self) -> Client:
        await self._client.open()
        return self._client

    async def __aexit__(self, kind, *_error: Any) -> None:
        try:
            await self._client.disconnect()
        except (ConnectionLost, DeadlineExceeded):
            pass                                # it has ended, which is what was wanted
        except StompkataError:
            if kind is None:
                raise


def connect(url: str | Pipe, *, login: str | None = None, passcode: str | None = None,
            heart_beat: tuple[int, int] = (10_000, 10_000), versions: Sequence[str] = VERSIONS,
            headers: Mapping[str, str] | None = None, recording: Recording | None = None, timeout: float = 10.0,
            ssl: "SSLContext | None" = None, clock: Clock | None = None) -> Connecting:
    """Connect to a broker: `async with connect(url) as client`, or `client = await connect(url)`.

    Args:
        url: ws://, wss://, stomp://host:port (TCP; also tcp://), stomp+ssl://; or `server.pipe()`.
        login, passcode: for a broker that wants them.
        heart_beat: what we can send, and what we want to get, in milliseconds; 0 is never.
        versions: of STOMP that we offer.
        headers: further headers of CONNECT.
        recording: records from the first octet.
        timeout: seconds for each wait, such as for CONNECTED or a receipt.
        ssl: for wss and stomp+ssl, if the system's certificates are not the right ones.
        clock: another source of time, for tests.

    Raises:
        DeadlineExceeded, ErrorReceived, ConnectionLost, OSError: when it is awaited or entered.
    """
    credentials = {name: value for name, value in (("login", login), ("passcode", passcode)) if value is not None}
    client = Client(url, connect_headers={**credentials, **(headers or {})}, heartbeat_outgoing=heart_beat[0],
                    heartbeat_incoming=heart_beat[1], reconnect_delay=0, stomp_versions=versions, timeout=timeout,
                    recording=recording, ssl=ssl, clock=clock)
    return Connecting(client)
