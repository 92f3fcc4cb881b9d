"""The recording that explains itself: `trace` holds it, and may not know what is joined to it here."""

from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from stompkata.dissection import Dissection
from stompkata.trace import json_lines
from stompkata.trace.recording import Recording as _Recording

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def dissect(data: bytes, layer: str, **known: object) -> Dissection:
    """Explain one recorded unit; the dissectors are loaded at the first one."""
    from stompkata.dissector import dissect

    return dissect(data, layer, **known)


class Recording(_Recording):
    """A recording whose `dissect` and `text` work as it comes, that can be filtered, and drawn."""

    def __init__(self, capacity: int = 10_000, *, dissector: Callable[..., Dissection] = dissect):
        super().__init__(capacity, dissector=dissector)

    @classmethod
    def load(cls, path: str | PathLike[str], *, dissector: Callable[..., Dissection] = dissect) -> "Recording":
        """Read a saved recording, or a browser's (`.har`); a damaged one up to the fault, which a warning names."""
        if Path(path).suffix.lower() == ".har":
            return cls.from_har(path, dissector=dissector)
        return super().load(path, dissector=dissector)

    @classmethod
    def from_har(cls, path: str | PathLike[str], url: str | None = None, *,
                 dissector: Callable[..., Dissection] = dissect) -> "Recording":
        """Read the WebSocket messages that a browser saved; a damaged file up to the fault, which a warning names.

        Args:
            url: only connections to an address that begins with this.

        Raises:
            DamagedRecording: it holds no WebSocket connection, or is larger than any may be.
        """
        from stompkata.analysis.har import read_har

        rows, fault = read_har(path, url)
        loaded = cls(json_lines.RECORDS, dissector=dissector)
        for row in rows:
            loaded.add(*row)
        if fault:
            loaded._blame(fault)
        return loaded

    def filter(self, text: str) -> "Recording":
        """Keep the records that say what a filter asks for, such as `command:SEND destination:/topic/* -beat`.

        Raises:
            FilterError: a word that means nothing.
        """
        from stompkata.analysis.filters import Filter
        from stompkata.analysis.units import read

        wanted = Filter(text)
        return self.keep({unit.number: unit.record for unit in read(self) if wanted(unit)}.values())

    def plot_heartbeats(self, connection: str | None = None, *, until: float | None = None,
                        tolerance: float = 2) -> "Figure":
        """Draw when each side was heard, and what was late or missed; see `analysis.figures.plot_heartbeats`."""
        from stompkata.analysis.figures import plot_heartbeats
        from stompkata.analysis.units import read

        return plot_heartbeats(read(self), connection, until=until, tolerance=tolerance)

    def plot_sizes(self) -> "Figure":
        """Draw where the octets go, for each command and direction; see `analysis.figures.plot_sizes`."""
        from stompkata.analysis.figures import plot_sizes
        from stompkata.analysis.units import read

        return plot_sizes(read(self))
