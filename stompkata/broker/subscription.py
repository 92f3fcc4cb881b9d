"""One SUBSCRIBE that is in force."""

import math
from typing import TYPE_CHECKING

from stompkata.broker.place import Place
from stompkata.broker.session import Session
from stompkata.errors import RemoteProtocolError
from stompkata.stomp.frame import StompFrame

if TYPE_CHECKING:
    from stompkata.broker.acknowledgements import InFlight
    from stompkata.broker.queue import Queue

ACK_MODES = ("auto", "client", "client-individual")


class Subscription:
    """What one session wants to get, and how.

    `subscription_id` is None for a client of 1.0 that gave none. `queue` is what gives it messages one by one; None
    for a topic in `auto` mode, where everybody gets everything at once. `unacknowledged` are the messages it was given
    and has not answered for, in the order they went out; it gets no more while they are `prefetch`. `place` is where its
    destination leads.
    """

    __slots__ = ("ack", "destination", "place", "prefetch", "queue", "session", "session_id", "subscription_id",
                 "unacknowledged")

    def __init__(self, session: Session, subscription_id: str | None, destination: str, place: Place, *,
                 ack: str = "auto", prefetch: float = math.inf):
        self.session, self.session_id, self.subscription_id = session, session.session_id, subscription_id
        self.destination, self.place, self.ack, self.prefetch = destination, place, ack, prefetch
        self.queue: Queue | None = None
        self.unacknowledged: dict[str | tuple, InFlight] = {}

    @property
    def key(self) -> str | tuple[str]:
        """What UNSUBSCRIBE names it by: its id, or in 1.0 its destination (S10-18)."""
        return (self.destination,) if self.subscription_id is None else self.subscription_id

    def is_ready(self, most: int) -> bool:
        """Whether it can be given a message now; `most` is what a connection may have unacknowledged."""
        session = self.session
        if session.choked:
            return False
        return self.ack == "auto" or (len(self.unacknowledged) < self.prefetch and len(session.unacknowledged) < most)

    def __repr__(self) -> str:
        return f"<Subscription {self.subscription_id} to {self.destination}>"


def requested(session: Session, frame: StompFrame, place: Place, *, acknowledges: bool) -> Subscription:
    """The subscription that a SUBSCRIBE asks for.

    Args:
        place: where its destination leads.
        acknowledges: whether modes other than `auto` mean anything.

    Raises:
        RemoteProtocolError: an `ack` or a `prefetch-count` that is none.

    Source: STOMP 1.2, "SUBSCRIBE".
    """
    headers = frame.headers
    mode = headers.get("ack", "auto")
    if mode not in ACK_MODES:
        raise RemoteProtocolError(f"ack:{mode} is no acknowledgement mode", rule="S12-54",
                                  source='STOMP 1.2, "SUBSCRIBE ack Header"', hint=f"one of {', '.join(ACK_MODES)}")
    prefetch = headers.get("prefetch-count")
    if prefetch is not None and not (prefetch.isascii() and prefetch.isdigit() and 0 < len(prefetch) < 10 and int(prefetch)):
        raise RemoteProtocolError(f"prefetch-count:{prefetch} is not a whole number from 1 on", rule="S12-52",
                                  source='STOMP 1.2, "SUBSCRIBE"', hint="leave it out to get as many as there are")
    return Subscription(session, headers.get("id"), headers["destination"], place, ack=mode if acknowledges else "auto",
                        prefetch=math.inf if prefetch is None else int(prefetch))
