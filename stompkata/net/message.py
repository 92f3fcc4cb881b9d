"""What a subscriber gets, and how it says what became of it."""

from collections.abc import Awaitable, Mapping
from typing import TYPE_CHECKING, Any

from stompkata.errors import LocalProtocolError, NotConnectedError
from stompkata.net import body
from stompkata.stomp.frame import StompFrame

if TYPE_CHECKING:
    from stompkata.net.session import Session


class Message(StompFrame):
    """A MESSAGE frame: `headers`, `body` (octets), `text`, its usual headers by name, and `ack` and `nack`."""

    session: "Session | None" = None        # that it came in

    @property
    def destination(self) -> str:
        """Where it was sent to."""
        return self.headers.get("destination", "")

    @property
    def message_id(self) -> str:
        """The broker's name for it."""
        return self.headers.get("message-id", "")

    @property
    def subscription_id(self) -> str:
        """Which of our subscriptions it is for."""
        return self.headers.get("subscription", "")

    @property
    def size(self) -> int:
        """About how many octets it takes to keep."""
        return len(self.body) + 200

    def json(self) -> Any:
        """The value that the body is as JSON, whatever its content-type says.

        Raises:
            NotJson: it is none; the message says what it is, and from which octet on.
        """
        kind = self.headers.get("content-type", "not said")
        return body.parsed(self.body, f"MESSAGE {self.message_id} of {self.destination}, whose content-type is {kind},")

    def ack(self, headers: Mapping[str, str] | None = None, *, transaction: str | None = None) -> Awaitable[None]:
        """Say that it is processed: it, and in mode `client` all before it.

        Args:
            headers: further ones, such as receipt.
            transaction: the id of one that was begun; the broker takes note when that is committed.

        Raises:
            StaleAck: it came over a connection that has ended, and nothing is sent.
            LocalProtocolError: there is nothing to acknowledge.
        """
        return self._answer("ACK", headers, transaction)

    def nack(self, headers: Mapping[str, str] | None = None, *, transaction: str | None = None) -> Awaitable[None]:
        """Say that it is not processed; what becomes of it is up to the broker. As `ack`."""
        return self._answer("NACK", headers, transaction)

    def _answer(self, command: str, headers: Mapping[str, str] | None, transaction: str | None) -> Awaitable[None]:
        if self.session is None:
            raise NotConnectedError("this message came over no connection")
        ack_id = self.headers.get("ack") if self.session.version == "1.2" else self.message_id
        if ack_id is None:
            raise LocalProtocolError(f"MESSAGE {self.message_id} has no ack header, so it waits for no {command}",
                                     rule="S12-73", source='STOMP 1.2, "MESSAGE"',
                                     hint='subscribe with headers={"ack": "client-individual"}')
        return self.session.answer(command, ack_id, self.subscription_id, headers, transaction)
