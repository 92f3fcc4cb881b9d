"""How the answer of a handshake proves itself: from the key that was sent to Sec-WebSocket-Accept, step by step."""

import base64
from typing import NamedTuple

from stompkata.trace.record import Record
from stompkata.trace.recording import Recording
from stompkata.websocket.handshake import GUID, Head, accept_key

KEY, ACCEPT = "Sec-WebSocket-Key", "Sec-WebSocket-Accept"


class Step(NamedTuple):
    """One step: its name, what is done, and the octets that come out."""

    name: str
    words: str
    octets: bytes


class Calculation(NamedTuple):
    """The steps from key to answer; `said` is what the other side answered, or None where that is not known."""

    steps: tuple[Step, ...]
    said: str | None

    @property
    def verdict(self) -> str:
        """What the steps prove, in one sentence."""
        accept = self.steps[-1].octets.decode()
        if self.said is None:
            return f"The answer must say {ACCEPT}: {accept}"
        if self.said == accept:
            return "The answer says the same: the server has read this key, and speaks WebSocket."
        return f"The answer says {self.said!r}: the client must fail the connection."


def accept_calculation(recording: Recording, record: Record, data: bytes) -> Calculation | None:
    """Work out what answers the key of this handshake, or of the request that it answers.

    Args:
        recording: where the other half of the handshake is looked up.
        record: a head of the opening handshake.
        data: its octets, which may have been edited.

    Source: RFC 6455 §4.2.2.
    """
    answer = data.startswith(b"HTTP/")
    other = _other_half(recording, record)
    heads = [Head.parse(octets) if octets is not None else None for octets in (other, data)]
    request, response = heads if answer else reversed(heads)
    key = request.get(KEY) if request else None
    return None if key is None else Calculation(accept_steps(key), response.get(ACCEPT) if response else None)


def accept_steps(key: str) -> tuple[Step, ...]:
    """The steps from a key to the Sec-WebSocket-Accept that answers it (RFC 6455 §4.2.2)."""
    accept = accept_key(key)
    return (
        Step("key", f"{KEY}, the text as it was sent", key.encode()),
        Step("GUID", "fixed by RFC 6455 §1.3, so that no other protocol answers by accident", GUID.encode()),
        Step("key + GUID", "one text behind the other", (key + GUID).encode()),
        Step("SHA-1", "hashed to 20 octets", base64.b64decode(accept)),
        Step("base64", f"the 20 octets as text: {ACCEPT}", accept.encode()),
    )


def _other_half(recording: Recording, record: Record) -> bytes | None:
    """The last request before an answer, or the first answer after a request, of the same connection."""
    handshakes = [one for one in recording if (one.connection, one.layer) == (record.connection, "handshake")]
    if record.direction == "to_client":
        return next((one.data for one in reversed(handshakes)
                     if one.number < record.number and one.direction == "to_server"), None)  # fmt: skip
    after = (one for one in handshakes if one.number > record.number)
    found = next(after, None)
    return found.data if found is not None and found.direction == "to_client" else None
