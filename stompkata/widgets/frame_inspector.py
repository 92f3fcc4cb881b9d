"""FrameInspector: a live table of a recording, in a notebook."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from stompkata.trace import json_lines
from stompkata.trace.record import Record
from stompkata.trace.recording import Recording
from stompkata.widgets import snapshot
from stompkata.widgets.feed import Feed
from stompkata.widgets.page import View, script, style
from stompkata.widgets.selection import Selection
from stompkata.widgets.sieve import Sieve


class FrameInspector(View):
    """Shows each unit that crossed the wire as it comes, also while a cell runs; select one to see it dissected.

    Args:
        recording: live or loaded; it must be able to dissect its records.
        filter: show only records that pass, such as `command:SEND -beat`; the words are those of `Filter`.
        selection: what is looked at; by default, the one that all views of this recording share.

    Raises:
        FilterError: the filter means nothing.
    """

    _esm = script("frame_inspector.js")
    _css = style("frame_inspector.css", "frames_bar.css", "frames_detail.css")

    def __init__(self, recording: Recording, *, filter: str = "", selection: Selection | None = None):
        self.recording = recording
        super().__init__(selection or Selection.of(recording), Feed(recording, self.send, filter))

    @property
    def filter(self) -> str:
        """What the table shows; set it, or type it into the table. "" shows all."""
        return self._feed.filtered

    @filter.setter
    def filter(self, text: str) -> None:
        self._feed.filter(text)

    def heard(self, content: object) -> None:
        """Answer the page; this is the pump's thread."""
        match content:
            case {"type": "export", "directions": list(directions), "layers": list(layers)}:
                records = [one for one in self.records() if one.direction in directions and one.layer in layers]
                self.send({"type": "exported", "count": len(records)}, [self._lines(records)])
            case _:
                self._feed.heard(content)

    def records(self) -> list[Record]:
        """Return the records that pass the filter."""
        return Sieve(self.recording, self.filter).advance(float("inf")) if self.filter else list(self.recording)

    def export(self, path: str | os.PathLike) -> None:
        """Write the records that pass the filter to a file of JSON Lines, which `Recording.load` reads."""
        json_lines.write(path, self.records(), 0)

    def _lines(self, records: list[Record]) -> bytes:
        with TemporaryDirectory() as folder:
            json_lines.write(path := Path(folder) / "export", records, 0)
            return path.read_bytes()

    def snapshot(self) -> dict[str, str]:
        """Return the table as it stands: `text/html` without script, and `text/plain`."""
        records = self.records()
        return {"text/html": snapshot.html(self.recording, records, self.filter),
                "text/plain": snapshot.text(self.recording, records, self.filter)}

    def stamp(self) -> object:
        """Return what differs whenever the snapshot may: what the recording holds, and the filter."""
        return super().stamp(), self.filter, self.recording.fault

    def __repr__(self) -> str:
        return f"<FrameInspector: {len(self.recording)} records>"
