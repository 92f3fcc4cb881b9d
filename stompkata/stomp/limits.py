"""How large a frame may grow."""

from dataclasses import dataclass


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
