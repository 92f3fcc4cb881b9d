"""Joins a broker to its links: frames go in, and the deliveries that come out are carried to where they belong."""

import asyncio
import secrets

from stompkata.broker.broker import Broker
from stompkata.broker.deliveries import Agreed, Close, Delivery, Fanout, Remark, Reply
from stompkata.broker.refusal import GOING_AWAY, close_code
from stompkata.errors import LimitExceeded, ProtocolError
from stompkata.net.clock import Clock
from stompkata.net.fanout import encode_message, fan_out, fan_out_recorded
from stompkata.net.link import CHOKED, Link
from stompkata.net.outbox import Outbox
from stompkata.net.pulse import Pulse
from stompkata.net.refused import refused_session
from stompkata.net.tape import Tape
from stompkata.net.watch import EVERY, Watch
from stompkata.net.wheel import Wheel
from stompkata.stomp.frame import BEAT, Beat, StompFrame
from stompkata.trace.recording import Recording

NAP = 0.02          # seconds between two looks at what a stopping broker still gives,
GRACE = 0.25        # and until a consumer that acknowledges nothing is waited for no longer


class Hub:
    """The party of every link of one server. All of it runs on one loop; no step of it waits.

    `boot` begins every session id of it: a client that comes back sees another one when the broker was restarted.
    """

    def __init__(self, broker: Broker, clock: Clock):
        self.broker, self.clock, self.limits = broker, clock, broker.limits
        self.boot = secrets.token_hex(4)
        self.wheel = Wheel(clock)
        self.outbox = Outbox(self.limits.flush)
        self.links: dict[Link, Watch] = {}
        self.recordings: list[Recording] = []
        self.delivered = self.slow = 0          # messages handed to links; peers closed for reading too slowly
        self._sessions: dict[str, Link] = {}
        self._pulses: dict[Link, Pulse] = {}
        self._pumping = False
        self._empty: asyncio.Future | None = None
        self.wheel.after(EVERY, self._look)

    # What links say.

    def made(self, link: Link) -> None:
        """A connection is there; nothing has been said on it."""
        self.links[link] = Watch(link)
        if self.recordings:
            self._record(link)
            link.tape.event("open")
        if len(self.links) > 2 * self.limits.connections:
            # Who waits longest for a CONNECT makes room: strangers who say nothing must not keep out those who do.
            stranger = next(one for one in self.links if one.version is None and not one.transport.is_closing())
            refused_session(stranger, LimitExceeded("connections", self.limits.connections))
            stranger.abort()

    def opened(self, link: Link) -> None:
        """STOMP may begin on it."""
        link.session_id = f"{self.boot}-{secrets.token_hex(16)}"
        self._sessions[link.session_id] = link
        self._carry(*self.broker.open(link.session_id, self.clock.now()))

    def received(self, link: Link, frame: StompFrame | Beat) -> None:
        """One frame, to be handled to the end before the next."""
        if frame is BEAT:
            self.links[link].noise += 1
            return
        for delivery in self.broker.handle(link.session_id, frame, link.heard):
            if type(delivery) is Fanout:
                self._fan_out(delivery)
            else:
                self._carry(delivery)

    def broken(self, link: Link, error: ProtocolError) -> None:
        """The peer broke a rule below the broker's, or a limit."""
        self.slow += isinstance(error, LimitExceeded) and error.limit in ("outbound", "stalled_seconds")
        if link.session_id:
            self._carry(*self.broker.refuse(link.session_id, error))
        link.close(close_code(error), error.what)

    def choked(self, link: Link) -> None:
        """The peer does not read: queues give it nothing, and if answers wait for it, no more is taken from it."""
        self.broker.choked(link.session_id)
        if link.writer.waiting:
            link.hold(CHOKED)

    def flowing(self, link: Link) -> None:
        """It reads again."""
        link.release(CHOKED)
        self._carry(*self.broker.flowing(link.session_id, self.clock.now()))

    def lost(self, link: Link, reason: str) -> None:
        """Nothing more can be said to this peer."""
        if link in self._pulses:
            self._pulses.pop(link).stop()
        if self._sessions.pop(link.session_id, None) is not None:
            self._carry(*self.broker.lost(link.session_id, self.clock.now()))

    def gone(self, link: Link) -> None:
        """The connection has ended."""
        if link.tape is not None:
            link.tape.event(link.ending)
        del self.links[link]
        if not self.links and self._empty is not None and not self._empty.done():
            self._empty.set_result(None)

    # What the broker wants.

    def _carry(self, *deliveries: Delivery) -> None:
        for delivery in deliveries:
            link = self._sessions.get(delivery.session_id)
            match delivery:
                case _ if link is None:
                    pass                        # gone in the meantime
                case Reply(_, frame, error):
                    if error is not None and link.version is None:
                        refused_session(link, error)
                    self._reply(link, frame)
                case Agreed(_, version, intervals):
                    link.agree(version)
                    self._pulses[link] = Pulse(self.wheel, link, intervals, self.limits.beat_tolerance)
                case Close(_, code, reason):
                    link.close(code, reason)
                case Remark(_, what):
                    if link.tape is not None:
                        link.tape.event(what)
        if self.broker.pending and not self._pumping:
            self._pumping = True
            asyncio.get_running_loop().call_soon(self._pump)

    def _pump(self) -> None:
        """Let queues give their next batch: one a turn, so that a link that is full can say so between two."""
        self._pumping = False
        self._carry(*self.broker.pump(self.clock.now()))

    def _reply(self, link: Link, frame: StompFrame) -> None:
        if frame.command == "MESSAGE":
            self.delivered += 1
            link.put(encode_message(frame, link.version), frame.body, counted=False)
        else:
            link.send(frame)

    def _fan_out(self, fanout: Fanout) -> None:
        self.delivered += len(fanout.audience)
        if self.recordings:
            fan_out_recorded(fanout, self._sessions)
        else:
            fan_out(fanout, self._sessions, self.outbox)

    # What time brings.

    def _look(self) -> None:
        self.wheel.after(EVERY, self._look)
        now = self.clock.now()
        self._carry(*self.broker.tick(now))
        for watch in list(self.links.values()):
            watch.look(now)

    # Recording.

    def attach(self, recording: Recording) -> None:
        """Record every unit on every link from now on, as well as whatever records already."""
        self.recordings.append(recording)
        for link in self.links:
            if link.tape is None:
                self._record(link)

    def detach(self, recording: Recording) -> None:
        """Record to it no more."""
        self.recordings.remove(recording)
        if not self.recordings:
            for link in self.links:
                link.record(None)

    def _record(self, link: Link) -> None:
        link.record(Tape(self.recordings, self.clock, link.name, server=True))

    # The end.

    async def stop(self) -> dict[str, tuple[int, int]]:
        """Let queues give what can be taken, then tell every peer, and end every connection.

        Either part ends after `limits.drain_seconds` at the latest.

        Returns:
            what stays behind: how many messages were ready and unacknowledged, by destination.
        """
        await self._drain()
        left = self.broker.left()
        self._carry(*self.broker.stop(self.clock.now()))
        for link in list(self.links):
            link.close(GOING_AWAY, "the broker is stopping")
        if self.links:
            self._empty = asyncio.get_running_loop().create_future()
            self.wheel.after(self.limits.drain_seconds, self._abort)
            await self._empty
        self.wheel.stop()
        return left

    async def _drain(self) -> None:
        self.broker.drain()
        now, left = self.clock.now(), {}
        until, moved = now + self.limits.drain_seconds, now
        while any(queue.ready and queue.consumers for queue in self.broker.queues.values()):
            if not self.broker.idle or self.broker.left() != left:
                left, moved = self.broker.left(), now
            if now > min(until, moved + GRACE):
                break
            nap = asyncio.get_running_loop().create_future()
            self.wheel.after(NAP, nap.cancel)
            await asyncio.wait([nap])
            now = self.clock.now()

    def _abort(self) -> None:
        for link in list(self.links):
            link.abort()
