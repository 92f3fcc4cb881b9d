"""Secrets are masked before they are stored: every secret octet becomes `*`, so that lengths and offsets stay true.

Covered: the `passcode` header of a CONNECT (or STOMP) frame that begins a STOMP unit or a WebSocket message, also
when the frame is cut into fragments, messages or segments at any octet, and also under a masking-key; a compressed
CONNECT in one frame that needs no message before it (it is compressed again, so this one unit may differ in length,
but not what it inflates to, nor what later messages mean); and the
`Cookie`, `Set-Cookie` and `Authorization` lines of a handshake head, as a page sends its host's cookies to every
port. Not covered: a compressed CONNECT in fragments, a CONNECT that follows another frame inside one WebSocket message,
SockJS's JSON, and a secret that somebody puts elsewhere, such as a body, a destination or a query string.
"""

import re
import zlib

from stompkata.trace.inflating import CONTROL, FIN, MOST, RSV1, TAIL, frame_head, payload, with_payload, xor

_HEAD_SECRET = re.compile(rb"(?im)^((?:Proxy-)?Authorization|(?:Set-)?Cookie)(:[ \t]*)([^\r\n]+)")
_OPENERS = tuple(command + end for command in (b"CONNECT", b"STOMP") for end in (b"\n", b"\r\n"))
_BEGINNINGS = frozenset(opener[:size] for opener in _OPENERS for size in range(len(opener)))
_HEAD_END = re.compile(rb"\n\r?\n|\0")
_PASSCODE = re.compile(rb"(?im)^([ \t]*passcode[ \t]*:)([^\n\0]*?)(?=\r?(?:[\n\0]|\Z))")
_NAME = 64  # octets of an unfinished header line that are kept: enough to know its name


class Masker:
    """Masks the units of many connections; it remembers, per connection, a CONNECT that is not yet complete."""

    def __init__(self):
        self._unfinished: dict[str, bytes] = {}

    def mask(self, connection: str, direction: str, layer: str, data: bytes) -> bytes:
        """Return `data` with its secrets replaced by `*`; the length never changes."""
        if layer == "event":
            self._unfinished.pop(connection, None)  # opened or closed: a new conversation begins
        elif layer == "handshake":
            return _HEAD_SECRET.sub(lambda match: match[1] + match[2] + b"*" * len(match[3]), data)
        elif direction == "to_server" and layer == "stomp":
            return self._mask_stomp(connection, data)
        elif direction == "to_server" and layer == "websocket":
            return self._mask_websocket(connection, data)
        return data

    def _mask_websocket(self, connection: str, data: bytes) -> bytes:
        if len(data) < 2 or data[0] & CONTROL:
            return data
        if data[0] & RSV1:
            return self._mask_compressed(connection, data) if data[0] & FIN else data
        start, key = frame_head(data)
        if connection not in self._unfinished and not _may_open(xor(data[start : start + 16], key)):
            return data
        return data[:start] + xor(self._mask_stomp(connection, xor(data[start:], key)), key)

    def _mask_compressed(self, connection: str, data: bytes) -> bytes:
        try:
            inflater = zlib.decompressobj(-15)
            message = inflater.decompress(payload(data) + TAIL, 16)
            if not _may_open(message):
                return data
            message += inflater.decompress(inflater.unconsumed_tail, MOST)
        except zlib.error:  # it needs what was before it, and so is not the first
            return data
        masked = self._mask_stomp(connection, message)
        self._unfinished.pop(connection, None)
        if masked == message:
            return data
        deflater = zlib.compressobj(wbits=-15)
        return with_payload(data, (deflater.compress(masked) + deflater.flush(zlib.Z_SYNC_FLUSH)).removesuffix(TAIL))

    def _mask_stomp(self, connection: str, data: bytes) -> bytes:
        before = self._unfinished.pop(connection, b"")
        text = before + data
        if not _may_open(text):
            return data
        unit = text.lstrip(b"\r\n")
        opener = next((opener for opener in _OPENERS if unit.startswith(opener)), None)
        if opener is None:  # `CON`: the rest of the command line is still to come
            self._remember(connection, unit)
            return data
        at = len(text) - len(unit) + len(opener)
        end = _HEAD_END.search(text, at - 1)
        stop = max(at, end.start()) if end else len(text)
        if end is None:
            self._remember(connection, opener + text[text.rindex(b"\n") + 1 :][:_NAME])
        masked = _PASSCODE.sub(lambda match: match[1] + b"*" * len(match[2]), text[at:stop])
        return (text[:at] + masked + text[stop:])[len(before) :]

    def _remember(self, connection: str, head: bytes) -> None:
        if head:
            self._unfinished[connection] = head


def _may_open(data: bytes) -> bool:
    """Tell whether these octets begin a CONNECT, or are too few to tell."""
    unit = data.lstrip(b"\r\n")
    return unit in _BEGINNINGS or unit.startswith(_OPENERS)
