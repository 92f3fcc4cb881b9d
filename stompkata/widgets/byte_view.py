"""ByteView: the octets of one unit beside their meaning, down to the bit; to look at, and to change."""

from html import escape

import traitlets

from stompkata.dissection import html as dissection_html
from stompkata.dissection import text as dissection_text
from stompkata.dissection.visible import visible
from stompkata.trace.record import Record
from stompkata.trace.recording import Recording
from stompkata.widgets.byte_layers import key_octet, layers
from stompkata.widgets.byte_page import page
from stompkata.widgets.byte_subject import NOTHING, Subject, of_octets, of_record
from stompkata.widgets.page import View, script, style
from stompkata.widgets.selection import Selection

_SENDERS = {"to_server": "client", "to_client": "server"}
DRAFTS = 100  # records whose edits are remembered


class ByteView(View):
    """Shows fields and octets side by side: point at one to see the other; type over an octet to see what changes.

    Args:
        source: octets, a record, or a recording, of which the selected record is shown.
        number: the record to begin with; by default the selected one, or the newest of a wire.
        selection: what is looked at; by default, where no number is given, the one that all views of a recording share.
        options: for octets, those of `dissect`: `layer`, `version`, `sender`, `deflate`.
    """

    _esm = script("byte_view.js")
    _css = style("byte_view.css")

    shown = traitlets.Dict().tag(sync=True)

    def __init__(self, source: bytes | Record | Recording, *, number: int | None = None,
                 selection: Selection | None = None, **options):
        self.recording = source if isinstance(source, Recording) else Recording(1)
        self._subjects: dict[int | None, Subject] = {}
        self._windows: dict[int, int] = {}
        alone = number is not None  # whoever names a record wants to see it, whatever others look at
        selection = selection or (Selection(self.recording) if alone else Selection.of(self.recording))
        if not isinstance(source, Recording):
            self._subject = _of_one(source, options)
        else:
            number = selection.number if number is None else number
            self._subject = self._look_up(self._newest() if number is None else number) or NOTHING
        self._original = self._subject.octets
        self._from_recording = isinstance(source, Recording)
        super().__init__(selection, shown=self._page())

    @property
    def octets(self) -> bytes:
        """What is shown, with its edits."""
        return self._subject.octets

    def heard(self, content: object) -> None:
        """Do what the page asks for: look at another part or record, change an octet, take that back."""
        match content:
            case {"type": "edit", "layer": int(layer), "at": int(at), "octet": int(octet)}:
                self._edit(layer, at, octet, content.get("plain") is True)
            case {"type": "undo"} if self._subject.undo():
                self._show()
            case {"type": "reset"} if self._subject.before:
                self._subject.before, self._subject.octets = [], self._original
                self._show()
            case {"type": "window", "layer": int(layer), "at": int(at)}:
                self._windows[layer] = at
                self._show()
            case {"type": "walk", "by": -1 | 1 as by}:
                self._walk(by)

    def _edit(self, place: int, at: int, octet: int, plain: bool) -> None:
        """Change an octet where it lies on the wire; what is shown unmasked is masked first."""
        found = layers(self._subject.explain(self._subject.octets))
        wire = found[place].wire(at) if 0 <= place < len(found) else None
        if wire is None:
            return
        mask = key_octet(found[0], wire) if plain or place else 0
        if self._subject.edit(wire, octet ^ mask):
            self._show()

    def _walk(self, by: int) -> None:
        numbers = [one.number for one in self.recording if one.layer != "event"]
        near = [number for number in numbers if (number - (self._subject.number or 0)) * by > 0]
        if near:
            self.selection.select(near[0] if by > 0 else near[-1])

    def _tell(self, origin: object = None) -> None:
        if self._from_recording and self.selection.number not in (None, self._subject.number):
            self._open(self.selection.number)
        super()._tell(origin)

    def _open(self, number: int) -> None:
        found = self._subjects.get(number) or self._look_up(number)
        if found is None:
            return
        if self._subject.before:  # edits wait until the record is looked at again
            self._subjects[self._subject.number] = self._subject
            self._subjects = dict(list(self._subjects.items())[-DRAFTS:])
        self._subject, self._windows = found, {}
        self._original = found.before[0] if found.before else found.octets
        self._show()

    def _look_up(self, number: int | None) -> Subject | None:
        record = None if number is None else self.recording.get(number)
        return None if record is None else of_record(self.recording, record)

    def _newest(self) -> int | None:
        return next((one.number for one in reversed(list(self.recording)) if one.layer != "event"), None)

    def _show(self) -> None:
        self.shown = self._page()

    def _page(self) -> dict[str, object]:
        return page(self._subject, self._original, self._windows) | {"walks": self._from_recording}

    def snapshot(self) -> dict[str, str]:
        """Return the dissection, and the calculation of a handshake: `text/html` without script, and `text/plain`."""
        dissection = self._subject.explain(self._subject.octets)
        html, text = dissection_html.render(dissection), dissection_text.render(dissection)
        calculation = self._subject.calculate(self._subject.octets)
        if calculation is not None:
            rows = [(step.name, step.words, visible(step.octets.decode("latin-1")) if step.octets.isascii()
                     else step.octets.hex(" ")) for step in calculation.steps]  # fmt: skip
            rows_html = ("".join(f'<td style="text-align: left">{escape(text)}</td>' for text in row) for row in rows)
            cells = "".join(f"<tr>{row}</tr>" for row in rows_html)
            html += f"<table>{cells}</table><p>{escape(visible(calculation.verdict))}</p>"
            text = "\n".join([text, *("  ".join(row) for row in rows), visible(calculation.verdict)])
        return {"text/html": html, "text/plain": text}

    def stamp(self) -> object:
        """Return what differs whenever the snapshot may: the octets, and of which record they are."""
        return self._subject.number, self._subject.octets

    def __repr__(self) -> str:
        return f"<ByteView: {visible(self._subject.explain(self._subject.octets).summary, 100)}>"


def _of_one(source: bytes | Record, options: dict) -> Subject:
    if isinstance(source, Record):
        known = {"layer": source.layer, "sender": _SENDERS.get(source.direction)}
        return of_octets(source.data, **known | options)
    return of_octets(bytes(source), **options)
