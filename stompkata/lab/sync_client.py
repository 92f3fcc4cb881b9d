"""A STOMP client without await: every call waits, none for ever, and an interrupt leaves it usable."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress

from stompkata.errors import StompkataError
from stompkata.lab.keeping import keep, result_of
from stompkata.lab.sync_broker import url_of
from stompkata.net.body import ABSENT
from stompkata.net.client import Client, Message, Subscription, connect
from stompkata.net.runtime import Runtime
from stompkata.recording import Recording

ANSWERS_WITHIN = 10.0  # seconds


class LabMessage(Message):
    """A message whose `ack()` and `nack()` are plain calls: the frame has been sent when they return."""

    runtime: Runtime | None = None

    @classmethod
    def of(cls, message: Message, runtime: Runtime) -> "LabMessage":
        """The same message, for a cell."""
        made = cls._make(message)
        made.session, made.runtime = message.session, runtime
        return made

    def ack(self, headers: Mapping[str, str] | None = None, *, transaction: str | None = None) -> None:
        """Say that it is processed: it, and in mode `client` all before it; see `Message.ack`."""
        super().ack(headers, transaction=transaction)

    def nack(self, headers: Mapping[str, str] | None = None, *, transaction: str | None = None) -> None:
        """Say that it is not processed; see `Message.nack`."""
        super().nack(headers, transaction=transaction)

    def _answer(self, *said) -> None:
        self.runtime.call(result_of(super()._answer, *said), ANSWERS_WITHIN)


class LabSubscription:
    """A subscription whose messages are taken one by one."""

    def __init__(self, runtime: Runtime, subscription: Subscription):
        self._runtime, self._subscription = runtime, subscription

    @property
    def id(self) -> str:
        """The subscription's id on the wire."""
        return self._subscription.id

    def receive(self, timeout: float = ANSWERS_WITHIN) -> LabMessage:
        """Wait for the next message; in mode `client-individual`, its `ack()` or `nack()` says what became of it.

        Raises:
            DeadlineExceeded: none came in time; a later one is not lost.
        """
        message = self._runtime.call(self._subscription.receive(timeout), timeout + ANSWERS_WITHIN)
        return LabMessage.of(message, self._runtime)

    def __iter__(self) -> Iterator[LabMessage]:
        """Yield message after message; `DeadlineExceeded` when none has come for 10 s."""
        while True:
            yield self.receive()

    def unsubscribe(self) -> None:
        """End it."""
        self._runtime.call(result_of(self._subscription.unsubscribe), ANSWERS_WITHIN)

    def __repr__(self) -> str:
        return f"<subscription to {self._subscription.destination}>"


class Session:
    """A client's session as the runtime closes it."""

    def __init__(self, client: Client):
        self.client = client

    async def close(self) -> None:
        """Disconnect, if there is still anything to disconnect from."""
        with suppress(StompkataError):
            await self.client.disconnect()


class LabClient:
    """A connected client; `version`, `connected` and `recording` say how it stands."""

    def __init__(self, runtime: Runtime, session: Session, recording: Recording):
        self._runtime, self._session, self.recording = runtime, session, recording
        self._client = session.client

    @property
    def version(self) -> str:
        """The STOMP version agreed on."""
        return self._client.version

    @property
    def connected(self) -> bool:
        """Whether the session is open."""
        return self._client.connected

    def publish(
        self, destination: str, body: str | bytes = "", *, json: object = ABSENT,
        headers: Mapping[str, str] | None = None, receipt: bool = False, timeout: float = ANSWERS_WITHIN,
    ) -> None:  # fmt: skip
        """Send a message, or a value as `json`; with `receipt=True`, return when the broker has processed it."""
        said = {"json": json, "headers": headers, "receipt": receipt}
        self._runtime.call(result_of(self._client.publish, destination, body, **said), timeout)

    def subscribe(
        self, destination: str, callback: Callable[[Message], None] | None = None, *,
        headers: Mapping[str, str] | None = None,
    ) -> LabSubscription:  # fmt: skip
        """Subscribe; take messages with `receive()`, or have each given to `callback` in the background."""
        subscribe = self._client.subscribe
        made = self._runtime.call(result_of(subscribe, destination, callback, headers=headers), ANSWERS_WITHIN)
        return LabSubscription(self._runtime, made)

    def disconnect(self) -> None:
        """End the session with DISCONNECT and its receipt."""
        self._runtime.call(result_of(self._client.disconnect), ANSWERS_WITHIN)

    def __repr__(self) -> str:
        return f"<client, STOMP {self.version}>" if self.connected else "<client, not connected>"


def client(
    broker_or_url: object, *, name: str | None = None, timeout: float = ANSWERS_WITHIN, **options: object
) -> LabClient:
    """Connect a STOMP client to a broker.

    Args:
        broker_or_url: a broker of `lab`, or any address that `sk.connect` takes.
        name: under which it replaces an earlier one; without, it closes when nothing refers to it any more.
        options: whatever `sk.connect` takes, such as `login`, `passcode` or `heart_beat`.
    """
    runtime, recording = Runtime.current(), Recording()
    session = runtime.call(_connect(url_of(broker_or_url), recording, timeout, options), 2 * timeout)
    made = LabClient(runtime, session, recording)
    keep(runtime, made, session, name)
    return made


async def _connect(url: str, recording: Recording, timeout: float, options: dict) -> Session:
    return Session(await connect(url, recording=recording, timeout=timeout, **options))
