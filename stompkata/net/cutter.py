"""Cuts one direction of a stranger's conversation into units; it looks on, and neither changes nor refuses anything."""

import re
from collections.abc import Iterator

from stompkata.errors import ProtocolError
from stompkata.stomp.decoder import Decoder
from stompkata.stomp.limits import FrameLimits
from stompkata.stomp.rules import COMMANDS
from stompkata.websocket.frame import frame_length

HEAD = 16384            # octets of a head of HTTP
MOST = 4 * 2**20        # octets of one unit that are kept until it is complete
LIMITS = FrameLimits(headers=1024, header_line=65536, header_block=2**18, body=MOST)
STARTS = (b"HTTP/", b"GET ", b"POST ", b"OPTIONS ", b"HEAD ", b"PUT ")
_UPGRADE = re.compile(rb"HTTP/1\.1 101 |GET .*\r\nupgrade:[ \t]*websocket[ \t]*\r\n", re.DOTALL | re.IGNORECASE)
_COMMAND = re.compile(rb"([A-Z]{,32})(?:\r?\Z|[ \t]*\r?\n)")
Unit = tuple[str, bytes]    # layer, octets; words for an "event", what no recording holds for "skipped"


class Cutter:
    """Octets that are on their way to somebody else, in the pieces in which they come.

    How they begin tells what they are: a head of HTTP, and WebSocket frames after one that upgrades; anything else is
    STOMP straight over TCP. What proves to be neither is handed on as it comes, until something known begins again.
    """

    def __init__(self):
        self._data = bytearray()
        self._next = self._begin
        self.layer = "stomp"
        self._skipped = 0
        self._decoder = Decoder(None)
        self._fed = 0           # octets of `_data` that the decoder has got

    def feed(self, data: bytes) -> Iterator[Unit]:
        """The units that are complete now, and what is to be said about them, as events."""
        self._data += data
        while self._data and (unit := self._next()) is not None:
            yield unit

    def end(self) -> Iterator[Unit]:
        """What is left at the end: a part of a unit."""
        if self._data:
            yield self._take(len(self._data))

    @property
    def held(self) -> int:
        """Octets of a unit that is not complete."""
        return len(self._data)

    def rest(self, start: int) -> bytes:
        """Those of them from there on."""
        return bytes(self._data[start:])

    def give_up(self, why: str) -> Unit:
        """Hand on as it comes what is held and what follows."""
        self._next = self._hand_on
        return "event", f"not understood, and so recorded as it comes: {why}".encode()

    def _take(self, size: int) -> Unit:
        unit = bytes(self._data[:size])
        del self._data[:size]
        return self.layer, unit

    def _begin(self) -> Unit | None:
        if self._data.startswith(STARTS):
            self.layer, self._next = "handshake", self._head
        elif any(start.startswith(self._data) for start in STARTS):
            return None
        else:
            self.layer, self._next, self._fed = "stomp", self._stomp, 0
            self._decoder = Decoder(None, strict=False, limits=LIMITS)
        return self._next()

    def _head(self) -> Unit | None:
        size = self._data.find(b"\r\n\r\n", 0, HEAD) + 4
        if size < 4:
            return None if len(self._data) < HEAD else self.give_up(f"a head of more than {HEAD} octets")
        head = self._take(size)
        self._next = self._frame if _UPGRADE.match(head[1]) else self._as_it_comes
        if self._next == self._frame:
            self.layer = "websocket"
        return head

    def _frame(self) -> Unit | None:
        size = frame_length(self._data)
        if size is not None and size > MOST:
            self._skipped, self._next = size, self._skip
            return "event", f"a WebSocket frame of {size} octets is not recorded: the most is {MOST}".encode()
        return None if size is None or size > len(self._data) else self._take(size)

    def _skip(self) -> Unit | None:
        piece = bytes(self._data[:self._skipped])
        del self._data[:self._skipped]
        self._skipped -= len(piece)
        if not self._skipped:
            self._next = self._frame
        return "skipped", piece

    def _stomp(self) -> Unit | None:
        decoder = self._decoder
        if self._data[0] > 13 and (why := self._no_command()):      # of beats there may be very many
            return self.give_up(why)
        decoder.feed(bytes(self._data[self._fed:]))
        self._fed = len(self._data)
        try:
            if decoder.next() is None:
                return None
        except ProtocolError as error:
            return self.give_up(error.what)
        self._fed = decoder.buffered
        return self._take(len(self._data) - decoder.buffered)

    def _no_command(self) -> str:
        found = _COMMAND.match(self._data)
        if found is None:
            return "this is no command of STOMP"
        whole = found[0].endswith(b"\n") and found[1]
        return f"STOMP has no {found[1].decode()}" if whole and found[1].decode() not in COMMANDS else ""

    def _as_it_comes(self) -> Unit | None:
        known = _COMMAND.match(self._data) if self.layer == "stomp" else None
        if self._data.startswith(STARTS) or known and known[1].decode() in COMMANDS and known[0].endswith(b"\n"):
            self._next = self._begin
            return self._begin()
        return self._hand_on()

    def _hand_on(self) -> Unit:
        self._next = self._as_it_comes
        return self._take(len(self._data))
