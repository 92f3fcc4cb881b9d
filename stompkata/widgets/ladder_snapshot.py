"""A ladder where no script runs: a picture in SVG for documents, and the same as text, one line an arrow."""

from html import escape
from textwrap import wrap

from stompkata.analysis.units import Unit
from stompkata.trace.recording import Recording
from stompkata.trace.transcript import ARROWS
from stompkata.widgets.ladder_news import (
    BEAT,
    STOMP,
    WEBSOCKET,
    Bracket,
    LadderNews,
    Rung,
    state,
)
from stompkata.widgets.ladder_words import duration, frame, joined, label
from stompkata.widgets.svg import Picture

RUNGS = 100  # the newest ones
LAYERS = {"stomp": STOMP, "websocket": WEBSOCKET}
GAP = 0.1  # seconds without a frame that are drawn as a fold
ROW, FOLD, TOP, COLUMN, SIDE = 28, 18, 34, 230, 70
TRACK, TRACKS, NOTES, LETTER = 9, 6, 330, 7.4
NOTE_LETTERS = 46  # of a line of a note


def both(recording: Recording, layer: str = "stomp", beats: bool = True) -> dict[str, str]:
    """Draw and write the newest frames of one layer, with or without the heart-beats."""
    news = LadderNews(recording)
    rungs, _ = news.read()
    of_layer = [(place, rung) for place, rung in enumerate(rungs) if rung.layers & LAYERS[layer]]
    shown = [(place, rung) for place, rung in of_layer if beats or not rung.layers & BEAT]
    kept = shown[-RUNGS:]
    title = f"{len(shown)} {'frames' if layer == 'stomp' else 'WebSocket frames'}"
    for left_out, words in ((len(of_layer) - len(shown), "heart-beats"), (len(shown) - len(kept), "oldest")):
        title += f"; the {left_out} {words} are not shown" if left_out else ""
    fault = [recording.fault] if recording.fault else []
    below = layer == "websocket"
    lines = [title, *text(news, kept, below), *fault]
    picture = _Ladder(news, kept, title, below).html() if kept else ""
    html = f"<p>{escape(title)}</p>" + picture + "".join(f"<p>{escape(each)}</p>" for each in fault)
    return {"text/html": html, "text/plain": "\n".join(lines)}


def text(news: LadderNews, rungs: list[tuple[int, Rung]], below: bool = False) -> list[str]:
    """Write a line for each rung, and what it begins or ends."""
    begun: dict[int, list[str]] = {}
    for bracket in news.brackets.values():
        said = joined(bracket.pair).split(" · ")[0]  # no durations: the same conversation gives the same text
        begun.setdefault(bracket.first, []).append(f"[{said}]")
        if bracket.last is not None and not bracket.pair.cut_off:  # one end may cut off hundreds
            begun.setdefault(bracket.last, []).append(f"[ends {said}]")
    return [_line(rung, begun.get(place, []), news.title(rung.unit.connection), below) for place, rung in rungs]


def _words(unit: Unit, below: bool) -> str:
    words = " ".join(filter(None, label(unit)))
    return f"{frame(unit)} · {words}" if below and unit.opcode else words


def _line(rung: Rung, begun: list[str], name: str, below: bool) -> str:
    unit, words = rung.unit, _words(rung.unit, below)
    return "  ".join([f"{unit.number:>4} {name} {ARROWS[unit.direction]:<8} {words}", *begun])


def _cut(words: str, room: float) -> str:
    most = int(room / LETTER)
    return words if len(words) <= most else words[: most - 1] + "…"


class _Ladder(Picture):
    def __init__(self, news: LadderNews, rungs: list[tuple[int, Rung]], title: str, below: bool = False):
        self._below = below
        names = list(dict.fromkeys(rung.unit.connection for _, rung in rungs))[:6]
        left = (len(names) + 1) // 2
        order = [*names[:left], None, *names[left:]]
        self._x = {name: SIDE + 60 + COLUMN * place for place, name in enumerate(order)}
        self._gutter = SIDE + 120 + COLUMN * (len(order) - 1)
        super().__init__(self._gutter + TRACK * TRACKS + NOTES, f"Conversation ladder, {title}", "sk-ladder-still")
        self._y: dict[int, float] = {}
        self._rungs(rungs)
        self._brackets([each for each in news.brackets.values() if each.first in self._y and (
            each.last is None or each.last in self._y)])  # fmt: skip
        for name, x in self._x.items():
            self.text(x, 18, "broker" if name is None else _cut(news.title(name), COLUMN), "strong", "middle")
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
        self.text(8, y + 4, f"{at:.3f}", "small")
        if unit.direction == "none":
            self.add("circle", cx=client, cy=y - 2, r=4, kind="hollow")
            self.text(client + 10, y + 2, label(unit)[0], "quiet")
            return
        start, stop = (client, broker) if unit.direction == "to_server" else (broker, client)
        side = 1 if stop > start else -1
        self.add("line", x1=start, x2=stop - 7 * side, y1=y, y2=y, kind=f"arrow {unit.direction}")
        self.add("path", d=f"M{stop} {y}l{-9 * side} -5v10z", kind=unit.direction)
        self._label(_words(unit, self._below), min(start, stop), max(start, stop), y - 5)

    def _label(self, words: str, left: float, right: float, y: float) -> None:
        """Write over an arrow; what is too long for it goes on beyond, as the rest of the row is free."""
        if len(words) * LETTER <= right - left - 14:
            self.text((left + right) / 2, y, words, "", "middle")
        elif left < self._x[None]:
            self.text(left + 9, y, _cut(words, self._gutter - left - 24), "")
        else:
            self.text(right - 9, y, _cut(words, right - SIDE), "", "end")

    def _brackets(self, brackets: list[Bracket]) -> None:
        free = [0.0] * TRACKS
        notes: dict[int, list[str]] = {}
        for bracket in brackets:
            top = self._y[bracket.first]
            last = self.height if state(bracket.pair) == "open" else top + 12
            bottom = last if bracket.last is None else self._y[bracket.last]
            track = next((each for each, until in enumerate(free) if until <= top), TRACKS - 1)
            free[track] = bottom + 1
            x, kind = self._gutter + TRACK * track, state(bracket.pair)
            path = f"M{self._gutter - 12} {top}H{x}V{bottom}" + (f"H{self._gutter - 12}" if kind in (
                "answered", "refused") else "")  # fmt: skip
            self.add("path", d=path, kind="end bare" if kind == "unanswered" else "dashed" if kind == "open" else "line")
            notes.setdefault(bracket.first, []).append(joined(bracket.pair))
        for place, said in notes.items():
            lines = wrap(", ".join(said), NOTE_LETTERS, max_lines=2, placeholder="…")
            for at, line in enumerate(lines):
                y = self._y[place] + 4 + 12 * (at - (len(lines) - 1) / 2)
                self.text(self._gutter + TRACK * TRACKS + 4, y, line, "small")
