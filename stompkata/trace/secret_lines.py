"""Secret header lines in octets that come in any pieces: each octet of their values becomes `*`."""

import re

_LETTERS = (rb"\\*".join(name[i : i + 1] for i in range(len(name))) for name in (b"passcode", b"authorization", b"cookie"))
_NAME = rb"[ \t\\]*(?:proxy-|set-)?(?:" + b"|".join(_LETTERS) + rb")[ \t\\]*"  # a lenient reader drops needless backslashes
_VALUE = rb"[^\n\0]*?(?:\r?\n[ \t][^\n\0]*?)*"  # HTTP may fold a line (RFC 9112 §5.2)
_SECRET = re.compile(rb"(?im)^(" + _NAME + rb":[ \t]*)(" + _VALUE + rb")(?=\r?(?:[\n\0]|\Z))")
_KEPT = 64  # octets of an unfinished line that are kept: enough to know its name


class SecretLines:
    """Masks one direction of a connection; it remembers a head of lines that is not complete.

    Args:
        opens: how such a head begins, up to its first line feed.
        words: octets without any of them begin none.
        partial: what may still become such a beginning, after the last NUL.
        stub: stands for the lines of an unfinished head that have gone already.
    """

    def __init__(self, opens: bytes, words: tuple[bytes, ...], partial: bytes, stub: bytes):
        self._head = re.compile(opens + rb".*?(?=\n\r?\n|\0|\Z)", re.DOTALL)
        self._words, self._partial, self._stub = words, re.compile(partial), stub
        self.held = b""

    def mask(self, data: bytes) -> bytes:
        """The same octets, and as many, without the secrets of a head in them."""
        if not self.held and data.endswith((b"\0", b"\n")) and not self._has_word(data):
            return data  # as almost all do
        before, self.held = self.held, b""
        text = before + data
        heads = list(self._head.finditer(text)) if before or self._has_word(data) else []
        for head in heads:
            text = text[: head.start()] + _SECRET.sub(_stars, head[0]) + text[head.end() :]
        if heads and heads[-1].end() == len(text):
            self.held = self._stub + text[text.rfind(b"\n") + 1 :][:_KEPT]
        elif self._partial.fullmatch(tail := text[text.rfind(b"\0") + 1 :].lstrip(b"\r\n")):
            self.held = tail
        return text[len(before) :]

    def _has_word(self, data: bytes) -> bool:
        for word in self._words:  # of every unit that a client says: any() takes longer
            if word in data:
                return True
        return False


def _stars(match: re.Match) -> bytes:
    return match[1] + re.sub(rb"[^\r\n]", b"*", match[2])


def in_frames() -> SecretLines:
    """Of CONNECT and STOMP frames, wherever one begins: with the octets, or behind another frame's NUL."""
    words = (b"CONNECT", b"STOMP")
    opens = rb"(?:\A|\0)[\r\n]*(?:" + b"|".join(words) + rb")[ \t]*\r?(?=\n)"
    return SecretLines(opens, words, b"|".join(map(_beginning, words)), b"CONNECT\n")


def _beginning(word: bytes) -> bytes:
    """What matches any beginning of a word."""
    pattern = rb"[ \t]*\r?"
    for octet in reversed(word):
        pattern = b"%c(?:%s)?" % (octet, pattern)
    return pattern


def in_handshake() -> SecretLines:
    """Of a head of HTTP."""
    return SecretLines(rb"\A", (b"",), rb"(?!)", b"GET\n")
