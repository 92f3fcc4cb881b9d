"""A STOMP frame, and the beat that may stand between two."""

import enum
from collections.abc import Iterable, Mapping
from typing import NamedTuple, NoReturn, Self

_new, _fill = dict.__new__, dict.__init__       # looked up once: the decoder makes headers all day


class Headers(dict[str, str]):
    """The header entries of one frame: a read-only mapping in which the first of repeated entries counts.

    `pairs` keeps every entry in the order of the wire, repeats included.
    Source: STOMP 1.2, "Repeated Header Entries".
    """

    _pairs: tuple[tuple[str, str], ...] | None = None      # set only where a name is repeated

    def __init__(self, pairs: Mapping[str, str] | Iterable[tuple[str, str]] = ()):
        if isinstance(pairs, (dict, Mapping)):
            dict.__init__(self, pairs)
            return
        entries = tuple(pairs)
        dict.__init__(self, entries)
        if len(self) < len(entries):
            self._pairs = entries
            dict.update(self, reversed(entries))        # the first is written last, and stays

    @classmethod
    def distinct(cls, pairs: Iterable[tuple[str, str]]) -> "Headers":
        """Headers from pairs whose names are known to differ; the decoder's short cut."""
        headers = _new(cls)
        _fill(headers, pairs)
        return headers

    @property
    def distinct_names(self) -> bool:
        """Whether no name is repeated."""
        return self._pairs is None

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Every entry, repeats included."""
        return self._pairs or tuple(self.items())

    def _refuse(self, *_args: object, **_kwargs: object) -> NoReturn:
        raise TypeError("the headers of a frame are read-only; make a new frame instead")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:
        return hash(self.pairs)


class _Frame(NamedTuple):
    command: str
    headers: Headers
    body: bytes


class StompFrame(_Frame):
    """Command, headers and body (octets) of one STOMP frame.

    Source: STOMP 1.2, "STOMP Frames".
    """

    __slots__ = ()

    def __new__(cls, command: str, headers: Mapping[str, str] | Iterable[tuple[str, str]] = (), body: bytes = b"") -> Self:
        if not isinstance(headers, Headers):
            headers = Headers(headers)
        return super().__new__(cls, command, headers, body)

    def __repr__(self) -> str:
        from stompkata.dissection.secrets import MASK, hide, hide_text, is_secret  # a connection shows no frame

        shown = {name: MASK if is_secret(name) else value for name, value in self.headers.items()}
        body = self.body
        if self.command == "ERROR":  # which quotes what was said
            shown, body = {name: hide_text(value) for name, value in shown.items()}, hide(body)
        return f"StompFrame({self.command!r}, {shown!r}, {body!r})"

    @property
    def text(self) -> str:
        """The body as UTF-8 text; octets that are not UTF-8 become U+FFFD."""
        return self.body.decode("utf-8", "replace")


class Beat(enum.Enum):
    """A lone EOL between frames, the heart-beat of STOMP 1.1 and 1.2."""

    EOL = b"\n"


BEAT = Beat.EOL
