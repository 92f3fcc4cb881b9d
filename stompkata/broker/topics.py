"""Who gets what is sent to a destination: every subscriber of that moment, once for each subscription."""

from collections.abc import Iterable
from typing import Any

from stompkata.broker.patterns import Pattern
from stompkata.broker.subscription import Subscription

REMEMBERED = 1024       # destinations of which it is known who gets what is sent there


class Audience(tuple[Subscription, ...]):
    """The subscriptions that a message goes to; made anew when one comes or goes.

    `routes` belongs to whoever carries the deliveries out; the broker never looks at it.
    """

    routes: Any = None


class Topic:
    """The subscribers of one destination; those with acknowledgements apart, as each of their copies has its own id."""

    __slots__ = ("_auto", "_members", "acked")

    def __init__(self):
        self._members: dict[Subscription, None] = {}
        self._auto: Audience | None = None
        self.acked: dict[Subscription, None] = {}

    @property
    def auto(self) -> Audience:
        """The subscriptions in `auto` mode, in the order they came; made anew only after one came or went."""
        if self._auto is None:
            self._auto = Audience(self._members)
        return self._auto

    @classmethod
    def of(cls, topics: Iterable["Topic"]) -> "Topic":
        """The subscribers of several topics together."""
        together = cls()
        for topic in topics:
            together._members |= topic._members
            together.acked |= topic.acked
        return together

    def add(self, subscription: Subscription) -> None:
        """From now on it gets every message."""
        if subscription.ack == "auto":
            self._members[subscription] = None
            self._auto = None
        else:
            self.acked[subscription] = None

    def remove(self, subscription: Subscription) -> bool:
        """It gets nothing more; True when nobody is left."""
        if subscription.ack == "auto":
            del self._members[subscription]
            self._auto = None
        else:
            del self.acked[subscription]
        return not self._members and not self.acked


class Topics:
    """All destinations that have subscribers; with `wildcards`, some of them are patterns (see `patterns.py`)."""

    def __init__(self, wildcards: str | None = None):
        self._topics: dict[str, Topic] = {}
        self._wildcards = wildcards
        self._patterns: dict[str, Pattern] = {}
        self._found: dict[str, Topic | None] = {}       # what patterns made of a destination that was sent to
        self.get = self._match if wildcards else self._topics.get

    def __len__(self) -> int:
        return len(self._topics)

    def __contains__(self, destination: str) -> bool:
        return destination in self._topics

    def add(self, subscription: Subscription) -> None:
        """Put a subscription into force."""
        name = subscription.place.name
        if self._wildcards:
            self._patterns[name] = Pattern(name, self._wildcards)
            self._found.clear()
        self._topics.setdefault(name, Topic()).add(subscription)

    def remove(self, subscription: Subscription) -> None:
        """Take a subscription out of force; a destination without any is forgotten."""
        name = subscription.place.name
        self._found.clear()
        if self._topics[name].remove(subscription):
            del self._topics[name]
            self._patterns.pop(name, None)

    def _match(self, destination: str) -> Topic | None:
        """The subscribers of every name and pattern that a destination matches."""
        if destination not in self._found:
            if len(self._found) >= REMEMBERED:
                self._found.clear()
            found = [self._topics[name] for name, pattern in self._patterns.items() if pattern.matches(destination)]
            self._found[destination] = Topic.of(found) if found else None
        return self._found[destination]
