"""What a destination means: to STOMP it is an opaque name (S10-08), and only the broker says what stands behind it."""

from typing import NamedTuple

from stompkata.broker.profile import Profile
from stompkata.broker.refusal import NotAllowed
from stompkata.errors import LimitExceeded

DEAD_LETTERS = "/queue/dead-letters"
REPLIES, TEMPORARY = "/reply-queue/", "/temp-queue/"
_RABBITMQ = (       # what a name begins with there, whether it is a queue, what it begins with here
    ("/topic/", False, "/topic/"), ("/exchange/amq.topic/", False, "/topic/"), ("/queue/", True, "/queue/"),
    ("/amq/queue/", True, "/queue/"), (REPLIES, True, REPLIES), ("", True, "/queue/"),
)


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
    if profile.destinations == "rabbitmq":
        return _as_rabbitmq(destination, profile)
    if destination.startswith(("/queue/", REPLIES)):
        return Place(profile.queues, destination)
    if profile.destinations == "any" or destination.startswith("/topic/"):
        return Place(False, destination)
    raise NotAllowed(f"unknown destination {destination}", rule="S12-50",
                     hint="destinations of this broker begin with /topic/ or /queue/, such as /topic/news")


def _as_rabbitmq(destination: str, profile: Profile) -> Place:
    for theirs, is_queue, ours in _RABBITMQ:
        name = destination.removeprefix(theirs)
        if destination.startswith(theirs) and name and "/" not in name:
            return Place(is_queue and profile.queues, ours + name)
    raise NotAllowed(f"unknown destination {destination}", rule="S12-50", hint="write /topic/name, /queue/name, "
                     "/exchange/amq.topic/name or /amq/queue/name, with dots inside the name, as a slash ends it")
