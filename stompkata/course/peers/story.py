"""What two said to each other, as the rows of a report."""

from collections.abc import Sequence

from stompkata.dissection.visible import visible
from stompkata.stomp.decoder import Decoder
from stompkata.stomp.frame import StompFrame

MOST = 4  # rows of frames; the first ones of a longer story give way
WIDTH = 73
BODY = 24  # characters


class Story:
    """Grows while a session talks; `rows` tells the end of it."""

    def __init__(self):
        self._said: list[tuple[bool, str]] = []
        self._ours = Decoder(None, strict=False)  # reads what the learner's frames look like from outside
        self.state = ""

    def sent(self, data: bytes) -> None:
        """Octets of the learner's went out."""
        frames, fault = [], ""
        try:
            frames = [event for event in self._ours.receive(data) if isinstance(event, StompFrame)]
        except Exception as error:
            fault, self._ours = f"  (no frame: {getattr(error, 'what', error)})", Decoder(None, strict=False)
        count = f"     ({len(data)} octet{'s' if len(data) > 1 else ''})"
        for frame in frames:
            self._said.append((True, cut(described(frame), WIDTH - 3 - len(count)) + count))
        if fault or not frames:
            self._said.append((True, shortened(data) + count + fault))

    def came(self, frame: StompFrame) -> None:
        """The peer said something."""
        self._said.append((False, described(frame)))

    def silent(self) -> None:
        """Nothing came."""
        self._said.append((False, "(nothing)"))
        self.state = self.state or "connection open"

    @property
    def unfinished(self) -> int:
        """Octets of a frame that the learner began and did not end."""
        return self._ours.buffered

    def rows(self) -> list[tuple[str, str]]:
        """Label and line of each row: what was said, and how the connection stands."""
        left_out = max(0, len(self._said) - MOST)
        lines = [f"{'->' if mine else '<-'} {text}" for mine, text in self._said[left_out and left_out + 1 :]]
        if left_out:
            lines.insert(0, f"… {left_out + 1} before")
        rows = [("story" if not place else "", cut(line)) for place, line in enumerate(lines)]
        return [*rows, ("state", cut(self.state))] if self.state and rows else rows


def described(frame: StompFrame) -> str:
    """A frame on one line: its command, its headers, and the beginning of its body; no passcode."""
    if frame.command == "ERROR":
        return f"ERROR {visible(frame.headers.get('message') or frame.text, WIDTH)}"
    pairs = [f"{name}:{'***' if name == 'passcode' else value}" for name, value in frame.headers.items()]
    body = f" | {frame.text[:BODY]}{'…' if len(frame.text) > BODY else ''}" if frame.body else ""
    return visible(f"{frame.command} {' '.join(pairs)}".rstrip() + body, 200)


def shortened(data: bytes) -> str:
    """Octets as a Python literal, short enough for a line."""
    return repr(data) if len(data) <= 40 else f"{data[:32]!r}…"


def cut(line: str, width: int = WIDTH) -> str:
    """The line, and no more of it than a report shows."""
    return line if len(line) <= width else line[: width - 1] + "…"


def last_of(stories: Sequence[Story]) -> list[tuple[str, str]]:
    """The rows of the story that was told last."""
    return stories[-1].rows() if stories else []
