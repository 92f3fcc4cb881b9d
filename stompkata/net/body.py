"""The body of a message: what may be sent as one, and JSON in both directions."""

import json
from reprlib import repr as shortened
from typing import Any, NoReturn

from stompkata.errors import NotJson

ABSENT: Any = ...       # None is JSON, too
JSON_IS = "a str, int, finite float, bool, None, or a list or dict of these"


def octets(body: str | bytes, value: object = ABSENT) -> bytes:
    """The octets of text, of octets, or of a value as JSON.

    Raises:
        TypeError, ValueError: nothing can be made of it, or there are two bodies.
    """
    if not isinstance(body, (str, bytes)):
        raise TypeError(f"a body is str or bytes, not {type(body).__name__}\n  try:  json=… sends {JSON_IS}")
    if value is ABSENT:
        return body.encode() if isinstance(body, str) else body
    if body:
        raise TypeError(f"a message has one body, and here are two: {body[:20]!r} and json=\n  try:  leave one of them out")
    try:
        return _written(value)
    except RecursionError:
        raise ValueError("json= is nested too deeply") from None
    except (TypeError, ValueError) as error:
        path, part = _culprit(value)
        kind = TypeError if isinstance(error, TypeError) else ValueError
        raise kind(f"{path} is {shortened(part)}, which JSON cannot say: {error}\n  try:  {JSON_IS}") from None


def _written(value: object) -> bytes:
    # as JSON.stringify writes it; JSON is UTF-8, and has no NaN (RFC 8259 §6, §8.1)
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _culprit(value: object, path: str = "json", around: tuple[object, ...] = ()) -> tuple[str, object]:
    """Where the innermost part stands that cannot be written, and what it is; a circle ends where it closes."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, (list, tuple)) else ()
    for key, part in parts if all(value is not one for one in around) else ():
        try:
            _written(part)
        except (TypeError, ValueError):
            return _culprit(part, f"{path}[{key!r}]", (*around, value))
    return path, value


def parsed(body: bytes, origin: str) -> Any:
    """The value that a body is as JSON.

    Args:
        origin: whose body it is, for the error.

    Raises:
        NotJson: it is none.
    """
    try:
        return json.loads(body.decode(), parse_constant=_refuse)
    except json.JSONDecodeError as error:
        why = f"{error}: {error.doc[error.pos:error.pos + 20]!r}"
    except (ValueError, RecursionError) as error:
        why = f"{error}; it begins with {body[:20]!r}"
    raise NotJson(f"the body of {origin} cannot be read as JSON: {why}\n  try:  its text, or its body for the octets")


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"JSON has no {constant}")
