"""The client's end of one STOMP session: the party of its link; what stompjs calls a StompHandler."""

import asyncio
import itertools
from collections import Counter
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from stompkata.errors import (
    ConnectionLost, DeadlineExceeded, ErrorReceived, HeartBeatLost, LocalProtocolError, NotConnectedError, ProtocolError,
    RemoteProtocolError, StaleAck,
)
from stompkata.net.debug import head_of, raw
from stompkata.net.framing import BINARY, TEXT, ListeningDecoder, pieces, without_length
from stompkata.net.inbox import Inbox
from stompkata.net.link import Link
from stompkata.net.message import Message
from stompkata.net.options import call_safely
from stompkata.net.pulse import Pulse
from stompkata.net.stomp_socket import CloseEvent
from stompkata.net.subscription import Subscription
from stompkata.net.tape import Tape
from stompkata.net.waiting import BREATH, DONE, quiet
from stompkata.net.watch import EVERY, Watch
from stompkata.net.websocket_link import is_utf8
from stompkata.stomp.encoder import encode
from stompkata.stomp.frame import BEAT, Beat, StompFrame
from stompkata.stomp.heartbeat import HeartBeat, agree
from stompkata.stomp.roles import CLIENT_SENDS, SERVER_SENDS, State, follow
from stompkata.stomp.versions import choose
from stompkata.trace.recording import Recording

if TYPE_CHECKING:
    from stompkata.net.life import Life

SENDS_A_BREATH = 64     # so many frames may be sent in one go before the loop gets its turn
DISCONNECT_SECONDS = 5.0
Watcher = Callable[[StompFrame], object]


class Session:
    """From the wish to connect to the end of the connection.

    `started` resolves with CONNECTED, `ended` with the close event. Whoever waits for anything else gets `failure` when
    that can never come.
    """

    def __init__(self, life: "Life"):
        loop = asyncio.get_running_loop()
        self.life, self.options, self.wheel = life, life.options, life.wheel
        self.started, self.ended = quiet(loop.create_future()), loop.create_future()
        self.state = State.IDLE
        self.failure: Exception | None = None
        self.farewell: asyncio.Future | None = None     # the RECEIPT of our DISCONNECT
        self.link: Link | None = None
        self.inbox: Inbox | None = None
        self.host = ""
        self.is_tried = self.is_awaited = False         # a socket was asked for; somebody gets the reason if there is none
        self._numbers = itertools.count()
        self._seen: Counter[str] = Counter()
        self._sent: dict[str, StompFrame] = {}          # what asked for a receipt, and has not got it
        self._watchers: dict[str, list[tuple[asyncio.Future, Watcher | None]]] = {}
        self._room: asyncio.Future | None = None
        self._pulse: Pulse | None = None
        self._sends = 0
        self._act = {"CONNECTED": self._connected, "MESSAGE": self._message, "RECEIPT": self._receipt, "ERROR": self._error}

    @property
    def connected(self) -> bool:
        """Whether frames can be sent."""
        return self.state is State.CONNECTED

    @property
    def version(self) -> str | None:
        """The version of STOMP that was agreed on."""
        return self.link.version if self.link is not None else None

    def so_far(self) -> str:
        """What the server has sent, in words, for whoever waited in vain."""
        seen = ", ".join(f"{count} {command}" for command, count in self._seen.items()) or "nothing"
        state = "" if self.connected else f"; the session is {self.state.value}"
        return f"{seen}{state}{self.inbox or ''}" if self.link is not None else "no connection"

    # Sending.

    def send(self, frame: StompFrame, *, counted: bool = True):
        """Send a frame; await what it returns to wait until there is room for more.

        Args:
            counted: whether its body has a content-length.

        Raises:
            LocalProtocolError: the frame is not allowed now, or cannot be expressed.
            NotConnectedError, ErrorReceived: there is no session any more.
        """
        self._require(frame.command)
        state = follow(CLIENT_SENDS, self.state, frame.command, self.link.version, error=LocalProtocolError)
        self._put(frame, counted)
        self.state = state
        if "receipt" in frame.headers:
            self._sent[frame.headers["receipt"]] = frame
        self._sends += 1
        if self._room is not None:
            return asyncio.shield(self._room)
        return BREATH if self._sends % SENDS_A_BREATH == 0 else DONE

    def _put(self, frame: StompFrame, counted: bool = True) -> None:
        options, link = self.options, self.link
        data = encode(frame, link.version) if counted else without_length(frame, link.version)
        if options.debug is not None:
            options.log(">>> " + (raw(data) if options.log_raw_communication else head_of(frame)))
        if options.force_binary_ws_frames:
            link.put(data, BINARY)
        elif options.split_large_frames and link.has_messages and is_utf8(frame.body):
            for piece in pieces(data, options.max_web_socket_chunk_size):
                link.put(piece, TEXT)
        else:
            link.put(data, frame.body)

    def _require(self, what: str) -> None:
        if self.failure is not None:
            raise self.failure.with_traceback(None)
        if self.state in (State.IDLE, State.CONNECTING):
            raise NotConnectedError(f"{what} needs a session, and there is none: {self.state.value}")

    def watch(self, receipt_id: str, watcher: Watcher | None = None) -> asyncio.Future:
        """What resolves with the RECEIPT of that id; `watcher` is called with it first."""
        self._require(f"RECEIPT {receipt_id}")
        future = quiet(asyncio.get_running_loop().create_future())
        self._watchers.setdefault(receipt_id, []).append((future, watcher))
        return future

    def new_id(self, kind: str) -> str:
        """An id that was not used in this session: sub-0, receipt-1, close-2."""
        return f"{kind}-{next(self._numbers)}"

    def subscribe(self, headers: Mapping[str, str], callback: Callable[[Message], object] | None) -> Subscription:
        """Send SUBSCRIBE, and take the messages that come for it."""
        subscription_id = headers["id"]
        if subscription_id in self.life.subscriptions:
            raise LocalProtocolError(f"there is a subscription {subscription_id} already", rule="S12-51",
                                     source='STOMP 1.2, "SUBSCRIBE"', hint="unsubscribe first, or use another id")
        self.send(StompFrame("SUBSCRIBE", headers))
        subscription = self.life.subscriptions[subscription_id] = Subscription(self, headers, callback)
        return subscription

    def resubscribe(self, subscription: Subscription) -> None:
        """Send the SUBSCRIBE of an earlier session again."""
        self.send(StompFrame("SUBSCRIBE", subscription.headers))
        subscription.move(self)

    def unsubscribe(self, subscription: Subscription, headers: Mapping[str, str] | None = None) -> None:
        """Take no more messages for it; send UNSUBSCRIBE, if there is still anybody to send it to."""
        del self.life.subscriptions[subscription.id]
        if self.connected:
            name = {"destination": subscription.destination} if self.version == "1.0" else {}
            self.send(StompFrame("UNSUBSCRIBE", {"id": subscription.id, **name, **(headers or {})}))

    def answer(self, command: str, ack_id: str, subscription_id: str, headers: Mapping[str, str] | None,
               transaction: str | None):
        """Send ACK or NACK: by `id` in 1.2, by message-id and subscription in 1.1, by message-id in 1.0."""
        if self.state is State.CLOSED:
            raise StaleAck(f"{command} {ack_id} belongs to {self.link.name}, a connection that has ended: the broker has "
                           "taken the message back\n  try:  acknowledge the copy that comes over the next connection")
        name = {"id": ack_id} if self.version == "1.2" else {"message-id": ack_id}
        if self.version == "1.1":
            name["subscription"] = subscription_id
        if transaction is not None:
            name["transaction"] = transaction
        return self.send(StompFrame(command, {**name, **(headers or {})}))

    # The end.

    def dispose(self) -> None:
        """End in order: DISCONNECT, its RECEIPT, and the end of the connection (S12-69)."""
        if not self.connected:
            self.link.close()
            return
        headers = {"receipt": self.new_id("close"), **self.options.disconnect_headers}
        self.farewell = self.watch(headers["receipt"], self._parted)
        self.wheel.after(DISCONNECT_SECONDS, self._overdue)
        self.inbox.open()
        try:
            self.send(StompFrame("DISCONNECT", headers))
        except ProtocolError as error:          # one of the headers cannot be expressed
            self.fail(error)
            self.link.close()

    def _parted(self, frame: StompFrame) -> None:
        self.link.close()
        self.options.call("on_disconnect", frame)

    def _overdue(self) -> None:
        late = DeadlineExceeded(f"no RECEIPT for DISCONNECT within {DISCONNECT_SECONDS:g} s\n  so far: {self.so_far()}")
        if not self.farewell.done():
            self.farewell.set_exception(late)
        self.fail(late)
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
        for receipt_id, watchers in self._watchers.items():
            for future, _ in watchers:
                if not future.done():
                    future.set_exception(self._unanswered(receipt_id, failure))
        self.life.unconfirmed += [frame for frame in self._sent.values() if frame.command == "SEND"]
        self.life.failed(failure)

    def _unanswered(self, receipt_id: str, failure: Exception) -> Exception:
        frame = self._sent.get(receipt_id)
        if frame is None or isinstance(failure, ErrorReceived):
            return failure
        what = " to ".join(filter(None, (frame.command, frame.headers.get("destination"))))
        return ConnectionLost(f"{failure}; still unanswered: {receipt_id} for {what}, which may have been processed or not")

    def give_up(self, failure: Exception) -> None:
        """There will be no connection."""
        self.fail(failure)
        if self.link is not None:
            self.link.abort()                   # and then it is gone
        else:
            self._finish(self._broken_event())

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
        link.decoder = ListeningDecoder(self._took, link.decoder.limits)
        if self.options.recording is not None:
            self.attach(self.options.recording)
            link.tape.event("open")
        self._looking = self.wheel.after(EVERY, self._look)

    def opened(self, link: Link) -> None:
        """STOMP may begin: we speak first."""
        options = self.options
        options.log("Web Socket Opened...")
        self.state = follow(CLIENT_SENDS, self.state, "CONNECT")
        ours = {"accept-version": ",".join(sorted(options.stomp_versions)), "host": self.host,
                "heart-beat": f"{options.heartbeat_outgoing},{options.heartbeat_incoming}"}
        ours["host"] = options.connect_headers.get("host", self.host)
        self._put(StompFrame("CONNECT", {**ours, **options.connect_headers, **ours}))

    def _took(self, data: bytes) -> bytes:
        options = self.options
        if options.debug is not None:
            options.log("Received data")
            if options.log_raw_communication:
                options.log("<<< " + raw(data))
        if options.append_missing_null_on_incoming and self.link.has_messages and not data.endswith(b"\0"):
            data += b"\0"
        return data

    def received(self, link: Link, frame: StompFrame | Beat) -> None:
        """One frame of the server."""
        options = self.options
        if frame is BEAT:
            self._seen["beats"] += 1
            self._watch.noise += 1
            options.log("<<< PONG")
            options.call("on_heartbeat_received")
            return
        if options.debug is not None and not options.log_raw_communication:
            options.log("<<< " + head_of(frame))
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
        if self._pulse is not None:
            self._pulse.stop()
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
        has_parted = self.farewell is not None and self.farewell.done() and self.farewell.exception() is None
        if has_parted and not link.has_messages:
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
        options = self.options
        if choose(version, tuple(options.stomp_versions)) is None:
            raise RemoteProtocolError(f"CONNECTED says version {version}, which was not offered", rule="S12-34",
                                      source='STOMP 1.2, "CONNECTED Frame"')
        mine = HeartBeat(options.heartbeat_outgoing, options.heartbeat_incoming)
        intervals = agree(mine, HeartBeat.parse(frame.headers.get("heart-beat"), version))
        self.link.agree(version)
        options.log(f"connected to server {frame.headers.get('server', '')}")
        options.log(f"send PING every {intervals.send_ms}ms")
        options.log(f"check PONG every {intervals.receive_ms}ms")
        self._pulse = Pulse(self.wheel, self.link, intervals, options.heartbeat_tolerance_multiplier, self._beat)
        self.started.set_result(frame)
        self.life.connected(self, frame)

    def _beat(self) -> None:
        self.options.log(">>> PING")
        self.link.beat()

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
        receipt_id = frame.headers.get("receipt-id", "")
        self._sent.pop(receipt_id, None)
        watchers = self._watchers.pop(receipt_id, ())
        if not watchers:
            self.options.call("on_unhandled_receipt", frame)
        for future, watcher in watchers:
            if watcher is not None:
                call_safely(f"the watcher of receipt {receipt_id}", watcher, frame)
            if not future.done():
                future.set_result(frame)

    def _error(self, frame: StompFrame) -> None:
        self._sent.pop(frame.headers.get("receipt-id", ""), None)      # this one is refused, and not unconfirmed
        self.fail(ErrorReceived(frame))
        self.options.call("on_stomp_error", frame)
        self.link.close(1000, "ERROR received")

    def _look(self) -> None:
        self._looking = self.wheel.after(EVERY, self._look)
        self._watch.look(self.wheel.clock.now())
