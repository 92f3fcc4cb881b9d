"""What was recorded before, by a tap or by a broker, and kept in a file."""

from os import PathLike

from stompkata.recording import Recording
from stompkata.widgets.frame_inspector import FrameInspector


def open(path: str | PathLike) -> FrameInspector:
    """Show a saved recording, such as `stompkata tap --record FILE` writes; of a damaged one, what is before the fault."""
    return FrameInspector(Recording.load(path))
