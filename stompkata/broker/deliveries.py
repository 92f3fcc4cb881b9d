"""What a broker wants done; it does none of it itself."""

from collections.abc import Iterable
from typing import NamedTuple

from stompkata.broker.place import Place
from stompkata.broker.subscription import Subscription
from stompkata.broker.topics import Audience
from stompkata.errors import ProtocolError
from stompkata.stomp.frame import Headers, StompFrame
from stompkata.stomp.heartbeat import Intervals


class Reply(NamedTuple):
    """Send this frame to this session; an ERROR is about `error`."""

    session_id: str
    frame: StompFrame
    error: ProtocolError | None = None


class MessageHeaders(Headers):
    """The headers of a SEND that its MESSAGE repeats, and the `place` where its destination leads.

    It is the same object for every SEND that repeats them. `encoded` belongs to whoever carries the deliveries out, to
    do once what is the same each time.
    """

    __slots__ = ("encoded", "place")

    def __init__(self, pairs: Iterable[tuple[str, str]], place: Place):
        super().__init__(pairs)
        self.place = place
        self.encoded: dict[str, bytes] = {}

    def readdressed(self, destination: str) -> "MessageHeaders":
        """The same for a dead letter, which says where it was meant to go."""
        own = [("destination", destination), ("original-destination", self["destination"])]
        return MessageHeaders([*own, *(pair for pair in self.items() if pair[0] not in dict(own))], Place(True, destination))


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


class Remark(NamedTuple):
    """Note that something was not as it should be, and was let pass."""

    session_id: str
    what: str


class Close(NamedTuple):
    """End the connection, after all that was to be sent; `code` is one of RFC 6455 §7.4.1."""

    session_id: str
    code: int
    reason: str


Delivery = Reply | Fanout | Agreed | Remark | Close
