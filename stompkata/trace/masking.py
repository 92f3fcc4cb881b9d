"""Secrets are masked before they are stored: every secret octet becomes `*`, so that lengths and offsets stay true.

Covered: the headers `passcode`, `Authorization` and `Cookie` of a CONNECT (or STOMP) frame, wherever in a message it
begins, and also when it is cut into fragments, messages or segments at any octet, under a masking-key, or compressed
(it is compressed again, so such a unit may differ in length, but not what it inflates to, nor what later messages
mean); and the `Cookie`, `Set-Cookie` and `Authorization` lines of a handshake head, as a page sends its host's cookies
to every port. Not covered: SockJS's JSON, what a compressed message holds beyond 4 MiB, and a secret that somebody
puts elsewhere, such as a body, a destination or a query string.
"""

from stompkata.trace.inflating import CONTROL, RSV1, frame_head, xor
from stompkata.trace.secret_lines import in_frames, in_handshake
from stompkata.trace.secret_messages import SecretMessages

CONNECTIONS = 10_000  # that are remembered at a time
LARGE = 4096  # octets of a frame from which it is quicker to search what is masked than to unmask it


class Masker:
    """Masks the units of many connections."""

    def __init__(self):
        self._sources: dict[str, _Source] = {}

    def mask(self, connection: str, direction: str, layer: str, data: bytes) -> bytes:
        """Return `data` with its secrets replaced by `*`; the length stays, but for a compressed message."""
        if layer == "event":
            if data.startswith((b"open", b"closed")):  # a new conversation begins
                self._sources.pop(connection, None)
            return data
        source = self._sources.get(connection) or self._begin(connection)
        if layer == "handshake":
            return source.heads[direction == "to_client"].mask(data)
        if direction != "to_server":
            return data
        return source.frames.mask(data) if layer == "stomp" else source.mask_websocket(data)

    def _begin(self, connection: str) -> "_Source":
        if len(self._sources) >= CONNECTIONS:
            del self._sources[next(iter(self._sources))]
        return self._sources.setdefault(connection, _Source())


class _Source:
    """One connection: what of it is not complete."""

    __slots__ = ("compressed", "deflated", "frames", "heads")

    def __init__(self):
        self.heads, self.frames = (in_handshake(), in_handshake()), in_frames()
        self.compressed: SecretMessages | None = None
        self.deflated = False  # the message that is under way

    def mask_websocket(self, data: bytes) -> bytes:
        if len(data) < 2 or data[0] & CONTROL:
            return data
        if data[0] & 0x0F:
            self.deflated = bool(data[0] & RSV1)
        if self.deflated:
            self.compressed = self.compressed or SecretMessages(self.frames)
            return self.compressed.mask(data)
        start, key = frame_head(data)
        if len(data) > LARGE and not self.frames.held and not _mentions_one(data, key):
            start += (len(data) - LARGE // 2) // 4 * 4  # only its end matters, which may begin one
        text = xor(data[start:], key)
        masked = self.frames.mask(text)
        return data if masked == text else data[:start] + xor(masked, key)


def _mentions_one(data: bytes, key: bytes) -> bool:
    """Whether CONNECT or STOMP may stand in a payload, which for this is not unmasked as a whole."""
    return any(xor(word, key[turn:] + key[:turn]) in data for word in (b"CONN", b"STOM") for turn in range(4))
