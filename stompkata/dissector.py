"""`dissect`: the one entry that joins the dissectors of the protocol layers."""

from dataclasses import replace

from stompkata.dissection.model import Dissection, Field, Finding
from stompkata.dissection.requirement import Requirement
from stompkata.stomp.dissector import dissect_stomp
from stompkata.stomp.requirements import catalogue as stomp_catalogue
from stompkata.stomp.rules import COMMANDS
from stompkata.websocket.deflate import dissect_deflated
from stompkata.websocket.dissector import dissect_frame
from stompkata.websocket.frame import frame_length
from stompkata.websocket.handshake_dissector import dissect_handshake
from stompkata.websocket.requirements import catalogue as websocket_catalogue

LAYERS = ("handshake", "websocket", "stomp")


def requirement(requirement_id: str) -> Requirement:
    """What a requirement of any layer asks: `requirement("W-16").sentence`."""
    return {**stomp_catalogue(), **websocket_catalogue()}[requirement_id]


def dissect(data: bytes, layer: str | None = None, *, version: str | None = "1.2",
            sender: str | None = None, deflate: bool = False, inflated: bytes | None = None) -> Dissection:
    """Explain octets: every field named, every broken rule found.

    Args:
        data: one unit, or several of the same layer behind each other.
        layer: "handshake", "websocket" or "stomp"; None guesses from the first octets.
        version: the STOMP rules to judge by.
        sender: "client" or "server", where it is known.
        deflate: the connection agreed on permessage-deflate, so that RSV1 marks a compressed message.
        inflated: what the one compressed message inflates to, where that is known from those before it.

    Returns:
        A `Dissection` that prints as text, shows as HTML, and carries fields and findings. STOMP inside WebSocket is
        its `inner`. The first error is what the strict decoder refuses.
    """
    layer = layer or guess_layer(data)
    if layer == "handshake":
        return dissect_handshake(data)
    if layer == "stomp":
        return dissect_stomp(data, version=version, sender=sender)
    if layer == "websocket":
        return _dissect_websocket(data, version, sender, deflate, inflated)
    raise ValueError(f"layer is one of {', '.join(LAYERS)}, not {layer!r}")


def guess_layer(data: bytes) -> str:
    """The layer whose octets these seem to be."""
    if data.startswith((b"GET ", b"HTTP/")):
        return "handshake"
    # A WebSocket frame begins with FIN, reserved bits and an opcode: never with a letter or an EOL.
    first = data[:1]
    return "websocket" if first > b"\x7f" or first and first < b"\x10" and first not in b"\r\n\t" else "stomp"


def _dissect_websocket(data: bytes, version: str | None, sender: str | None, deflate: bool,
                       inflated: bytes | None) -> Dissection:
    frames, at = [], 0
    while at < len(data):
        length = frame_length(data, at)
        octets = data[at:] if length is None else data[at:at + length]
        frame = dissect_frame(octets, sender=sender, deflate=deflate)
        frames.append((at, frame))
        at += len(frame.data)
    if not frames:
        return dissect_frame(data, sender=sender)
    messages, findings = _messages(frames)
    inner = tuple(found for message in messages for found in _carried(*message, version, sender, deflate, inflated))
    if len(frames) == 1:
        return replace(frames[0][1], findings=frames[0][1].findings + findings, inner=inner)
    fields = tuple(Field(f"frame {number}", "", at * 8, len(frame.data) * 8,
                         children=tuple(_moved(field, at) for field in frame.fields))
                   for number, (at, frame) in enumerate(frames, 1))
    found = sorted((*(replace(finding, at=finding.at + at) for at, frame in frames for finding in frame.findings),
                    *findings), key=lambda finding: finding.at)
    return Dissection("websocket", data, f"{len(frames)} WebSocket frames", fields, tuple(found),
                      all(frame.complete for _, frame in frames), b"".join(frame.payload for _, frame in frames), inner)


def _messages(frames: list[tuple[int, Dissection]]):
    """The whole messages, each with the first octet of its first frame; and what is wrong with the order (§5.4)."""
    messages, findings, begun, message = [], [], 0, None
    for at, frame in frames:
        first = frame.data[0]
        opcode, fin = first & 0x0F, first & 0x80
        if opcode >= 8:
            continue                            # control frames may stand between the fragments of a message
        if len(frames) > 1 and (opcode == 0) == (message is None):
            what = "a continuation of nothing" if opcode == 0 else "a new message before the last has ended"
            findings.append(Finding("W-20", "error", what, at, 1, requirement("W-20").section, "set FIN on the last"))
        if opcode or message is None:
            begun, message = first, b""
        message += frame.payload
        if fin:
            messages += [(begun, message)] if frame.complete else []
            message = None
    return messages, tuple(findings)


def _carried(first: int, message: bytes, version: str | None, sender: str | None, deflate: bool,
             inflated: bytes | None = None):
    """What a message holds, as far as it is known: STOMP, or octets that inflate to it (RFC 7692 §6.2)."""
    if deflate and (first & 0x40 and first & 0x0F or inflated is not None):
        deflated = dissect_deflated(message, text=first & 0x0F == 1, inflated=inflated)
        yield replace(deflated, inner=tuple(_carried(first & 0x0F, deflated.payload, version, sender, False)))
    elif _is_stomp(message) and not first & 0x40:
        yield dissect_stomp(message, version=version, sender=sender)


def _is_stomp(payload: bytes) -> bool:
    """Whether a message seems to hold STOMP: beats only, or a command in any case on its first line."""
    line = payload.lstrip(b"\r\n").partition(b"\n")[0].strip()
    return payload[:1] in (b"\r", b"\n") and not line or line.decode("latin-1").upper() in COMMANDS


def _moved(field: Field, octets: int) -> Field:
    return replace(field, bit=field.bit + octets * 8, children=tuple(_moved(child, octets) for child in field.children))
