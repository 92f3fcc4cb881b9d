"""Secrets are masked before they are stored: every secret octet becomes `*`, so that lengths and offsets stay true.

What is one says `dissection/secrets.py`, by the names in front of them; and what a connection called a secret is masked
as well where its server comes back to it: in ERROR, in a Close, in the answer of a handshake. It may be cut into
fragments, messages or segments at any octet, stand under a masking-key, or be compressed (it is compressed again, so
such a unit may differ in length, but not what it inflates to, nor what later messages mean).

Not covered: what stands in the body of a whole SEND or MESSAGE, as that is what is looked at; what a compressed message
holds beyond 4 MiB; Ping and Pong; and of what a server comes back to, secrets of fewer than 4 octets.
"""

from stompkata.dissection.secrets import find_user, starred
from stompkata.trace.inflating import CONTROL, RSV1, frame_head, xor
from stompkata.trace.secret_lines import KnownSecrets, SecretLines
from stompkata.trace.secret_messages import SecretMessages

CONNECTIONS = 10_000  # that are remembered at a time
BINARY, CLOSE = 0x02, 0x08  # opcodes (RFC 6455 §5.2)


class Masker:
    """Masks the units of many connections."""

    def __init__(self):
        self._sources: dict[str, tuple[KnownSecrets, _Way, _Way]] = {}

    def mask(self, connection: str, direction: str, layer: str, data: bytes) -> bytes:
        """Return `data` with its secrets replaced by `*`; the length stays, but for a compressed message."""
        source = self._sources.get(connection)
        if layer == "event":
            if data.startswith((b"open", b"closed")):  # a new conversation begins
                self._sources.pop(connection, None)
            return _in_words(data, source[0] if source else KnownSecrets())
        known, to_server, to_client = source or self._begin(connection)
        way = to_client if direction == "to_client" else to_server
        if layer == "websocket":
            return way.mask_websocket(data, known)
        return (way.lines if layer == "stomp" else way.head).mask(data)

    def _begin(self, connection: str) -> tuple:
        if len(self._sources) >= CONNECTIONS:
            del self._sources[next(iter(self._sources))]
        known = KnownSecrets()
        return self._sources.setdefault(connection, (known, _Way(known, quotes=False), _Way(known, quotes=True)))


class _Way:
    """One direction of a connection: what of it is not complete."""

    __slots__ = ("compressed", "deflated", "head", "lines")

    def __init__(self, known: KnownSecrets, *, quotes: bool):
        self.head, self.lines = SecretLines(known, quotes=quotes), SecretLines(known, quotes=quotes)
        self.compressed: SecretMessages | None = None
        self.deflated = False  # the message that is under way

    def mask_websocket(self, data: bytes, known: KnownSecrets) -> bytes:
        if len(data) < 2 or data[0] & CONTROL and data[0] & 0x0F != CLOSE:
            return data
        start, key = frame_head(data)
        if data[0] & CONTROL:
            text = xor(data[start:], key)
            return data[:start] + xor(text[:2] + _in_words(text[2:], known), key)
        if data[0] & 0x0F:
            self.deflated = bool(data[0] & RSV1) and data[0] & 0x0F <= BINARY  # other opcodes mean nothing yet
        if self.deflated:
            self.compressed = self.compressed or SecretMessages(self.lines)
            return self.compressed.mask(data)
        text = xor(data[start:], key)
        masked = self.lines.mask(text)
        return data if masked == text else data[:start] + xor(masked, key)


def _in_words(text: bytes, known: KnownSecrets) -> bytes:
    return starred(text, [*known.named(text), *find_user(text), *known.find(text)])
