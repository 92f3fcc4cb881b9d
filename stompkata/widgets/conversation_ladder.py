"""ConversationLadder: who said what to whom, as a sequence diagram, and what belongs together."""

from stompkata.trace.recording import Recording
from stompkata.widgets import ladder_snapshot
from stompkata.widgets.batches import Batches
from stompkata.widgets.ladder_news import LadderNews
from stompkata.widgets.page import View, script, style
from stompkata.widgets.selection import Selection


class ConversationLadder(View):
    """Draws an arrow for each frame between the clients and the broker, and joins question and answer.

    Args:
        recording: live or loaded.
        selection: what is looked at; by default, the one that all views of this recording share.
    """

    _esm = script("conversation_ladder.js")
    _css = style("conversation_ladder.css")

    def __init__(self, recording: Recording, *, selection: Selection | None = None):
        self.recording = recording
        self._shown = ("stomp", True)  # the layer, and whether beats are shown: of the page that was changed last
        self._batches = Batches(self.send, LadderNews(recording).news)
        super().__init__(selection or Selection.of(recording), self._batches)

    def heard(self, content: object) -> None:
        """Take a message of the page, on the pump's thread."""
        self._batches.heard(content)
        match content:
            case {"type": "shown", "layer": "stomp" | "websocket" as layer, "beats": bool(beats)}:
                self._shown = (layer, beats)

    def snapshot(self) -> dict[str, str]:
        """Return the newest part of the ladder as it stands, of the layer that is looked at, as HTML and as text."""
        return ladder_snapshot.both(self.recording, *self._shown)

    def __repr__(self) -> str:
        return f"<ConversationLadder: {len(self.recording)} records>"
