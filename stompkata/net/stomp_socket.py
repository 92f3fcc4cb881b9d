"""Somebody else's WebSocket, as a web_socket_factory may give it, and the end of a connection in its words."""

import enum
from collections.abc import Callable
from typing import NamedTuple, Protocol


class StompSocketState(enum.IntEnum):
    """The states of a WebSocket, with the numbers that browsers give them."""

    CONNECTING = 0
    OPEN = 1
    CLOSING = 2
    CLOSED = 3


class CloseEvent(NamedTuple):
    """How a connection ended: 1006 if it broke (RFC 6455 §7.4.1), in which case the reason is ours."""

    code: int
    reason: str
    was_clean: bool

    def __str__(self) -> str:
        return f"closed {self.code} {self.reason}".rstrip()


class StompSocket(Protocol):
    """What a client needs of a socket; it sets the four callbacks itself. `terminate()` is welcome, if there is one."""

    url: str
    ready_state: int
    on_open: Callable[[], object] | None
    on_message: Callable[[str | bytes], object] | None
    on_error: Callable[[Exception], object] | None
    on_close: Callable[[CloseEvent], object] | None

    def send(self, data: str | bytes) -> None:
        """Send one message."""

    def close(self, code: int = 1000, reason: str = "") -> None:
        """Begin the closing handshake; on_close is called when it is over."""
