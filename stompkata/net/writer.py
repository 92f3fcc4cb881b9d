"""The writing half of a link: what gathers, what the transport still holds, and when a peer reads too slowly."""

import asyncio
import math
from collections import deque
from collections.abc import Callable

from stompkata.net.outbox import Outbox

CROWDED = 2**20     # octets that are not joined into one block without a look at the transport in between
BLOCK = 65536


class Writer:
    """Gathers pieces in `out` and writes them together.

    A peer is slow, and `slow` is called, when more than `outbound` octets of earlier flushes are still held as the next
    one comes; and when it is `stalled`, as not one flush has left whole for a while. So a peer that keeps up may get a
    frame of any size.
    """

    __slots__ = ("_held", "_lumps", "_outbox", "_outbound", "_since", "_slow", "_transport", "_written", "out")

    def __init__(self, transport: asyncio.Transport, outbox: Outbox, outbound: float, slow: Callable[[int], None]):
        self._transport, self._outbox = transport, outbox
        self._outbound, self._slow = outbound, slow
        self._held = 0                          # what the transport kept of the last flush
        self._written = 0                       # octets handed to it in all
        self._lumps: deque[int] = deque()       # where each flush ends that it still keeps something of
        self._since: float | None = None        # how long the first of these has been the first
        self.out: list[bytes] = []

    def put(self, data: bytes) -> None:
        """Add one whole unit, to be written at the end of the turn."""
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
        if self._held and self._look() > self._outbound:
            out.clear()
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
        """Whether nothing has left whole for so long."""
        self._look()
        if self._lumps and self._since is None:
            self._since = now
        return self._since is not None and now - self._since > seconds

    @property
    def held(self) -> int:
        """Octets that the transport has not got rid of."""
        return self._transport.get_write_buffer_size()

    def _write(self, data: bytes) -> None:
        self._transport.write(data)
        self._written += len(data)
        self._held = self._transport.get_write_buffer_size()
        if self._held:
            self._lumps.append(self._written)

    def _write_in_blocks(self) -> None:
        """The same octets are in it many times (one body, many subscriptions): never join more than can be borne."""
        pieces, block, size = self.out.copy(), [], 0
        self.out.clear()
        for piece in pieces:
            block.append(piece)
            size += len(piece)
            if size >= BLOCK:
                if self._held > self._outbound:
                    self._judge()
                    return
                self._write(b"".join(block))
                block, size = [], 0
        if block:
            self._write(b"".join(block))

    def _look(self) -> int:
        self._held = self._transport.get_write_buffer_size()
        gone = self._written - self._held
        while self._lumps and self._lumps[0] <= gone:
            self._lumps.popleft()
            self._since = None
        return self._held

    def _judge(self) -> None:
        self._outbound = math.inf       # judged once; the ERROR that follows is written to whatever end
        self._slow(self._held)
