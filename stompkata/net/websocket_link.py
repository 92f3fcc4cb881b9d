"""One WebSocket connection: the `websockets` library reads and judges the frames, and we keep everything in order.

All that goes out passes one writer: our messages, and the library's Pong or Close at the place of what it answers.
"""

from collections import deque

from websockets.client import ClientProtocol
from websockets.exceptions import PayloadTooBig
from websockets.frames import Close, Frame, Opcode
from websockets.protocol import State
from websockets.server import ServerProtocol

from stompkata.errors import LimitExceeded, RemoteProtocolError
from stompkata.net.link import Link
from stompkata.net.tape import Tape
from stompkata.websocket.frame import frame_length

HEAD = 16384        # octets of an upgrade's head, before we stop waiting for its end
SLICE = 4096        # octets that the library gets at once: it reads them all, however small the frames in it are
EVENTS = 256        # frames of any kind in one turn
REASON = 123        # octets of the reason in a Close (RFC 6455 §5.5)
RULES = {           # what the library calls a fault -> our requirement
    "reserved bits must be 0": "W-14", "invalid opcode": "W-15", "incorrect masking": "W-17",
    "unexpected continuation frame": "W-20", "expected a continuation frame": "W-20",
    "incomplete fragmented message": "W-20", "control frame too long": "W-21", "fragmented control frame": "W-21",
    "close frame too short": "W-24", "invalid status code": "W-28",
}


class WebSocketLink(Link):
    """A connection with one STOMP frame in each message out; in, STOMP may be split and joined at will.

    `protocol` knows the state of the connection. The opening handshake is the business of the two subclasses.
    """

    layer = "websocket"
    has_messages = True

    def __init__(self, *args, protocol: ServerProtocol | ClientProtocol, **options):
        super().__init__(*args, **options)
        self.protocol = protocol
        self._backlog, self._at = b"", 0        # octets, and from where on the library has not got them yet
        self._events: deque[Frame | None] = deque()     # what it made of those it got; None: it failed
        self._answers: deque[bytes] = deque()   # what it wants to say to them, in the same order
        self._parts: list[bytes] | None = None  # a message of which not every fragment is there
        self._is_text = False
        self._code: int | None = None           # of the Close, if WebSocket itself was broken

    # Reading.

    def data_received(self, data: bytes) -> None:
        """Take octets off the wire; after our Close, too, as the peer's Close is still to come."""
        self.heard = self.clock.now()
        self._take(data)
        if not self._owed:
            self._turn()

    def eof_received(self) -> bool:
        """Without a Close before it, this is an abnormal end (1006)."""
        self.protocol.receive_eof()
        return super().eof_received()

    def _take(self, data: bytes) -> None:
        if self.tape is not None:
            self.tape.took(data)
        self._backlog, self._at = self._backlog[self._at:] + data, 0

    def _run(self) -> bool:
        frames, events = self.limits.frames_a_turn, EVENTS
        read, queue, received = self.decoder.next, self._events, self.party.received
        while True:
            while not self.ended and (frame := read()) is not None:
                self.frames += 1
                received(self, frame)
                frames -= 1
                if not frames:
                    return True
            while not queue:
                if not self._feed():
                    return False
            self._handle(queue.popleft())
            events -= 1
            if not events:
                return True

    def _feed(self) -> bool:
        """Give the library its next octets; False when there are none."""
        if self.protocol.state is State.CONNECTING:
            return self._shake_hands()
        data = self._next_slice()
        if not data:
            return False
        self.protocol.receive_data(data)
        self._events += self.protocol.events_received()
        self._answers += self.protocol.data_to_send()
        if self.protocol.parser_exc is not None and self._code is None:
            self._events.append(None)
            if self.tape is not None:
                self.tape.cut("websocket", self._unfed)     # what is broken is what one wants to see
        return True

    def _next_slice(self) -> bytes:
        size = SLICE
        if self.server and self.version is None:
            # One frame at a time, as CONNECT raises the limit for the very next.
            size = frame_length(self._backlog, self._at)
            if size is None or self._unfed < size <= self.limits.before_connect:
                return b""
        return self._advance(size)

    def _cut_head(self, all_of_it: bool = False) -> bytes:
        """The head of a request or response, up to its blank line; nothing while it is not complete."""
        end = len(self._backlog) if all_of_it else self._backlog.find(b"\r\n\r\n", self._at) + 4
        begins = self._backlog[self._at:self._at + 1]
        if end < 4 and self._unfed <= HEAD and (not begins or begins.isalpha()):    # else no HTTP, but perhaps TLS
            return b""
        head = self._advance(end - self._at if end > 4 else self._unfed)
        if self.tape is not None:
            self.tape.cut("handshake", self._unfed)
        return head

    @property
    def _unfed(self) -> int:
        return len(self._backlog) - self._at

    def _advance(self, size: int) -> bytes:
        data = self._backlog[self._at:self._at + size]
        self._at += size
        if self._at >= len(self._backlog):
            self._backlog, self._at = b"", 0
        return data

    def _handle(self, frame: Frame | None) -> None:
        opcode = frame.opcode if frame is not None else None
        if (opcode is Opcode.TEXT or opcode is Opcode.BINARY) and frame.fin and not self.ended:
            self._deliver(frame.data, opcode is Opcode.TEXT)
        elif opcode is None:
            self._fail()
        elif opcode is Opcode.PING:
            self._put("websocket", self._answers.popleft())
        elif opcode is Opcode.CLOSE:
            self._closed_by_peer()
        elif opcode is not Opcode.PONG and not self.ended:
            self._assemble(frame)

    def _assemble(self, frame: Frame) -> None:
        if self._parts is None:
            self._parts, self._is_text = [], frame.opcode is Opcode.TEXT
        self._parts.append(frame.data)
        if frame.fin:
            payload, self._parts = b"".join(self._parts), None
            self._deliver(payload, self._is_text)

    def _deliver(self, payload: bytes, is_text: bool) -> None:
        if is_text and not payload.isascii():
            try:
                str(payload, "utf-8")       # of the whole message: a fragment may end within a code point
            except UnicodeDecodeError as error:
                self._code = 1007
                raise RemoteProtocolError("a text message is not UTF-8", at=error.start,
                                          got=bytes(payload[error.start:error.end]), rule="W-23",
                                          source="RFC 6455 §8.1", hint="send other octets as a binary message") from None
        self.deliver(payload)

    def deliver(self, payload: bytes) -> None:
        """Do with a whole message what it is for."""
        self.decoder.feed(payload)

    @property
    def in_part(self) -> bool:
        """Whether a part of a WebSocket frame, message or STOMP frame has come."""
        return bool(self._unfed or self._parts or self.protocol.reader.buffer) or super().in_part

    def agree(self, version: str) -> None:
        """A session is there: read by its version, and up to its limits."""
        super().agree(version)
        self.protocol.max_message_size = self.limits.message

    # Recording.

    def record(self, tape: Tape | None) -> None:
        """Write every unit to this tape from now on; None is no tape."""
        super().record(tape)
        self.protocol.__dict__.pop("recv_frame", None)
        if tape is not None:
            tape.unproven = self.is_open
            tape.took(self._backlog[self._at:])
            self.protocol.recv_frame = self._cut_and_receive

    def _cut_and_receive(self, frame: Frame) -> None:
        # The library is done with a frame: what it has not looked at, and what it has not got, is not part of it.
        rest = len(self.protocol.reader.buffer) + self._unfed
        if self.tape.unproven and frame_length(self.tape.first(rest)) != len(self.tape.first(rest)):
            self.tape.drop(rest)        # it was put in in the middle of this frame
        self.tape.cut("websocket", rest)
        type(self.protocol).recv_frame(self.protocol, frame)

    def _cut(self) -> None:
        """STOMP frames are no units here."""

    # Writing.

    def ping(self) -> bool:
        """Send a Ping."""
        self._put("websocket", self.frame(Opcode.PING, b""))
        return True

    def put(self, data: bytes, body: bytes = b"", *, counted: bool = True) -> None:
        """Send one unit of STOMP as one message: text if it is UTF-8 as a whole, else binary."""
        self._put("websocket", self.frame(Opcode.TEXT if is_utf8(body) else Opcode.BINARY, data), counted)

    def frame(self, opcode: Opcode, payload: bytes) -> bytes:
        """One whole WebSocket frame, masked if we are the client (RFC 6455 §5.1)."""
        return Frame(opcode, payload).serialize(mask=not self.server)

    def head(self, size: int, *, text: bool) -> bytes:
        """The header of an unmasked frame with so many octets."""
        first = b"\x81" if text else b"\x82"
        if size < 126:
            return first + size.to_bytes(1)
        if size < 65536:
            return first + b"\x7e" + size.to_bytes(2)
        return first + b"\x7f" + size.to_bytes(8)

    # The end.

    def _fail(self) -> None:
        error = self.protocol.parser_exc
        self._code = self.protocol.close_sent.code if self.protocol.close_sent else 1006
        if isinstance(error, PayloadTooBig):
            limit = "before_connect" if self.version is None else "message"
            value = self.protocol.max_message_size
            raise LimitExceeded(limit, value, what=f"a WebSocket message is over the limit {limit} = {value} octets")
        rule = RULES.get(str(error), "W-13")
        raise RemoteProtocolError(f"broken WebSocket frame: {error}", rule=rule, source="RFC 6455 §5")

    def _farewell(self, code: int, reason: str) -> None:
        code = self._code or code
        reason = reason.encode()[:REASON].decode("utf-8", "ignore")
        state = self.protocol.state
        if state is State.CONNECTING:
            return
        if state is State.OPEN:
            self.protocol.send_close(code, reason)      # it has to know; the octets are built below
            self.protocol.data_to_send()
        self._put("websocket", self.frame(Opcode.CLOSE, Close(code, reason).serialize()))

    def _wind_up(self) -> None:
        """Wait for the peer's Close (RFC 6455 §7.1.1), unless nothing it says can be understood any more."""
        if self._code is not None or self.protocol.state is not State.CLOSING or self.protocol.close_rcvd is not None:
            self._finish()
        else:
            self._linger()

    def _closed_by_peer(self) -> None:
        if not self.ended:
            self._put("websocket", self._answers.popleft())
            received = self.protocol.close_rcvd
            self._end(f"the peer closed: {received.code} {received.reason}".rstrip())
        if self.server:
            self._finish()
        else:
            self._linger()      # the server closes TCP first

    @property
    def close_received(self) -> Close | None:
        """The peer's Close."""
        return self.protocol.close_rcvd

    @property
    def ending(self) -> str:
        """How it ended: with the code the peer sent, or 1006 if it sent none (RFC 6455 §7.1.5)."""
        received = self.close_received
        return f"closed {received.code} {received.reason}".rstrip() if received else "closed 1006"


def is_utf8(body: bytes) -> bool:
    """Whether a body may travel in a text message."""
    if body.isascii():
        return True
    try:
        str(body, "utf-8")
    except UnicodeDecodeError:
        return False
    return True
