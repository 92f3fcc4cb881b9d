"""What belongs together: question and answer, begin and end, message and acknowledgement; and what waits."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from stompkata.analysis.units import Unit

OPEN_ENDED = {"subscription"}  # it may go on for ever, and waits for nothing
_OTHER_WAY = {"to_server": "to_client", "to_client": "to_server", "none": "none"}


@dataclass(eq=False)
class Pair:
    """Two units that belong together.

    `kind` is "handshake", "session", "subscription", "receipt", "message", "transaction", "ping" or "close"; `name`
    is what joins the two, such as a receipt id. `last` is None while nothing has come. `members` are the frames of a
    transaction, or the messages of a subscription. `refused` tells that the answer was a no: an ERROR, a NACK, an
    ABORT, or a handshake without 101.
    """

    kind: str
    name: str
    first: Unit
    last: Unit | None = None
    members: list[Unit] = field(default_factory=list)

    @property
    def connection(self) -> str:
        """The name of the connection."""
        return self.first.connection

    @property
    def unanswered(self) -> bool:
        """Whether an answer is due that has not come."""
        return self.last is None and self.kind not in OPEN_ENDED

    @property
    def since(self) -> float:
        """Since when it waits, or what it waited from, in monotonic seconds."""
        return self.first.at

    @property
    def seconds(self) -> float | None:
        """How long the answer took."""
        return None if self.last is None else self.last.at - self.first.at

    @property
    def refused(self) -> bool:
        """Whether the answer was a no."""
        last = self.last
        return last is not None and (last.command in ("ERROR", "NACK", "ABORT")
                                     or last.command == "handshake" and last.code != 101)  # fmt: skip


class Pairs:
    """The pairs of a conversation, in the order of their first units; `add` more units as they come."""

    def __init__(self, units: Iterable[Unit] = ()):
        self.all: list[Pair] = []
        self._by_number: dict[int, list[Pair]] = {}
        self._waiting: dict[tuple[str, str, str], Pair] = {}  # (connection, kind, name) -> what may still be ended
        self._acknowledged: dict[int, list[Pair]] = {}  # by an ACK's number: an ABORT takes them back
        self.add(units)

    def add(self, units: Iterable[Unit]) -> None:
        """Take in the units that came since."""
        for unit in units:
            if unit.command == "event" and unit.body == b"open":
                self._forget(unit.connection)
            elif rule := _RULES.get(unit.command):
                rule(self, unit)
            if unit.is_stomp and unit.direction == "to_server":
                self._take_in(unit)

    def __iter__(self) -> Iterator[Pair]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

    @property
    def unanswered(self) -> list[Pair]:
        """What waits for an answer, longest first."""
        return [pair for pair in self.all if pair.unanswered]

    def of(self, kind: str) -> list[Pair]:
        """The pairs of one kind."""
        return [pair for pair in self.all if pair.kind == kind]

    def about(self, number: int) -> list[Pair]:
        """The pairs in which the record with this number is the first, the last or a member."""
        return self._by_number.get(number, [])

    def _forget(self, connection: str) -> None:
        """A new connection has the name: what the old one waited for will not come."""
        for key in [key for key in self._waiting if key[0] == connection]:
            del self._waiting[key]

    def _begin(self, kind: str, name: str, unit: Unit) -> Pair:
        pair = Pair(kind, name, unit)
        self.all.append(pair)
        self._waiting[unit.connection, kind, name] = pair
        self._note(unit, pair)
        return pair

    def _end(self, kind: str, name: str, unit: Unit) -> Pair | None:
        pair = self._waiting.pop((unit.connection, kind, name), None)
        if pair is not None:
            pair.last = unit
            self._note(unit, pair)
        return pair

    def _note(self, unit: Unit, pair: Pair) -> None:
        self._by_number.setdefault(unit.number, []).append(pair)

    def _join(self, pair: Pair | None, unit: Unit) -> None:
        if pair is not None:
            pair.members.append(unit)
            self._note(unit, pair)

    def _take_in(self, unit: Unit) -> None:
        """What any frame of a client may carry: a receipt that it asks for, and the transaction it belongs to."""
        if (receipt := unit.headers.get("receipt")) is not None and unit.command not in ("CONNECT", "STOMP"):
            self._begin("receipt", receipt, unit)
        if unit.command in ("SEND", "ACK", "NACK") and (name := unit.headers.get("transaction")) is not None:
            self._join(self._waiting.get((unit.connection, "transaction", name)), unit)

    def _handshake(self, unit: Unit) -> None:
        (self._begin if unit.direction == "to_server" else self._end)("handshake", "", unit)

    def _connect(self, unit: Unit) -> None:
        self._begin("session", "", unit)

    def _connected(self, unit: Unit) -> None:
        self._end("session", "", unit)

    def _error(self, unit: Unit) -> None:
        self._end("session", "", unit)
        self._receipt(unit)

    def _receipt(self, unit: Unit) -> None:
        self._end("receipt", unit.headers.get("receipt-id", ""), unit)

    def _subscribe(self, unit: Unit) -> None:
        self._begin("subscription", _subscription(unit), unit)

    def _unsubscribe(self, unit: Unit) -> None:
        self._end("subscription", _subscription(unit), unit)

    def _message(self, unit: Unit) -> None:
        name = unit.headers.get("subscription", unit.headers.get("destination", ""))
        subscription = self._waiting.get((unit.connection, "subscription", name))
        self._join(subscription, unit)
        mode = subscription.first.headers.get("ack", "auto") if subscription else ""
        if mode in ("client", "client-individual") or not mode and "ack" in unit.headers:
            self._begin("message", _message_name(unit), unit)

    def _acknowledge(self, unit: Unit) -> None:
        """Answer a message; in client mode also all that came before it in its subscription."""
        ended = self._end("message", _message_name(unit), unit)
        if ended is None:
            return
        pairs, waiting = [ended], self._waiting
        name = ended.first.headers.get("subscription", ended.first.headers.get("destination", ""))
        subscription = waiting.get((unit.connection, "subscription", name))
        if subscription and subscription.first.headers.get("ack") == "client":
            for key in [key for key, pair in waiting.items() if key[:2] == (unit.connection, "message")
                        and pair.first.number < ended.first.number
                        and pair.first.headers.get("subscription") == ended.first.headers.get("subscription")]:
                pairs.append(self._end("message", key[2], unit))
        if "transaction" in unit.headers:
            self._acknowledged[unit.number] = pairs

    def _begin_transaction(self, unit: Unit) -> None:
        self._begin("transaction", unit.headers.get("transaction", ""), unit)

    def _end_transaction(self, unit: Unit) -> None:
        bracket = self._end("transaction", unit.headers.get("transaction", ""), unit)
        if bracket is None or unit.command == "COMMIT":
            return
        for member in bracket.members:  # an ABORT takes the acknowledgements back
            for pair in self._acknowledged.pop(member.number, []):
                pair.last = None
                self._waiting[unit.connection, "message", pair.name] = pair

    def _ping(self, unit: Unit) -> None:
        self._begin("ping", f"{unit.direction} {unit.body.hex()}", unit)

    def _pong(self, unit: Unit) -> None:
        """Answer a Ping, and those before it: only the newest needs an answer (RFC 6455 §5.5.3)."""
        way = _OTHER_WAY[unit.direction]
        answered = self._end("ping", f"{way} {unit.body.hex()}", unit)
        for key in [key for key, pair in self._waiting.items() if answered and key[:2] == (unit.connection, "ping")
                    and pair.first.direction == way and pair.first.number < answered.first.number]:  # fmt: skip
            self._end("ping", key[2], unit)

    def _close(self, unit: Unit) -> None:
        if self._end("close", _OTHER_WAY[unit.direction], unit) is None:
            self._begin("close", unit.direction, unit)


_RULES = {
    "handshake": Pairs._handshake, "CONNECT": Pairs._connect, "STOMP": Pairs._connect, "CONNECTED": Pairs._connected,
    "ERROR": Pairs._error, "RECEIPT": Pairs._receipt, "SUBSCRIBE": Pairs._subscribe, "MESSAGE": Pairs._message,
    "UNSUBSCRIBE": Pairs._unsubscribe, "ACK": Pairs._acknowledge, "NACK": Pairs._acknowledge,
    "BEGIN": Pairs._begin_transaction, "COMMIT": Pairs._end_transaction, "ABORT": Pairs._end_transaction,
    "ping": Pairs._ping, "pong": Pairs._pong, "close": Pairs._close,
}  # fmt: skip


def pairs(units: Iterable[Unit]) -> Pairs:
    """Join the units of a conversation, or of several: connections never mix."""
    return Pairs(units)


def _subscription(unit: Unit) -> str:
    """A subscription's id; without one, as 1.0 allows, its destination."""
    return unit.headers.get("id", unit.headers.get("destination", ""))


def _message_name(unit: Unit) -> str:
    """What an acknowledgement names: in 1.2 the ack header, in 1.1 message and subscription, in 1.0 the message."""
    headers = unit.headers
    if unit.version == "1.2":
        return headers.get("ack" if unit.command == "MESSAGE" else "id", "")
    said = [headers.get("message-id", "")] + ([headers.get("subscription", "")] if unit.version == "1.1" else [])
    return " ".join(said)
