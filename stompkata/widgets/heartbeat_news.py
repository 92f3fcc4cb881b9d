"""What the page of a HeartbeatTimeline is told: the judgement of one connection, and its signs of life, packed."""

import struct
import time
from collections.abc import Callable, Iterator

from stompkata.analysis.heartbeats import HeartBeats, excuse, heartbeats
from stompkata.analysis.heartbeats import Lane as Judged
from stompkata.analysis.naming import Names
from stompkata.analysis.units import Reader, Unit
from stompkata.dissection.visible import visible
from stompkata.trace.recording import Recording
from stompkata.widgets.heartbeat_signs import Signs, lane_of

UNITS = 2_000  # records read at one flush
GAPS = 500  # newest late or missed ones that are drawn
EVERY = 0.2  # seconds between two judgements when nothing came but time passed
SHARE = 10  # a judgement that took a second is followed by ten without one

PACKED = struct.Struct("<IdBBxx")  # number, seconds, lane, kind
KINDS = {"beat": 0, "ping": 2, "pong": 3, "event": 4}
FRAME = 1
WAYS = {"to_server": "client → server", "to_client": "server → client"}


class HeartbeatNews:
    """Reads one recording for one timeline; called on the pump's thread, or before there is one."""

    def __init__(self, recording: Recording, *, live: bool = False, tolerance: float = 2,
                 clock: Callable[[], float] = time.monotonic):
        self.recording, self.live, self.tolerance, self.clock = recording, live, tolerance, clock
        self.connections: dict[str, Signs] = {}
        self.names = Names()
        self._reader, self._grown_from = Reader(recording), recording.last
        self._picked = ""
        self._lanes, self._told = [], 0  # what the page knows
        self._judged_at = self._took = 0.0
        self._changed = self._reopened = self._running = False

    @property
    def running(self) -> bool:
        """Whether the picked connection was there when it was last judged, so that its last silence grows."""
        return self._running

    @property
    def connection(self) -> str:
        """The picked connection; until one is picked, the first whose heart-beats are on, or the first of all."""
        if self._picked not in self.connections:
            return next(iter(self.connections), "")
        return self._picked

    def title(self, connection: str) -> str:
        """What a connection is called, as text that is safe to look at."""
        return visible(self.names.title(connection), 60)

    def pick(self, connection: str) -> None:
        """Look at this connection from now on."""
        if connection in self.connections:
            self._picked, self._reopened = connection, True

    def read(self, most: int | None = None) -> None:
        """Take in what was recorded since, of so many records at most."""
        for unit in self._reader.more(most):
            if unit.connection not in self.connections or unit.command == "event" and unit.body == b"open":
                self.connections[unit.connection] = Signs()
                self._reopened |= unit.connection == self.connection
            self.connections[unit.connection].add(unit)
            self.names.take(unit)
            self._changed = True
            if not self._picked and unit.command == "CONNECTED" and self._beats(unit.connection):
                self.pick(unit.connection)

    def _beats(self, name: str) -> bool:
        return any(lane.interval for lane in heartbeats(self.connections[name].units(), name).lanes)

    def judge(self) -> HeartBeats:
        """Judge the picked connection as it stands; a live one is judged by the time that it is now."""
        self.live = self.live or self.recording.last > self._grown_from
        until = self.clock() if self.live else None
        return heartbeats(self.units(), self.connection, until=until, tolerance=self.tolerance)

    def units(self) -> list[Unit]:
        """The units of the picked connection."""
        return self.connections[self.connection].units() if self.connections else []

    def news(self, fresh: bool) -> tuple[dict, list[bytes]] | None:
        """Return what the page has not seen, as one message; None if there is nothing new."""
        self.read(UNITS)
        now = self.clock()
        wait = max(self._took * SHARE, 0.0 if self._changed else EVERY)
        asked = fresh or self._reopened
        if not asked and (not (self._changed or self._running) or now < self._judged_at + wait):
            return None
        judged = self.judge()
        lanes = self.lanes(judged)
        keys = [lane["key"] for lane in lanes]
        fresh = asked or keys != self._lanes
        packed = self._pack(keys, 0 if fresh else self._told)
        content = self._content(judged, lanes) | {"fresh": fresh}
        self._lanes, self._reopened, self._changed = keys, False, False
        self._judged_at, self._took = now, self.clock() - now
        self._running = content["now"] is not None
        return content, [packed]

    def _content(self, judged: HeartBeats, lanes: list[dict]) -> dict:
        live, mine = self.live and judged.ended is None, self.units()
        return {
            "type": "beats", "connections": [self.title(name) for name in self.connections], "lanes": lanes,
            "picked": list(self.connections).index(self.connection) if mine else 0, "verdict": verdict(judged, mine), "marks": list(marks(judged)),
            "start": mine[0].at if mine else 0.0, "end": mine[-1].at if mine else 0.0,
            "now": self.clock() if live else None,
        }  # fmt: skip

    def lanes(self, judged: HeartBeats) -> list[dict]:
        """Describe the lanes: two for STOMP; if there are any, one for the loop's lag and two for WebSocket's Ping and Pong."""
        found = [_stomp_lane(judged, lane) for lane in judged.lanes]
        if judged.lags:
            found.append(_loop_lane(judged))
        if judged.pings or judged.pongs:
            found += [_control_lane(way) for way in WAYS]
        return found

    def _pack(self, keys: list[str], after: int) -> bytes:
        signs = self.connections[self.connection].since(after) if self.connections else []
        self._told = signs[-1].number if signs else after
        said = ((unit, lane_of(unit)) for unit in signs)
        return b"".join(PACKED.pack(unit.number, unit.at, keys.index(lane), KINDS.get(unit.command, FRAME))
                        for unit, lane in said if lane in keys)  # fmt: skip


def _stomp_lane(judged: HeartBeats, lane: Judged) -> dict:
    facts = agreement(judged, lane)
    shown = [{"start": gap.start, "stop": gap.stop, "mark": gap.mark, "why": excuse(gap.blocked) if gap.blocked else ""}
             for gap in lane.gaps[-GAPS:]]  # fmt: skip
    if shown and judged.ended is None and gap_is_open(judged, lane):
        shown[-1]["stop"] = None
    return {
        "key": lane.direction, "kind": "stomp", "title": WAYS[lane.direction], "rule": facts[2],
        "interval": lane.interval, "patience": lane.interval * judged.tolerance, "expected": lane.expected,
        "gaps": shown, "facts": facts,
    }  # fmt: skip


def gap_is_open(judged: HeartBeats, lane: Judged) -> bool:
    """Tell whether the last silence lasts on."""
    return bool(lane.gaps) and lane.gaps[-1].stop == judged.until and judged.until not in lane.signs[-1:]


def _control_lane(way: str) -> dict:
    return _plain_lane(f"ws_{way}", "websocket", f"WebSocket Ping and Pong, {WAYS[way]}", "no STOMP peer is told of these")


def _loop_lane(judged: HeartBeats) -> dict:
    gaps = [{"start": lag.start, "stop": lag.stop, "mark": "lag", "why": ""} for lag in judged.lags[-GAPS:]]
    return _plain_lane("loop", "loop", "loop lag", "blocked, it neither sends nor reads") | {"gaps": gaps}


def _plain_lane(key: str, kind: str, title: str, rule: str) -> dict:
    return {"key": key, "kind": kind, "title": title, "rule": rule, "interval": 0, "patience": 0, "expected": None, "gaps": []}


def agreement(judged: HeartBeats, lane: Judged) -> list[str]:
    """Write out what one side can, what the other wants, what follows from both, and what was heard."""
    mine, theirs = ("client", "server") if lane.direction == "to_server" else ("server", "client")
    can, wants = judged.offered[mine], judged.offered[theirs]
    said = [f"{mine[0]}x = {can.can_ms if can else '?'}", f"{theirs[0]}y = {wants.wants_ms if wants else '?'}"]
    if lane.interval:
        rule = f"max({can.can_ms}, {wants.wants_ms}) = {lane.interval * 1000:.0f} ms"
    else:
        rule = "off: one of both is 0" if can and wants else "not agreed"
    return [*said, rule, _heard(lane)]


def _heard(lane: Judged) -> str:
    beats, signs = len(lane.beats), len(lane.signs)
    said = f"{beats} beat{'s' * (beats != 1)} among {signs} sign{'s' * (signs != 1)}"
    counts = [f"{len(gaps)} {words}" for gaps, words in ((lane.late, "late"), (lane.missed, "missed")) if gaps]
    return ", ".join([said, *counts])


def verdict(judged: HeartBeats, mine: list[Unit]) -> str:
    """Say in words how it went."""
    return visible(judged.verdict, 400) if mine else "nothing has crossed the wire yet"


def marks(judged: HeartBeats) -> Iterator[dict]:
    """Name the instants that matter to both directions."""
    if judged.start is not None:
        yield {"at": judged.start, "kind": "begin", "words": "CONNECTED"}
    if judged.ended is not None:
        yield {"at": judged.ended, "kind": "end", "words": f"disconnected: {visible(judged.ended_by, 120)}"}
