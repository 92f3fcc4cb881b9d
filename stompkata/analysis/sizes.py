"""Where the octets of a conversation go: framing, heads and bodies, by command and direction."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from stompkata.analysis.units import Unit


@dataclass
class Sizes:
    """Octets of all units of one command: WebSocket's framing, the head of STOMP or HTTP, and the bodies."""

    count: int = 0
    framing: int = 0
    head: int = 0
    body: int = 0

    @property
    def octets(self) -> int:
        """All of them."""
        return self.framing + self.head + self.body


def sizes(units: Iterable[Unit]) -> dict[tuple[str, str], Sizes]:
    """Add up what crossed the wire, by (direction, command); a record that says several is counted for the first."""
    found: dict[tuple[str, str], Sizes] = {}
    for _, group in groupby(units, key=lambda unit: unit.number):
        said = list(group)
        first, data = said[0], said[0].record.data
        if first.layer == "event":
            continue
        added = found.setdefault((first.direction, first.command), Sizes())
        framing = _framing(data) if first.layer == "websocket" else 0
        bodies = 0 if first.command in ("handshake", "beat") else sum(len(unit.body) for unit in said)
        body = min(bodies, len(data) - framing)  # what was inflated, or began in a fragment, is longer than its octets
        added.count += len(said)
        added.framing += framing
        added.body += body
        added.head += len(data) - framing - body
    return found


def _framing(data: bytes) -> int:
    """Octets of a WebSocket frame before its payload (RFC 6455 §5.2)."""
    length = data[1] & 0x7F if len(data) > 1 else 0
    return min(len(data), 2 + {126: 2, 127: 8}.get(length, 0) + (4 if len(data) > 1 and data[1] & 0x80 else 0))
