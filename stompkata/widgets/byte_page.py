"""What a byte view's page is told: one message with the fields of each layer, and all shown octets in one piece."""

from stompkata.analysis.accept import Calculation
from stompkata.dissection import Field, Finding
from stompkata.dissection.visible import visible
from stompkata.widgets.byte_layers import Layer, layers, owner, tree
from stompkata.widgets.byte_subject import Subject

WINDOW = 1024  # octets of a layer that a page is given at once; it asks for others when they are looked for
FIELDS, FINDINGS, FRAMES, VALUE = 400, 100, 100, 400  # of a layer; characters of a value


def page(subject: Subject, original: bytes, windows: dict[int, int]) -> dict[str, object]:
    """Write all that one state of the view needs; `windows` are the first shown octets of its layers."""
    found = layers(subject.explain(subject.octets))
    octets, told = b"", []
    for place, layer in enumerate(found):
        first = _first(windows.get(place, 0), len(layer.dissection.data))
        shown = layer.dissection.data[first:first + WINDOW]
        told.append(_layer(layer, first) | {"first": first, "offset": len(octets), "shown": len(shown)})
        octets += shown
    changed = subject.changed(original)
    return {
        "name": visible(subject.name), "number": subject.number, "layers": told, "octets": octets,
        "edits": len(subject.before), "changed": changed[:WINDOW],
        "accept": _calculation(subject.calculate(subject.octets)),
    }  # fmt: skip


def _first(asked: int, size: int) -> int:
    """The beginning of the window that holds this octet."""
    return min(max(0, asked), max(0, size - 1)) // WINDOW * WINDOW


def _layer(layer: Layer, first: int) -> dict[str, object]:
    dissection = layer.dissection
    nodes = list(tree(dissection.fields))
    fields = [one for _, one in nodes[:FIELDS]]
    return {
        "layer": dissection.layer, "name": layer.name, "heading": visible(dissection.summary, VALUE),
        "depth": layer.depth, "size": len(dissection.data), "runs": layer.runs, "frames": layer.frames[:FRAMES],
        "fields": [_field(parent, one) for parent, one in nodes[:FIELDS]], "more": max(0, len(nodes) - FIELDS),
        "findings": [_finding(one, owner(one, fields)) for one in dissection.findings[:FINDINGS]],
    }  # fmt: skip


def _field(parent: int | None, one: Field) -> dict[str, object]:
    return {
        "parent": parent, "name": visible(one.name), "value": visible(one.value, VALUE), "meaning": one.meaning,
        "source": one.source, "bit": one.bit, "bits": one.bits,
    }  # fmt: skip


def _finding(one: Finding, field: int | None) -> dict[str, object]:
    return {
        "severity": one.severity, "rule": visible(one.rule), "source": visible(one.source), "at": one.at,
        "message": visible(one.message, VALUE), "hint": visible(one.hint, VALUE), "length": one.length, "field": field,
    }  # fmt: skip


def _calculation(found: Calculation | None) -> dict[str, object] | None:
    if found is None:
        return None
    steps = [{"name": name, "words": words, "text": _text(octets), "octets": octets[:VALUE].hex(" ")}
             for name, words, octets in found.steps]  # fmt: skip
    return {"steps": steps, "verdict": visible(found.verdict, VALUE)}


def _text(octets: bytes) -> str:
    """A step's octets as text; a hash is none."""
    return visible(octets.decode("latin-1"), VALUE) if octets.isascii() else ""
