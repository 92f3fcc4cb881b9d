"""What the model of a broker is made of: clients, their readers, queues, and the copies of messages in them."""

from dataclasses import dataclass, field


@dataclass(eq=False, slots=True)
class Copy:
    """One message in one queue: with `holder`, or ready.

    `stamp` tells when it came in, `order` when it went out, and `handle` is what the client names it by.
    """

    number: int
    sender: str
    stamp: int
    size: int
    line: "Line"
    holder: "Reader | None" = None
    handle: str = ""
    order: int = 0
    returned: bool = False
    nacks: int = 0
    reserved: "Transaction | None" = None


@dataclass(eq=False, slots=True)
class Line:
    """A queue, in the order of arrival: a message that comes back has never left its place."""

    name: str
    private: bool = False
    copies: list[Copy] = field(default_factory=list)
    readers: list["Reader"] = field(default_factory=list)

    def head(self) -> Copy | None:
        return next((copy for copy in self.copies if copy.holder is None), None)

    def octets(self) -> int:
        return sum(copy.size for copy in self.copies)


@dataclass(eq=False, slots=True)
class Reader:
    """A subscription; `held` in the order of delivery, `passed` are those served while this one could have been."""

    client: "Client"
    key: str
    destination: str
    mode: str
    prefetch: float
    line: Line | None = None
    held: list[Copy] = field(default_factory=list)
    passed: set["Reader"] = field(default_factory=set)
    latest: dict[str, int] = field(default_factory=dict)


@dataclass(eq=False, slots=True)
class Transaction:
    began_at: float
    operations: list[tuple] = field(default_factory=list)
    octets: int = 0


@dataclass(eq=False, slots=True)
class Client:
    name: str
    opened_at: float
    version: str | None = None
    over: bool = False
    choked: bool = False
    readers: dict[str, Reader] = field(default_factory=dict)
    transactions: dict[str, Transaction] = field(default_factory=dict)
    left: list[Reader] = field(default_factory=list)        # unsubscribed, but a transaction answers for what they hold

    def held(self) -> int:
        return sum(len(reader.held) for reader in [*self.readers.values(), *self.left])


@dataclass(eq=False, slots=True)
class Outcome:
    """What a call must come to: its frame is refused for one of these reasons, or has these effects; and who else ends."""

    reasons: list[str] = field(default_factory=list)
    fanouts: list[tuple[int, set]] = field(default_factory=list)
    others: dict[str, list[str]] = field(default_factory=dict)
    ignored: bool = False
