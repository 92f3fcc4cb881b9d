r"""Header escapes: `\n` `\r` `\c` `\\` in 1.2, no `\r` in 1.1, none at all in 1.0."""

import re

from stompkata.errors import RemoteProtocolError
from stompkata.stomp.dialect import Dialect

_1_1 = {"\\\\": "\\", "\\n": "\n", "\\c": ":"}
# None: before a version is agreed nobody escapes
MEANINGS = {None: {}, "1.0": {}, "1.1": _1_1, "1.2": {**_1_1, "\\r": "\r"}}
_ESCAPE = re.compile(r"\\.?", re.DOTALL)


def escape(text: str, version: str | None = "1.2") -> str:
    r"""Write a header name or value as it crosses the wire: LF becomes `\n`, a colon `\c`.

    Source: STOMP 1.2, "Value Encoding".
    """
    for written, meant in MEANINGS[version].items():        # backslashes first: later escapes bring in new ones
        text = text.replace(meant, written)
    return text


def unescape(text: str, version: str | None = "1.2", *, strict: bool = True) -> str:
    r"""Read a header name or value off the wire, in one pass: what an escape gave is not read again.

    Args:
        strict: False keeps undefined escapes as they stand and knows `\r` in 1.1 too, as real peers send them.

    Raises:
        RemoteProtocolError: an escape that the version does not define, or a backslash at the end; both are fatal.

    Source: STOMP 1.2, "Value Encoding".
    """
    meanings = MEANINGS[version]
    if not meanings or "\\" not in text:
        return text
    try:
        if strict:
            return _ESCAPE.sub(lambda found: meanings[found[0]], text)
        return _ESCAPE.sub(lambda found: MEANINGS["1.2"].get(found[0], found[0]), text)
    except KeyError:
        raise _undefined(text, version) from None


def _undefined(text: str, version: str | None) -> RemoteProtocolError:
    found = next(found for found in _ESCAPE.finditer(text) if found[0] not in MEANINGS[version])
    return Dialect.of(version).error(
        "escape", "a header ends in a lone backslash" if found[0] == "\\" else f"{found[0]} is not an escape",
        at=len(text[: found.start()].encode("utf-8", "surrogatepass")),
        got=found[0].encode("utf-8", "surrogatepass"),
        hint=f"write a backslash as \\\\; the escapes of STOMP {version} are {' '.join(MEANINGS[version])}",
    )
