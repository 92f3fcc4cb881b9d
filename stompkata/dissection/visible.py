"""A stranger's text made safe to look at: what would hide, move or command is shown by its name."""

import re

_UNSEEN = re.compile(r"[^ -~]")
_LINE_FEED = "↵"
_CONTROLS = (  # U+0000 to U+001F, by their ASCII names: every font can show these, few have the Control Pictures
    "NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US"
).split()


def visible(text: str, limit: int | None = None) -> str:
    """Show a line feed as `↵`, other controls as `⟨NUL⟩`, and bidi, zero-width and other unseen ones as `⟨U+202E⟩`.

    Args:
        text: any text; ordinary letters of every script stay as they are.
        limit: after so many characters the rest is cut off, and `…` says so.
    """
    cut = text if limit is None or len(text) <= limit else text[: limit - 1] + "…"
    return cut if cut.isascii() and cut.isprintable() else _UNSEEN.sub(_name, cut)


def _name(match: re.Match) -> str:
    char = match[0]
    if char.isprintable():
        return char
    if char == "\n":
        return _LINE_FEED
    code = ord(char)
    return f"⟨{_CONTROLS[code]}⟩" if code < len(_CONTROLS) else "⟨DEL⟩" if code == 0x7F else f"⟨U+{code:04X}⟩"
