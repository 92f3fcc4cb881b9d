"""Where two values part: the innermost item that differs, aligned, with only the window that matters."""

import re
from collections.abc import Callable, Sequence
from typing import Any

WIDTH = 73  # what is left of 80 columns beside the labels
BEFORE = 24  # columns of agreement that are shown before the difference at least
AFTER = 24  # columns kept behind it, for what follows and for the words beside the mark
MIDDLE = 32  # columns of the difference itself
NAMES = {0: "\\0", 9: "\\t", 10: "\\n", 13: "\\r", 92: "\\\\"}
NOTHING = "(nothing)"

Rows = list[tuple[str, str]]
Fields = Sequence[tuple[int, str]]


class Stand:
    """Words that stand where a value would: "(nothing)", "(raises) ValueError"."""

    def __init__(self, words: str):
        self.words = words

    def __repr__(self) -> str:
        return self.words


MISSING = Stand(NOTHING)


def plain_repr(value: Any) -> str:
    """A repr on one line and without addresses, so that a report reads the same each time."""
    try:
        return re.sub(r" at 0x[0-9a-f]+", "", " ".join(repr(value).split()))
    except Exception as error:
        return f"<{type(value).__name__} whose repr raised {type(error).__name__}>"


def rows(want: Any, got: Any, fields: Fields = ()) -> Rows:
    """Labelled lines `want`, `got` and the marks; `fields` names the offsets at which a part of `want` begins."""
    path, want, got = narrow(want, got)
    head = [("at", f"result{path}")] if path else []
    if _octets(want) and _octets(got):
        return head + _aligned(bytes(want), bytes(got), fields)
    if isinstance(want, str) and isinstance(got, str):
        return head + _aligned(want, got, fields)
    return head + [("want", _whole(want, got)), ("got", _whole(got, want))]


def narrow(want: Any, got: Any, path: str = "", depth: int = 6) -> tuple[str, Any, Any]:
    """Go into sequences, mappings and records as long as both sides have the same kind; return where, want and got."""
    if depth == 0 or type(want) is not type(got):
        return path, want, got
    for step, inner_want, inner_got in _parts(want, got):
        if not same(inner_got, inner_want):
            return narrow(inner_want, inner_got, path + step, depth - 1)
    return path, want, got


def same(got: Any, want: Any) -> bool:
    """Equal, and of a kind: 1 is not True, and an object that claims to equal everything is not a `bytes`."""
    if _octets(want):
        return _octets(got) and bytes(got) == bytes(want)
    if isinstance(want, bool | str | int | tuple | list | dict | type(None)) and not isinstance(got, type(want)):
        return False
    return isinstance(got, bool) == isinstance(want, bool) and bool(want == got)


def _parts(want: Any, got: Any) -> list[tuple[str, Any, Any]]:
    if hasattr(want, "_fields"):
        return [(f".{name}", getattr(want, name), getattr(got, name)) for name in want._fields]
    if isinstance(want, list | tuple):
        size = range(max(len(want), len(got)))
        return [(f"[{i}]", want[i] if i < len(want) else MISSING, got[i] if i < len(got) else MISSING) for i in size]
    if isinstance(want, dict):
        return [(f"[{key!r}]", want.get(key, MISSING), got.get(key, MISSING)) for key in {**want, **got}]
    if hasattr(want, "__dataclass_fields__"):
        return [(f".{name}", getattr(want, name), getattr(got, name)) for name in want.__dataclass_fields__]
    return []


def _octets(value: Any) -> bool:
    return isinstance(value, bytes | bytearray | memoryview)


def _whole(value: Any, other: Any) -> str:
    text = plain_repr(value)
    text = text if len(text) <= WIDTH - 12 else text[: WIDTH - 13] + "…"
    named = (
        isinstance(value, Stand)
        or isinstance(other, Stand)
        or type(value) is type(other)
        or value is None
        or other is None
    )
    return text if named else f"{text}  ({type(value).__name__})"


def _aligned(want: bytes | str, got: bytes | str, fields: Fields) -> Rows:
    start = next((i for i, (w, g) in enumerate(zip(want, got, strict=False)) if w != g), min(len(want), len(got)))
    tail = 0
    while tail < min(len(want), len(got)) - start and want[-1 - tail] == got[-1 - tail]:
        tail += 1
    write, gap = _writer(want, got)
    middles = [_middle(side[start : len(side) - tail], write, gap) for side in (want, got)]
    if not all(whole for _, whole in middles):
        tail, middles = 0, [_middle(side[start:], write, gap) for side in (want, got)]
    wide = max(len(middle) for middle, _ in middles)
    first, lead = _lead(want[:start], write, gap, max(BEFORE, WIDTH - wide - AFTER))
    rest = gap.join(map(write, want[len(want) - tail :][:WIDTH]))
    lines = [
        _cut(f"{lead}{middle.ljust(wide) if rest else middle}{gap if rest else ''}{rest}") for middle, _ in middles
    ]
    named, place = _named(want, first, start, write, gap, fields)
    unit = "octet" if isinstance(want, bytes) else "character"
    mark = f"{' ' * len(lead)}{'^' * max(1, len(middles[1][0]))} {unit} {start}{place}"
    return [*named, ("want", lines[0] or NOTHING), ("got", lines[1] or NOTHING), ("", _cut(mark))]


def _writer(want: bytes | str, got: bytes | str) -> tuple[Callable[[Any], str], str]:
    """How one item is written, and what stands between two: text as text, any other octets in hexadecimal."""
    if isinstance(want, str):
        return _character, ""
    return (_text_octet, "") if _is_text(want or got) else ("{:02x}".format, " ")


def _character(character: str) -> str:
    return NAMES.get(ord(character)) or (character if character.isprintable() else ascii(character)[1:-1])


def _text_octet(octet: int) -> str:
    return NAMES.get(octet) or (chr(octet) if 0x20 <= octet < 0x7F else f"\\x{octet:02x}")


def _is_text(data: bytes) -> bool:
    try:
        return all(character.isprintable() or ord(character) in NAMES for character in data.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _lead(agreed: bytes | str, write, gap: str, room: int) -> tuple[int, str]:
    """The end of what agrees, and the offset at which it begins."""
    cells: list[str] = []
    for place, value in enumerate(reversed(agreed)):
        full = sum(map(len, cells)) + len(gap) * len(cells) > room
        if full and len(agreed) - place > 3:  # "…" for two octets hides more than it saves
            break
        cells.insert(0, write(value))
    first = len(agreed) - len(cells)
    return first, ("…" + gap if first else "") + gap.join(cells) + (gap if cells else "")


def _middle(part: bytes | str, write, gap: str) -> tuple[str, bool]:
    cells, used = [], 0
    for value in part:
        cells.append(r"\x20" if not gap and value in (" ", 0x20) else write(value))
        used += len(cells[-1]) + len(gap)
        if used > MIDDLE:
            return gap.join(cells) + "…", len(cells) == len(part)
    return gap.join(cells), True


def _named(want, first: int, start: int, write, gap: str, fields: Fields) -> tuple[Rows, str]:
    """A line of field names above the octets where they begin, and the name of the field that differs."""
    if not fields:
        return [], ""
    line, column, names = "", 2 if first and gap else bool(first), dict(fields)
    for offset in range(first, len(want)):
        if offset in names and (not line or len(line) < column):
            line = line.ljust(column) + names[offset]
        column += len(write(want[offset])) + len(gap)
    inside = [name for offset, name in fields if offset <= start]
    return [("", _cut(line))] if line else [], f", in {inside[-1]}" if inside else ""


def _cut(text: str) -> str:
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"
