"""A broker as its wires show it: who sends where, who gets what, and what is still without an answer."""

from collections.abc import Iterable
from itertools import count

from stompkata.analysis.broker_nodes import Connection, Delivery, Destination, Edge, Node, Subscription
from stompkata.analysis.naming import login_of
from stompkata.analysis.pairs import ENDINGS, message_name
from stompkata.analysis.units import Unit

ENDED = 200  # connections and subscriptions that have ended and are still known, at least; older ones are forgotten
_PATTERNS = set("*#>")  # a subscription with one of these may be to several destinations


class BrokerAccount:
    """Keeps account of what crossed the wires of a broker, or of some of its clients; `add` more units as they come.

    What a broker does with a message after a NACK, an UNSUBSCRIBE or an ERROR is its own affair (STOMP 1.2, "NACK"):
    such a message is counted nowhere until it is seen again or its connection ends, and its queue says "at least".

    Attributes:
        connections, destinations, subscriptions: in the order in which they were first seen.
        edges: who sent to which destination, and which subscription gets from which.
        partial: whether records are missing, so that every count may be too small.
        touched: the nodes and edges that changed; whoever reads it clears it.
        gone: the keys of nodes that ended long ago and are forgotten, with their edges.
    """

    def __init__(self, units: Iterable[Unit] = ()):
        self.connections: list[Connection] = []
        self.destinations: dict[str, Destination] = {}
        self.subscriptions: list[Subscription] = []
        self.edges: dict[str, Edge] = {}
        self.partial = False
        self.touched: dict[Node | Edge, None] = {}
        self.gone: list[str] = []
        self._ended: list[Connection | Subscription] = []
        self._numbers = {Connection: count(1), Subscription: count(1)}
        self._patterns: list[Destination] = []
        self._current: dict[str, Connection] = {}
        self._number = 0
        self.add(units)

    def add(self, units: Iterable[Unit]) -> None:
        """Take in the units that came since."""
        for unit in units:
            self.partial = self.partial or unit.number > self._number + 1
            self._number = unit.number
            if unit.command == "event":
                self._event(unit)
            elif unit.command == "close":
                self._leave(self._current.get(unit.connection))
            elif unit.command == "beat" and unit.connection in self._current:
                self._current[unit.connection].asked.pop(None, None)  # time has passed: no ERROR is its answer now
            elif rule := _RULES.get((unit.direction, unit.command)):
                connection = self._connection(unit)
                if unit.direction == "to_server":
                    connection.move_on()
                rule(self, connection, unit)
        if len(self._ended) > 2 * ENDED:
            self._forget()

    @property
    def in_flight(self) -> int:
        """How many messages were delivered and wait for an answer."""
        return sum(destination.in_flight for destination in self.destinations.values())

    # Who is there.

    def _event(self, unit: Unit) -> None:
        if unit.body == b"open":
            self._leave(self._current.pop(unit.connection, None))
        elif unit.body.startswith(ENDINGS):
            self._leave(self._current.get(unit.connection))

    def _connection(self, unit: Unit) -> Connection:
        found = self._current.get(unit.connection)
        if found is None or not found.open and unit.command in ("CONNECT", "STOMP"):
            found = Connection(next(self._numbers[Connection]), unit.connection, version=unit.version)
            self.connections.append(found)
            self._current[unit.connection] = found
        self._touch(unit, found)
        return found

    def _connect(self, connection: Connection, unit: Unit) -> None:
        connection.login = login_of(unit) or ""

    def _connected(self, connection: Connection, unit: Unit) -> None:
        connection.version = unit.version

    def _error(self, connection: Connection, unit: Unit) -> None:
        """Its newest frame may have had no effect, and nothing that follows will."""
        asked = connection.told(unit.headers.get("receipt-id"))
        if asked is not None and not asked.delivered:
            self._end(asked, "refused")
            self._touch(unit, asked)
        connection.failed = True
        for destination in connection.latest:
            destination.lost("")
            self._touch(unit, destination)
        for delivery in _unanswered(connection):
            delivery.drift()

    def _leave(self, connection: Connection | None) -> None:
        """What it has not answered for goes back, and its transactions never were (S12-68)."""
        if connection is None or not connection.open:
            return
        connection.open = False
        self._ended.append(connection)
        for delivery in _unanswered(connection):
            delivery.go_back()
        for subscription in connection.subscriptions.values():
            self._end(subscription)
        connection.deliveries, connection.transactions = {}, {}
        self.touched[connection] = None

    def _forget(self) -> None:
        gone, self._ended = set(self._ended[:-ENDED]), self._ended[-ENDED:]
        self.connections = [each for each in self.connections if each not in gone]
        self.subscriptions = [each for each in self.subscriptions if each not in gone]
        self._current = {name: each for name, each in self._current.items() if each not in gone}
        for subscription in (each for each in gone if isinstance(each, Subscription)):
            known = subscription.connection.subscriptions
            if known.get(subscription.index) is subscription:
                del known[subscription.index]
        edges = [edge for edge in self.edges.values() if edge.source in gone or edge.target in gone]
        for edge in edges:
            del self.edges[edge.key]
        for each in [*gone, *edges]:
            self.touched.pop(each, None)
        self.gone += [node.key for node in gone]

    def _disconnect(self, connection: Connection, unit: Unit) -> None:
        self._leave(connection)

    def _destination(self, name: str) -> Destination:
        if name not in self.destinations:
            made = self.destinations[name] = Destination(len(self.destinations) + 1, name)
            if _PATTERNS & set(name):
                self._patterns.append(made)
        return self.destinations[name]

    def _edge(self, source: Connection | Destination, target: Destination | Subscription) -> Edge:
        edge = Edge(source, target)
        return self.edges.setdefault(edge.key, edge)

    def _touch(self, unit: Unit, *nodes: Node) -> None:
        for node in nodes:
            node.last = unit.number
            self.touched[node] = None

    # What is sent.

    def _send(self, connection: Connection, unit: Unit) -> None:
        name = unit.headers.get("transaction")
        if name in connection.transactions:
            connection.transactions[name].append((unit, []))
        elif "destination" in unit.headers:
            self._sent(connection, unit)

    def _sent(self, connection: Connection, unit: Unit) -> None:
        destination = self._destination(unit.headers["destination"])
        edge = self._edge(connection, destination)
        edge.count += 1
        connection.sent += 1
        destination.sent += 1
        destination.unheard += destination.kind == "topic" and not self._is_heard(destination)
        if connection.failed:
            destination.lost("")
        connection.latest.append(destination)
        self._touch(unit, destination)
        self.touched[edge] = None

    def _is_heard(self, destination: Destination) -> bool:
        """Whether somebody is subscribed, or may be by a pattern."""
        return destination.listeners > 0 or any(each.listeners for each in self._patterns)

    def _begin(self, connection: Connection, unit: Unit) -> None:
        connection.transactions[unit.headers.get("transaction", "")] = []

    def _commit(self, connection: Connection, unit: Unit) -> None:
        for told, covered in connection.transactions.pop(unit.headers.get("transaction", ""), []):
            if told.command == "SEND" and "destination" in told.headers:
                self._sent(connection, told)
            self._answered(told, covered)
            connection.latest += [delivery.destination for delivery in covered]

    def _abort(self, connection: Connection, unit: Unit) -> None:
        for _, covered in connection.transactions.pop(unit.headers.get("transaction", ""), []):
            for delivery in covered:
                delivery.reserved = False

    # What is delivered.

    def _subscribe(self, connection: Connection, unit: Unit) -> None:
        headers = unit.headers
        made = self._subscribed(connection, unit, headers.get("destination", ""), headers.get("ack", "auto"), "id")
        connection.ask(made, headers.get("receipt"))

    def _receipt(self, connection: Connection, unit: Unit) -> None:
        connection.told(unit.headers.get("receipt-id"))

    def _subscribed(self, connection: Connection, unit: Unit, destination: str, ack: str, named: str) -> Subscription:
        name = unit.headers.get(named, "")
        made = Subscription(next(self._numbers[Subscription]), connection, name, self._destination(destination), ack)
        self.subscriptions.append(made)
        if (before := connection.subscriptions.get(made.index)) is not None:  # ended, or it was a mistake
            self._end(before)
        made.destination.listeners += 1
        connection.subscriptions[made.index] = made
        self._touch(unit, made, made.destination)
        self.touched[self._edge(made.destination, made)] = None
        return made

    def _unsubscribe(self, connection: Connection, unit: Unit) -> None:
        key = unit.headers.get("id") or unit.headers.get("destination", "")
        subscription = connection.subscriptions.get(key)
        if subscription is None:
            return
        self._end(subscription)
        for delivery in list(subscription.held):
            delivery.drift()
        self._touch(unit, subscription, subscription.destination)

    def _end(self, subscription: Subscription, state: str = "ended") -> None:
        if not subscription.open:
            return
        subscription.destination.listeners -= 1
        subscription.state = state
        self._ended.append(subscription)
        self.touched |= {subscription: None, subscription.destination: None}

    def _message(self, connection: Connection, unit: Unit) -> None:
        headers = unit.headers
        name = headers.get("destination", "")
        subscription = connection.subscriptions.get(headers.get("subscription") or name)
        if subscription is None:  # it began before the recording, or the broker made it for a reply
            ack = "client-individual" if "ack" in headers else "auto"
            subscription = self._subscribed(connection, unit, name, ack, "subscription")
        destination = self._destination(name or subscription.destination.name)
        edge = self._edge(destination, subscription)
        edge.count += 1
        subscription.delivered += 1
        destination.came(headers.get("message-id", ""), headers.get("redelivered") == "true")
        if subscription.ack == "auto":
            destination.settled += 1
        else:
            delivery = Delivery(subscription, destination, message_name(unit), headers.get("message-id", ""))
            delivery.begin()
            if not subscription.open:  # it was on its way
                delivery.drift()
        destination.balance()
        self._touch(unit, subscription, destination)
        self.touched[edge] = None

    # What is answered.

    def _answer(self, connection: Connection, unit: Unit) -> None:
        named = connection.deliveries.get(message_name(unit), {})
        delivery = next((each for each in named if each in each.subscription.held and not each.reserved), None)
        if delivery is None:
            return
        covered = delivery.covered()
        name = unit.headers.get("transaction")
        if name in connection.transactions:
            connection.transactions[name].append((unit, covered))
            for each in covered:
                each.reserved = True
        else:
            self._answered(unit, covered)

    def _answered(self, unit: Unit, covered: list[Delivery]) -> None:
        for delivery in covered:
            if unit.command == "ACK":
                delivery.acknowledge()
            elif unit.headers.get("requeue") == "false":
                delivery.settle()
            else:
                delivery.refuse()
            self._touch(unit, delivery.subscription, delivery.destination)


def _unanswered(connection: Connection) -> list[Delivery]:
    return [delivery for named in connection.deliveries.values() for delivery in named]


_RULES = {
    ("to_server", "CONNECT"): BrokerAccount._connect, ("to_server", "STOMP"): BrokerAccount._connect,
    ("to_client", "CONNECTED"): BrokerAccount._connected, ("to_client", "ERROR"): BrokerAccount._error,
    ("to_client", "RECEIPT"): BrokerAccount._receipt,
    ("to_server", "SEND"): BrokerAccount._send, ("to_server", "BEGIN"): BrokerAccount._begin,
    ("to_server", "COMMIT"): BrokerAccount._commit, ("to_server", "ABORT"): BrokerAccount._abort,
    ("to_server", "SUBSCRIBE"): BrokerAccount._subscribe, ("to_server", "UNSUBSCRIBE"): BrokerAccount._unsubscribe,
    ("to_client", "MESSAGE"): BrokerAccount._message, ("to_server", "DISCONNECT"): BrokerAccount._disconnect,
    ("to_server", "ACK"): BrokerAccount._answer, ("to_server", "NACK"): BrokerAccount._answer,
}  # fmt: skip
