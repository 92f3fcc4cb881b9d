"""What JavaScript itself does with text and objects, where stompjs's octets depend on it."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

SPACE = ("\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f"
         "\u205f\u3000\ufeff")      # \s, which trim and parseInt skip
_NUMBER = re.compile(rf"[{SPACE}]*([+-]?)0*([0-9]{{1,16}})")     # more digits than 16 are more octets than ever come


def encoded(text: str) -> bytes:
    """UTF-8 as a TextEncoder writes it: half a surrogate pair becomes U+FFFD."""
    return _units(text).decode("utf-16-le", "replace").encode()


def decoded(octets: bytes) -> str:
    """UTF-8 as a TextDecoder reads it: what is none becomes U+FFFD, and a byte order mark at the start is lost."""
    return octets.decode("utf-8-sig", "replace")


def substring(text: str, start: int, end: int) -> str:
    """Part of a text by UTF-16 units, as JavaScript counts; it may begin or end with half of a character."""
    return _units(text)[2 * start:2 * end].decode("utf-16-le", "surrogatepass")


def cut(text: str, size: int) -> list[str]:
    """A text in pieces of so many UTF-16 units."""
    return [substring(text, start, start + size) for start in range(0, len(_units(text)) // 2, size)]


def as_object(entries: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """A dict in the order of an object's keys: whole numbers first, by size; `__proto__` cannot be set."""
    entries = dict(entries)
    entries.pop("__proto__", None)
    numbers = sorted((name for name in entries if _is_index(name)), key=int)
    return {name: entries[name] for name in [*numbers, *entries]}


def parse_int(text: str) -> int | None:
    """The whole number that a text begins with; None is JavaScript's NaN."""
    found = _NUMBER.match(text)
    return int(found[1] + found[2]) if found else None


def _is_index(name: str) -> bool:
    return name.isascii() and name.isdecimal() and (name == "0" or name[0] != "0") and int(name) < 2**32 - 1


def _units(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")
