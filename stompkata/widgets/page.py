"""A view and its page: several ES modules as one text, the styles likewise, and what every view does."""

import re
from collections.abc import Callable
from pathlib import Path

from stompkata.widgets.notes import Notes
from stompkata.widgets.pictured import Pictured
from stompkata.widgets.pump import Pump, hear_while_busy
from stompkata.widgets.selection import Selection

_STATIC = Path(__file__).parent / "static"
_IMPORT = re.compile(r'^import\b[^;"]*"\./([\w.]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default\b)", re.MULTILINE)


def script(name: str) -> str:
    """Join a module of `static` and all that it imports from there: anywidget takes one text, and no bundler is here.

    All of them share one scope then, so a name at the top of a module must be unlike every other.
    """
    found: dict[str, str] = {}
    _collect(name, found)
    return "\n".join(found.values())


def _collect(name: str, found: dict[str, str]) -> None:
    text = (_STATIC / name).read_text(encoding="utf-8")
    for imported in _IMPORT.findall(text):
        if imported not in found:
            _collect(imported, found)
    found[name] = _EXPORT.sub("", _IMPORT.sub("", text))


def style(*names: str) -> str:
    """Join what all views look like and the styles of one."""
    return "\n".join((_STATIC / name).read_text(encoding="utf-8") for name in ("shared.css", *names))


class View(Pictured):
    """A view of records that shares its selection with others; a subclass draws, and answers its page in `heard`.

    Args:
        selection: what is looked at, shared with other views.
        feed: what sends the page its data; without one there are only answers.
        traits: of the widget.
    """

    def __init__(self, selection: Selection, feed: Notes | None = None, **traits):
        super().__init__(**traits)
        self.selection = selection
        self._feed = feed if feed is not None else Notes()
        self._origin: object = None
        self._unobserve = selection.observe(lambda _: self.later(self._tell, self._origin))
        self.on_msg(self._message)
        hear_while_busy(self.comm)

    def later(self, call: Callable, *arguments) -> None:
        """Have this called on the pump's thread, which alone talks to pages; may itself be called on any thread."""
        self._feed.leave(call, *arguments)
        Pump.shared().serve(self._feed)

    def _message(self, _widget, content: object, _buffers) -> None:
        # ipykernel calls this on the main thread or on another one: leave a note for the pump, and go
        self.later(self._hear, content)

    def _hear(self, content: object) -> None:
        match content:
            case {"type": "select", "number": int() | None as number, **rest}:
                self._origin = rest.get("page")  # a page follows nobody until its own word is back
                if not self.selection.select(number, _span(rest.get("span"))):
                    self.later(self._tell, self._origin)
                self._origin = None
            case {"type": "hello"}:
                self._tell()
        self.heard(content)

    def heard(self, content: object) -> None:
        """Take a message of the page; what makes no sense is ignored, as anybody can type into a page's console."""

    def _tell(self, origin: object = None) -> None:
        selected = {"number": self.selection.number, "span": self.selection.span}
        self.send({"type": "select"} | selected | ({"page": origin} if origin else {}))

    def close(self) -> None:
        """Close the view on every page; the selection forgets it."""
        if unobserve := vars(self).get("_unobserve"):  # also called on what refused to be made
            unobserve()
        super().close()

    def stamp(self) -> object:
        """Return what differs whenever the snapshot may: here, what the recording holds."""
        return self.recording.last, len(self.recording)

    def _repr_mimebundle_(self, **kwargs) -> tuple[dict, dict]:
        self._feed.shown()
        Pump.shared().serve(self._feed)
        return super()._repr_mimebundle_(**kwargs)


def _span(found: object) -> tuple[int, int] | None:
    match found:
        case [int(start), int(stop)] if 0 <= start <= stop:
            return start, stop
    return None
