"""What a ladder writes on its arrows and beside its brackets."""

from stompkata.analysis.broker_nodes import kind_of
from stompkata.analysis.pairs import Pair
from stompkata.analysis.units import Unit
from stompkata.dissection.visible import visible

WORDS = 90  # characters of an arrow's label
_TOLD_BY = {  # the headers that say most of a frame
    "CONNECT": ("heart-beat",), "STOMP": ("heart-beat",), "CONNECTED": ("version", "heart-beat"),
    "SUBSCRIBE": ("destination", "id"), "UNSUBSCRIBE": ("id",), "SEND": ("destination",), "MESSAGE": ("destination",),
    "RECEIPT": ("receipt-id",), "ERROR": ("message",), "ACK": ("id", "message-id"), "NACK": ("id", "message-id"),
    "BEGIN": ("transaction",), "COMMIT": ("transaction",), "ABORT": ("transaction",),
}  # fmt: skip
_JOINED = {
    "handshake": "handshake", "session": "CONNECT–CONNECTED", "subscription": "subscription {}", "receipt": "receipt {}",
    "message": "acknowledge {}", "transaction": "transaction {}", "ping": "Ping–Pong", "close": "Close–Close",
}  # fmt: skip
_MISSING = {
    "handshake": "no answer yet", "session": "no CONNECTED yet", "receipt": "not yet", "message": "not yet",
    "transaction": "neither COMMIT nor ABORT", "ping": "no Pong yet", "close": "no Close in return",
}  # fmt: skip
_GONE = {"queue": "went back as its connection ended", "topic": "was lost with its subscription"}


def label(unit: Unit) -> tuple[str, str]:
    """Name a frame, and say the most about it in a few words."""
    if unit.command == "event":
        return visible(unit.text, WORDS), ""
    if unit.command == "handshake":
        return ("101" if unit.code == 101 else str(unit.code or "GET")), visible(_handshake(unit), WORDS)
    if unit.command == "close":
        return "Close", visible(f"{unit.code or ''} {unit.text}".strip(), WORDS)
    if unit.command in ("ping", "pong"):
        return unit.command.title(), visible(unit.text, WORDS)
    told = [unit.headers[name] for name in _TOLD_BY.get(unit.command, ()) if name in unit.headers]
    if unit.command in ("SEND", "MESSAGE") and unit.body:
        told.append(f"“{unit.text[:WORDS]}”")
    return unit.command, visible(" ".join(told), WORDS)


def _handshake(unit: Unit) -> str:
    start = unit.text.split(" ")
    path = start[1] if unit.code is None and len(start) > 1 else ""
    return " ".join(filter(None, (path, unit.headers.get("sec-websocket-protocol", ""))))


def frame(unit: Unit) -> str:
    """Name the frame that carries it, of the layer below STOMP."""
    if unit.layer in ("event", "handshake"):
        return unit.layer
    return f"{unit.opcode or 'TCP'} {unit.octets} B"


def joined(pair: Pair) -> str:
    """Say what a pair is, and how it ended or what is missing; a mark and words, never a colour alone."""
    name = visible(_JOINED[pair.kind].format(pair.name), 60)
    if pair.unanswered:
        return f"✖ {name}: {_MISSING[pair.kind]}"
    if pair.last is None:
        return f"{name}, still open"
    if pair.cut_off and pair.kind == "subscription":
        return f"{name}, ended with its connection"
    if pair.cut_off:
        where = pair.first.headers.get("destination", "") if pair.kind == "message" else ""
        return f"▲ {name}: {_GONE.get(kind_of(where), 'the connection ended first')}"
    if pair.refused:
        return f"▲ {name}: {pair.last.command if pair.kind != 'handshake' else pair.last.code}"
    return f"{name} · {duration(pair.seconds)}"


def duration(seconds: float) -> str:
    """Write 0.0123 as `12.3 ms`, and 61.5 as `61.50 s`."""
    return f"{seconds * 1000:.1f} ms" if seconds < 0.0995 else f"{seconds:.2f} s"
