"""FrameInspector: a live table of a recording, in a notebook."""

from pathlib import Path

import anywidget

from stompkata.trace.recording import Recording
from stompkata.widgets import snapshot
from stompkata.widgets.feed import Feed
from stompkata.widgets.pump import Pump, hear_while_busy

_STATIC = Path(__file__).parent / "static"


class FrameInspector(anywidget.AnyWidget):
    """Shows each unit that crossed the wire as it comes, also while a cell runs; select one to see it dissected.

    Args:
        recording: live or loaded; it must be able to dissect its records.
    """

    _esm = _STATIC / "frame_inspector.js"
    _css = _STATIC / "frame_inspector.css"

    def __init__(self, recording: Recording):
        super().__init__()
        self.recording = recording
        self._feed = Feed(recording, self.send)
        self.on_msg(self._message)
        hear_while_busy(self.comm)

    def _message(self, _widget, content: object, _buffers) -> None:
        # ipykernel calls this on the main thread or on another one: leave a note for the pump, and go
        self._feed.receive(content)
        Pump.shared().serve(self._feed)

    def snapshot(self) -> dict[str, str]:
        """Return the table as it stands: `text/html` without script, and `text/plain`."""
        return {"text/html": snapshot.html(self.recording), "text/plain": snapshot.text(self.recording)}

    def __repr__(self) -> str:
        return f"<FrameInspector: {len(self.recording)} records>"

    def _repr_mimebundle_(self, **kwargs) -> tuple[dict, dict]:
        self._feed.shown()
        Pump.shared().serve(self._feed)
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        return data | self.snapshot(), metadata
