"""What a client does to its frames, beyond the standards, for the sake of some servers."""

from collections.abc import Callable, Iterator

from stompkata.errors import LocalProtocolError
from stompkata.stomp.decoder import Decoder
from stompkata.stomp.encoder import encode
from stompkata.stomp.frame import StompFrame
from stompkata.stomp.limits import FrameLimits

TEXT, BINARY = b"", b"\xff"     # bodies that make a link choose the one or the other


def without_length(frame: StompFrame, version: str | None) -> bytes:
    """Encode a frame whose body ends at its NUL, as brokers like it that take content-length for a sign of octets.

    Raises:
        LocalProtocolError: there is a NUL in the body.
    """
    if b"\0" in frame.body:
        raise LocalProtocolError("a body that holds a NUL needs its content-length", at=frame.body.index(b"\0"),
                                 rule="S12-15", source='STOMP 1.2, "Header content-length"')
    headers = [pair for pair in frame.headers.pairs if pair[0] != "content-length"]
    return encode(StompFrame(frame.command, headers), version)[:-1] + frame.body + b"\0"


def pieces(data: bytes, most: int) -> Iterator[bytes]:
    """Cut text into pieces of at most so many UTF-16 units (but two at least), and never inside a character."""
    units, size, at = data.decode().encode("utf-16-le"), 2 * max(most, 2), 0
    while at < len(units):
        end = at + size
        if end < len(units) and units[end + 1] & 0xFC == 0xDC:      # the second half of a surrogate pair
            end -= 2
        yield units[at:end].decode("utf-16-le").encode()
        at = end


class ListeningDecoder(Decoder):
    """A decoder of a client, which shows `took` what came before it reads what `took` returns."""

    def __init__(self, took: Callable[[bytes], bytes], limits: FrameLimits):
        super().__init__(None, strict=False, limits=limits)
        self._took = took

    def feed(self, data: bytes) -> None:
        """Append octets off the wire."""
        super().feed(self._took(data))
