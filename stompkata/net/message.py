"""What a subscriber gets."""

from stompkata.stomp.frame import StompFrame


class Message(StompFrame):
    """A MESSAGE frame: `headers`, `body` (octets), `text`, and its usual headers by name."""

    __slots__ = ()

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
