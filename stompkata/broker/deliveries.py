"""What a broker wants done; it does none of it itself."""

from typing import NamedTuple

from stompkata.broker.session import Subscription
from stompkata.stomp.frame import StompFrame
from stompkata.stomp.heartbeat import Intervals


class Reply(NamedTuple):
    """Send this frame to this session."""

    session_id: str
    frame: StompFrame


class Fanout(NamedTuple):
    """Send this MESSAGE to each of these subscriptions, with `subscription` as its first header.

    The frame is without it: all that the subscribers' copies share is encoded once.
    """

    frame: StompFrame
    subscriptions: tuple[Subscription, ...]


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
