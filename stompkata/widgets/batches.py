"""Batches for a page that draws a growing picture: never faster than it draws, and nothing while nobody looks."""

from collections.abc import Callable

from stompkata.widgets.notes import Notes

WINDOW = 64  # batches that the page may owe an answer for, before it is sent no more than one in SLOW seconds
SLOW = 0.2
PATIENCE = 120.0  # seconds that an answer may be owed, after which nobody is there; it may wait for a busy cell to end

News = tuple[dict, list[bytes]] | None
Send = Callable[[dict, list[bytes]], None]


class Batches(Notes):
    """Asks `news(fresh)` at each flush for what the page has not seen; `fresh` asks for all of it, from the start.

    Args:
        send: sends content and buffers to the page.
        news: returns them, or None if there is nothing new.
    """

    def __init__(self, send: Send, news: Callable[[bool], News]):
        super().__init__()
        self._send, self._news = send, news
        self._page, self._fresh = "", False
        self._sent = self._acknowledged = 0
        self._sent_at = self._heard_at = float("-inf")

    def shown(self) -> None:
        """The view was displayed: send it what there is, as its page's first words may wait for a busy cell to end."""
        self.leave(self._hello, "displayed")

    def again(self) -> None:
        """Have all of it sent from the start, as if to a new page; may be called on any thread."""
        self._fresh = True

    def heard(self, content: object) -> None:
        """Take a page's greeting, or its word that a batch is drawn."""
        match content:
            case {"type": "ack", "id": int(sent)} if sent <= self._sent:
                self._acknowledged = max(self._acknowledged, sent)
            case {"type": "hello", "page": str(page)}:
                self._hello(page)

    def watched(self, now: float) -> bool:
        """Tell whether somebody may be looking: a hidden or closed page leaves us without an answer, and is given up."""
        owes_nothing = self._sent == self._acknowledged
        return super().watched(now) or (bool(self._page) and (owes_nothing or now - self._heard_at < PATIENCE))

    def flush(self, now: float, may_send: bool = True) -> bool:
        """Answer the page, then send it what is new, if it may; tell whether it did."""
        if super().watched(now):
            self._heard_at = now
        super().flush(now)
        keeps_up = self._sent - self._acknowledged < WINDOW or now - self._sent_at >= SLOW
        return may_send and keeps_up and self.watched(now) and self._send_news(now)

    def _send_news(self, now: float) -> bool:
        fresh, self._fresh = self._fresh, False
        if (news := self._news(fresh)) is None:
            self._fresh |= fresh
            return False
        content, buffers = news
        if self._sent == self._acknowledged:  # from now on it owes one
            self._heard_at = now
        self._sent, self._sent_at = self._sent + 1, now
        self._send({"fresh": fresh} | content | {"id": self._sent}, buffers)
        return True

    def _hello(self, page: str) -> None:
        if page != self._page:  # a new page has seen nothing; one that only repeats itself has
            self._page, self._acknowledged = page, self._sent
            self.again()
