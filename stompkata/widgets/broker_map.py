"""BrokerMap: who sends where, who gets what, and what is in flight, as a map of a broker or as tables."""

from stompkata.trace.recording import Recording
from stompkata.widgets import broker_map_snapshot
from stompkata.widgets.batches import Batches
from stompkata.widgets.broker_map_news import MapNews
from stompkata.widgets.page import View, script, style
from stompkata.widgets.selection import Selection


class BrokerMap(View):
    """Draws publishers, destinations and subscriptions, and each message as a pulse between them.

    Args:
        recording: live or loaded; the map shows what its connections do, and no others.
        selection: what is looked at; by default, the one that all views of this recording share.
    """

    _esm = script("broker_map.js")
    _css = style("broker_map.css")

    def __init__(self, recording: Recording, *, selection: Selection | None = None):
        self.recording = recording
        self._batches = Batches(self.send, MapNews(recording).news)
        super().__init__(selection or Selection.of(recording), self._batches)

    def heard(self, content: object) -> None:
        """Take a message of the page, on the pump's thread."""
        self._batches.heard(content)

    def snapshot(self) -> dict[str, str]:
        """Return the map as it stands, with its tables: `text/html` without script, and `text/plain`."""
        return broker_map_snapshot.both(self.recording)

    def __repr__(self) -> str:
        return f"<BrokerMap: {len(self.recording)} records>"
