"""Errors that teach: what happened, where, which rule, what to try, and whose fault it was."""

from collections.abc import Callable, Mapping
from typing import Protocol


class StompkataError(Exception):
    """The root of every error of this package."""


class ProtocolError(StompkataError):
    """A rule of RFC 6455, SockJS or STOMP was broken.

    Args:
        what: one sentence in the protocol's own words.
        at: offset of the first wrong octet in the unit that was read (frame or handshake), if known.
        got: the octets found there.
        rule: requirement id, such as `S12-07`.
        source: the section that the rule comes from, such as `STOMP 1.2, "Value Encoding"`.
        hint: what to try next.
    """

    def __init__(self, what: str, *, at: int | None = None, got: bytes | None = None, rule: str = "", source: str = "",
                 hint: str = ""):
        super().__init__(what)
        self.what, self.at, self.got, self.rule, self.source, self.hint = what, at, got, rule, source, hint

    def __str__(self) -> str:
        place = "" if self.at is None else f" (byte {self.at})"
        if self.at is not None and self.got is not None:
            place = f" (byte {self.at}: {self.got!r})"
        lines = [self.what + place]
        if self.rule:
            lines.append(f"  rule: {self.rule} ({self.source})" if self.source else f"  rule: {self.rule}")
        if self.hint:
            lines.append(f"  try:  {self.hint}")
        return "\n".join(lines)


class LocalProtocolError(ProtocolError):
    """You asked for something that the protocol does not allow."""


class RemoteProtocolError(ProtocolError):
    """The peer sent something that the protocol does not allow."""


class LimitExceeded(RemoteProtocolError):
    """The peer sent more than a limit allows; the message names the limit and its value."""

    def __init__(self, limit: str, value: int | float, *, what: str = "", at: int | None = None, rule: str = "S12-23",
                 source: str = ""):
        super().__init__(
            what or f"over the limit {limit} = {value}", at=at, rule=rule, source=source,
            hint=f"send less, or raise Limits.{limit}",
        )
        self.limit, self.value = limit, value


class HeartBeatLost(RemoteProtocolError):
    """The peer was silent for longer than it may be; the message says which side that was."""


class NotConnectedError(StompkataError, ConnectionError):
    """The operation needs a STOMP session, and there is none."""


class StaleAck(NotConnectedError):
    """The message came over a connection that has ended; the broker may give it again over another."""


class ConnectionLost(StompkataError, ConnectionError):
    """The connection ended; the message says who ended it, how, and what was still unanswered."""


class DeadlineExceeded(StompkataError, TimeoutError):
    """A wait ran out; the message says what was awaited and what had arrived."""


class Explained(Protocol):
    """An ERROR frame, as far as it is read here."""

    @property
    def headers(self) -> Mapping[str, str]:
        """Its header entries."""

    @property
    def text(self) -> str:
        """Its body."""


class ErrorReceived(StompkataError):
    """The broker sent an ERROR frame, and ends the connection with it; `frame` is that frame, `hide` its secrets in words."""

    def __init__(self, frame: Explained, hide: Callable[[str], str] = str):
        self.frame = frame
        explained = frame.text.strip()
        message = frame.headers.get("message", "ERROR without a message")
        super().__init__(hide(explained if explained.startswith(message) else f"{message}\n{explained}".strip()))


class NotJson(StompkataError, ValueError):
    """A body was read as JSON, and is none; the message says whose, and from which octet on."""


class UnsafeAddressError(StompkataError, ValueError):
    """A server would be open to more people than its settings say."""


class OriginError(StompkataError, ValueError):
    """A list of origins holds one that no browser sends; the message says how it is written."""
