"""PredictionView: a question with choices to click, before the cell that shows the answer."""

from collections.abc import Callable
from dataclasses import replace

import traitlets

from stompkata.kata.outcome import Row
from stompkata.kata.report import Report
from stompkata.widgets.page import script, style
from stompkata.widgets.pictured import Pictured
from stompkata.widgets.pump import hear_while_busy


class PredictionView(Pictured):
    """Radio buttons for one prediction; it never holds the answer, so that the page cannot give it away.

    Args:
        report: the question as text, for pages that cannot run a widget, and for screen readers.
        choices: what can be chosen.
        keep: called with the place of the choice, on whatever thread the kernel hears the page.
    """

    _esm = script("prediction.js")  # text: of a path, anywidget would keep every view for ever
    _css = style("prediction.css")

    question = traitlets.Unicode().tag(sync=True)
    choices = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def __init__(self, report: Report, choices: tuple[str, ...], keep: Callable[[int], None]):
        super().__init__(question=report.headline, choices=list(choices))
        self._report, self._keep, self._chosen = report, keep, ""
        self.on_msg(self._message)
        hear_while_busy(self.comm)

    def _message(self, _widget, content: object, _buffers) -> None:
        match content:
            case {"type": "choose", "place": int(place)} if 0 <= place < len(self.choices):
                try:
                    self._keep(place)
                except OSError as error:
                    self.send({"type": "failed", "text": str(error)})
                else:
                    self._chosen = self.choices[place]
                    self.send({"type": "kept", "place": place})

    def snapshot(self) -> dict[str, str]:
        """Return the question, and what was chosen: `text/html` without script, and `text/plain`."""
        report = self._report
        if self._chosen:
            report = replace(report, rows=(*report.rows, Row("yours", self._chosen)))
        return {"text/html": report._repr_html_(), "text/plain": str(report)}

    def stamp(self) -> object:
        """Return what differs whenever the snapshot may: here, what was chosen."""
        return self._chosen

    def __repr__(self) -> str:
        return str(self._report)
