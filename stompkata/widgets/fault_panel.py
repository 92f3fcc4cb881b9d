"""FaultPanel: buttons for what is to go wrong between two peers, and what did."""

import math

from stompkata.trace.recording import Recording
from stompkata.widgets import fault_snapshot
from stompkata.widgets.batches import Batches
from stompkata.widgets.fault_news import WAYS, FaultNews
from stompkata.widgets.page import View, script, style
from stompkata.widgets.selection import Selection

LONGEST = 3600.0        # seconds
LARGEST = 2**31         # octets of a piece


class FaultPanel(View):
    """Changes a plan of faults from the page, also while a cell runs, and shows it whoever has changed it.

    Args:
        faults: the plan that a tap follows, such as `tap.faults`.
        recording: where its faults are recorded.
        selection: what is looked at; by default, the one that all views of this recording share.
        name: what Python calls the plan; each control shows the line of Python that does the same.
    """

    _esm = script("fault_panel.js")
    _css = style("fault_panel.css")

    def __init__(self, faults, recording: Recording, *, selection: Selection | None = None, name: str = "faults"):
        self.faults, self.recording, self.name = faults, recording, name
        self._batches = Batches(self.send, self._news(FaultNews(faults, recording)))
        self._noted, self._stop = False, None
        super().__init__(selection or Selection.of(recording), self._batches)

    def _news(self, news: FaultNews):
        def named(fresh: bool):
            found = news.news(fresh)
            return found and (found[0] | {"name": self.name}, found[1])

        return named

    def _changed(self) -> None:
        """Wake the pump; one note is enough for many changes."""
        if not self._noted:
            self._noted = True
            self.later(self._seen)

    def _seen(self) -> None:
        self._noted = False

    def heard(self, content: object) -> None:
        """Take a message of the page, on the pump's thread."""
        self._batches.heard(content)
        self._listen(content != {"type": "bye"})
        match content:
            case {"type": "set", "way": way, "name": str(name), "value": value} if _is_way(way):
                if (wanted := _value(self.faults.conditions[WAYS[0]], name, value)) is not None:
                    self.faults.set(way, **{name: wanted})
            case {"type": "next", "way": way, "kind": kind} if _is_way(way) and kind in self.faults.kinds:
                self.faults.next(kind, way)
            case {"type": "now", "way": way, "kind": "close", "code": int(code), "reason": str(reason)} if (
                    _is_way(way) and 0 <= code <= 0xFFFF):
                self.faults.now("close", way, code=code, reason=reason)
            case {"type": "now", "way": way, "kind": kind} if (
                    _is_way(way) and kind in self.faults.instant and kind != "close"):
                self.faults.now(kind, way)
            case {"type": "clear"}:
                self.faults.clear()

    def _listen(self, wanted: bool) -> None:
        """Be told of changes while a page shows the panel; what nobody looks at any more must not be held by the plan."""
        if wanted and self._stop is None:
            self._stop = self.faults.observe(changed=self._changed, at_once=lambda *_: self._changed())
        elif not wanted and self._stop is not None:
            self._stop()
            self._stop = None

    def close(self) -> None:
        """Close the panel on every page; the plan forgets it, and stays as it is."""
        if "_stop" in vars(self):       # also called on what refused to be made
            self._listen(False)
        super().close()

    def snapshot(self) -> dict[str, str]:
        """Return the plan and what happened, as they stand: `text/html` without script, and `text/plain`."""
        news = FaultNews(self.faults, self.recording)
        news.read()
        return {"text/html": fault_snapshot.html(news), "text/plain": fault_snapshot.text(news)}

    def stamp(self) -> object:
        """Return what differs whenever the snapshot may: what the recording holds, and the plan."""
        return super().stamp(), FaultNews(self.faults, self.recording).ways()

    def __repr__(self) -> str:
        return f"<FaultPanel: seed {self.faults.seed}>"


def _is_way(way: object) -> bool:
    return way is None or way in WAYS


def _value(conditions: object, name: str, value: object) -> float | bool | None:
    """The value as its condition takes it; None if it makes no sense."""
    kind = type(getattr(conditions, name, None))
    if kind is bool or isinstance(value, bool):
        return value if kind is type(value) else None
    if not isinstance(value, int | float) or not math.isfinite(value):
        return None
    if kind is int:
        return int(value) if 0 <= value <= LARGEST else None
    return float(value) if kind is float and 0 <= value <= LONGEST else None
