"""The writing half of a link: what gathers, what the transport still holds, and when a peer reads too slowly."""

import asyncio
import math
from collections import deque
from collections.abc import Callable

from stompkata.net.outbox import Outbox

CROWDED = 2**20     # octets that are not joined into one block without a look at the transport in between
BLOCK = 65536       # octets that are progress, also when what they belong to is larger


class Writer:
    """Gathers pieces in `out` and writes them together.

    A peer is slow, and `slow` is called, when more than `outbound` octets wait behind the flush that is on its way as
    the next one comes: so a frame that finds nothing in its way may have any size. It is also slow when it is `stalled`.
    What is put with `counted=False` counts in neither: whoever puts it gives no more to a peer that does not read.
    """

    __slots__ = ("_held", "_left", "_lumps", "_outbound", "_outbox", "_since", "_slow", "_spared", "_transport",
                 "_waiting", "_written", "out")

    def __init__(self, transport: asyncio.Transport, outbox: Outbox, outbound: float, slow: Callable[[int], None]):
        self._transport, self._outbox = transport, outbox
        self._outbound, self._slow = outbound, slow
        self._held = 0                          # what the transport kept of the last flush
        self._written = 0                       # octets handed to it in all
        self._lumps: deque[tuple[int, int]] = deque()   # flushes that it keeps something of: their ends, what counts
        self._waiting = self._spared = 0        # octets of these that count; octets in `out` that do not
        self._since: float | None = None        # when something was seen to leave last,
        self._left = 0                          # and how many octets had left by then
        self.out: list[bytes] = []

    def put(self, data: bytes, *, counted: bool = True) -> None:
        """Add one whole unit, to be written at the end of the turn."""
        if not counted:
            self._spared += len(data)
        if self._outbox.run:
            self._outbox.deal()
        if not self.out:
            self._outbox.mark(self)
        self.out.append(data)
        self._outbox.count(len(data))

    def flush(self) -> None:
        """Write what has gathered."""
        out = self.out
        if not out:
            return
        if self._held and self._behind() > self._outbound:
            self._judge()
            return
        if len(out) * self._outbox.largest > CROWDED:
            self._write_in_blocks()
            return
        data = b"".join(out)
        out.clear()
        self._write(data)

    def end(self) -> None:
        """Write nothing more."""
        if self._outbox.run:
            self._outbox.deal()
        self.flush()
        self.out = []           # whoever still has the old list adds to nothing
        self._outbound = math.inf

    def stalled(self, now: float, seconds: float) -> bool:
        """Whether for so long neither a whole flush has left nor a block of a larger one."""
        if not self.waiting:
            self._since = None
            return False
        left = self._written - self._held
        if self._since is None or left - self._left >= BLOCK:
            self._since, self._left = now, left
        return now - self._since > seconds

    @property
    def waiting(self) -> int:
        """Octets that count, of the flushes that have not left whole."""
        self._look()
        return self._waiting

    @property
    def held(self) -> int:
        """Octets that the transport has not got rid of."""
        return self._transport.get_write_buffer_size()

    def _write(self, data: bytes) -> None:
        size = counted = len(data)
        if self._spared:
            counted -= min(size, self._spared)
            self._spared -= size - counted
        self._written += size
        self._waiting += counted
        self._transport.write(data)             # may say at once that the peer is choked
        self._held = self._transport.get_write_buffer_size()
        if self._held:
            self._lumps.append((self._written, counted))
            return
        self._waiting = 0
        if self._lumps:
            self._lumps.clear()
            self._since = None

    def _write_in_blocks(self) -> None:
        """The same octets are in it many times (one body, many subscriptions): never join more than can be borne."""
        pieces, block, size = self.out.copy(), [], 0
        self.out.clear()
        for piece in pieces:
            block.append(piece)
            size += len(piece)
            if size >= BLOCK:
                if self._behind() > self._outbound:
                    self._judge()
                    return
                self._write(b"".join(block))
                block, size = [], 0
        if block:
            self._write(b"".join(block))

    def _look(self) -> None:
        self._held = self._transport.get_write_buffer_size()
        left = self._written - self._held
        while self._lumps and self._lumps[0][0] <= left:
            self._waiting -= self._lumps.popleft()[1]
            self._since = None

    def _behind(self) -> int:
        self._look()
        return self._waiting - self._lumps[0][1] if self._lumps else 0

    def _judge(self) -> None:
        behind = self._behind()
        self.out.clear()
        self._outbound = math.inf       # judged once; the ERROR that follows is written to whatever end
        self._slow(behind)
