"""HeartbeatTimeline: who must be heard how often, when he was, and what came too late."""

import time

from stompkata.trace.recording import Recording
from stompkata.widgets import heartbeat_snapshot
from stompkata.widgets.batches import Batches
from stompkata.widgets.heartbeat_news import HeartbeatNews
from stompkata.widgets.page import View, script, style
from stompkata.widgets.selection import Selection

GROWS = 5.0  # seconds after which a silence that lasts on is worth another still


class HeartbeatTimeline(View):
    """Draws the heart-beats of one connection: what was offered and agreed, each sign of life, and each silence.

    Args:
        recording: live or loaded.
        selection: what is looked at; by default, the one that all views of this recording share.
        live: whether time goes on at the end of the recording; else it does once another record comes.
        tolerance: how many intervals a silence may last before the beat counts as missed.
    """

    _esm = script("heartbeat_timeline.js")
    _css = style("heartbeat_timeline.css")

    def __init__(self, recording: Recording, *, selection: Selection | None = None, live: bool = False,
                 tolerance: float = 2):
        self.recording = recording
        self._news = HeartbeatNews(recording, live=live, tolerance=tolerance)
        self._batches = Batches(self.send, self._news.news)
        super().__init__(selection or Selection.of(recording), self._batches)

    def heard(self, content: object) -> None:
        """Take a message of the page, on the pump's thread."""
        self._batches.heard(content)
        match content:
            case {"type": "pick", "place": int(place)} if 0 <= place < len(self._news.connections):
                self._news.pick(list(self._news.connections)[place])

    def snapshot(self) -> dict[str, str]:
        """Return the timeline as it stands: `text/html` without script, and `text/plain`."""
        news = HeartbeatNews(self.recording, live=self._news.live, tolerance=self._news.tolerance)
        news.read()
        news.pick(self._news.connection)
        return {"text/html": heartbeat_snapshot.html(news), "text/plain": heartbeat_snapshot.text(news)}

    def stamp(self) -> object:
        """Return what differs whenever the snapshot may: the records, the connection, and the time while it goes on."""
        return super().stamp(), self._news.connection, self._news.running and time.monotonic() // GROWS

    def __repr__(self) -> str:
        return f"<HeartbeatTimeline: {len(self.recording)} records>"
