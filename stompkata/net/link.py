"""One connection: octets in, frames to a party, and back. Here with STOMP straight on TCP; the base of WebSocket too."""

import asyncio
import math

from stompkata.broker.limits import Limits
from stompkata.errors import LimitExceeded, ProtocolError
from stompkata.net.clock import Clock
from stompkata.net.outbox import Outbox
from stompkata.net.party import Party
from stompkata.net.tape import Tape
from stompkata.net.writer import Writer
from stompkata.stomp.decoder import Decoder
from stompkata.stomp.encoder import encode
from stompkata.stomp.frame import StompFrame

TURN, CHOKED, FULL = 1, 2, 4    # why reading is held: the turn is over, the peer does not read, the inbox is full


class Link(asyncio.Protocol):
    """A connection between us and one peer, driven by its transport; it has no task.

    `data_received` runs octets to frames to `party` and back, `limits.frames_a_turn` of them at most; then the loop
    serves the others before it goes on. What is to be written gathers, and the outbox writes it once a turn.
    """

    layer = "stomp"
    has_messages = False        # as WebSocket has: text or binary, each with a beginning and an end
    close_received = None       # the peer's Close, where the transport has such

    def __init__(self, name: str, party: Party, outbox: Outbox, clock: Clock, limits: Limits, *, strict: bool = True,
                 server: bool = True):
        self.name, self.party, self.outbox, self.clock, self.limits = name, party, outbox, clock, limits
        self.server = server
        self.decoder = Decoder(None, strict=strict, limits=limits.frame(connected=not server))
        self.session_id = ""                    # what the broker knows it by, once STOMP may flow
        self.version: str | None = None
        self.tape: Tape | None = None
        self.transport: asyncio.Transport | None = None
        self.writer: Writer | None = None
        self.heard = self.born = clock.now()
        self.frames = 0                         # frames and beats that came
        self.is_open = self.ended = self._finished = False
        self._holds = 0
        self._owed = False                      # a turn is owed to what is held
        self.linger_until: float | None = None

    # What the transport calls.

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Begin."""
        self.transport = transport
        outbound = self.limits.outbound if self.server else math.inf
        self.writer = Writer(transport, self.outbox, outbound, self._slow)
        self.party.made(self)
        if not self.ended:
            self._begin()

    def data_received(self, data: bytes) -> None:
        """Take octets off the wire; any of them prove life (S12-43)."""
        self.heard = self.clock.now()
        if not self.ended:
            self._take(data)
            if not self._owed:
                self._turn()

    def eof_received(self) -> bool:
        """The peer sends no more: what it is owed goes out, then the connection closes."""
        self._end("the peer ended the connection")
        self._linger()
        return False

    def connection_lost(self, error: Exception | None) -> None:
        """The connection is gone."""
        self._end(f"the connection broke: {error}" if error else "the connection closed")
        self.transport = None
        self.party.gone(self)

    def pause_writing(self) -> None:
        """What this peer does not read piles up."""
        self.party.choked(self)

    def resume_writing(self) -> None:
        """The pile has shrunk."""
        self.party.flowing(self)

    # Reading.

    def hold(self, why: int) -> None:
        """Stop reading, for one of the reasons above."""
        if not self._holds and self.transport is not None:
            self.transport.pause_reading()
        self._holds |= why

    def release(self, why: int) -> None:
        """Read on, unless there is another reason not to."""
        if not self._holds & why:
            return
        self._holds &= ~why
        if self._owed and why != TURN:
            asyncio.get_running_loop().call_soon(self._turn)
        elif not self._holds and self.transport is not None:
            self.heard = self.clock.now()       # the silence was ours
            self.transport.resume_reading()

    def _begin(self) -> None:
        self.is_open = True
        self.party.opened(self)

    def _take(self, data: bytes) -> None:
        if self.tape is not None:
            self.tape.took(data)
        self.decoder.feed(data)

    def _turn(self) -> None:
        if self._holds & ~TURN:
            self._owed = True                   # release() comes back here
            return
        try:
            self._owed = self._run()
        except ProtocolError as error:
            self._owed = False
            self._fault(error)
        except BaseException:
            self.abort()
            raise
        if self._owed:
            self.hold(TURN)
            self.outbox.burst()
            asyncio.get_running_loop().call_soon(self._turn)
        else:
            self.release(TURN)

    def _run(self) -> bool:
        """Handle a turn's worth of frames; True when there may be more."""
        for _ in range(self.limits.frames_a_turn):
            frame = None if self.ended else self.decoder.next()
            if frame is None:
                return False
            if self.tape is not None:
                self._cut()
            self.frames += 1
            self.party.received(self, frame)
        return True

    def record(self, tape: Tape | None) -> None:
        """Write every unit to this tape from now on; None is no tape."""
        self.tape = tape
        if tape is not None:
            tape.unproven = self.decoder.buffered > 0

    def _cut(self) -> None:
        rest = self.decoder.buffered
        if self.tape.unproven:
            self.tape.drop(rest)        # it was put in in the middle of this frame
        self.tape.cut("stomp", rest)

    def _fault(self, error: ProtocolError) -> None:
        if self.tape is not None:
            self._cut()
        if isinstance(error, LimitExceeded) and error.limit == "frame":
            limit = self.limits.before_connect
            error = LimitExceeded("before_connect", limit, what=f"a frame is over the limit before_connect = {limit} octets",
                                  at=error.at, rule=error.rule, source=error.source)
        if not self.ended:
            self.party.broken(self, error)

    @property
    def in_part(self) -> bool:
        """Whether the peer has sent a part of something and owes the rest."""
        return self.decoder.buffered > 0

    @property
    def holding(self) -> bool:
        """Whether reading is held, so that silence says nothing about the peer."""
        return bool(self._holds)

    def agree(self, version: str) -> None:
        """A session is there: read by its version, and up to its limits."""
        self.version = version
        self.decoder.version = version
        self.decoder.limits = self.limits.frame(connected=True)

    # Writing.

    def send(self, frame: StompFrame) -> None:
        """Send one frame, in the version of this session."""
        self.put(encode(frame, self.version), frame.body)

    def beat(self) -> None:
        """Send one heart-beat, as a unit of its own; not to a peer that has something else to read before it."""
        if not self.ended and not self.writer.held:
            self.put(b"\n", counted=False)

    def put(self, data: bytes, body: bytes = b"", *, counted: bool = True) -> None:
        """Send octets that are one unit of STOMP; `body` decides between text and binary where that is asked.

        Args:
            counted: False for what comes no faster than the peer reads, so that it cannot be too slow for it.
        """
        self._put("stomp", data, counted)

    def ping(self) -> bool:
        """Ask for a sign of life, where the transport knows how; False where it does not."""
        return False

    def head(self, size: int, *, text: bool) -> bytes:
        """What goes before so many octets of STOMP to carry them as one unit."""
        return b""

    def _put(self, layer: str, unit: bytes, counted: bool = True) -> None:
        if not self.ended:
            if self.tape is not None:
                self.tape.sent(layer, unit)
            self.writer.put(unit, counted=counted)

    # The end.

    def close(self, code: int = 1000, reason: str = "") -> None:
        """End the connection in order, after everything that was sent before."""
        if not self.ended:
            self._farewell(code, reason)
            self._end(reason)
            self._wind_up()

    def abort(self) -> None:
        """End the connection at once."""
        self._end("aborted")
        if self.transport is not None:
            self.transport.abort()

    def _farewell(self, code: int, reason: str) -> None:
        """Say goodbye in the transport's own way: TCP has none but its end."""

    def _slow(self, waiting: int) -> None:
        limit = self.limits.outbound
        self.party.broken(self, LimitExceeded(
            "outbound", limit, what=f"slow consumer: {waiting} octets wait to be read, over the limit outbound = {limit}"))

    def _end(self, reason: str) -> None:
        if not self.ended:
            if self.writer is not None:
                self.writer.end()
            self.ended = True
            self.party.lost(self, reason)

    def _wind_up(self) -> None:
        self._finish()

    @property
    def ending(self) -> str:
        """How the connection ended, in words."""
        return "closed"

    def _linger(self) -> None:
        """Read what still comes, to no effect, and see that the end comes soon."""
        if self.transport is not None and self.linger_until is None:
            self.linger_until = self.clock.now() + self.limits.linger_seconds
            self._owed, self._holds = False, 0
            self.transport.resume_reading()

    def _finish(self) -> None:
        """End our direction, and wait a moment for the peer to end its own, so that no reset eats what we wrote."""
        self._linger()
        if self.transport is None or self._finished:
            return
        self._finished = True
        if not self.transport.can_write_eof():
            self.transport.close()              # TLS has no half-closed connections
            return
        try:
            self.transport.write_eof()
        except OSError:
            self.transport.abort()              # the peer has reset the connection, and nobody told us yet
