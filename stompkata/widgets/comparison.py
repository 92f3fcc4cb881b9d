"""Two records side by side, field by field."""

from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher

from stompkata.dissection import Dissection, Field
from stompkata.dissection.visible import visible
from stompkata.trace.record import Record
from stompkata.trace.recording import Recording
from stompkata.trace.transcript import ARROWS, parts
from stompkata.widgets.rows import explained

_VALUE, _LINES = 500, 200  # characters of a value, lines of a comparison

_ABSENT = None, ""

Told = tuple[tuple[str, str, int], tuple[str, str]]  # layer, name, which one of this name; value and meaning


def compared(recording: Recording, left: Record, right: Record) -> list[dict]:
    """Write a line for each field that either has: layer, name, both values (None for none), whether they agree."""
    mine, others = list(_told(recording, left)), list(_told(recording, right))
    lines = []
    for (layer, field, _), one, other in _aligned(mine, others):
        (left, means), (right, other_means) = one or _ABSENT, other or _ABSENT
        lines.append({"layer": layer, "name": visible(field), "left": left, "right": right, "means": means,
                      "otherMeans": other_means, "same": left == right})  # fmt: skip
    return lines[:_LINES]


def _aligned(mine: list[Told], others: list[Told]) -> Iterator[tuple]:
    one, other = [name for name, _ in mine], [name for name, _ in others]
    for tag, begin, end, first, last in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "equal":
            pairs = zip(mine[begin:end], others[first:last], strict=True)
            yield from ((name, value, value_of_other) for (name, value), (_, value_of_other) in pairs)
        else:
            yield from ((name, value, None) for name, value in mine[begin:end])
            yield from ((name, None, value) for name, value in others[first:last])


def _told(recording: Recording, record: Record) -> Iterator[Told]:
    about = {"direction": ARROWS[record.direction], "connection": visible(record.connection, _VALUE),
             "octets": f"{len(record.data):,}"}  # fmt: skip
    yield from ((("record", name, 0), (value, "")) for name, value in about.items())
    for part in parts(explained(recording, record)):
        seen: Counter[str] = Counter()
        for field in _leaves(part):
            name, value = _named(field)
            yield (part.layer, name, seen[name]), (visible(value, _VALUE), field.meaning)
            seen[name] += 1


def _leaves(part: Dissection) -> Iterator[Field]:
    for field in part.fields:
        yield from field.children if field.children and not field.value else (field,)


def _named(field: Field) -> tuple[str, str]:
    """A header is known by its own name: that is what people compare."""
    name, colon, value = field.value.partition(":")
    if field.name == "header" and colon:
        return f"header {name}", value.removeprefix(" ")
    return field.name, field.value
