"""What a broker wants done; it does none of it itself."""

from collections.abc import Iterable
from typing import NamedTuple

from stompkata.broker.session import Subscription
from stompkata.broker.topics import Audience
from stompkata.stomp.frame import Headers, StompFrame
from stompkata.stomp.heartbeat import Intervals


class Reply(NamedTuple):
    """Send this frame to this session."""

    session_id: str
    frame: StompFrame


class MessageHeaders(Headers):
    """The headers of a SEND that its MESSAGE repeats: the same object for every SEND that repeats them.

    `encoded` belongs to whoever carries the deliveries out, to do once what is the same each time.
    """

    __slots__ = ("encoded",)

    def __init__(self, pairs: Iterable[tuple[str, str]]):
        super().__init__(pairs)
        self.encoded: dict[str, bytes] = {}


class Fanout(NamedTuple):
    """Send one message to each of these subscriptions; their copies differ in the header `subscription` alone."""

    message_id: str
    headers: MessageHeaders
    body: bytes
    audience: Audience

    def copy(self, subscription: Subscription) -> StompFrame:
        """The MESSAGE that one of them gets."""
        own = [] if subscription.subscription_id is None else [("subscription", subscription.subscription_id)]
        return StompFrame("MESSAGE", [*own, ("message-id", self.message_id), *self.headers.items()], self.body)


class Agreed(NamedTuple):
    """CONNECT was accepted: from now on this session speaks `version`, and beats at these intervals."""

    session_id: str
    version: str
    intervals: Intervals


class Close(NamedTuple):
    """End the connection, after all that was to be sent; `code` is one of RFC 6455 §7.4.1."""

    session_id: str
    code: int
    reason: str


Delivery = Reply | Fanout | Agreed | Close
