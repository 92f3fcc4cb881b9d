"""The client's end of one STOMP session: the party of its link; what stompjs calls a StompHandler."""

import asyncio
from collections import Counter
from typing import TYPE_CHECKING

from stompkata.errors import ConnectionLost, ErrorReceived, HeartBeatLost, ProtocolError, RemoteProtocolError
from stompkata.net.conversation import Conversation
from stompkata.net.farewell import Farewell
from stompkata.net.framing import Framing
from stompkata.net.heart import Heart
from stompkata.net.inbox import Inbox
from stompkata.net.link import Link
from stompkata.net.message import Message
from stompkata.net.stomp_socket import CloseEvent
from stompkata.net.tape import Tape
from stompkata.net.waiting import quiet
from stompkata.net.watch import EVERY, Watch
from stompkata.stomp.frame import BEAT, Beat, StompFrame
from stompkata.stomp.heartbeat import HeartBeat, agree
from stompkata.stomp.roles import CLIENT_SENDS, SERVER_SENDS, State, follow
from stompkata.trace.recording import Recording

if TYPE_CHECKING:
    from stompkata.net.life import Life


class Session(Conversation):
    """From the wish to connect to the end of the connection.

    `started` resolves with CONNECTED, `ended` with the close event. Whoever waits for anything else gets `failure` when
    that can never come.
    """

    def __init__(self, life: "Life"):
        super().__init__(life)
        loop, self.wheel = asyncio.get_running_loop(), life.wheel
        self.started, self.ended = quiet(loop.create_future()), loop.create_future()
        self.farewell: Farewell | None = None
        self.inbox: Inbox | None = None
        self.host = ""
        self.is_tried = False                   # a socket was asked for
        self.is_awaited = False                 # somebody is told if there is none
        self._seen: Counter[str] = Counter()
        self._heart: Heart | None = None
        self._act = {"CONNECTED": self._connected, "MESSAGE": self._message, "RECEIPT": self._receipt,
                     "ERROR": self._error}

    def so_far(self) -> str:
        """What the server has sent, in words, for whoever waited in vain."""
        seen = ", ".join(f"{count} {command}" for command, count in self._seen.items()) or "nothing"
        state = "" if self.connected else f"; the session is {self.state.value}"
        return f"{seen}{state}{self.inbox or ''}" if self.link is not None else "no connection"

    # The end.

    def dispose(self) -> None:
        """End in order."""
        if self.connected:
            self.farewell = Farewell(self)
        else:
            self.link.close()

    def drop(self) -> None:
        """End without DISCONNECT."""
        if self.options.discard_websocket_on_comm_failure:
            self.link.abort()
        else:
            self.link.close()

    def fail(self, failure: Exception) -> None:
        """Tell everybody who waits for anything that it will not come."""
        if self.failure is not None:
            return
        self.failure = failure
        if not self.started.done():
            self.started.set_exception(failure)
        self.life.unconfirmed += self._receipts.fail(failure)
        self.life.failed(failure)

    def give_up(self, failure: Exception) -> None:
        """There will be no connection."""
        self.fail(failure)
        if self.link is None:
            self._finish(self._broken_event())
        elif not self.ended.done():
            self.link.abort()                   # and then it is gone

    def _finish(self, event: CloseEvent) -> None:
        if not self.ended.done():
            self.ended.set_result(event)
            self.life.closed(self, event)

    def _broken_event(self) -> CloseEvent:
        return CloseEvent(1006, str(self.failure).partition("\n")[0], False)

    # What the link says.

    def made(self, link: Link) -> None:
        """There is a connection."""
        if self.ended.done():                   # given up while it was being made
            link.abort()
            return
        self.link, self.inbox, self._watch = link, Inbox(link), Watch(link)
        link.decoder = self._framing = Framing(link, self.options)
        if self.options.recording is not None:
            self.attach(self.options.recording)
            link.tape.event("open")
        self._looking = self.wheel.after(EVERY, self._look)

    def opened(self, link: Link) -> None:
        """STOMP may begin: we speak first."""
        options = self.options
        options.log("Web Socket Opened...")
        self.state = follow(CLIENT_SENDS, self.state, "CONNECT")
        versions = ",".join(sorted(options.stomp_versions))
        ours = {"accept-version": versions, "host": self.host, "heart-beat": str(self._offer)}
        theirs = {name: value for name, value in options.connect_headers.items() if name == "host" or name not in ours}
        self._framing.send(StompFrame("CONNECT", {**ours, **theirs}))

    @property
    def _offer(self) -> HeartBeat:
        return HeartBeat(self.options.heartbeat_outgoing, self.options.heartbeat_incoming)

    def received(self, link: Link, frame: StompFrame | Beat) -> None:
        """One frame of the server."""
        options = self.options
        if frame is BEAT:
            self._seen["beats"] += 1
            self._watch.noise += 1
            options.log("<<< PONG")
            options.call("on_heartbeat_received")
            return
        if options.debug is not None:
            self._framing.log(frame)
        act = self._act.get(frame.command)
        self._seen[frame.command if act else "other"] += 1
        if act is None and options.on_unhandled_frame is not None:
            options.call("on_unhandled_frame", frame)
            return
        self.state = follow(SERVER_SENDS, self.state, frame.command, link.version)
        act(frame)

    def broken(self, link: Link, error: ProtocolError) -> None:
        """The server broke a rule or a limit."""
        is_silence = isinstance(error, HeartBeatLost)
        if is_silence:
            self.options.call("on_heartbeat_lost")
        self.fail(error)
        if is_silence and self.options.discard_websocket_on_comm_failure:
            link.abort()
        else:
            link.close(1002, error.what)

    def choked(self, link: Link) -> None:
        """What we send piles up; who awaits a send waits from now on."""
        self._room = asyncio.get_running_loop().create_future()

    def flowing(self, link: Link) -> None:
        """The pile is gone."""
        room, self._room = self._room, None
        if room is not None:
            room.set_result(None)

    def lost(self, link: Link, reason: str) -> None:
        """Nothing can be said any more."""
        self.fail(ConnectionLost(f"the connection is gone: {reason}"))
        self.state = State.CLOSED
        if self._heart is not None:
            self._heart.stop()
        self.flowing(link)

    def gone(self, link: Link) -> None:
        """The connection itself has ended."""
        if self.ended.done():
            return
        if link.tape is not None:
            link.tape.event(link.ending)
        self._looking.cancel()
        self._finish(self._event(link))

    def _event(self, link: Link) -> CloseEvent:
        received = link.close_received
        if received is not None:
            return CloseEvent(received.code, received.reason, getattr(received, "was_clean", True))
        if not link.has_messages and self.farewell is not None and self.farewell.was_answered:
            return CloseEvent(1000, "", True)   # TCP has no Close of its own; DISCONNECT and its RECEIPT are one
        return self._broken_event()

    def attach(self, recording: Recording) -> None:
        """Record every unit of this connection."""
        self.link.record(Tape([recording], self.wheel.clock, self.link.name, server=False))

    def detach(self) -> None:
        """Record no more."""
        self.link.record(None)

    # What the server says.

    def _connected(self, frame: StompFrame) -> None:
        version = frame.headers.get("version", "1.0")       # only 1.0 does not say (S10-06)
        if version not in self.options.stomp_versions:
            raise RemoteProtocolError(f"CONNECTED says version {version}, which was not offered", rule="S12-34",
                                      source='STOMP 1.2, "CONNECTED Frame"')
        intervals = agree(self._offer, HeartBeat.parse(frame.headers.get("heart-beat"), version))
        self.link.agree(version)
        self._heart = Heart(self.wheel, self.link, intervals, self.options)
        self.started.set_result(frame)
        self.life.connected(self, frame)

    def _message(self, frame: StompFrame) -> None:
        message = Message._make(frame)
        message.session, subscriptions = self, self.life.subscriptions
        subscription = subscriptions.get(message.subscription_id)
        if subscription is None and self.version == "1.0":
            subscription = next((s for s in subscriptions.values() if s.destination == message.destination), None)
        if subscription is not None:
            subscription.deliver(message)
        else:                                   # a reply, or it was under way when we unsubscribed
            self.options.call("on_unhandled_message", message)

    def _receipt(self, frame: StompFrame) -> None:
        if not self._receipts.came(frame.headers.get("receipt-id", ""), frame):
            self.options.call("on_unhandled_receipt", frame)

    def _error(self, frame: StompFrame) -> None:
        self._receipts.forget(frame.headers.get("receipt-id", ""))      # it is refused, and not unconfirmed
        self.fail(ErrorReceived(frame, self.options.hide))
        self.options.call("on_stomp_error", frame)
        self.link.close(1000, "ERROR received")

    def _look(self) -> None:
        self._looking = self.wheel.after(EVERY, self._look)
        self._watch.look(self.wheel.clock.now())
