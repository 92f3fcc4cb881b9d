"""Why a heart-beat was kept or missed: what was offered, what follows from it, and what was heard."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from stompkata.analysis.units import Unit
from stompkata.dissection.visible import visible
from stompkata.errors import ProtocolError
from stompkata.stomp.heartbeat import HeartBeat, agree

LATE = 0.1  # of an interval: a silence that is no longer than this over the interval is in time
_PEER = {"to_server": "client", "to_client": "server"}
_CONTROL = ("ping", "pong", "close")
_LAG = re.compile(r"loop: (\d+) ms late")


@dataclass(frozen=True, slots=True)
class Gap:
    """A silence longer than agreed: `late` is within the tolerance, `missed` is beyond it; times in seconds.

    `blocked` tells for how long the loop of who recorded was blocked, where the beat was late because of that; else 0.
    """

    start: float
    stop: float
    mark: Literal["late", "missed"]
    blocked: float = 0.0

    @property
    def seconds(self) -> float:
        """How long it lasted."""
        return self.stop - self.start


@dataclass(frozen=True, slots=True)
class Lag:
    """The loop of who recorded was blocked: it read and sent nothing; times in seconds."""

    start: float
    stop: float

    @property
    def seconds(self) -> float:
        """How long it lasted, at least."""
        return self.stop - self.start


@dataclass(frozen=True, slots=True)
class Lane:
    """One direction: who must be heard, how often, and when he was.

    `interval` is in seconds, 0 is off. `signs` are the instants of all data, which all prove that the peer lives;
    `beats` are those of them that were lone EOLs. `expected` is when the next is due, None once the connection ended.
    """

    direction: Literal["to_server", "to_client"]
    interval: float
    signs: tuple[float, ...]
    beats: tuple[float, ...]
    gaps: tuple[Gap, ...]
    expected: float | None

    @property
    def who(self) -> str:
        """The side that sends: "client" or "server"."""
        return _PEER[self.direction]

    @property
    def late(self) -> tuple[Gap, ...]:
        """The silences within the tolerance."""
        return tuple(gap for gap in self.gaps if gap.mark == "late")

    @property
    def missed(self) -> tuple[Gap, ...]:
        """The silences beyond the tolerance."""
        return tuple(gap for gap in self.gaps if gap.mark == "missed")


@dataclass(frozen=True, slots=True)
class HeartBeats:
    """The heart-beats of one connection.

    `offered` holds the two headers, None where the frame was not recorded. `start` is the instant of CONNECTED, from
    which both sides count; `until` is when this was looked at; `ended` is the instant of the disconnect, and
    `ended_by` its words. `pings` and `pongs` are the WebSocket's own, which no STOMP peer is told of.
    `lags` are the times in which the loop was blocked that carried the recorded end of the connection.
    """

    connection: str
    offered: dict[str, HeartBeat | None]
    start: float | None
    until: float
    tolerance: float
    to_server: Lane
    to_client: Lane
    pings: tuple[Unit, ...]
    pongs: tuple[Unit, ...]
    lags: tuple[Lag, ...]
    ended: float | None
    ended_by: str
    verdict: str

    @property
    def lanes(self) -> tuple[Lane, Lane]:
        """Both directions."""
        return self.to_server, self.to_client


def heartbeats(units: Iterable[Unit], connection: str, *, until: float | None = None,
               tolerance: float = 2) -> HeartBeats:
    """Judge the heart-beats of one connection, the last that had this name.

    Args:
        until: the instant to look from, in the recording's monotonic seconds; the last unit's if left out.
        tolerance: how many intervals a silence may last before the beat counts as missed.

    Source: STOMP 1.2, "Heart-beating".
    """
    mine = _last_session([unit for unit in units if unit.connection == connection])
    offered = {"client": _offer(mine, ("CONNECT", "STOMP")), "server": _offer(mine, ("CONNECTED",))}
    connected = next((unit.at for unit in mine if unit.command == "CONNECTED"), None)
    end = next((unit for unit in mine if unit.command == "event" and unit.text.startswith("closed")), None)
    now = end.at if end else max([until or 0.0, *(unit.at for unit in mine[-1:])])
    agreed = agree(offered["client"] or HeartBeat(), offered["server"] or HeartBeat())
    lags = tuple(Lag(unit.at - late, unit.at) for unit in mine if (late := lag(unit)))
    lanes = [
        _lane(mine, way, interval_ms / 1000, connected, now, tolerance, bool(end), lags)
        for way, interval_ms in (("to_server", agreed.send_ms), ("to_client", agreed.receive_ms))
    ]
    pings, pongs = (tuple(unit for unit in mine if unit.command == name) for name in ("ping", "pong"))
    verdict = _verdict(offered, connected, lanes, end, tolerance)
    return HeartBeats(connection, offered, connected, now, tolerance, *lanes, pings, pongs, lags,
                      end.at if end else None, end.text if end else "", verdict)  # fmt: skip


def lag(unit: Unit) -> float:
    """For how many seconds the loop was blocked until this was recorded; 0 if this tells nothing of the kind."""
    found = _LAG.fullmatch(unit.text) if unit.command == "event" else None
    return int(found[1]) / 1000 if found else 0.0


def _last_session(units: list[Unit]) -> list[Unit]:
    opened = [at for at, unit in enumerate(units) if unit.command == "event" and unit.body == b"open"]
    return units[opened[-1]:] if opened else units


def _offer(units: list[Unit], commands: tuple[str, ...]) -> HeartBeat | None:
    said = next((unit for unit in units if unit.command in commands), None)
    try:
        return said and HeartBeat.parse(said.headers.get("heart-beat"))
    except ProtocolError:
        return HeartBeat()


def _lane(units: list[Unit], way: str, interval: float, start: float | None, now: float, tolerance: float,
          ended: bool, lags: tuple[Lag, ...]) -> Lane:
    heard = [unit for unit in units if unit.direction == way and unit.command not in _CONTROL
             and start is not None and unit.at >= start]  # fmt: skip
    signs = tuple(dict.fromkeys(unit.at for unit in heard))
    gaps: tuple[Gap, ...] = ()
    if interval and start is not None:
        marks = [start, *signs, now]
        found = pairwise(marks)
        gaps = tuple(Gap(begin, stop, "missed" if stop - begin > interval * (tolerance + LATE) else "late",
                         _blocked(begin, stop, interval, lags))
                     for begin, stop in found if stop - begin > interval * (1 + LATE))  # fmt: skip
    last = ([start] if start is not None else []) + list(signs)
    expected = last[bisect_right(last, now) - 1] + interval if interval and last and not ended else None
    return Lane(way, interval, signs, tuple(unit.at for unit in heard if unit.command == "beat"), gaps, expected)


def _blocked(start: float, stop: float, interval: float, lags: tuple[Lag, ...]) -> float:
    """For how long the loop was blocked in this silence, if it would have been none without that."""
    blocked = sum(max(0.0, min(stop, lag.stop) - max(start, lag.start)) for lag in lags)
    return blocked if stop - start - blocked <= interval * (1 + LATE) else 0.0


def _verdict(offered: dict, connected: float | None, lanes: list[Lane], end: Unit | None, tolerance: float) -> str:
    if offered["client"] is None:
        return "no CONNECT was recorded, so nobody knows what was offered"
    if connected is None:
        return "no CONNECTED was recorded, so nothing is agreed"
    said = [_verdict_of(lane, offered, tolerance) for lane in lanes]
    if excused := [gap.blocked for lane in lanes for gap in lane.gaps if gap.blocked]:
        said.append(excuse(max(excused)))
    if end and any(lane.gaps and lane.gaps[-1].mark == "missed" and lane.gaps[-1].stop == end.at for lane in lanes):
        said.append(f"then the connection ended: {visible(end.text)}")
    return "; ".join(said)


def excuse(seconds: float) -> str:
    """Say why a beat was late that the loop is to blame for."""
    return f"the loop was blocked for {seconds:.1f} s: the beat was late because of it"


def _verdict_of(lane: Lane, offered: dict, tolerance: float) -> str:
    who, other = lane.who, "server" if lane.who == "client" else "client"
    if not lane.interval:
        why = "cannot send" if not offered[who].can_ms else f"could, but the {other} wants none"
        return f"no beats from the {who}: it {why}"
    said, worst = f"the {who} is due every {lane.interval:g} s", max((gap.seconds for gap in lane.gaps), default=0.0)
    if lane.missed:
        return f"{said} and was silent for {worst:.1f} s, more than {tolerance:g} intervals: missed"
    if lane.gaps:
        times = f"{len(lane.gaps)} time{'s' * (len(lane.gaps) > 1)}"
        return f"{said} and was late {times}, at worst {worst:.1f} s: within {tolerance:g} intervals"
    return f"{said} and was in time"
