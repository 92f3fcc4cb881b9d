"""From SEND to MESSAGE: which headers the subscribers get to see."""

from stompkata.broker.deliveries import MessageHeaders
from stompkata.broker.destinations import Destinations
from stompkata.broker.limits import Limits
from stompkata.broker.place import check_destination, place_of
from stompkata.broker.profile import Profile
from stompkata.broker.replies import reply_address
from stompkata.broker.session import Session
from stompkata.stomp.frame import StompFrame
from stompkata.stomp.roles import require_headers

# Ours to say, so that nobody can pretend to be the broker; or between the sender and us; or computed again.
NOT_FORWARDED = frozenset({"subscription", "message-id", "ack", "redelivered", "redelivery-count", "receipt", "transaction",
                           "content-length"})


def message_headers(session: Session, frame: StompFrame, profile: Profile, limits: Limits,
                    destinations: Destinations) -> MessageHeaders:
    """The headers of the MESSAGE that a SEND becomes: all that the user gave it (S12-49), but what is ours to say.

    Raises:
        RemoteProtocolError, NotAllowed, LimitExceeded: this cannot be sent.
    """
    require_headers(frame, session.version)
    destination = frame.headers["destination"]
    check_destination(destination, limits.destination)
    place = place_of(destination, profile)
    headers = {name: value for name, value in frame.headers.items() if name not in NOT_FORWARDED}
    if profile.message_headers == "rabbitmq":
        sent = {name: frame.headers[name] for name in ("receipt", "transaction") if name in frame.headers}
        headers |= sent | {"destination": place.name, "redelivered": "false"}
    if "reply-to" in headers:
        headers["reply-to"] = reply_address(session, headers["reply-to"], destinations, limits)
    return MessageHeaders(headers, place)
