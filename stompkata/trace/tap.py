"""A way into a recording for one of several sources, so that their connections keep apart."""

from typing import TYPE_CHECKING

from stompkata.trace.record import Direction, Layer

if TYPE_CHECKING:
    from stompkata.trace.recording import Recording


class Tap:
    """Goes where a recording goes, `serve(recording=recording.tap("broker"))`: `ws-1` is recorded as `broker/ws-1`."""

    def __init__(self, recording: "Recording", name: str):
        self.recording, self.name = recording, name

    def add(self, at: float, connection: str, direction: Direction, layer: Layer, data: bytes) -> None:
        """Append one unit to the recording; see `Recording.add`."""
        self.recording.add(at, f"{self.name}/{connection}", direction, layer, data)

    def __repr__(self) -> str:
        return f"<Tap {self.name!r} of {self.recording!r}>"
