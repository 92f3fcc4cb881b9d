"""The client's end of one STOMP session: the party of its link."""

import asyncio
import itertools
from collections import Counter
from collections.abc import Callable, Mapping

from stompkata.errors import (
    ConnectionLost, ErrorReceived, LocalProtocolError, NotConnectedError, ProtocolError, StompkataError,
)
from stompkata.net.inbox import Inbox
from stompkata.net.link import Link
from stompkata.net.message import Message
from stompkata.net.pulse import Pulse
from stompkata.net.subscription import Subscription
from stompkata.net.tape import Tape
from stompkata.net.waiting import BREATH, DONE, quiet
from stompkata.net.watch import EVERY, Watch
from stompkata.net.wheel import Wheel
from stompkata.stomp.frame import BEAT, Beat, StompFrame
from stompkata.stomp.heartbeat import HeartBeat, agree
from stompkata.stomp.roles import CLIENT_SENDS, SERVER_SENDS, State, follow
from stompkata.trace.recording import Recording

SENDS_A_BREATH = 64     # so many frames may be sent in one go before the loop gets its turn


class Session:
    """From CONNECT to the end of the connection.

    Args:
        headers: of CONNECT; its heart-beat is what we offer.
        tolerance: after how many intervals of silence the server is given up.

    `started` resolves with CONNECTED, `ended` when the connection is gone; both may be awaited by many. Whoever waits
    for anything else gets `failure` when that can never come.
    """

    def __init__(self, wheel: Wheel, headers: Mapping[str, str], tolerance: float, recording: Recording | None = None):
        loop = asyncio.get_running_loop()
        self.wheel, self.started, self.ended = wheel, quiet(loop.create_future()), loop.create_future()
        self.state = State.IDLE
        self.failure: StompkataError | None = None
        self.on_error: Callable[[StompFrame], object] | None = None
        self.link: Link | None = None
        self.inbox: Inbox | None = None
        self._headers, self._tolerance, self._recording = headers, tolerance, recording
        self._numbers = itertools.count()
        self._seen: Counter[str] = Counter()
        self._subscriptions: dict[str, Subscription] = {}
        self._receipts: dict[str, asyncio.Future] = {}
        self._room: asyncio.Future | None = None
        self._pulse: Pulse | None = None
        self._watch: Watch | None = None
        self._sends = 0
        self._act = {"CONNECTED": self._connected, "MESSAGE": self._message, "RECEIPT": self._receipt, "ERROR": self._error}

    @property
    def connected(self) -> bool:
        """Whether frames can be sent."""
        return self.state is State.CONNECTED

    def so_far(self) -> str:
        """What the server has sent, in words, for whoever waited in vain."""
        seen = ", ".join(f"{count} {command}" for command, count in self._seen.items()) or "nothing"
        state = "" if self.connected else f"; the session is {self.state.value}"
        return f"{seen}{state}{self.inbox or ''}"

    # Sending.

    def send(self, frame: StompFrame):
        """Send a frame; await what it returns to wait until there is room for more.

        Raises:
            LocalProtocolError: the frame is not allowed now, or cannot be expressed.
            NotConnectedError, ErrorReceived: there is no session any more.
        """
        if self.failure is not None:
            raise self.failure.with_traceback(None)
        if self.state in (State.IDLE, State.CONNECTING, State.CLOSED):
            raise NotConnectedError(f"{frame.command} needs a session, and there is none: {self.state.value}")
        self.state = follow(CLIENT_SENDS, self.state, frame.command, self.link.version, error=LocalProtocolError)
        self.link.send(frame)
        self._sends += 1
        if self._room is not None:
            return self._room
        return BREATH if self._sends % SENDS_A_BREATH == 0 else DONE

    def expect_receipt(self, receipt_id: str) -> asyncio.Future:
        """What resolves with the RECEIPT of that id."""
        future = self._receipts[receipt_id] = quiet(asyncio.get_running_loop().create_future())
        return future

    def new_id(self, kind: str) -> str:
        """An id that was not used in this session: sub-0, receipt-1, close-2."""
        return f"{kind}-{next(self._numbers)}"

    def subscribe(self, headers: Mapping[str, str], callback: Callable[[Message], object] | None) -> Subscription:
        """Send SUBSCRIBE, and take the messages that come for it."""
        subscription = Subscription(self, headers["id"], headers["destination"], callback)
        self.send(StompFrame("SUBSCRIBE", headers))
        self._subscriptions[subscription.id] = subscription
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        """Send UNSUBSCRIBE, if there is still anybody to send it to."""
        if self._subscriptions.pop(subscription.id, None) is not None and self.connected:
            self.send(StompFrame("UNSUBSCRIBE", {"id": subscription.id, "destination": subscription.destination}
                                 if self.link.version == "1.0" else {"id": subscription.id}))

    # What the link says.

    def made(self, link: Link) -> None:
        """There is a connection."""
        self.link, self.inbox, self._watch = link, Inbox(link), Watch(link)
        if self._recording is not None:
            self.attach(self._recording)
            link.tape.event("open")
        self.wheel.after(EVERY, self._look)

    def opened(self, link: Link) -> None:
        """STOMP may begin: we speak first."""
        self.state = follow(CLIENT_SENDS, self.state, "CONNECT")
        link.send(StompFrame("CONNECT", self._headers))

    def received(self, link: Link, frame: StompFrame | Beat) -> None:
        """One frame of the server."""
        if frame is BEAT:
            self._seen["beats"] += 1
            return
        self._seen[frame.command] += 1
        self.state = follow(SERVER_SENDS, self.state, frame.command, link.version)
        self._act[frame.command](frame)

    def broken(self, link: Link, error: ProtocolError) -> None:
        """The server broke a rule or a limit."""
        self._fail(error)
        link.close(1002, error.what)

    def choked(self, link: Link) -> None:
        """What we send piles up; who awaits a send waits from now on."""
        self._room = asyncio.get_running_loop().create_future()

    def flowing(self, link: Link) -> None:
        """The pile is gone."""
        room, self._room = self._room, None
        if room is not None and not room.done():
            room.set_result(None)

    def lost(self, link: Link, reason: str) -> None:
        """Nothing can be said any more."""
        waiting = f"; still unanswered: {', '.join(self._receipts)}" if self._receipts else ""
        self._fail(ConnectionLost(f"the connection is gone: {reason}{waiting}"))
        self.state = State.CLOSED
        if self._pulse is not None:
            self._pulse.stop()
        self.flowing(link)

    def gone(self, link: Link) -> None:
        """The connection itself has ended."""
        if link.tape is not None:
            link.tape.event(link.ending)
        self.wheel.stop()
        if not self.ended.done():
            self.ended.set_result(link.ending)

    def attach(self, recording: Recording) -> None:
        """Record every unit of this connection."""
        self.link.record(Tape([recording], self.wheel.clock, self.link.name, server=False))

    def detach(self) -> None:
        """Record no more."""
        self.link.record(None)

    # What the server says.

    def _connected(self, frame: StompFrame) -> None:
        version = frame.headers.get("version", "1.0")       # only 1.0 does not say (S10-06)
        self.link.agree(version)
        mine, theirs = HeartBeat.parse(self._headers.get("heart-beat")), HeartBeat.parse(frame.headers.get("heart-beat"))
        self._pulse = Pulse(self.wheel, self.link, agree(mine, theirs), self._tolerance)
        if not self.started.done():
            self.started.set_result(frame)

    def _message(self, frame: StompFrame) -> None:
        message = Message._make(frame)
        subscription = self._subscriptions.get(message.subscription_id)
        if subscription is None and self.link.version == "1.0":
            subscription = next((s for s in self._subscriptions.values() if s.destination == message.destination), None)
        if subscription is not None:            # else it was under way when we unsubscribed
            subscription.deliver(message)

    def _receipt(self, frame: StompFrame) -> None:
        future = self._receipts.pop(frame.headers.get("receipt-id", ""), None)
        if future is not None and not future.done():
            future.set_result(frame)

    def _error(self, frame: StompFrame) -> None:
        self._fail(ErrorReceived(frame))
        if self.on_error is not None:
            self.on_error(frame)
        self.link.close(1000, "ERROR received")

    def _fail(self, failure: StompkataError) -> None:
        if self.failure is not None:
            return
        self.failure = failure
        for future in [self.started, *self._receipts.values()]:
            if not future.done():
                future.set_exception(failure)
        self._receipts.clear()
        for subscription in list(self._subscriptions.values()):
            subscription.end(failure)
        self._subscriptions.clear()

    def _look(self) -> None:
        self.wheel.after(EVERY, self._look)
        self._watch.look(self.wheel.clock.now())
