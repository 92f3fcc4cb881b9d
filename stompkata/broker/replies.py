"""Answers to one client alone: `reply-to:/temp-queue/name` makes a queue that only it reads."""

from hashlib import blake2b

from stompkata.broker.destinations import Destinations
from stompkata.broker.limits import Limits
from stompkata.broker.place import REPLIES, TEMPORARY, Place
from stompkata.broker.session import Session
from stompkata.broker.subscription import Subscription
from stompkata.errors import LimitExceeded


def reply_address(session: Session, reply_to: str, destinations: Destinations, limits: Limits) -> str:
    """What the receivers of a message get to see as its reply-to.

    A name under /temp-queue/ becomes an address that nobody can guess. The first time, its queue is made, and the
    session is subscribed to it; the subscription's id is that name. Any other reply-to stays as it is.
    """
    if not reply_to.startswith(TEMPORARY):
        return reply_to
    known = session.subscriptions.get(reply_to)
    if known is not None:
        return known.destination
    if len(session.subscriptions) >= limits.subscriptions:
        raise LimitExceeded("subscriptions", limits.subscriptions)
    secret = blake2b(f"{session.session_id} {reply_to}".encode("utf-8", "replace"), digest_size=12).hexdigest()
    address = REPLIES + secret
    subscription = Subscription(session, reply_to, address, Place(True, address))
    destinations.add_reply_queue(subscription)
    session.subscriptions[reply_to] = subscription
    return address
