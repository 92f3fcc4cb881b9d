"""STOMP frames out of a stream that is cut anywhere: lent by chapter 06. Your `decode_frame` reads each of them."""

import re

from mystomp.stomp_frame import decode_frame

BEAT = "beat"  # a line end between two frames: the peer is alive (STOMP 1.2, "Heart-beating")
HEAD_END = re.compile(rb"\r?\n\r?\n")
LENGTH = re.compile(rb"^content-length:(\d+)\r?$", re.MULTILINE)


class StompParser:
    """Keeps what is not a whole frame yet, at most `limit` octets of it."""

    def __init__(self, limit: int = 4 * 2**20):
        self._data, self._limit = b"", limit

    def feed(self, chunk: bytes) -> list[tuple[str, dict[str, str], bytes] | str]:
        """The frames that are complete by now, as `decode_frame` gives them, and a BEAT for each line end between."""
        self._data += chunk
        found = []
        while self._data:
            if self._data.startswith((b"\n", b"\r\n")):
                found.append(BEAT)
                self._data = self._data.removeprefix(b"\r")[1:]
                continue
            end = self._end()
            if end is None:
                break
            found.append(decode_frame(self._data[:end]))
            self._data = self._data[end:]
        if len(self._data) > self._limit:
            raise ValueError(f"a frame of more than {self._limit} octets")
        return found

    def _end(self) -> int | None:
        """Where the first frame ends, behind its NUL; None if that has not come."""
        head = HEAD_END.search(self._data)
        if head is None:
            return None
        length = LENGTH.search(self._data, 0, head.start())
        end = head.end() + int(length[1]) if length else self._data.find(b"\x00", head.end())
        return end + 1 if 0 <= end < len(self._data) else None
