"""Whom a link serves."""

from typing import TYPE_CHECKING, Protocol

from stompkata.errors import ProtocolError
from stompkata.stomp.frame import Beat, StompFrame

if TYPE_CHECKING:
    from stompkata.net.link import Link


class Party(Protocol):
    """The broker's hub, a client's session, or the raw socket of a lesson: what a link tells, in this order."""

    def made(self, link: "Link") -> None:
        """There is a connection."""

    def opened(self, link: "Link") -> None:
        """STOMP may flow from now on."""

    def received(self, link: "Link", frame: StompFrame | Beat) -> None:
        """One frame or beat came."""

    def broken(self, link: "Link", error: ProtocolError) -> None:
        """The peer broke a rule or a limit: answer, and close the link."""

    def choked(self, link: "Link") -> None:
        """What was sent to the peer piles up."""

    def flowing(self, link: "Link") -> None:
        """The pile has shrunk."""

    def lost(self, link: "Link", reason: str) -> None:
        """No frame can be exchanged any more; said once."""

    def gone(self, link: "Link") -> None:
        """The connection itself has ended; said once, last."""
