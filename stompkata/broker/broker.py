"""The broker: frames of many sessions in, deliveries out. It holds no octets, opens no socket and reads no clock."""

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

from stompkata.broker.deliveries import Agreed, Close, Delivery, Remark, Reply
from stompkata.broker.destinations import Destinations
from stompkata.broker.greeting import greet
from stompkata.broker.limits import Limits
from stompkata.broker.place import TEMPORARY, check_destination, place_of
from stompkata.broker.profile import Profile, profile
from stompkata.broker.queue import Queue
from stompkata.broker.refusal import GOING_AWAY, NORMAL, LostCount, NotAllowed, close_code, error_frame
from stompkata.broker.sending import message_headers
from stompkata.broker.session import Session
from stompkata.broker.subscription import requested
from stompkata.broker.transactions import Transactions
from stompkata.errors import LimitExceeded, ProtocolError, RemoteProtocolError
from stompkata.stomp.frame import StompFrame
from stompkata.stomp.roles import State, require_headers


class Broker:
    """Topics and queues, acknowledgements, transactions, receipts, errors.

    Whoever drives it carries out the deliveries that each call returns, in their order; says `choked` and `flowing` of
    a session whose transport is full or has room again; and calls `pump` while there is something `pending`.

    Args:
        preset: "strict", "lenient", "rabbitmq", "spring", or a `Profile` of one's own.
        limits: what a peer may ask of it.
        users: passcode by login; None lets everybody in.
    """

    def __init__(self, preset: str | Profile = "lenient", *, limits: Limits = Limits(),
                 users: Mapping[str, str] | None = None):
        self.profile, self.limits, self.users = profile(preset), limits, users
        self.sessions: dict[str, Session] = {}
        self._destinations = Destinations(limits, wildcards=self.profile.wildcards, redeliveries=self.profile.redeliveries)
        self._transactions = Transactions(self._destinations, self.profile, limits)
        self._ripe, self._drowned = self._destinations.ripe, self._destinations.drowned
        self._waiting: dict[str, Session] = {}      # for CONNECT, in the order they came
        self._stopping, self._guests = False, 0     # those who were let in, until they are lost
        self._server = f"stompkata/{_version()}"
        transact = self._transactions
        self._act = {
            "CONNECT": self._connect, "STOMP": self._connect, "SEND": self._send, "SUBSCRIBE": self._subscribe,
            "UNSUBSCRIBE": self._unsubscribe, "ACK": transact.answer, "NACK": transact.answer, "BEGIN": transact.begin,
            "COMMIT": transact.commit, "ABORT": transact.abort, "DISCONNECT": self._disconnect,
        }

    # What happens to a session.

    def open(self, session_id: str, now: float) -> list[Delivery]:
        """Take note of a new connection, which has until `limits.connect_seconds` to send CONNECT."""
        self._waiting[session_id] = self.sessions[session_id] = Session(session_id, now)
        return []

    def handle(self, session_id: str, frame: StompFrame, now: float) -> list[Delivery]:
        """Let one frame take effect; its RECEIPT, if asked for, comes after that (S12-76)."""
        session = self.sessions.get(session_id)
        if session is None or session.over:
            return []
        command, headers, _ = frame
        try:
            if session.allowed.get(command) is not session.state:
                session.step(command)
            deliveries = self._act[command](session, frame, now)
        except ProtocolError as error:
            return self._object(session, error, frame)
        if "receipt" in headers and self._owes_receipt(command):
            deliveries.append(Reply(session_id, StompFrame("RECEIPT", {"receipt-id": headers["receipt"]})))
        if session.over:
            deliveries.append(Close(session_id, NORMAL, "goodbye"))
        if self._ripe or self._drowned:         # who is too slow may be this session itself: nothing follows its ERROR
            deliveries += self._give()
        return deliveries

    def refuse(self, session_id: str, error: ProtocolError, cause: StompFrame | None = None) -> list[Delivery]:
        """End a session with one ERROR that says why (S12-79); also for what the carrier of its octets found wrong."""
        session = self.sessions.get(session_id)
        if session is None or session.over:
            return []
        return [*self._expel(session, error, cause), *self._give()]

    def lost(self, session_id: str, now: float) -> list[Delivery]:
        """Forget a connection that is gone, and all that was its; what it had not acknowledged goes to others."""
        session = self.sessions.pop(session_id, None)
        if session is not None:
            self._guests -= session.version is not None
            self._leave(session)
        return self._give()

    # What flows from queues.

    @property
    def queues(self) -> Mapping[str, Queue]:
        """The queues there are, by name."""
        return self._destinations.queues

    @property
    def pending(self) -> bool:
        """Whether queues may have more to give than one batch: call `pump`, after the transports had their turn."""
        return bool(self._ripe)

    @property
    def idle(self) -> bool:
        """Whether nothing waits for a consumer that is about to take it, once its transport has room."""
        subscriptions = (found for session in self.sessions.values() if session.choked
                         for found in session.subscriptions.values())
        return not self._ripe and not any(found.queue is not None and found.queue.ready for found in subscriptions)

    def pump(self, now: float) -> list[Delivery]:
        """The next batch."""
        return self._give()

    def choked(self, session_id: str) -> None:
        """Its transport is full: queues give it nothing."""
        if session_id in self.sessions:
            self.sessions[session_id].choked = True

    def flowing(self, session_id: str, now: float) -> list[Delivery]:
        """Its transport has room again."""
        session = self.sessions.get(session_id)
        if session is None:
            return []
        session.choked = False
        for subscription in session.subscriptions.values():
            self._destinations.wake(subscription)
        return self._give()

    # What time brings.

    def tick(self, now: float) -> list[Delivery]:
        """End the sessions that never sent CONNECT, and those that leave a transaction open."""
        deliveries: list[Delivery] = []
        seconds = self.limits.connect_seconds
        for session_id, session in list(self._waiting.items()):
            if now - session.opened_at <= seconds:
                break
            late = LimitExceeded("connect_seconds", seconds, what=f"no CONNECT within connect_seconds = {seconds:g}")
            deliveries += self.refuse(session_id, late)
        for session_id, late in self._transactions.overdue(now):
            deliveries += self.refuse(session_id, late)
        return deliveries

    def drain(self) -> None:
        """Begin to stop: no CONNECT and no SEND is accepted any more, and queues give what they can."""
        self._stopping = True
        for session in self.sessions.values():
            session.repeated = (None, None)

    def stop(self, now: float) -> list[Delivery]:
        """End every session, as the broker itself is about to."""
        self._stopping = True
        deliveries: list[Delivery] = []
        for session in list(self.sessions.values()):
            if not session.over:
                goodbye = self._expel(session, NotAllowed("the broker is stopping", hint="connect again later"))
                deliveries += [goodbye[0], Close(session.session_id, GOING_AWAY, "the broker is stopping")]
        return deliveries

    def left(self) -> dict[str, tuple[int, int]]:
        """What the queues hold, by destination: messages that wait, and messages that are with a consumer."""
        return {name: (queue.ready, queue.in_flight) for name, queue in self.queues.items() if queue}

    # What the frames do.

    def _connect(self, session: Session, frame: StompFrame, now: float) -> list[Delivery]:
        self._check_open()
        greeting = greet(frame, self.profile, self.limits, self.users)
        if self._guests >= self.limits.connections:
            raise LimitExceeded("connections", self.limits.connections)
        if self.users is not None:
            logins = sum(other.login == greeting.login for other in self.sessions.values())
            if logins >= (share := self.limits.share(len(self.users))):
                raise LimitExceeded("login_sessions", share)
        del self._waiting[session.session_id]
        self._guests += 1
        session.version, session.login = greeting.version, greeting.login
        session.enter(State.CONNECTED)
        headers = {"version": greeting.version, "session": session.session_id, "server": self._server,
                   "heart-beat": str(greeting.offer)}
        if greeting.version == "1.0":
            headers = {"session": session.session_id}       # the only one that 1.0 knows (S10-06)
        deliveries: list[Delivery] = [Remark(session.session_id, remark) for remark in greeting.remarks]
        return [*deliveries, Agreed(session.session_id, greeting.version, greeting.intervals),
                Reply(session.session_id, StompFrame("CONNECTED", headers))]

    def _send(self, session: Session, frame: StompFrame, now: float) -> list[Delivery]:
        sent, forwarded = session.repeated
        if frame.headers is sent:
            return self._destinations.publish(forwarded, frame.body)
        self._check_open()
        forwarded = message_headers(session, frame, self.profile, self.limits, self._destinations)
        if "transaction" in frame.headers and self.profile.transactions:
            self._transactions.send(session, frame, forwarded)
            return []
        if forwarded.place.is_queue:
            self._destinations.check_room([(forwarded, frame.body)])
            self._destinations.put(forwarded, frame.body)
            return []
        if "reply-to" not in forwarded:         # its queue may have to be made anew
            session.repeated = frame.headers, forwarded
        return self._destinations.publish(forwarded, frame.body)

    def _subscribe(self, session: Session, frame: StompFrame, now: float) -> list[Delivery]:
        require_headers(frame, session.version)
        destination = frame.headers["destination"]
        check_destination(destination, self.limits.destination)
        subscription = requested(session, frame, place_of(destination, self.profile, subscribe=True),
                                 acknowledges=self.profile.acknowledges)
        if subscription.key in session.subscriptions:
            raise LostCount(f"subscription {subscription.key!r} exists already", rule="S12-51",
                            source='STOMP 1.2, "SUBSCRIBE id Header"', hint="give each subscription its own id")
        if (subscription.subscription_id or "").startswith(TEMPORARY):
            raise NotAllowed(f"the broker itself gives ids that begin with {TEMPORARY}", rule="S12-52",
                             hint="give the subscription another id")
        if len(session.subscriptions) >= self.limits.subscriptions:
            raise LimitExceeded("subscriptions", self.limits.subscriptions)
        self._destinations.add(subscription)
        session.subscriptions[subscription.key] = subscription
        if "selector" in frame.headers:
            return [Remark(session.session_id, "selector has no effect here: every message comes (S10-15)")]
        return []

    def _unsubscribe(self, session: Session, frame: StompFrame, now: float) -> list[Delivery]:
        require_headers(frame, session.version)
        headers = frame.headers
        key = headers["id"] if "id" in headers else (headers["destination"],)
        subscription = session.subscriptions.pop(key, None)
        if subscription is None:
            raise RemoteProtocolError(f"there is no subscription {key!r}", rule="S12-61",
                                      source='STOMP 1.2, "UNSUBSCRIBE"', hint="use the id of your SUBSCRIBE, once")
        self._destinations.remove(subscription)
        if self.profile.returns_at_unsubscribe:
            for delivery in list(subscription.unacknowledged.values()):
                if delivery.transaction is None:
                    self._destinations.returned(delivery)
        return []

    def _disconnect(self, session: Session, frame: StompFrame, now: float) -> list[Delivery]:
        self._leave(session)
        return []

    # Steps of these.

    def _give(self) -> list[Delivery]:
        deliveries: list[Delivery] = []
        while self._drowned:
            subscription, limit = self._drowned.pop(), self.limits.queue_messages
            if not subscription.session.over:
                deliveries += self._expel(subscription.session, LimitExceeded("queue_messages", limit, what=(
                    f"slow consumer: {limit} messages (queue_messages) or their octets wait for {subscription.key!r}")))
        return deliveries + self._destinations.dispatch()

    def _object(self, session: Session, error: ProtocolError, frame: StompFrame) -> list[Delivery]:
        if self.profile.errors_close or isinstance(error, (LimitExceeded, LostCount)):
            return self.refuse(session.session_id, error, frame)
        if session.version is None:
            session.enter(State.IDLE)       # it may try again
        return [Reply(session.session_id, error_frame(error, version=session.version, cause=frame), error)]

    def _expel(self, session: Session, error: ProtocolError, cause: StompFrame | None = None) -> list[Delivery]:
        frame = error_frame(error, version=session.version, cause=cause)
        session.enter(State.CLOSED)
        self._leave(session)
        return [Reply(session.session_id, frame, error), Close(session.session_id, close_code(error), error.what)]

    def _leave(self, session: Session) -> None:
        self._waiting.pop(session.session_id, None)
        self._transactions.forget(session)
        for subscription in session.subscriptions.values():
            self._destinations.remove(subscription)
        session.subscriptions.clear()
        for delivery in list(session.unacknowledged.values()):
            self._destinations.returned(delivery)

    def _check_open(self) -> None:
        if self._stopping:
            raise NotAllowed("the broker is stopping", rule="S12-50", hint="connect again later")

    def _owes_receipt(self, command: str) -> bool:
        if self.profile.receipts == "disconnect":
            return command == "DISCONNECT"
        return command not in ("CONNECT", "STOMP")


def _version() -> str:
    try:
        return version("stompkata")
    except PackageNotFoundError:
        return "0"
