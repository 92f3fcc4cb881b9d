"""FrameInspector: a live table of a recording, in a notebook."""

from stompkata.trace.recording import Recording
from stompkata.widgets import snapshot
from stompkata.widgets.feed import Feed
from stompkata.widgets.page import View, script, style
from stompkata.widgets.selection import Selection


class FrameInspector(View):
    """Shows each unit that crossed the wire as it comes, also while a cell runs; select one to see it dissected.

    Args:
        recording: live or loaded; it must be able to dissect its records.
        selection: what is looked at, shared with other views; one of its own without.
    """

    _esm = script("frame_inspector.js")
    _css = style("frame_inspector.css")

    def __init__(self, recording: Recording, *, selection: Selection | None = None):
        self.recording = recording
        super().__init__(selection or Selection(recording), Feed(recording, self.send))

    def heard(self, content: object) -> None:
        """Hand a message of the page to the feed; this is the pump's thread, so it is answered at once."""
        self._feed.receive(content)

    def snapshot(self) -> dict[str, str]:
        """Return the table as it stands: `text/html` without script, and `text/plain`."""
        return {"text/html": snapshot.html(self.recording), "text/plain": snapshot.text(self.recording)}

    def __repr__(self) -> str:
        return f"<FrameInspector: {len(self.recording)} records>"
