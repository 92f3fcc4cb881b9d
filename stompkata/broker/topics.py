"""Who gets what is sent to a destination: every subscriber of that moment, once for each subscription."""

from collections.abc import Iterable
from typing import Any

from stompkata.broker.session import Subscription


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
    """All destinations that have subscribers."""

    def __init__(self):
        self._topics: dict[str, Topic] = {}
        self.get = self._topics.get

    def __len__(self) -> int:
        return len(self._topics)

    def __contains__(self, destination: str) -> bool:
        return destination in self._topics

    def add(self, subscription: Subscription) -> None:
        """Put a subscription into force."""
        self._topics.setdefault(subscription.destination, Topic()).add(subscription)

    def remove(self, subscriptions: Iterable[Subscription]) -> None:
        """Take subscriptions out of force; a destination without any is forgotten."""
        for subscription in subscriptions:
            if self._topics[subscription.destination].remove(subscription):
                del self._topics[subscription.destination]
