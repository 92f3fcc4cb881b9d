"""A stranger's text made safe to look at: what would hide, move or command is shown by its name."""

import re

_UNSEEN = re.compile(r"[^ -~]")


def visible(text: str, limit: int | None = None) -> str:
    """Show controls as pictures (`␀`, `␊`, `␛`), and bidi, zero-width and other unseen characters as `⟨U+202E⟩`.

    Args:
        text: any text; ordinary letters of every script stay as they are.
        limit: after so many characters the rest is cut off, and `…` says so.
    """
    cut = text if limit is None or len(text) <= limit else text[: limit - 1] + "…"
    return cut if cut.isascii() and cut.isprintable() else _UNSEEN.sub(_picture, cut)


def _picture(match: re.Match) -> str:
    char = match[0]
    if char.isprintable():
        return char
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)  # the Control Pictures block follows the order of C0
    return "␡" if code == 0x7F else f"⟨U+{code:04X}⟩"
