"""What a client says in one session, and what it must wait for."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from stompkata.errors import LocalProtocolError, NotConnectedError, StaleAck
from stompkata.net.framing import Framing
from stompkata.net.link import Link
from stompkata.net.message import Message
from stompkata.net.receipts import Receipts, Watcher
from stompkata.net.subscription import Subscription
from stompkata.net.waiting import BREATH, DONE
from stompkata.stomp.frame import StompFrame
from stompkata.stomp.roles import CLIENT_SENDS, State, follow

if TYPE_CHECKING:
    from stompkata.net.life import Life

SENDS_A_BREATH = 64     # so many frames may be sent in one go before the loop gets its turn


class Conversation:
    """The half of a session that speaks; `Session` listens."""

    def __init__(self, life: "Life"):
        self.life, self.options = life, life.options
        self.state = State.IDLE
        self.failure: Exception | None = None   # why nothing more can be said
        self.link: Link | None = None
        self._framing: Framing | None = None
        self._receipts = Receipts()
        self._numbers = itertools.count()
        self._room: asyncio.Future | None = None
        self._sends = 0

    @property
    def connected(self) -> bool:
        """Whether frames can be sent."""
        return self.state is State.CONNECTED

    @property
    def version(self) -> str | None:
        """The version of STOMP that was agreed on."""
        return self.link.version if self.link is not None else None

    def send(self, frame: StompFrame, *, counted: bool = True) -> Awaitable[None]:
        """Send a frame; await what it returns to wait until there is room for more.

        Args:
            counted: whether its body has a content-length.

        Raises:
            LocalProtocolError: the frame is not allowed now, or cannot be expressed.
            NotConnectedError, ErrorReceived: there is no session any more.
        """
        if self.state is not State.CONNECTED:
            self._require(frame.command)
        state = follow(CLIENT_SENDS, self.state, frame.command, self.link.version, error=LocalProtocolError)
        self._framing.send(frame, counted=counted)
        self.state = state
        self._receipts.sent(frame)
        self._sends += 1
        if self._room is not None:
            return asyncio.shield(self._room)
        return BREATH if self._sends % SENDS_A_BREATH == 0 else DONE

    def _require(self, what: str) -> None:
        if self.failure is not None:
            raise self.failure.with_traceback(None)
        if self.state in (State.IDLE, State.CONNECTING):
            raise NotConnectedError(f"{what} needs a session, and there is none: {self.state.value}")

    def watch(self, receipt_id: str, watcher: Watcher | None = None) -> asyncio.Future:
        """What resolves with the RECEIPT of that id; `watcher` is called with it first."""
        self._require(f"RECEIPT {receipt_id}")
        return self._receipts.watch(receipt_id, watcher)

    def new_id(self, kind: str) -> str:
        """An id that was not used in this session: sub-0, receipt-1, close-2."""
        while (new := f"{kind}-{next(self._numbers)}") in self.life.subscriptions:
            pass                                # it came along from an earlier session
        return new

    def subscribe(self, headers: Mapping[str, str], callback: Callable[[Message], object] | None) -> Subscription:
        """Send SUBSCRIBE, and take the messages that come for it."""
        subscription_id = headers["id"]
        if subscription_id in self.life.subscriptions:
            raise LocalProtocolError(f"there is a subscription {subscription_id} already", rule="S12-51",
                                     source='STOMP 1.2, "SUBSCRIBE"', hint="unsubscribe first, or use another id")
        self.send(StompFrame("SUBSCRIBE", headers))
        subscription = self.life.subscriptions[subscription_id] = Subscription(self, headers, callback)
        return subscription

    def resubscribe(self, subscription: Subscription) -> None:
        """Send the SUBSCRIBE of an earlier session again."""
        self.send(StompFrame("SUBSCRIBE", subscription.headers))
        subscription.move(self)

    def unsubscribe(self, subscription: Subscription, headers: Mapping[str, str] | None = None) -> None:
        """Take no more messages for it; send UNSUBSCRIBE, if there is still anybody to send it to."""
        del self.life.subscriptions[subscription.id]
        if self.connected:
            name = {"destination": subscription.destination} if self.version == "1.0" else {}
            self.send(StompFrame("UNSUBSCRIBE", {"id": subscription.id, **name, **(headers or {})}))

    def answer(self, command: str, ack_id: str, subscription_id: str, headers: Mapping[str, str] | None,
               transaction: str | None) -> Awaitable[None]:
        """Send ACK or NACK: by `id` in 1.2, by message-id and subscription in 1.1, by message-id in 1.0."""
        if self.state is State.CLOSED:
            raise StaleAck(f"{command} {ack_id} belongs to {self.link.name}, a connection that has ended: the broker "
                           "takes the message back\n  try:  acknowledge it when it comes over the next connection")
        name = {"id": ack_id} if self.version == "1.2" else {"message-id": ack_id}
        if self.version == "1.1":
            name["subscription"] = subscription_id
        if transaction is not None:
            name["transaction"] = transaction
        return self.send(StompFrame(command, {**name, **(headers or {})}))
