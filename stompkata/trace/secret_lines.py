"""Secrets in one direction of a connection, whose octets come in any pieces: each octet of them becomes `*`.

A piece is judged with the end of the one before it, as far as a name or a known secret may reach. The body of a SEND or
MESSAGE that is a piece of its own is what an application said, and stays as it is.
"""

from urllib.parse import unquote_to_bytes

from stompkata.dissection.secrets import REACH, SHORTEST, Spans, find, is_json, mentions, starred

LONGEST, MOST = 1024, 16  # of known secrets: octets of one, and how many
PART = 8  # octets of a value's part, as of `Bearer ...`, to be a secret on its own
WITH_BODY = (b"SEND\n", b"MESSAGE\n")


class KnownSecrets:
    """What a connection was seen to call a secret, so that it is known again where an ERROR quotes it."""

    def __init__(self):
        self.forms: dict[bytes, None] = {}
        self.longest = 0

    def learn(self, value: bytes) -> None:
        """Remember a value and its parts, as they stand, as Python or STOMP writes them, and out of a query."""
        value = value[: LONGEST + 1].strip(b" \t\r\n\0")
        parts = value.replace(b"=", b" ").replace(b";", b" ").split()
        for secret in (value, *(part for part in parts if len(part) >= PART)):
            escaped = secret.replace(b"\\", rb"\\").replace(b":", rb"\c")
            for form in (secret, repr(secret)[2:-1].encode(), escaped, unquote_to_bytes(secret)):
                if SHORTEST <= len(form) <= LONGEST and len(self.forms) < MOST:
                    self.forms[form] = None
                    self.longest = max(self.longest, len(form))

    def named(self, text: bytes) -> Spans:
        """Where values stand that have a name, and remember those that are whole."""
        spans = find(text) if mentions(text) else []
        for start, stop in spans:
            if stop + 1 < len(text) or text.endswith(b"\0"):  # what comes next may be more of it, or fold its line
                self.learn(text[start:stop])
        return spans

    def find(self, text: bytes, *, goes_on: bool = False) -> Spans:
        """Where they stand in a text; if it goes on, the beginning of one at its end may be one as well."""
        spans = []
        for form in self.forms:
            at = text.find(form)
            while at >= 0:
                spans.append((at, at + len(form)))
                at = text.find(form, at + len(form))
            at = text.find(form[:1], max(len(text) - len(form) + 1, 0)) if goes_on else -1
            while at >= 0 and not form.startswith(text[at:]):
                at = text.find(form[:1], at + 1)
            if at >= 0:
                spans.append((at, len(text)))
        return spans


class SecretLines:
    """Masks one direction of a connection; `known` are the secrets of both, and `quotes` is that they may come back here."""

    __slots__ = ("_clean", "_held", "_known", "_quotes")

    def __init__(self, known: KnownSecrets, *, quotes: bool):
        self._known, self._quotes = known, quotes
        self._held = b""
        self._clean: bytes | None = None

    def mask(self, data: bytes) -> bytes:
        """The same octets, and as many, without the secrets in them."""
        if not self._held and data.find(b"\0") == len(data) - 1:
            head = data[: data.find(b"\n\n")]
            shape = head.translate(None, b"0123456789")  # no name has any
            if shape == self._clean:  # most senders repeat themselves, but for a number
                return data
            if data.startswith(WITH_BODY):
                return self._mask_head(head, shape) + data[len(head) :]
        return self._mask(data)

    def _mask_head(self, head: bytes, shape: bytes) -> bytes:
        if not mentions(shape):
            self._clean = shape
            return head
        masked, self._held = self._mask(head + b"\n\n")[: len(head)], b""
        return masked

    def _mask(self, data: bytes) -> bytes:
        before, goes_on = self._held, not data.endswith((b"\0", b"\n"))
        text = before + data
        spans = self._known.named(text)
        self._held = self._rest(text, spans, goes_on)
        if self._quotes and self._known.forms:
            spans = spans + self._known.find(text, goes_on=goes_on)
        return starred(text, spans)[len(before) :]

    def _rest(self, text: bytes, spans: Spans, goes_on: bool) -> bytes:
        """What has to be seen again before the next octets: a name and its value, or what may become one."""
        start = spans[-1][0] if spans and text[spans[-1][1] :] in (b"", b"\n") else len(text)
        if start == len(text) and not goes_on:
            return b""
        line = text.rfind(b"\n", 0, start) + 1
        cut = max(line, start - max(REACH, self._known.longest))
        value = text[start:] if len(text) - start <= LONGEST else b"x"
        return ((b'["' if is_json(text, line) else b".") if cut > line else b"") + text[cut:start] + value
