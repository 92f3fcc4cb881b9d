"""Cuts what crosses one link into the units of a recording: whole frames, octet for octet."""

from collections.abc import Sequence

from stompkata.net.clock import Clock
from stompkata.trace.recording import Recording


class Tape:
    """What one link writes its units to, while something records.

    Octets that come in are kept until the link says that a unit is complete. `unproven` is a tape that may have been
    put in in the middle of a unit: the link then drops that one, so that every unit on it is a whole one.
    """

    __slots__ = ("_clock", "_in", "_name", "_out", "_recordings", "_taken", "unproven")

    def __init__(self, recordings: Sequence[Recording], clock: Clock, name: str, *, server: bool):
        self._recordings, self._clock, self._name, self.unproven = recordings, clock, name, False
        self._in, self._out = ("to_server", "to_client") if server else ("to_client", "to_server")
        self._taken = bytearray()

    def took(self, data: bytes) -> None:
        """Octets came in: parts of units, or several."""
        self._taken += data

    def first(self, rest: int) -> bytes:
        """All that came in but the last `rest` octets."""
        return bytes(self._taken[:len(self._taken) - rest])

    def drop(self, rest: int) -> None:
        """Forget all that came in but the last `rest` octets."""
        del self._taken[:len(self._taken) - rest]
        self.unproven = False

    def cut(self, layer: str, rest: int) -> None:
        """All that came in but the last `rest` octets is one unit."""
        unit = self.first(rest)
        self.drop(rest)
        if unit:
            self._add(self._in, layer, unit)

    def sent(self, layer: str, unit: bytes) -> None:
        """One whole unit goes out."""
        self._add(self._out, layer, unit)

    def event(self, what: str) -> None:
        """Something happened to the connection, in words."""
        self._add("none", "event", what.encode())

    def _add(self, direction: str, layer: str, data: bytes) -> None:
        now = self._clock.now()
        for recording in self._recordings:
            recording.add(now, self._name, direction, layer, data)
