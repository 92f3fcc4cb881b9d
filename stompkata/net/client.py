"""A STOMP client: `async with connect(url) as client`."""

from collections.abc import Awaitable, Callable, Generator, Mapping, Sequence
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any

from stompkata.errors import ConnectionLost, DeadlineExceeded, NotConnectedError, StompkataError
from stompkata.net.activation import ActivationState
from stompkata.net.body import ABSENT, octets
from stompkata.net.clock import Clock
from stompkata.net.life import Life
from stompkata.net.message import Message
from stompkata.net.options import Options
from stompkata.net.pipe import Pipe
from stompkata.net.session import Session
from stompkata.net.socket_link import LinkSocket
from stompkata.net.stomp_socket import StompSocket
from stompkata.net.subscription import Subscription
from stompkata.net.transaction import Transaction
from stompkata.net.waiting import Underway, shared
from stompkata.stomp.frame import StompFrame
from stompkata.stomp.versions import VERSIONS
from stompkata.trace.recording import Recording

if TYPE_CHECKING:
    from ssl import SSLContext

Headers = Mapping[str, str]


class Client(Options):
    """A client of one broker, with stompjs's names and meaning in Python spelling; its keywords are those of `Options`.

    Frames are sent at once. What a method returns may be awaited: for room to send more, or for what was asked for.
    """

    def __post_init__(self) -> None:
        super().__post_init__()
        self._life = Life(self)

    @property
    def connected(self) -> bool:
        """Whether there is a session."""
        return self._session is not None and self._session.connected

    @property
    def connected_version(self) -> str | None:
        """The version of STOMP that the session speaks."""
        return self._session.version if self._session is not None else None

    version = connected_version

    @property
    def state(self) -> ActivationState:
        """Whether it is to be connected."""
        return self._life.state

    @property
    def active(self) -> bool:
        """Whether it is connected, or will try to be."""
        return self.state is ActivationState.ACTIVE

    @property
    def web_socket(self) -> StompSocket | LinkSocket | None:
        """The socket that is in use."""
        session = self._session
        if session is None or session.link is None or session.ended.done():
            return None
        return getattr(session.link, "socket", None) or LinkSocket(session.link)

    @property
    def unconfirmed(self) -> list[StompFrame]:
        """Each SEND whose RECEIPT had not come when its connection ended; none is repeated. Clear it at will."""
        return self._life.unconfirmed

    @property
    def restarted(self) -> bool:
        """Whether the broker has started anew since the connection before this one, and forgotten what it held."""
        return self._life.restarted

    # A life of connections.

    def activate(self) -> None:
        """Connect in the background, and again after each loss, until `deactivate`."""
        self._life.activate()

    def deactivate(self, *, force: bool = False) -> Awaitable[None]:
        """Disconnect, and stay so: in order, or by `force` without a word. It begins at once; await its end."""
        return self._life.deactivate(force=force)

    def force_disconnect(self) -> None:
        """End the connection without DISCONNECT, and stay active."""
        self._life.force_disconnect()

    async def open(self) -> StompFrame:
        """Activate, and wait for CONNECTED.

        Raises:
            DeadlineExceeded: says how far it came.
            ErrorReceived: the broker said no.
            ConnectionLost, OSError: there is no broker, or not any more.
        """
        return await self._life.open()

    async def disconnect(self) -> None:
        """Deactivate, and fail if that was not in order: no RECEIPT came for DISCONNECT (S12-69)."""
        session = self._session
        await self.deactivate()
        if session is not None and session.farewell is not None:
            session.farewell.check()

    # Frames.

    def publish(self, destination: str, body: str | bytes = b"", *, json: object = ABSENT,
                headers: Headers | None = None, receipt: bool = False,
                skip_content_length_header: bool = False) -> Awaitable[StompFrame | None]:
        """Send a message. It goes at once; what is returned may be awaited, and need not be.

        Args:
            destination: where to, such as "/topic/news".
            body: text is sent as UTF-8, octets as they are; what they are, only `headers` say.
            json: a value to send as JSON instead, and as application/json unless `headers` say otherwise.
            headers: further headers of SEND; the subscribers get them too.
            receipt: await the result to know that the broker has processed it.
            skip_content_length_header: for brokers that take that header for a sign of octets; text only.
        """
        session = self._require()
        headers = {"destination": destination, **(headers or {})}
        is_text, body = isinstance(body, str) or json is not ABSENT, octets(body, json)
        if json is not ABSENT:
            headers.setdefault("content-type", "application/json")
        if receipt:
            headers.setdefault("receipt", session.new_id("receipt"))
        sent = session.send(StompFrame("SEND", headers, body), counted=not (is_text and skip_content_length_header))
        return self.watch_for_receipt(headers["receipt"]) if receipt else sent

    def watch_for_receipt(self, receipt_id: str,
                          callback: Callable[[StompFrame], object] | None = None) -> Awaitable[StompFrame]:
        """Have a RECEIPT of this connection given to a callback, or await it."""
        session = self._require()
        future = session.watch(receipt_id, callback)
        return Underway(lambda: shared(session.wheel, self.timeout, future, f"RECEIPT {receipt_id}", session.so_far))

    def subscribe(self, destination: str, callback: Callable[[Message], object] | None = None, *,
                  headers: Headers | None = None) -> Subscription:
        """Subscribe; iterate over the result, or give a callback (called in the loop, so it must not block)."""
        if iscoroutinefunction(callback):
            raise TypeError("a callback is called, not awaited\n"
                            "  try:  async for message in client.subscribe(destination)")
        session = self._require()
        return session.subscribe({"id": session.new_id("sub"), "destination": destination, **(headers or {})}, callback)

    def unsubscribe(self, subscription_id: str, headers: Headers | None = None) -> Awaitable[None]:
        """End a subscription; one that this client does not know may be a durable one of the broker's."""
        subscription = self._life.subscriptions.get(subscription_id)
        if subscription is not None:
            return subscription.unsubscribe(headers)
        return self.send(StompFrame("UNSUBSCRIBE", {"id": subscription_id, **(headers or {})}))

    def begin(self, transaction_id: str | None = None, headers: Headers | None = None) -> Transaction:
        """Begin a transaction: `async with client.begin() as transaction`, or commit and abort it yourself."""
        transaction_id = transaction_id or self._require().new_id("tx")
        self._transact("BEGIN", transaction_id, headers)
        return Transaction(self, transaction_id)

    def commit(self, transaction_id: str, headers: Headers | None = None) -> Awaitable[None]:
        """Let a transaction take effect."""
        return self._transact("COMMIT", transaction_id, headers)

    def abort(self, transaction_id: str, headers: Headers | None = None) -> Awaitable[None]:
        """Let a transaction take no effect."""
        return self._transact("ABORT", transaction_id, headers)

    def ack(self, message: Message | str, subscription_id: str = "", headers: Headers | None = None, *,
            transaction: str | None = None) -> Awaitable[None]:
        """Acknowledge a message; or what has that id: the ack header in STOMP 1.2, the message-id before.

        Raises:
            StaleAck: it came over a connection that has ended.
        """
        return self._answer("ACK", message, subscription_id, headers, transaction)

    def nack(self, message: Message | str, subscription_id: str = "", headers: Headers | None = None, *,
             transaction: str | None = None) -> Awaitable[None]:
        """Refuse a message. As `ack`."""
        return self._answer("NACK", message, subscription_id, headers, transaction)

    def send(self, frame: StompFrame) -> Awaitable[None]:
        """Send any frame that a client may send, as it is."""
        return self._require().send(frame)

    def attach(self, recording: Recording) -> None:
        """Record what crosses the connection from now on."""
        self._require().attach(recording)

    def detach(self, recording: Recording) -> None:
        """Record no more."""
        self._require().detach()

    def _transact(self, command: str, transaction_id: str, headers: Headers | None) -> Awaitable[None]:
        return self.send(StompFrame(command, {"transaction": transaction_id, **(headers or {})}))

    def _answer(self, command: str, message: Message | str, subscription_id: str, headers: Headers | None,
                transaction: str | None) -> Awaitable[None]:
        if not isinstance(message, str):
            return getattr(message, command.lower())(headers, transaction=transaction)
        return self._require().answer(command, message, subscription_id, headers, transaction)

    @property
    def _session(self) -> Session | None:
        return self._life.session

    def _require(self) -> Session:
        if self._session is None:
            raise NotConnectedError("this client is not connected\n  try:  async with connect(url) as client")
        return self._session

    def __repr__(self) -> str:
        return f"<Client {'connected' if self.connected else 'not connected'}, STOMP {self.version or 'not agreed'}>"


class Connecting:
    """What `connect` returns: await it, or enter it."""

    def __init__(self, client: Client):
        self._client = client

    def __await__(self) -> Generator[Any, None, Client]:
        return self.__aenter__().__await__()

    async def __aenter__(self) -> Client:
        await self._client.open()
        return self._client

    async def __aexit__(self, kind: type[BaseException] | None, *_error: object) -> None:
        try:
            await self._client.disconnect()
        except (ConnectionLost, DeadlineExceeded):
            pass                                # it has ended, which is what was wanted
        except StompkataError:
            if kind is None:
                raise


def connect(url: str | Pipe | None, *, login: str | None = None, passcode: str | None = None,
            heart_beat: tuple[int, int] = (10_000, 10_000), versions: Sequence[str] = VERSIONS,
            headers: Mapping[str, str] | None = None, recording: Recording | None = None, timeout: float = 10.0,
            ssl: "SSLContext | None" = None, clock: Clock | None = None) -> Connecting:
    """Connect to a broker: `async with connect(url) as client`, or `client = await connect(url)`.

    Args:
        url: ws://, wss://, stomp://host:port (TCP; also tcp://), stomp+ssl://; or `server.pipe()`. None, as the
            `tcp_url` of a server that does not listen there, is refused.
        login, passcode: for a broker that wants them.
        heart_beat: what we can send, and what we want to get, in milliseconds; 0 is never.
        versions: of STOMP that we offer.
        headers: further headers of CONNECT.
        recording: records from the first octet.
        timeout: seconds for each wait, such as for CONNECTED or a receipt.
        ssl: for wss and stomp+ssl, if the system's certificates are not the right ones.
        clock: another source of time, for tests.

    Raises:
        DeadlineExceeded, ErrorReceived, ConnectionLost, OSError, ValueError: when it is awaited or entered.
    """
    credentials = {name: value for name, value in (("login", login), ("passcode", passcode)) if value is not None}
    client = Client(url, connect_headers={**credentials, **(headers or {})}, heartbeat_outgoing=heart_beat[0],
                    heartbeat_incoming=heart_beat[1], reconnect_delay=0, stomp_versions=versions, timeout=timeout,
                    recording=recording, ssl=ssl, clock=clock)
    return Connecting(client)
