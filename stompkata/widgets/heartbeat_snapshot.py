"""A timeline where no script runs: a picture in SVG, and the same facts as text."""

from html import escape

from stompkata.analysis.heartbeats import HeartBeats, excuse
from stompkata.widgets.heartbeat_news import (
    WAYS,
    HeartbeatNews,
    agreement,
    marks,
    verdict,
)
from stompkata.widgets.heartbeat_signs import lane_of
from stompkata.widgets.svg import Picture

WIDTH, SIDE, BAND, TOP, LETTER = 900, 14, 12, 30, 7.4
GAPS = 20  # newest silences that the text names
SIGNS = 2_000  # of a lane that the picture shows
HEART = "M0 5.5C-8.5 -.5 -5 -7.5 0 -3.4C5 -7.5 8.5 -.5 0 5.5Z"
LANE = {"stomp": (80, 52), "websocket": (46, 33), "loop": (58, 44)}  # height, and where the track is


def text(news: HeartbeatNews) -> str:
    """Write offers, agreement, silences and verdict, a line each."""
    judged, mine = news.judge(), news.units()
    if not mine:
        return "Heart-beats: nothing has crossed the wire yet"
    start = mine[0].at
    lines = [f"Heart-beats of {news.title(news.connection)}"]
    for lane in judged.lanes:
        can, wants, rule, heard = agreement(judged, lane)
        lines.append(f"{WAYS[lane.direction]}: {can}, {wants}: {rule}; {heard}")
        lines += [f"  {gap.start - start:9.3f} s  {_words(gap, lane.interval)}" for gap in lane.gaps[-GAPS:]]
    if judged.lags:
        lines.append(f"loop lag: blocked {len(judged.lags)} time{'s' * (len(judged.lags) > 1)}")
        lines += [f"  {lag.start - start:9.3f} s  ■ blocked for {lag.seconds:.2f} s" for lag in judged.lags[-GAPS:]]
    if judged.pings or judged.pongs:
        lines.append(f"WebSocket: {len(judged.pings)} Ping, {len(judged.pongs)} Pong; no STOMP peer is told of them")
    lines += [f"  {mark['at'] - start:9.3f} s  {mark['words']}" for mark in marks(judged)]
    return "\n".join([*lines, verdict(judged, mine), *filter(None, [news.recording.fault])])


def _words(gap, interval: float) -> str:
    said = f"▲ late by {gap.seconds - interval:.2f} s" if gap.mark == "late" else f"✖ missed: silent for {gap.seconds:.2f} s"
    return f"{said}; {excuse(gap.blocked)}" if gap.blocked else said


def html(news: HeartbeatNews) -> str:
    """Draw the lanes; the words stand above them."""
    judged, mine = news.judge(), news.units()
    caption = f"<p><b>Heart-beats of {escape(news.title(news.connection))}</b>: {escape(verdict(judged, mine))}</p>"
    if not mine:
        return caption
    picture = _Timeline(judged, news.title(news.connection), mine[0].at, max(judged.until, mine[-1].at))
    for lane in news.lanes(judged):
        signs = [unit for unit in mine if lane_of(unit) == lane["key"]]
        picture.lane(lane, signs[-SIGNS:])
    picture.finish()
    return caption + picture.html()


class _Timeline(Picture):
    def __init__(self, judged: HeartBeats, name: str, start: float, stop: float):
        super().__init__(WIDTH, f"Heart-beat timeline of {name}", "sk-beats-still")
        self._judged, self._start, self._stop = judged, start, max(stop, start + 0.001)
        self.height = float(TOP)

    def x(self, at: float) -> float:
        return SIDE + (at - self._start) / (self._stop - self._start) * (WIDTH - 2 * SIDE)

    def lane(self, lane: dict, signs: list) -> None:
        height, track = LANE[lane["kind"]]
        top, y = self.height, self.height + track
        self.line(0, top, WIDTH, top)
        self.text(10, top + 17, lane["title"], "strong")
        self.text(10 + LETTER * len(lane["title"]) + 12, top + 17, lane["rule"], "quiet")
        self.line(0, y, WIDTH, y)
        if lane["interval"]:
            self._bands(lane, signs, y)
        if lane["kind"] == "loop":
            self._blocks(lane["gaps"], y)
            signs = []
        for unit in signs:
            self._sign(unit.command, unit.direction, self.x(unit.at), y)
        self.height += height

    def _bands(self, lane: dict, signs: list, y: float) -> None:
        until = self._judged.until
        for unit, after in zip(signs, [*signs[1:], None], strict=True):
            self._bar("kept", unit.at, min(after.at if after else until, unit.at + lane["interval"]), y)
        for gap in lane["gaps"]:
            late, missed = gap["start"] + lane["interval"], gap["start"] + lane["patience"]
            stop = until if gap["stop"] is None else gap["stop"]
            self._bar("late", late, min(stop, missed), y)
            self._bar("missed", missed, stop, y)
            silent = stop - gap["start"]
            words = f"▲ late by {silent - lane['interval']:.2f} s" if gap["mark"] == "late" else (
                f"✖ missed: silent for {silent:.2f} s")  # fmt: skip
            x = self.x(stop)
            self.text(x, y - 14, words, "", "end" if x > WIDTH - 120 else "middle")
            self.text(self.x(late), y + 22, "expected", "small", "middle")

    def _blocks(self, gaps: list[dict], y: float) -> None:
        for gap in gaps:
            self._bar("lag", gap["start"], gap["stop"], y)
            x = self.x(gap["stop"])
            self.text(x, y - 10, f"■ {gap['stop'] - gap['start']:.2f} s", "small", "end" if x > WIDTH - 120 else "middle")

    def _bar(self, kind: str, start: float, stop: float, y: float) -> None:
        if stop > start:
            x = self.x(start)
            self.add("rect", x=x, y=y - BAND / 2, width=self.x(stop) - x, height=BAND, kind=kind)

    def _sign(self, command: str, way: str, x: float, y: float) -> None:
        place = f"translate({x:.1f} {y:.0f})"
        if command == "beat":
            self.add("path", d=HEART, transform=place, kind=way)
        elif command in ("ping", "pong"):
            shape = "M-5 -6L6 0L-5 6Z" if command == "ping" else "M5 -6L-6 0L5 6Z"
            self.add("path", d=shape, transform=place, kind="hollow")
        else:
            self.add("rect", x=x - 1.5, y=y - 8, width=3, height=16, kind=way)

    def finish(self) -> None:
        self.line(0, self.height, WIDTH, self.height)
        for mark in marks(self._judged):
            x, end = self.x(mark["at"]), mark["kind"] == "end"
            self.line(x, 4, x, self.height, "end" if end else "line")
            right = x > WIDTH * 0.6
            room = int(((x if right else WIDTH - x) - 12) / LETTER)
            words = mark["words"] if len(mark["words"]) <= room else mark["words"][: room - 1] + "…"
            self.text(x + (-6 if right else 6), 17, words, "", "end" if right else "start")
        seconds = self._stop - self._start
        step = next(step for power in range(-3, 9) for step in (10.0**power, 2 * 10.0**power, 5 * 10.0**power)
                    if seconds <= 8 * step)  # fmt: skip
        for part in range(int(seconds / step) + 1):
            x = self.x(self._start + part * step)
            anchor = "start" if part == 0 else "end" if x > WIDTH - 50 else "middle"
            self.text(x, self.height + 17, f"{part * step:g} s", "small", anchor)
        self.text(10, self.height + 38, "♥ heart-beat   ❘ other traffic   ▷ Ping   ◁ Pong   ■ the loop was blocked", "small")
        self.height += 46
