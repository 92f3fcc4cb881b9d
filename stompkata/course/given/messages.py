"""Messages out of frames, and answers to control frames (RFC 6455 §5.4, §5.5): lent by chapter 04."""

from typing import NamedTuple

from mystomp.websocket_frame import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, decode_ws, encode_ws


class Event(NamedTuple):
    """A whole message, or a control frame: one of text, binary, ping, pong, close, and its octets."""

    kind: str
    payload: bytes


KINDS = {TEXT: "text", BINARY: "binary", CLOSE: "close", PING: "ping", PONG: "pong"}


class Assembler:
    """Takes octets as they come, in any pieces, and gives what is complete."""

    def __init__(self):
        self._data, self._fragments, self._opcode = b"", [], None

    def feed(self, data: bytes) -> list[Event]:
        """The events that are complete by now; a ping may stand between two fragments of a message."""
        self._data += data
        events = []
        while found := decode_ws(self._data):
            frame, taken = found
            self._data = self._data[taken:]
            if frame.opcode >= CLOSE:
                events.append(Event(KINDS[frame.opcode], frame.payload))
                continue
            if frame.opcode != CONTINUATION:
                self._opcode = frame.opcode
            self._fragments.append(frame.payload)
            if frame.fin:
                events.append(Event(KINDS[self._opcode], b"".join(self._fragments)))
                self._fragments = []
        return events


def close_payload(code: int, reason: str = "") -> bytes:
    """What a Close frame says: a number and a reason (RFC 6455 §7.4)."""
    return code.to_bytes(2, "big") + reason.encode("utf-8")


def on_control(event: Event, key: bytes) -> bytes | None:
    """The frame that answers a control frame: a pong for a ping, a Close for a Close; None for anything else."""
    if event.kind == "ping":
        return encode_ws(PONG, event.payload, key=key)
    if event.kind == "close":
        return encode_ws(CLOSE, event.payload[:2], key=key)
    return None
