"""How much a client has received that nobody has read: beyond a limit it stops reading, and TCP tells the sender."""

from stompkata.net.link import FULL, Link

MESSAGES = 256
OCTETS = 4 * 2**20


class Inbox:
    """Counts the unread messages of one connection, over all its subscriptions."""

    __slots__ = ("_is_open", "_link", "messages", "octets")

    def __init__(self, link: Link):
        self._link = link
        self.messages = self.octets = 0
        self._is_open = False

    def add(self, octets: int) -> None:
        """A message waits to be read."""
        self.messages += 1
        self.octets += octets
        if (self.messages >= MESSAGES or self.octets >= OCTETS) and not self._is_open:
            self._link.hold(FULL)

    def remove(self, octets: int) -> None:
        """One was read; when half of them are, the link reads on."""
        self.messages -= 1
        self.octets -= octets
        if self.messages <= MESSAGES // 2 and self.octets <= OCTETS // 2:
            self._link.release(FULL)

    def open(self) -> None:
        """Take whatever comes: the session ends, and its last RECEIPT stands behind the rest."""
        self._is_open = True
        self._link.release(FULL)

    def __str__(self) -> str:
        return f"; {self.messages} messages wait here unread, so nothing more is received" if self.messages >= MESSAGES else ""
