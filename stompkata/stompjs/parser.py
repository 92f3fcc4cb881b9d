"""stompjs's Parser: octets to raw frames as stompjs 7.5 reads them, with what it does not notice.

It is lenient where STOMP is not, and names no fault; `stompkata.stomp.decoder` judges by the standard:
- A counted body ends with whatever octet comes next; nobody looks whether it is a NUL.
- A header line without a colon is the beginning of the next line's name.
- CR is dropped anywhere in a command or value and before a name, but is part of a name.
- A content-length that begins with no whole number, or is below zero, swallows all that ever comes.
- The content-length is looked for before names are trimmed, so one with a space before it counts nothing.
"""

import logging
from collections.abc import Callable, Generator
from typing import NamedTuple

from stompkata.stompjs.javascript import decoded, encoded, parse_int
from stompkata.stompjs.spelling import spelled

NUL, LF, CR, COLON = b"\0\n\r:"
PING = object()
_log = logging.getLogger("stompkata.stompjs")


@spelled()
class RawFrame(NamedTuple):
    """What the Parser gives: headers as they came, in the order of the wire, and the body as octets."""

    command: str
    headers: list[tuple[str, str]]
    binary_body: bytes


@spelled("on_frame", "on_incoming_ping")
class Parser:
    """Reads chunks of any size.

    Args:
        on_frame: called with each RawFrame; what it raises is logged, and the parser goes on.
        on_incoming_ping: called for each LF between frames.
    """

    def __init__(self, on_frame: Callable[[RawFrame], object], on_incoming_ping: Callable[[], object]):
        self.on_frame, self.on_incoming_ping = on_frame, on_incoming_ping
        self._octets = _read()
        next(self._octets)

    def parse_chunk(self, chunk: str | bytes, append_missing_null_on_incoming: bool = False) -> None:
        """Read a chunk of text or octets.

        Args:
            append_missing_null_on_incoming: give a chunk a NUL if it does not end in one, as React Native lost it
                (stompjs's issue 89). A frame in two chunks is broken by it.
        """
        octets = encoded(chunk) if isinstance(chunk, str) else bytes(chunk)
        if append_missing_null_on_incoming and octets[-1:] != b"\0":
            octets += b"\0"
        for octet in octets:
            event = self._octets.send(octet)
            if event is PING:
                self.on_incoming_ping()
            elif event is not None:
                self._hand_over(event)

    def _hand_over(self, frame: RawFrame) -> None:
        try:
            self.on_frame(frame)
        except Exception:
            _log.exception("ignoring what the handler of a %s frame raised", frame.command)


def _read() -> Generator[RawFrame | object | None, int, None]:
    """Takes an octet at a time, and gives what it completes: a frame, a ping, or nothing."""
    done = None
    while True:
        octet = yield done
        done = PING if octet == LF else None
        if octet not in (NUL, CR, LF):
            command = yield from _until(LF, octet)
            headers = yield from _headers()
            counted = next((value for name, value in headers if name == "content-length"), None)
            done = RawFrame(command, headers, (yield from _body(counted)))


def _until(end: int, octet: int, dropped: int | None = CR) -> Generator[None, int, str]:
    token = bytearray()
    while octet != end:
        if octet != dropped:
            token.append(octet)
        octet = yield
    return decoded(bytes(token))


def _headers() -> Generator[None, int, list[tuple[str, str]]]:
    headers = []
    while (octet := (yield)) != LF:
        if octet != CR:
            name = yield from _until(COLON, octet, dropped=None)
            headers.append((name, (yield from _until(LF, (yield)))))
    return headers


def _body(content_length: str | None) -> Generator[None, int, bytes]:
    body = bytearray()
    size = None if content_length is None else parse_int(content_length)
    while True:
        octet = yield
        if len(body) == size or (content_length is None and octet == NUL):
            return bytes(body)
        body.append(octet)
