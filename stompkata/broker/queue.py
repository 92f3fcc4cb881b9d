"""A queue: each message goes to one consumer, in the order they came, and comes back when it is not acknowledged."""

import heapq
from collections import deque

from stompkata.broker.deliveries import MessageHeaders
from stompkata.broker.subscription import Subscription

OVERHEAD = 200      # octets that a message takes beside its body, roughly


class Stored:
    """One message that a queue keeps until somebody has consumed it.

    `place` is its place in the queue, to which it returns. `nacks` counts how often it was refused.
    """

    __slots__ = ("body", "headers", "message_id", "nacks", "place", "redelivered", "size")

    def __init__(self, message_id: str, headers: MessageHeaders, body: bytes):
        self.message_id, self.headers, self.body = message_id, headers, body
        self.size = len(body) + OVERHEAD
        self.place = self.nacks = 0
        self.redelivered = False

    def __lt__(self, other: "Stored") -> bool:
        return self.place < other.place


class Queue:
    """Messages that wait (`ready`), those that are with a consumer (`in_flight`), and the consumers.

    `octets` is what all of its messages take. A `private` queue belongs to its one consumer, and ends with it.
    """

    __slots__ = ("_new", "_places", "_returned", "consumers", "destination", "in_flight", "octets", "private")

    def __init__(self, destination: str, *, private: bool = False):
        self.destination, self.private = destination, private
        self.consumers: deque[Subscription] = deque()
        self.in_flight = self.octets = 0
        self._new: deque[Stored] = deque()
        self._returned: list[Stored] = []       # a heap; all of it came before all that is new
        self._places = 0

    @property
    def ready(self) -> int:
        """How many messages wait for a consumer."""
        return len(self._new) + len(self._returned)

    def __len__(self) -> int:
        return len(self._new) + len(self._returned) + self.in_flight

    def put(self, message: Stored) -> None:
        """Keep a message, behind all others."""
        self._places += 1
        message.place = self._places
        self._new.append(message)
        self.octets += message.size

    def take(self) -> Stored:
        """The message that is next; it is in flight until it is settled or given back."""
        self.in_flight += 1
        return heapq.heappop(self._returned) if self._returned else self._new.popleft()

    def give_back(self, message: Stored) -> None:
        """Nobody consumed it: it returns to its old place."""
        self.in_flight -= 1
        message.redelivered = True
        heapq.heappush(self._returned, message)

    def settle(self, message: Stored) -> None:
        """It was consumed."""
        self.in_flight -= 1
        self.octets -= message.size

    def next_consumer(self, most: int) -> Subscription | None:
        """Whose turn it is, among those that are ready; `most` is what a connection may have unacknowledged."""
        consumers = self.consumers
        for _ in range(len(consumers)):
            consumers.rotate(-1)
            if consumers[-1].is_ready(most):
                return consumers[-1]
        return None

    def __repr__(self) -> str:
        return f"<Queue {self.destination}: {self.ready} ready, {self.in_flight} in flight>"
