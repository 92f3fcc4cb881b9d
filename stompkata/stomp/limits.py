"""How large a frame may grow; counted while it arrives, so that nothing endless is ever held."""

from dataclasses import dataclass

from stompkata.stomp.dialect import Dialect


@dataclass(frozen=True, slots=True)
class FrameLimits:
    """The most a peer may send of each part of a frame, in octets (`headers`: in lines, repeats counted).

    `frame` caps the whole frame, from its command to its NUL; None leaves that to the other limits.
    A line is counted without its EOL, the header block with the EOL of each header line.

    Source: STOMP 1.2, "Size Limits".
    """

    command: int = 32
    headers: int = 64
    header_line: int = 4096
    header_block: int = 16384
    body: int = 4 * 2**20
    frame: int | None = None

    @property
    def easy(self) -> int:
        """A frame head of fewer octets than this breaks no limit but `command` and `headers`."""
        return min(self.header_line, self.header_block, self.frame or self.header_block)

    @property
    def reach(self) -> int:
        """The head of a legal frame, its blank line included, is not longer than this."""
        return self.command + self.header_block + 4


class HeadMeter:
    """Measures the header lines of a frame whose head is still arriving, each octet once.

    `block` is where the first header line begins; all positions count from the start of the frame.
    """

    __slots__ = ("_block", "_line", "_lines", "_seen")

    def __init__(self, block: int):
        self._block = self._line = self._seen = block
        self._lines = 0

    def measure(self, data, start: int, stop: int, limits: FrameLimits, dialect: Dialect) -> None:
        """Raise `LimitExceeded` as soon as the octets of `data` up to `stop` make it certain."""
        crlf = dialect.crlf
        while (end := data.find(b"\n", start + self._seen, stop)) >= 0:
            self._check(end + 1 - start, end - start - (crlf and data[end - 1] == 13), limits, dialect)
            self._line = self._seen = end + 1 - start
            self._lines += 1
        self._seen = stop - start
        # A CR at the end may be half of a CR LF: it counts as soon as the next octet says otherwise.
        taken = self._seen - (crlf and self._seen > self._line and data[stop - 1] == 13)
        if taken > self._line:
            self._check(taken, taken, limits, dialect)

    def _check(self, taken: int, line_end: int, limits: FrameLimits, dialect: Dialect) -> None:
        never = taken
        first_refused = {
            "headers": self._line if self._lines >= limits.headers else never,
            "header_line": self._line + limits.header_line if line_end - self._line > limits.header_line else never,
            "header_block": self._block + limits.header_block,
            "frame": never if limits.frame is None else limits.frame - 1,
        }
        limit = min(first_refused, key=first_refused.get)
        if first_refused[limit] < taken:
            raise dialect.over(limit, getattr(limits, limit), at=first_refused[limit])
