"""What a destination means: to STOMP it is an opaque name (S10-08), and only the broker says what stands behind it."""

from typing import NamedTuple

from stompkata.broker.profile import Profile
from stompkata.broker.refusal import NotAllowed
from stompkata.errors import LimitExceeded

DEAD_LETTERS = "/queue/dead-letters"
REPLIES, TEMPORARY = "/reply-queue/", "/temp-queue/"


class Place(NamedTuple):
    """A topic or a queue, by the name that all its names come down to."""

    is_queue: bool
    name: str


def check_destination(destination: str, longest: int) -> None:
    """Refuse what is no destination anywhere: an empty name, control characters, more octets than `longest`."""
    if len(destination.encode("utf-8", "surrogatepass")) > longest:
        raise LimitExceeded("destination", longest)
    if not destination.isprintable() or not destination:
        raise NotAllowed(f"destination {destination!r} is empty or holds control characters", rule="S12-50",
                         hint="use letters, such as /topic/news")


def place_of(destination: str, profile: Profile, *, subscribe: bool = False) -> Place:
    """Where a destination leads under this profile.

    Args:
        subscribe: it is somebody who wants to read there.

    Raises:
        NotAllowed: it leads nowhere; says which names do lead somewhere.
    """
    if destination.startswith(TEMPORARY) or subscribe and destination.startswith(REPLIES):
        raise NotAllowed(f"{destination} is for answers: it comes about by the header reply-to", rule="S12-50",
                         hint=f"send a message with reply-to:{TEMPORARY}name, and answer to the reply-to that its receiver sees")
    if destination.startswith(("/queue/", REPLIES)):
        return Place(profile.queues, destination)
    if profile.destinations == "any" or destination.startswith("/topic/"):
        return Place(False, destination)
    if profile.destinations == "rabbitmq":
        return _as_rabbitmq(destination)
    raise _unknown(destination, "/topic/ and /queue/")


def _as_rabbitmq(destination: str) -> Place:
    if not destination.startswith("/"):
        return Place(True, f"/queue/{destination}")
    for theirs, is_queue, ours in (("/exchange/amq.topic/", False, "/topic/"), ("/amq/queue/", True, "/queue/")):
        if destination.startswith(theirs):
            return Place(is_queue, ours + destination.removeprefix(theirs))
    raise _unknown(destination, "/topic/, /queue/, /exchange/amq.topic/ and /amq/queue/")


def _unknown(destination: str, known: str) -> NotAllowed:
    return NotAllowed(f"unknown destination {destination}", rule="S12-50",
                      hint=f"destinations of this broker begin with {known}, such as /topic/news")
