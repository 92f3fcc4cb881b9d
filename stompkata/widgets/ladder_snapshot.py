"""A ladder where no script runs: a picture in SVG for documents, and the same as text, one line an arrow."""

from html import escape

from stompkata.dissection.visible import visible
from stompkata.trace.recording import Recording
from stompkata.trace.transcript import ARROWS
from stompkata.widgets.ladder_news import STOMP, Bracket, LadderNews, Rung, state
from stompkata.widgets.ladder_words import duration, joined, label
from stompkata.widgets.svg import Picture

RUNGS = 100  # the newest ones
GAP = 0.1  # seconds without a frame that are drawn as a fold
ROW, FOLD, TOP, COLUMN, SIDE = 28, 18, 34, 230, 70
TRACK, TRACKS, NOTES = 9, 6, 330


def both(recording: Recording) -> dict[str, str]:
    """Draw and write the newest frames of the STOMP layer."""
    news = LadderNews(recording)
    rungs, _ = news.read()
    shown = [(place, rung) for place, rung in enumerate(rungs) if rung.layers & STOMP]
    kept = shown[-RUNGS:]
    left_out = len(shown) - len(kept)
    title = f"{len(shown)} frames" + (f"; the {left_out} oldest are not shown" if left_out else "")
    fault = [recording.fault] if recording.fault else []
    lines = [title, *text(kept, list(news.brackets.values())), *fault]
    picture = _Ladder(news, kept, title).html() if kept else ""
    html = f"<p>{escape(title)}</p>" + picture + "".join(f"<p>{escape(each)}</p>" for each in fault)
    return {"text/html": html, "text/plain": "\n".join(lines)}


def text(rungs: list[tuple[int, Rung]], brackets: list[Bracket]) -> list[str]:
    """Write a line for each rung, and what it begins or ends."""
    begun: dict[int, list[str]] = {}
    for bracket in brackets:
        said = joined(bracket.pair).split(" · ")[0]  # no durations: the same conversation gives the same text
        begun.setdefault(bracket.first, []).append(f"[{said}]")
        if bracket.last is not None:
            begun.setdefault(bracket.last, []).append(f"[ends {said}]")
    return [_line(place, rung, begun) for place, rung in rungs]


def _line(place: int, rung: Rung, begun: dict[int, list[str]]) -> str:
    unit, words = rung.unit, " ".join(filter(None, label(rung.unit)))
    start = f"{unit.number:>4} {visible(unit.connection, 20)} {ARROWS[unit.direction]:<8} {words}"
    return "  ".join([start, *begun.get(place, [])])


class _Ladder(Picture):
    def __init__(self, news: LadderNews, rungs: list[tuple[int, Rung]], title: str):
        names = list(dict.fromkeys(rung.unit.connection for _, rung in rungs))[:6]
        left = (len(names) + 1) // 2
        order = [*names[:left], None, *names[left:]]
        self._x = {name: SIDE + 60 + COLUMN * place for place, name in enumerate(order)}
        self._gutter = SIDE + 120 + COLUMN * (len(order) - 1)
        super().__init__(self._gutter + TRACK * TRACKS + NOTES, f"Conversation ladder, {title}", "sk-ladder-still")
        self._y: dict[int, float] = {}
        self._rungs(rungs)
        self._brackets([each for each in news.brackets.values() if each.first in self._y])
        for name, x in self._x.items():
            self.text(x, 18, "broker" if name is None else visible(name, 24), "strong", "middle")
            self.line(x, 26, x, self.height, "line")
        self.height += 6

    def _rungs(self, rungs: list[tuple[int, Rung]]) -> None:
        self.height, before = float(TOP), None
        start = rungs[0][1].unit.at
        for place, rung in rungs:
            if before is not None and rung.unit.at - before >= GAP:
                self.text(8, self.height + 12, f"⋯ {duration(rung.unit.at - before)}", "small")
                self.line(SIDE + 20, self.height + 8, self._gutter - 20, self.height + 8, "dashed")
                self.height += FOLD
            before = rung.unit.at
            self._y[place] = self.height + 20
            self._arrow(rung, self.height + 20, rung.unit.at - start)
            self.height += ROW

    def _arrow(self, rung: Rung, y: float, at: float) -> None:
        unit, broker = rung.unit, self._x[None]
        client = self._x.get(unit.connection, max(self._x.values()))
        words = label(unit)
        self.text(8, y + 4, f"{at:.3f}", "small")
        if unit.direction == "none":
            self.add("circle", cx=client, cy=y - 2, r=4, kind="hollow")
            self.text(client + 10, y + 2, words[0], "quiet")
            return
        start, stop = (client, broker) if unit.direction == "to_server" else (broker, client)
        side = 1 if stop > start else -1
        self.add("line", x1=start, x2=stop - 7 * side, y1=y, y2=y, kind=f"arrow {unit.direction}")
        self.add("path", d=f"M{stop} {y}l{-9 * side} -5v10z", kind=unit.direction)
        room = int(abs(stop - start) / 7.4) - 2
        whole = " ".join(filter(None, words))
        cut = whole if len(whole) <= room else whole[: room - 1] + "…"
        self.text((start + stop) / 2, y - 5, cut, "", "middle")

    def _brackets(self, brackets: list[Bracket]) -> None:
        free = [0.0] * TRACKS
        notes: dict[int, list[str]] = {}
        for bracket in brackets:
            top = self._y[bracket.first]
            last = self.height if state(bracket.pair) == "open" else top + 12
            bottom = last if bracket.last is None else self._y.get(bracket.last, self.height)
            track = next((each for each, until in enumerate(free) if until <= top), TRACKS - 1)
            free[track] = bottom + 1
            x, kind = self._gutter + TRACK * track, state(bracket.pair)
            path = f"M{self._gutter - 12} {top}H{x}V{bottom}" + (f"H{self._gutter - 12}" if kind in (
                "answered", "refused") else "")  # fmt: skip
            self.add("path", d=path, kind="end bare" if kind == "unanswered" else "dashed" if kind == "open" else "line")
            notes.setdefault(bracket.first, []).append(joined(bracket.pair))
        for place, said in notes.items():
            self.text(self._gutter + TRACK * TRACKS + 4, self._y[place] + 4, ", ".join(said)[:46], "small")
