"""What the page of a ConversationLadder is told: rungs, packed, their labels, and the pairs that join them."""

import struct
from dataclasses import dataclass

from stompkata.analysis.naming import Names
from stompkata.analysis.pairs import Pair, Pairs
from stompkata.analysis.units import Reader, Unit
from stompkata.dissection.visible import visible
from stompkata.trace.recording import Recording
from stompkata.widgets.ladder_words import frame, joined, label

RECORDS = 250  # read at one flush: a person reads no more than a few of them
BACKLOG = 10_000  # records that a late page is still given; older ones are counted, not shown
MOST = 30_000  # rungs of one ladder; then it begins again with the newest

PACKED = struct.Struct("<IdHBB")  # number, seconds, connection, direction, which layers show it
WAYS = {"none": 0, "to_server": 1, "to_client": 2}
STOMP, WEBSOCKET, BEAT = 1, 2, 4


@dataclass(slots=True)
class Rung:
    """One frame of the ladder, and the layers that show it."""

    unit: Unit
    layers: int


@dataclass(slots=True, eq=False)
class Bracket:
    """A pair, and the places of its ends among the rungs."""

    pair: Pair
    first: int
    last: int | None = None


class LadderNews:
    """Reads one recording for one ladder; called on the pump's thread, or before there is one."""

    def __init__(self, recording: Recording):
        self.recording = recording
        self.begin()

    def begin(self) -> None:
        """Read from the beginning, or from the oldest that a page is given."""
        self.skipped = max(0, self.recording.last - BACKLOG)
        self._reader, self._pairs = Reader(self.recording, after=self.skipped), Pairs()
        self.connections: dict[str, int] = {}
        self.names = Names()
        self.brackets: dict[int, Bracket] = {}  # by the identity of their pairs
        self.count = 0
        self._number = 0

    def read(self, most: int | None = None) -> tuple[list[Rung], list[Bracket]]:
        """Return the rungs that came since, and the brackets that are new or changed."""
        units = self._reader.more(most)
        places, rungs = {}, []
        for unit in units:
            places[id(unit)] = self.count + len(rungs)
            rungs.append(Rung(unit, self._layers(unit)))
            self.connections.setdefault(unit.connection, len(self.connections))
            self.names.take(unit)
        self.count += len(rungs)
        self._pairs.add(units)
        return rungs, self._changed(units, places)

    def _layers(self, unit: Unit) -> int:
        layers = STOMP if unit.is_stomp or unit.command in ("event", "handshake", "broken") else 0
        if unit.number != self._number:  # a record is one WebSocket frame, whatever it says
            layers |= WEBSOCKET
        self._number = unit.number
        return layers | (BEAT if unit.command == "beat" else 0)

    def _changed(self, units: list[Unit], places: dict[int, int]) -> list[Bracket]:
        changed: dict[int, Bracket] = {}
        for unit in units:
            for pair in self._touched(unit):
                if id(pair) not in self.brackets and id(pair.first) in places:
                    self.brackets[id(pair)] = Bracket(pair, places[id(pair.first)])
                if (bracket := self.brackets.get(id(pair))) is None:
                    continue
                if pair.last is None:
                    bracket.last = None
                else:
                    bracket.last = places.get(id(pair.last), bracket.last)
                changed[id(pair)] = bracket
        return list(changed.values())

    def _touched(self, unit: Unit) -> list[Pair]:
        """The pairs of a unit; an ABORT takes back what its members have acknowledged."""
        pairs = list(self._pairs.about(unit.number))
        if unit.command == "ABORT":
            members = [member for pair in pairs for member in pair.members]
            pairs += [pair for member in members for pair in self._pairs.about(member.number)]
        return pairs

    def news(self, fresh: bool) -> tuple[dict, list[bytes]] | None:
        """Return what the page has not seen, as one message; None if there is nothing new."""
        if fresh or self._behind() > BACKLOG or self.count > MOST:
            self.begin()
            fresh = True
        before = self.count
        rungs, brackets = self.read(RECORDS)
        if not fresh and not rungs:
            return None
        order = {id(bracket): place for place, bracket in enumerate(self.brackets.values())} if brackets else {}
        content = {
            "type": "ladder", "fresh": fresh, "after": before, "skipped": self.skipped,
            "connections": [self.title(name) for name in self.connections],
            "labels": [[*label(rung.unit), frame(rung.unit)] for rung in rungs],
            "pairs": [[order[id(each)], each.pair.kind, each.first, each.last, state(each.pair), joined(each.pair)]
                      for each in brackets],
        }  # fmt: skip
        return content, [b"".join([self._pack(rung) for rung in rungs])]

    def title(self, connection: str) -> str:
        """What a connection is called, as text that is safe to look at."""
        return visible(self.names.title(connection), 60)

    def _behind(self) -> int:
        return self.recording.last - max(self._number, self.skipped)

    def _pack(self, rung: Rung) -> bytes:
        unit = rung.unit
        place = self.connections[unit.connection] & 0xFFFF
        return PACKED.pack(unit.number, unit.at, place, WAYS[unit.direction], rung.layers)


def state(pair: Pair) -> str:
    """Name how a bracket is drawn."""
    if pair.unanswered:
        return "unanswered"
    if pair.last is None:
        return "open"
    cut_off = pair.cut_off and pair.kind != "subscription"  # which has no other end as a rule
    return "refused" if pair.refused or cut_off else "answered"
