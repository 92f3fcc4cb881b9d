"""The broker: frames of many sessions in, deliveries out. It holds no octets, opens no socket and reads no clock."""

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

from stompkata.broker.deliveries import Agreed, Close, Delivery, Fanout, MessageHeaders, Reply
from stompkata.broker.greeting import greet
from stompkata.broker.limits import Limits
from stompkata.broker.profile import Profile, profile
from stompkata.broker.refusal import GOING_AWAY, NORMAL, NotAllowed, close_code, error_frame
from stompkata.broker.session import Session, Subscription
from stompkata.broker.topics import Topics
from stompkata.errors import LimitExceeded, ProtocolError, RemoteProtocolError
from stompkata.stomp.frame import StompFrame
from stompkata.stomp.roles import State, require_headers

ACK_MODES = ("auto", "client", "client-individual")
# Ours to say, so that nobody can pretend to be the broker; or between the sender and us; or computed again.
NOT_FORWARDED = frozenset({"subscription", "message-id", "ack", "receipt", "transaction", "content-length"})


class Broker:
    """Publish and subscribe, receipts, errors.

    Every destination is a topic: a message goes to whoever is subscribed at that moment, at most once to each
    subscription, and is kept nowhere. So an acknowledgement has nothing to change: the modes `client` and
    `client-individual` are accepted, their messages carry an `ack` header, and ACK and NACK get their receipts and
    are otherwise ignored. Transactions are refused, as half of one would be worse than none.

    Args:
        preset: "strict", "lenient", or a `Profile` of one's own.
        limits: what a peer may ask of it.
        users: passcode by login; None lets everybody in.
    """

    def __init__(self, preset: str | Profile = "lenient", *, limits: Limits = Limits(),
                 users: Mapping[str, str] | None = None):
        self.profile, self.limits, self.users = profile(preset), limits, users
        self.sessions: dict[str, Session] = {}
        self._topics = Topics()
        self._waiting: dict[str, Session] = {}      # for CONNECT, in the order they came
        self._messages = self._acks = 0
        self._server = f"stompkata/{_version()}"
        self._act = {
            "CONNECT": self._connect, "STOMP": self._connect, "SEND": self._send, "SUBSCRIBE": self._subscribe,
            "UNSUBSCRIBE": self._unsubscribe, "ACK": self._acknowledge, "NACK": self._acknowledge,
            "BEGIN": self._no_transaction, "COMMIT": self._no_transaction, "ABORT": self._no_transaction,
            "DISCONNECT": self._disconnect,
        }

    def open(self, session_id: str, now: float) -> list[Delivery]:
        """Take note of a new connection, which has until `limits.connect_seconds` to send CONNECT."""
        session = self.sessions[session_id] = Session(session_id, now)
        if len(self.sessions) > self.limits.connections:
            return self.refuse(session_id, LimitExceeded("connections", self.limits.connections))
        self._waiting[session_id] = session
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
            deliveries = self._act[command](session, frame)
        except ProtocolError as error:
            return self.refuse(session_id, error, frame)
        if "receipt" in headers and command not in ("CONNECT", "STOMP"):
            deliveries.append(Reply(session_id, StompFrame("RECEIPT", {"receipt-id": headers["receipt"]})))
        if session.over:
            deliveries.append(Close(session_id, NORMAL, "goodbye"))
        return deliveries

    def refuse(self, session_id: str, error: ProtocolError, cause: StompFrame | None = None) -> list[Delivery]:
        """End a session with one ERROR that says why (S12-79); also for what the carrier of its octets found wrong."""
        session = self.sessions.get(session_id)
        if session is None or session.over:
            return []
        frame = error_frame(error, version=session.version, cause=cause)
        session.enter(State.CLOSED)
        self._leave(session)
        return [Reply(session_id, frame), Close(session_id, close_code(error), error.what)]

    def lost(self, session_id: str, now: float) -> list[Delivery]:
        """Forget a connection that is gone, and all that was its."""
        session = self.sessions.pop(session_id, None)
        if session is not None:
            self._leave(session)
        return []

    def tick(self, now: float) -> list[Delivery]:
        """Do what time alone brings about: end the sessions that never sent CONNECT."""
        deliveries: list[Delivery] = []
        seconds = self.limits.connect_seconds
        for session_id, session in list(self._waiting.items()):
            if now - session.opened_at <= seconds:
                break
            late = LimitExceeded("connect_seconds", seconds, what=f"no CONNECT within connect_seconds = {seconds:g}")
            deliveries += self.refuse(session_id, late)
        return deliveries

    def stop(self, now: float) -> list[Delivery]:
        """End every session, as the broker itself is about to."""
        deliveries: list[Delivery] = []
        for session_id, session in list(self.sessions.items()):
            if not session.over:
                goodbye = self.refuse(session_id, NotAllowed("the broker is stopping", hint="connect again later"))
                deliveries += [goodbye[0], Close(session_id, GOING_AWAY, "the broker is stopping")]
        return deliveries

    def _leave(self, session: Session) -> None:
        self._waiting.pop(session.session_id, None)
        self._topics.remove(session.subscriptions.values())
        session.subscriptions.clear()

    def _connect(self, session: Session, frame: StompFrame) -> list[Delivery]:
        greeting = greet(frame, self.profile, self.limits, self.users)
        del self._waiting[session.session_id]
        session.version, session.login = greeting.version, frame.headers.get("login")
        session.enter(State.CONNECTED)
        headers = {"version": greeting.version, "session": session.session_id, "server": self._server,
                   "heart-beat": str(greeting.offer)}
        if greeting.version == "1.0":
            headers = {"session": session.session_id}       # the only one that 1.0 knows (S10-06)
        return [Agreed(session.session_id, greeting.version, greeting.intervals),
                Reply(session.session_id, StompFrame("CONNECTED", headers))]

    def _send(self, session: Session, frame: StompFrame) -> list[Delivery]:
        sent, forwarded = session.repeated
        if frame.headers is not sent:
            forwarded = self._judge_send(session, frame)
            session.repeated = frame.headers, forwarded
        self._messages += 1
        topic = self._topics.get(forwarded["destination"])
        if topic is None:
            return []
        message_id = str(self._messages)
        audience = topic.auto
        deliveries: list[Delivery] = [Fanout(message_id, forwarded, frame.body, audience)] if audience else []
        for subscription in topic.acked:
            deliveries.append(self._copy(subscription, message_id, forwarded, frame.body))
        return deliveries

    def _judge_send(self, session: Session, frame: StompFrame) -> MessageHeaders:
        """Refuse what cannot be sent, and keep the headers that the subscribers get to see (S12-49)."""
        require_headers(frame, session.version)
        if "transaction" in frame.headers:
            self._no_transaction(session, frame)
        self._check_destination(frame.headers["destination"])
        return MessageHeaders(pair for pair in frame.headers.items() if pair[0] not in NOT_FORWARDED)

    def _copy(self, subscription: Subscription, message_id: str, headers: MessageHeaders, body: bytes) -> Reply:
        """A MESSAGE of its own for a subscription with acknowledgements."""
        own = [("message-id", message_id)]
        if subscription.subscription_id is not None:
            own.append(("subscription", subscription.subscription_id))
        if self.sessions[subscription.session_id].version == "1.2":
            self._acks += 1
            own.append(("ack", str(self._acks)))
        return Reply(subscription.session_id, StompFrame("MESSAGE", [*own, *headers.items()], body))

    def _subscribe(self, session: Session, frame: StompFrame) -> list[Delivery]:
        require_headers(frame, session.version)
        headers = frame.headers
        self._check_destination(headers["destination"])
        mode = headers.get("ack", "auto")
        if mode not in ACK_MODES:
            raise RemoteProtocolError(f"ack:{mode} is no acknowledgement mode", rule="S12-54",
                                      source='STOMP 1.2, "SUBSCRIBE ack Header"', hint=f"one of {', '.join(ACK_MODES)}")
        subscription = Subscription(session.session_id, headers.get("id"), headers["destination"], mode)
        if subscription.key in session.subscriptions:
            raise RemoteProtocolError(f"subscription {subscription.key!r} exists already", rule="S12-51",
                                      source='STOMP 1.2, "SUBSCRIBE id Header"', hint="give each subscription its own id")
        if len(session.subscriptions) >= self.limits.subscriptions:
            raise LimitExceeded("subscriptions", self.limits.subscriptions)
        if len(self._topics) >= self.limits.destinations and subscription.destination not in self._topics:
            raise LimitExceeded("destinations", self.limits.destinations)
        session.subscriptions[subscription.key] = subscription
        self._topics.add(subscription)
        return []

    def _unsubscribe(self, session: Session, frame: StompFrame) -> list[Delivery]:
        require_headers(frame, session.version)
        headers = frame.headers
        key = headers["id"] if "id" in headers else (headers["destination"],)
        subscription = session.subscriptions.pop(key, None)
        if subscription is None:
            raise RemoteProtocolError(f"there is no subscription {key!r}", rule="S12-61",
                                      source='STOMP 1.2, "UNSUBSCRIBE"', hint="use the id of your SUBSCRIBE, once")
        self._topics.remove([subscription])
        return []

    def _acknowledge(self, session: Session, frame: StompFrame) -> list[Delivery]:
        require_headers(frame, session.version)
        return []

    def _no_transaction(self, session: Session, frame: StompFrame) -> list[Delivery]:
        require_headers(frame, session.version)
        raise NotAllowed("this broker has no transactions", rule="S12-66", source='STOMP 1.2, "BEGIN"',
                         hint="send the frames without a transaction header")

    def _disconnect(self, session: Session, frame: StompFrame) -> list[Delivery]:
        self._leave(session)
        return []

    def _check_destination(self, destination: str) -> None:
        if len(destination.encode("utf-8", "surrogatepass")) > self.limits.destination:
            raise LimitExceeded("destination", self.limits.destination)
        if not destination.isprintable() or not destination:
            raise NotAllowed(f"destination {destination!r} is empty or holds control characters", rule="S12-50",
                             hint="use letters, such as /topic/news")
        if self.profile.topics_only and not destination.startswith("/topic/"):
            raise NotAllowed(f"destination {destination} does not begin with /topic/", rule="S12-50",
                             hint="this broker has topics only, such as /topic/news")


def _version() -> str:
    try:
        return version("stompkata")
    except PackageNotFoundError:
        return "0"
