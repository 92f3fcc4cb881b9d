"""A dissection as a page draws it: layer by layer, fields as a flat tree, and where one layer's octets lie in another.

Nothing is read twice: frames, keys and payloads are where the dissector's fields say.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from stompkata.dissection import Dissection, Field, Finding

NAMES = {"handshake": "HTTP handshake", "websocket": "WebSocket", "deflate": "permessage-deflate", "stomp": "STOMP"}


class Run(NamedTuple):
    """`length` octets at `start` of a layer are the octets at `wire` of what was dissected."""

    start: int
    wire: int
    length: int


class Frame(NamedTuple):
    """Where a WebSocket frame begins, its masking-key (-1: none) and its payload."""

    at: int
    key: int
    start: int
    stop: int


@dataclass
class Layer:
    """One layer: what it says, how deep it lies, and which of its octets are octets of the wire (`runs`)."""

    dissection: Dissection
    depth: int
    runs: list[Run]
    frames: list[Frame] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What the layer is called."""
        return NAMES.get(self.dissection.layer, self.dissection.layer)

    def wire(self, at: int) -> int | None:
        """The offset on the wire of one of its octets; None if it was made by inflating."""
        return next((run.wire + at - run.start for run in self.runs if run.start <= at < run.start + run.length), None)


def layers(dissection: Dissection) -> list[Layer]:
    """The dissected octets, and then what they carry, from the outside to the inside."""
    outer = Layer(dissection, 0, [Run(0, 0, len(dissection.data))], _frames(dissection))
    return [outer, *_inner(outer)]


def key_octet(outer: Layer, at: int) -> int:
    """The octet of the masking-key that covers this octet of the wire; 0 where nothing is masked."""
    for frame in outer.frames:
        if frame.key >= 0 and frame.start <= at < frame.stop:
            return outer.dissection.data[frame.key + (at - frame.start) % 4]
    return 0


def tree(fields: tuple[Field, ...], parent: int | None = None, first: int = 0) -> Iterator[tuple[int | None, Field]]:
    """Every field with the place of the field that holds it, in the order of a tree that is wholly open."""
    at = first
    for one in fields:
        yield parent, one
        children = list(tree(one.children, at, at + 1))
        yield from children
        at += 1 + len(children)


def owner(finding: Finding, fields: list[Field]) -> int | None:
    """The place of the field that a finding is about: the one it names, else the smallest that holds its octet."""
    found = [(one.bits, at) for at, one in enumerate(fields) if one.start <= finding.at < one.stop]
    named = [(bits, at) for bits, at in found if fields[at].name.lower() in finding.message.lower()]
    return min(named or found, default=(0, None))[1]


def _inner(outer: Layer) -> Iterator[Layer]:
    messages = _messages(outer) if outer.frames else []
    for inner in outer.dissection.inner:
        layer = Layer(inner, outer.depth + 1, _runs(inner, messages))
        yield layer
        yield from _inner(layer)
    if outer.dissection.layer == "deflate" and not outer.dissection.inner and outer.dissection.payload:
        message = outer.dissection.payload
        yield Layer(Dissection("inflated", message, f"{len(message)} octets inflated"), outer.depth + 1, [])


def _frames(dissection: Dissection) -> list[Frame]:
    if dissection.layer != "websocket":
        return []
    several = [one for one in dissection.fields if one.name.startswith("frame ")]
    return [_frame(fields) for fields in ([one.children for one in several] or [dissection.fields]) if fields]


def _frame(fields: tuple[Field, ...]) -> Frame:
    named = {one.name: one for one in fields}
    key, payload, end = named.get("masking-key"), named.get("payload"), fields[-1].stop
    whole = key is not None and key.bits == 32
    start, stop = (payload.start, payload.stop) if payload else (end, end)
    return Frame(fields[0].start, key.start if whole else -1, start, stop)


def _messages(outer: Layer) -> list[tuple[list[Run], bytes]]:
    """Each message, unmasked and joined, and where its octets lie; control frames may stand between its frames."""
    messages: list[tuple[list[Run], bytes]] = []
    at = 0  # in the payload of all frames
    for frame in outer.frames:
        first, size = outer.dissection.data[frame.at], frame.stop - frame.start
        payload = outer.dissection.payload[at:at + size]
        at += size
        if first & 0x08:
            continue
        runs, before = messages.pop() if messages and not first & 0x0F else ([], b"")
        messages.append(([*runs, Run(len(before), frame.start, size)], before + payload))
    return messages


def _runs(inner: Dissection, messages: list[tuple[list[Run], bytes]]) -> list[Run]:
    """Where the octets of a layer lie on the wire: each message is used up by the first layer that has its octets."""
    for place, (runs, octets) in enumerate(messages):
        if octets == inner.data:
            del messages[: place + 1]
            return runs
    return []
