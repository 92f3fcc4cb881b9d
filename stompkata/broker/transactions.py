"""ACK, NACK and transactions: what takes effect at once, and what waits for COMMIT."""

from typing import NamedTuple

from stompkata.broker.acknowledgements import InFlight, covered_by, find
from stompkata.broker.deliveries import Delivery, MessageHeaders, Remark
from stompkata.broker.destinations import Destinations
from stompkata.broker.limits import Limits
from stompkata.broker.profile import Profile
from stompkata.broker.queue import OVERHEAD
from stompkata.broker.refusal import LostCount
from stompkata.broker.session import Session
from stompkata.errors import LimitExceeded, RemoteProtocolError
from stompkata.stomp.frame import StompFrame
from stompkata.stomp.requirements import requirement
from stompkata.stomp.roles import require_headers


class Sending(NamedTuple):
    """A SEND."""

    headers: MessageHeaders
    body: bytes


class Answer(NamedTuple):
    """An ACK or NACK, and the deliveries it is about."""

    is_ack: bool
    requeue: bool
    covered: list[InFlight]


class Transaction:
    """Everything between BEGIN and COMMIT or ABORT, in its order."""

    __slots__ = ("began_at", "name", "octets", "operations", "session")

    def __init__(self, session: Session, name: str, began_at: float):
        self.session, self.name, self.began_at = session, name, began_at
        self.operations: list[Sending | Answer] = []
        self.octets = 0

    @property
    def covered(self) -> list[InFlight]:
        """The deliveries that it answers for."""
        return [delivery for answer in self.operations if isinstance(answer, Answer) for delivery in answer.covered]


class Transactions:
    """The open transactions of all sessions.

    Source: STOMP 1.2, "BEGIN", "COMMIT", "ABORT", "ACK", "NACK"; S12-63 to S12-68.
    """

    def __init__(self, destinations: Destinations, profile: Profile, limits: Limits):
        self._destinations, self._profile, self._limits = destinations, profile, limits
        self._open: dict[Transaction, None] = {}    # in the order they began

    # The frames.

    def begin(self, session: Session, frame: StompFrame, now: float) -> list[Delivery]:
        """BEGIN: from now on there is a transaction of that name."""
        require_headers(frame, session.version)
        name = frame.headers["transaction"]
        if not self._profile.transactions:
            return []
        if name in session.transactions:
            raise _wrong(f"transaction {name} is open already", "S12-66", "give each transaction its own name")
        if len(session.transactions) >= self._limits.transactions:
            raise LimitExceeded("transactions", self._limits.transactions)
        transaction = session.transactions[name] = Transaction(session, name, now)
        self._open[transaction] = None
        return []

    def commit(self, session: Session, frame: StompFrame, now: float) -> list[Delivery]:
        """COMMIT: all of it takes effect, in its order; or, where there is no room for all, none of it."""
        require_headers(frame, session.version)
        if not self._profile.transactions:
            return []
        transaction = self._transaction(session, frame)
        operations = transaction.operations
        self._destinations.check_room([operation for operation in operations if isinstance(operation, Sending)])
        self._end(transaction)
        deliveries: list[Delivery] = []
        for operation in operations:
            if isinstance(operation, Answer):
                self._apply(operation)
            elif operation.headers.place.is_queue:
                self._destinations.put(operation.headers, operation.body)
            else:
                deliveries += self._destinations.publish(operation.headers, operation.body)
        return deliveries

    def abort(self, session: Session, frame: StompFrame, now: float) -> list[Delivery]:
        """ABORT: nothing of it has happened."""
        require_headers(frame, session.version)
        if self._profile.transactions:
            transaction = self._transaction(session, frame)
            self._end(transaction)
            for delivery in transaction.covered:
                subscription = delivery.subscription
                if self._profile.returns_at_unsubscribe and subscription not in session.subscriptions.values():
                    self._destinations.returned(delivery)       # it was unsubscribed in the meantime
        return []

    def send(self, session: Session, frame: StompFrame, headers: MessageHeaders) -> None:
        """A SEND in a transaction."""
        self._add(self._transaction(session, frame), Sending(headers, frame.body), len(frame.body) + OVERHEAD)

    def answer(self, session: Session, frame: StompFrame, now: float) -> list[Delivery]:
        """ACK or NACK, in a transaction or not."""
        require_headers(frame, session.version)
        if not self._profile.acknowledges:
            return []
        transaction = None
        if "transaction" in frame.headers and self._profile.transactions:
            transaction = self._transaction(session, frame)
        delivery = find(session, frame)
        if delivery is None or delivery.transaction is not None:
            return self._nothing_to_answer(session, frame)
        answer = Answer(frame.command == "ACK", frame.headers.get("requeue") != "false",
                        covered_by(delivery, self._profile.ack_covers))
        if transaction is None:
            self._apply(answer)
        else:
            self._add(transaction, answer, 0)
            for covered in answer.covered:
                covered.transaction = transaction
        return []

    # What is no frame.

    def overdue(self, now: float) -> list[tuple[str, LimitExceeded]]:
        """The sessions that leave a transaction open for too long, and what to tell them."""
        found, seconds = [], self._limits.transaction_seconds
        for transaction in self._open:
            if now - transaction.began_at <= seconds:
                break
            found.append((transaction.session.session_id, LimitExceeded("transaction_seconds", seconds, what=(
                f"transaction {transaction.name} is still open after transaction_seconds = {seconds:g}"))))
        return found

    def forget(self, session: Session) -> None:
        """A session ends, and so do its transactions, without effect (S12-68)."""
        for transaction in list(session.transactions.values()):
            self._end(transaction)

    # Steps of these.

    def _transaction(self, session: Session, frame: StompFrame) -> Transaction:
        name = frame.headers["transaction"]
        if name not in session.transactions:
            raise _wrong(f"there is no open transaction {name}", "S12-66", f"send BEGIN with transaction:{name} first")
        return session.transactions[name]

    def _add(self, transaction: Transaction, operation: Sending | Answer, octets: int) -> None:
        limits = self._limits
        if len(transaction.operations) >= limits.transaction_operations:
            raise LimitExceeded("transaction_operations", limits.transaction_operations)
        if transaction.octets + octets > limits.transaction_octets:
            raise LimitExceeded("transaction_octets", limits.transaction_octets)
        transaction.operations.append(operation)
        transaction.octets += octets

    def _end(self, transaction: Transaction) -> None:
        del self._open[transaction], transaction.session.transactions[transaction.name]
        for delivery in transaction.covered:
            delivery.transaction = None

    def _apply(self, answer: Answer) -> None:
        for delivery in answer.covered:
            if answer.is_ack:
                self._destinations.acknowledged(delivery)
            else:
                self._destinations.refused(delivery, requeue=answer.requeue)

    def _nothing_to_answer(self, session: Session, frame: StompFrame) -> list[Delivery]:
        names = " ".join(f"{name}:{frame.headers[name]}" for name in ("id", "message-id", "subscription")
                         if name in frame.headers)
        what = f"{frame.command} {names} names no message that waits for an answer"
        if self._profile.unknown_ack == "refused":
            rule = {"1.0": "S10-21", "1.1": "S11-34", "1.2": "S12-63"}[session.version]
            raise LostCount(what, rule=rule, source=requirement(rule).section,
                            hint="answer once, for a subscription with ack:client or ack:client-individual")
        return [Remark(session.session_id, what)]


def _wrong(what: str, rule: str, hint: str) -> RemoteProtocolError:
    return RemoteProtocolError(what, rule=rule, source=requirement(rule).section, hint=hint)
