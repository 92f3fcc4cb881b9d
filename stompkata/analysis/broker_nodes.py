"""What a broker has to do with, as far as the wire tells: connections, destinations, subscriptions, and their edges."""

from collections import Counter
from dataclasses import dataclass, field

from stompkata.analysis.units import Unit

_KINDS = {"/topic/": "topic", "/queue/": "queue", "/exchange/amq.topic/": "topic", "/amq/queue/": "queue"}


def kind_of(destination: str) -> str:
    """What a destination's name promises: "topic", "queue" or "other"; STOMP itself leaves that to the broker."""
    return next((kind for prefix, kind in _KINDS.items() if destination.startswith(prefix)), "other")


@dataclass(eq=False)
class Connection:
    """Somebody who is connected, or was. `login` is what CONNECT said, `sent` counts messages that took effect."""

    number: int
    name: str
    login: str = ""
    version: str = ""
    open: bool = True
    sent: int = 0
    last: int = 0
    failed: bool = field(default=False, repr=False)  # an ERROR came: what is said from here on may have no effect
    subscriptions: "dict[str, Subscription]" = field(default_factory=dict, repr=False)
    transactions: "dict[str, list[tuple[Unit, list[Delivery]]]]" = field(default_factory=dict, repr=False)
    deliveries: "dict[str, dict[Delivery, None]]" = field(default_factory=dict, repr=False)  # by what an ACK names
    latest: "list[Destination]" = field(default_factory=list, repr=False)  # where the newest frame has sent something
    asked: "dict[str | None, Subscription]" = field(default_factory=dict, repr=False)  # by receipt; None: with the newest

    @property
    def key(self) -> str:
        """Its name among all nodes."""
        return f"c{self.number}"

    def move_on(self) -> None:
        """Something is said that is not about its newest frame."""
        self.latest = []
        self.asked.pop(None, None)

    def ask(self, subscription: "Subscription", receipt_id: str | None) -> None:
        """Its newest frame is a SUBSCRIBE; an ERROR without a receipt-id can only be about that."""
        self.asked |= {None: subscription, receipt_id: subscription}

    def told(self, receipt_id: str | None) -> "Subscription | None":
        """Return the SUBSCRIBE that a RECEIPT or an ERROR answers; it waits no longer."""
        answered = self.asked.get(receipt_id)
        self.asked = {name: each for name, each in self.asked.items() if each is not answered}
        return answered


@dataclass(eq=False)
class Destination:
    """A destination, as it is spelled on the wire; `kind` is "topic", "queue" or "other" by the usual prefixes.

    `sent` counts messages sent to it, `delivered` copies that came from it, `redelivered` those that came again,
    `unheard` the messages sent to a topic while nobody was subscribed. Of a message that was delivered without waiting
    for an answer, or that was answered for, a queue holds nothing any more: `settled`.
    """

    number: int
    name: str
    sent: int = 0
    delivered: int = 0
    acknowledged: int = 0
    in_flight: int = 0
    redelivered: int = 0
    unheard: int = 0
    last: int = 0
    listeners: int = field(default=0, repr=False)  # subscriptions in force
    settled: int = field(default=0, repr=False)
    foreign: int = field(default=0, repr=False)  # came from it, and was never seen to be sent to it
    returned: int = field(default=0, repr=False)  # went back to it when a connection ended, and waits
    adrift: Counter = field(default_factory=Counter, repr=False)  # by message-id: back in the queue, or gone

    @property
    def key(self) -> str:
        """Its name among all nodes."""
        return f"d{self.number}"

    @property
    def kind(self) -> str:
        """What its name promises."""
        return kind_of(self.name)

    @property
    def waiting(self) -> int | None:
        """How many messages of a queue were sent and are not delivered; None for what is no queue."""
        if self.kind != "queue":
            return None
        return max(0, self.sent + self.foreign - self.settled - self.in_flight - self.adrift.total())

    @property
    def at_least(self) -> bool:
        """Whether more may wait than the wire tells: somebody else fills the queue, or a message may be back in it."""
        return self.kind == "queue" and bool(self.foreign or self.adrift.total())

    def came(self, message_id: str, again: bool) -> None:
        """A copy was delivered; `again` if the broker says that it was before."""
        self.delivered += 1
        if not again:
            return
        self.redelivered += 1
        if self.adrift[message_id]:
            self._found(message_id)
        elif self.returned:
            self.returned -= 1
        elif known := next((name for name in self.adrift if name), None):
            self._found(known)  # some brokers give a new message-id each time

    def lost(self, message_id: str) -> None:
        """Whether it has this message, only the broker knows."""
        self.adrift[message_id] += 1

    def _found(self, message_id: str) -> None:
        self.adrift[message_id] -= 1
        if not self.adrift[message_id]:
            del self.adrift[message_id]

    def came_back(self, message_id: str, held: bool) -> None:
        """A connection has ended that `held` it, or had it; if it is still adrift, it waits now."""
        if not held and not self.adrift[message_id]:
            return  # it was delivered again in the meantime
        if not held:
            self._found(message_id)
        self.returned += 1

    def balance(self) -> None:
        """What came out and was never put in was put in by somebody else."""
        self.foreign = max(self.foreign, self.settled + self.in_flight + self.adrift.total() - self.sent)


@dataclass(eq=False)
class Subscription:
    """A SUBSCRIBE, by its id; what it was given and has not answered for is in flight.

    `state` is "open" or "ended", or "refused": an ERROR answered it, so that it never began.
    """

    number: int
    connection: Connection
    name: str
    destination: Destination
    ack: str
    state: str = "open"
    delivered: int = 0
    acknowledged: int = 0
    last: int = 0
    held: "dict[Delivery, None]" = field(default_factory=dict, repr=False)  # in flight, in the order they came

    @property
    def key(self) -> str:
        """Its name among all nodes."""
        return f"s{self.number}"

    @property
    def open(self) -> bool:
        """Whether it is in force."""
        return self.state == "open"

    @property
    def index(self) -> str:
        """What its connection calls it: 1.0 needs no id, and then it is the destination."""
        return self.name or self.destination.name

    @property
    def in_flight(self) -> int:
        """How many messages it has and has not answered for."""
        return len(self.held)


@dataclass(eq=False)
class Delivery:
    """One MESSAGE that is to be answered for, by what an ACK calls it; a transaction may have `reserved` it."""

    subscription: Subscription
    destination: Destination
    name: str
    message_id: str
    reserved: bool = False

    def begin(self) -> None:
        """It is in flight."""
        self.subscription.connection.deliveries.setdefault(self.name, {})[self] = None
        self.subscription.held[self] = None
        self.destination.in_flight += 1

    def covered(self) -> "list[Delivery]":
        """What an answer to this one is about: in client mode also all that came before it (S12-58)."""
        if self.subscription.ack != "client":
            return [self]
        given = list(self.subscription.held)
        return [each for each in given[: given.index(self) + 1] if not each.reserved]

    def acknowledge(self) -> None:
        """It was consumed."""
        if self.settle():
            self.subscription.acknowledged += 1
            self.destination.acknowledged += 1

    def settle(self) -> bool:
        """Its queue has it no longer; tells whether that is news."""
        landed = self._lands()
        self._forget()
        self.destination.settled += landed
        return landed

    def refuse(self) -> None:
        """It comes again or is gone for ever: only the broker knows."""
        self.drift()
        self._forget()

    def drift(self) -> None:
        """It may be back in its queue, or may still be answered for: only the broker knows."""
        if self._lands():
            self.destination.lost(self.message_id)

    def go_back(self) -> None:
        """Its connection has ended: whatever a broker does, now it is back in its queue."""
        self.destination.came_back(self.message_id, held=self._lands())

    def _lands(self) -> bool:
        """It is no longer in flight; tells whether it was."""
        if self not in self.subscription.held:
            return False
        del self.subscription.held[self]
        self.destination.in_flight -= 1
        return True

    def _forget(self) -> None:
        known = self.subscription.connection.deliveries
        known.get(self.name, {}).pop(self, None)
        if not known.get(self.name):
            known.pop(self.name, None)


@dataclass(eq=False)
class Edge:
    """Messages between two nodes: who sends where, or what comes from where."""

    source: Connection | Destination
    target: Destination | Subscription
    count: int = 0

    @property
    def key(self) -> str:
        """Its name among all edges."""
        return f"{self.source.key}-{self.target.key}"


Node = Connection | Destination | Subscription
