"""A client's frames on their way to its link and from it: what its options do to them, and what its log says."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stompkata.errors import LocalProtocolError
from stompkata.net.link import Link
from stompkata.net.websocket_link import is_utf8
from stompkata.stomp.decoder import Decoder
from stompkata.stomp.encoder import encode
from stompkata.stomp.frame import StompFrame

if TYPE_CHECKING:
    from stompkata.net.options import Options

TEXT, BINARY = b"", b"\xff"     # bodies that make a link choose the one or the other


class Framing(Decoder):
    """The decoder of a client's link, and the other direction too."""

    def __init__(self, link: Link, options: "Options"):
        super().__init__(None, strict=False, limits=link.decoder.limits)
        self._link, self._options = link, options

    def send(self, frame: StompFrame, *, counted: bool = True) -> None:
        """Give a frame to the link, with a content-length or without."""
        link, options = self._link, self._options
        data = encode(frame, link.version) if counted else without_length(frame, link.version)
        if options.debug is not None:
            options.log(">>> " + (data.decode("utf-8", "replace") if options.log_raw_communication else head_of(frame)))
        if options.force_binary_ws_frames:
            link.put(data, BINARY)
        elif options.split_large_frames and link.has_messages and is_utf8(frame.body):
            for piece in pieces(data, options.max_web_socket_chunk_size):
                link.put(piece, TEXT)
        else:
            link.put(data, frame.body)

    def feed(self, data: bytes) -> None:
        """Octets came: one message, or what TCP had."""
        options = self._options
        if options.debug is not None:
            options.log("Received data")
            if options.log_raw_communication:
                options.log("<<< " + data.decode("utf-8", "replace"))
        if options.append_missing_null_on_incoming and self._link.has_messages and not data.endswith(b"\0"):
            data += b"\0"
        super().feed(data)

    def log(self, frame: StompFrame) -> None:
        """A frame came."""
        if not self._options.log_raw_communication:
            self._options.log("<<< " + head_of(frame))


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


def head_of(frame: StompFrame) -> str:
    """Its command and headers, as stompjs logs them."""
    return "\n".join([frame.command, *(f"{name}:{value}" for name, value in frame.headers.pairs), "", ""])
