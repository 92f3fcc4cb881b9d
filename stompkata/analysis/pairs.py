"""What belongs together: question and answer, begin and end, message and acknowledgement; and what waits."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from stompkata.analysis.units import Unit

OPEN_ENDED = {"subscription"}  # it may go on for ever, and waits for nothing
ENDINGS = (b"closed", b"lost")  # how the events begin that end a connection
_ONE_SIDED = {"subscription", "transaction"}  # who begins it ends it
_OTHER_WAY = {"to_server": "to_client", "to_client": "to_server", "none": "none"}


@dataclass(eq=False)
class Pair:
    """Two units that belong together.

    `kind` is "handshake", "session", "subscription", "receipt", "message", "transaction", "ping" or "close"; `name`
    is what joins the two, such as a receipt id. `last` is None while nothing has come. `members` are the frames of a
    transaction, or the messages of a subscription. `refused` tells that the answer was a no: an ERROR, a NACK, an
    ABORT, or a handshake without 101. `cut_off` tells that no answer came: `last` is what ended the connection, or the
    last word of who was to answer, a DISCONNECT or a Close.
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

    @property
    def cut_off(self) -> bool:
        """Whether it ended with its connection, without an answer."""
        last = self.last
        return last is not None and (last.command in ("event", "DISCONNECT")
                                     or last.command == "close" and self.kind != "close")  # fmt: skip

    def falls_silent(self, unit: Unit) -> bool:
        """Whether this unit, by which a side or both say their last, leaves it without the end that it waits for."""
        if unit.command == "event":
            return True
        if self.kind == "close" or unit.command == "DISCONNECT" and self.kind == "ping":
            return False  # a Close is answered after it, and a Ping is no word of STOMP
        way = self.first.direction
        return unit.direction == (way if self.kind in _ONE_SIDED else _OTHER_WAY[way])


class Pairs:
    """The pairs of a conversation, in the order of their first units; `add` more units as they come."""

    def __init__(self, units: Iterable[Unit] = ()):
        self.all: list[Pair] = []
        self._by_number: dict[int, list[Pair]] = {}
        self._waiting: dict[str, dict[tuple[str, str], list[Pair]]] = defaultdict(dict)  # by connection, kind and name
        self._acknowledged: dict[int, list[Pair]] = {}  # by an ACK's number: an ABORT takes them back
        self.add(units)

    def add(self, units: Iterable[Unit]) -> None:
        """Take in the units that came since."""
        for unit in units:
            if rule := _RULES.get(unit.command):
                rule(self, unit)
            if unit.is_stomp:
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

    def drop(self, before: int) -> None:
        """Forget what ended before the record with this number, as a live recording has dropped it."""
        self.all = [pair for pair in self.all if pair.last is None or pair.last.number >= before]
        for pair in self.all:
            if pair.members and pair.members[0].number < before:
                pair.members = [unit for unit in pair.members if unit.number >= before]
        for known in (self._by_number, self._acknowledged):
            for number in [number for number in known if number < before]:
                del known[number]

    def _event(self, unit: Unit) -> None:
        """A connection ends, or a new one has its name: what it waited for will not come."""
        if unit.body == b"open" or unit.body.startswith(ENDINGS):
            self._cut_off(unit)
            self._waiting.pop(unit.connection, None)

    def _cut_off(self, unit: Unit) -> None:
        """A side has said its last word, or both have; what a transaction acknowledged never was (S12-68)."""
        over = [pair for pair in self._all_waiting(unit.connection) if pair.falls_silent(unit)]
        taken = [message for pair in over if pair.kind == "transaction" for message in self._take_back(pair)]
        for pair in over + taken:
            self._finish(pair, unit)

    def _all_waiting(self, connection: str) -> list[Pair]:
        return [pair for same in self._waiting[connection].values() for pair in same]

    def _named_so(self, connection: str, kind: str, name: str) -> Pair | None:
        """What waits by this name; of several, the oldest for an answer, the newest for who began it and ends it."""
        same = self._waiting[connection].get((kind, name))
        return same[-1 if kind in _ONE_SIDED else 0] if same else None

    def _begin(self, kind: str, name: str, unit: Unit) -> Pair:
        pair = Pair(kind, name, unit)
        self.all.append(pair)
        self._same(pair).append(pair)
        self._note(unit, pair)
        return pair

    def _same(self, pair: Pair) -> list[Pair]:
        """All that waits by the name of this one: a name may be used again before its answer."""
        return self._waiting[pair.connection].setdefault((pair.kind, pair.name), [])

    def _end(self, kind: str, name: str, unit: Unit) -> Pair | None:
        pair = self._named_so(unit.connection, kind, name)
        if pair is not None:
            self._finish(pair, unit)
        return pair

    def _finish(self, pair: Pair, unit: Unit) -> None:
        key, waiting = (pair.kind, pair.name), self._waiting[pair.connection]
        waiting[key].remove(pair)
        if not waiting[key]:
            del waiting[key]
        pair.last = unit
        self._note(unit, pair)

    def _note(self, unit: Unit, pair: Pair) -> None:
        self._by_number.setdefault(unit.number, []).append(pair)

    def _join(self, pair: Pair | None, unit: Unit) -> None:
        if pair is not None:
            pair.members.append(unit)
            self._note(unit, pair)

    def _take_in(self, unit: Unit) -> None:
        """What the tables tell, and what any frame may carry: a receipt, and the transaction it belongs to."""
        command, headers = unit.command, unit.headers
        if command in _ENDS:
            kind, names = _ENDS[command]
            self._end(kind, _named(unit, names), unit)
        if command in _BEGINS:
            kind, names = _BEGINS[command]
            self._begin(kind, _named(unit, names), unit)
        if "receipt-id" in headers and command in ("RECEIPT", "ERROR"):
            self._end("receipt", headers["receipt-id"], unit)
        if "receipt" in headers and unit.direction == "to_server" and command not in ("CONNECT", "STOMP"):
            self._begin("receipt", headers["receipt"], unit)
        if "transaction" in headers and command in ("SEND", "ACK", "NACK"):
            self._join(self._named_so(unit.connection, "transaction", headers["transaction"]), unit)

    def _handshake(self, unit: Unit) -> None:
        (self._begin if unit.direction == "to_server" else self._end)("handshake", "", unit)

    def _message(self, unit: Unit) -> None:
        subscription = self._subscription(unit)
        self._join(subscription, unit)
        mode = subscription.first.headers.get("ack", "auto") if subscription else ""
        if mode in ("client", "client-individual") or not mode and "ack" in unit.headers:
            self._begin("message", message_name(unit), unit)

    def _acknowledge(self, unit: Unit) -> None:
        """Answer a message; in client mode also all that came before it in its subscription."""
        ended = self._end("message", message_name(unit), unit)
        if ended is None:
            return
        pairs, subscription = [ended], self._subscription(ended.first)
        if subscription and subscription.first.headers.get("ack") == "client":
            before = [pair for pair in self._earlier(ended) if self._subscription(pair.first) is subscription]
            for pair in before:
                self._finish(pair, unit)
            pairs += before
        if "transaction" in unit.headers:
            self._acknowledged[unit.number] = pairs

    def _subscription(self, message: Unit) -> Pair | None:
        return self._named_so(message.connection, "subscription", _named(message, ("subscription", "destination")))

    def _earlier(self, than: Pair) -> list[Pair]:
        """What waits as this pair did, in the same connection and direction, and has waited longer."""
        return [pair for pair in self._all_waiting(than.connection)
                if (pair.kind, pair.first.direction) == (than.kind, than.first.direction)
                and pair.first.number < than.first.number]  # fmt: skip

    def _abort(self, unit: Unit) -> None:
        """End a transaction, and take its acknowledgements back."""
        bracket = self._end("transaction", unit.headers.get("transaction", ""), unit)
        if bracket is not None:
            self._take_back(bracket)

    def _take_back(self, bracket: Pair) -> list[Pair]:
        """The messages that were acknowledged in a transaction wait again."""
        taken = [pair for member in bracket.members for pair in self._acknowledged.pop(member.number, [])]
        for pair in taken:
            pair.last = None
            self._same(pair).append(pair)
            self._same(pair).sort(key=lambda each: each.first.number)
        return taken

    def _ping(self, unit: Unit) -> None:
        self._begin("ping", f"{unit.direction} {unit.body.hex()}", unit)

    def _pong(self, unit: Unit) -> None:
        """Answer a Ping, and those before it: only the newest needs an answer (RFC 6455 §5.5.3)."""
        answered = self._end("ping", f"{_OTHER_WAY[unit.direction]} {unit.body.hex()}", unit)
        for pair in self._earlier(answered) if answered else ():
            self._finish(pair, unit)

    def _close(self, unit: Unit) -> None:
        self._cut_off(unit)
        if self._end("close", _OTHER_WAY[unit.direction], unit) is None:
            self._begin("close", unit.direction, unit)


# command -> (kind, the headers that may name it)
_BEGINS = {
    "CONNECT": ("session", ()), "STOMP": ("session", ()), "BEGIN": ("transaction", ("transaction",)),
    "SUBSCRIBE": ("subscription", ("id", "destination")),  # 1.0 needs no id
}  # fmt: skip
_ENDS = {
    "CONNECTED": ("session", ()), "ERROR": ("session", ()), "COMMIT": ("transaction", ("transaction",)),
    "UNSUBSCRIBE": ("subscription", ("id", "destination")),
}  # fmt: skip
_RULES = {
    "handshake": Pairs._handshake, "MESSAGE": Pairs._message, "ACK": Pairs._acknowledge, "NACK": Pairs._acknowledge,
    "ABORT": Pairs._abort, "ping": Pairs._ping, "pong": Pairs._pong, "close": Pairs._close,
    "DISCONNECT": Pairs._cut_off, "event": Pairs._event,
}  # fmt: skip


def pairs(units: Iterable[Unit]) -> Pairs:
    """Join the units of a conversation, or of several: connections never mix."""
    return Pairs(units)


def _named(unit: Unit, headers: tuple[str, ...]) -> str:
    return next((unit.headers[name] for name in headers if name in unit.headers), "")


def message_name(unit: Unit) -> str:
    """What an acknowledgement names: in 1.2 the ack header, in 1.1 message and subscription, in 1.0 the message."""
    headers = unit.headers
    if unit.version == "1.2":
        return headers.get("ack" if unit.command == "MESSAGE" else "id", "")
    said = [headers.get("message-id", "")] + ([headers.get("subscription", "")] if unit.version == "1.1" else [])
    return " ".join(said)
