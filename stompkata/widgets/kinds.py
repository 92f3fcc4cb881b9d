"""What a record is, at a glance: enough to fold beats and fragments, at a cost that a flood can bear."""

from stompkata.trace.record import Record

KINDS = ("", "beat", "ping", "pong", "first", "middle", "last")  # the last three are fragments of a message
_BEAT, _PING, _PONG, _FIRST, _MIDDLE, _LAST = range(1, len(KINDS))
_EOLS = frozenset((b"\n", b"\r\n"))
_LONGEST_BEAT = 8  # octets of a masked frame with CR LF
_FIN = 0x80


def _kind(first: int) -> int:
    opcode, fin = first & 0x0F, first & _FIN
    if opcode in (9, 10):
        return _PING if opcode == 9 else _PONG
    if opcode == 0:
        return _LAST if fin else _MIDDLE
    return 0 if fin or opcode > 2 else _FIRST


_BY_FIRST_OCTET = tuple(_kind(first) for first in range(256))


def kind(record: Record) -> int:
    """Return the place of the record's kind in `KINDS`; most records have none."""
    layer, data = record.layer, record.data
    if layer == "websocket" and data:
        if len(data) <= _LONGEST_BEAT and data[0] in (_FIN | 1, _FIN | 2) and _payload(data) in _EOLS:
            return _BEAT
        return _BY_FIRST_OCTET[data[0]]
    return _BEAT if layer == "stomp" and data in _EOLS else 0


def _payload(data: bytes) -> bytes:
    """Unmask the payload of a frame of some octets (RFC 6455 §5.3)."""
    if len(data) < 2 or not data[1] & 0x80:
        return data[2:]
    key = data[2:6]
    return bytes(octet ^ key[at] for at, octet in enumerate(data[6:]))
