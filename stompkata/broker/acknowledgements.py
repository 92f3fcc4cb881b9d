"""What was delivered and not yet answered for: which deliveries an ACK or NACK is about."""

from typing import TYPE_CHECKING

from stompkata.broker.queue import Queue, Stored
from stompkata.broker.session import Session
from stompkata.broker.subscription import Subscription
from stompkata.stomp.frame import StompFrame

if TYPE_CHECKING:
    from stompkata.broker.transaction import Transaction


class InFlight:
    """One delivery that waits for ACK or NACK.

    `handle` is what the client names it by: in 1.2 the `ack` header, before that the subscription and the message-id.
    `transaction` is the open one that answers for it already.
    """

    __slots__ = ("handle", "message", "queue", "subscription", "transaction")

    def __init__(self, handle: str | tuple, message: Stored, subscription: Subscription):
        self.handle, self.message, self.subscription = handle, message, subscription
        self.queue: Queue = subscription.queue
        self.transaction: Transaction | None = None
        subscription.unacknowledged[handle] = subscription.session.unacknowledged[handle] = self

    def forget(self) -> None:
        """It is answered for."""
        del self.subscription.unacknowledged[self.handle]
        del self.subscription.session.unacknowledged[self.handle]


def handle_of(subscription: Subscription, message_id: str, ack_id: str) -> str | tuple:
    """What the client will call this delivery."""
    return ack_id if subscription.session.version == "1.2" else (subscription.key, message_id)


def find(session: Session, frame: StompFrame) -> InFlight | None:
    """The delivery that an ACK or NACK names, if it is in flight.

    Source: STOMP 1.2, "ACK" (S12-63); 1.1: message-id and subscription (S11-34); 1.0: message-id alone (S10-21).
    """
    headers, pending = frame.headers, session.unacknowledged
    if session.version == "1.2":
        return pending.get(headers["id"])
    if "subscription" in headers:
        return pending.get((headers["subscription"], headers["message-id"]))
    # A client of 1.0 names the message alone, even where it got it twice: then each ACK is about the next copy.
    return next((found for handle, found in pending.items()
                 if handle[1] == headers["message-id"] and found.transaction is None), None)


def covered_by(delivery: InFlight, covers: str) -> list[InFlight]:
    """The deliveries that an answer to this one is about, in the order they went out.

    In `client` mode it is about all earlier ones too (S12-58): of the subscription, or of the whole connection. What
    an open transaction answers for already is left out.
    """
    subscription = delivery.subscription
    if subscription.ack == "client-individual":
        return [delivery]
    given = list((subscription if covers == "subscription" else subscription.session).unacknowledged.values())
    return [earlier for earlier in given[:given.index(delivery) + 1] if earlier.transaction is None]
