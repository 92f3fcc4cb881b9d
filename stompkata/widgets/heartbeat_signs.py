"""The signs of life of one connection: as many as a picture can show, with every silence as long as it was."""

from stompkata.analysis.heartbeats import lag
from stompkata.analysis.units import Unit

MOST = 20_000  # of a lane
THIN = 0.01  # seconds: of signs that are denser, the first and the last are kept
SETTLING = ("CONNECT", "STOMP", "CONNECTED")  # what the agreement is read from
WEBSOCKETS = ("ping", "pong")


def lane_of(unit: Unit) -> str:
    """Name the lane that a unit is a sign in; "" for what is none."""
    if unit.command in ("event", "handshake", "close"):
        return "loop" if lag(unit) else ""
    return f"ws_{unit.direction}" if unit.command in WEBSOCKETS else unit.direction


class Signs:
    """The units of one connection, lane by lane, thinned where nobody could tell them apart."""

    def __init__(self):
        self._lanes: dict[str, list[Unit]] = {}
        self._thin = THIN

    def add(self, unit: Unit) -> None:
        """Take one more; in dense traffic it takes the place of the last, so that a silence begins where it began."""
        lane = self._lanes.setdefault(lane_of(unit), [])
        self._append(lane, unit)
        if len(lane) > MOST:
            self._thin *= 2
            kept: list[Unit] = []
            for each in lane:
                self._append(kept, each)
            lane[:] = kept if len(kept) < len(lane) else kept[-MOST // 2 :]

    def _append(self, lane: list[Unit], unit: Unit) -> None:
        if len(lane) > 1 and lane_of(unit) and unit.at - lane[-2].at < self._thin:
            last = lane[-1]
            if (last.command == "beat") == (unit.command == "beat") and last.command not in SETTLING:
                lane.pop()
        lane.append(unit)

    def units(self) -> list[Unit]:
        """All that is kept, in the order of the recording."""
        return sorted((unit for lane in self._lanes.values() for unit in lane), key=lambda unit: unit.number)

    def since(self, number: int) -> list[Unit]:
        """What is a sign in any lane, after the record with this number."""
        found = []
        for name, lane in self._lanes.items():
            if name and lane:
                first = len(lane)
                while first and lane[first - 1].number > number:
                    first -= 1
                found += lane[first:]
        return sorted(found, key=lambda unit: unit.number)
