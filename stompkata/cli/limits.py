"""`--limit NAME=VALUE`: the limits of a broker by their own names."""

import re
from collections.abc import Sequence
from dataclasses import fields
from difflib import get_close_matches

from stompkata.broker.limits import Limits
from stompkata.errors import StompkataError

UNITS = {"": 1, "KiB": 2**10, "MiB": 2**20}
# Without some of these nobody could come in, or stay; of the others, none at all may be meant.
NEEDED = frozenset(
    (
        "command headers header_line header_block before_connect destination handshake_seconds connect_seconds "
        "frame_seconds ping_seconds connections login_sessions frames_a_turn stalled_seconds beat_slowest_ms "
        "beat_tolerance"
    ).split()
)
DEFAULTS = {limit.name: limit.default for limit in fields(Limits)}


def read_limits(given: Sequence[str]) -> Limits:
    """The limits of `NAME=VALUE` texts; what is not named stays as it is.

    Raises:
        StompkataError: there is no such limit, one comes twice, or its value makes no sense.
    """
    values: dict[str, float] = {}
    for text in given:
        name, equals, value = (part.strip() for part in text.partition("="))
        if name not in DEFAULTS:
            raise StompkataError(_unknown(name))
        if not equals or name in values:
            raise StompkataError(
                f"--limit {text}: {'it comes twice' if equals else 'it has no value'}\n"
                f"  try:  --limit {name}={DEFAULTS[name] or 100}"
            )
        values[name] = _number(name, value)
    return Limits(**values)


def table() -> str:
    """Every limit and what it is where nobody says otherwise, in as many columns as 80 characters hold."""
    rows = [f"{name} = {'a share' if value is None else value}" for name, value in DEFAULTS.items()]
    half = (len(rows) + 1) // 2
    return "\n".join(f"  {left:<38}{right}".rstrip() for left, right in zip(rows[:half], [*rows[half:], ""]))


def _number(name: str, text: str) -> float:
    """Seconds may have a fraction; octets may be written in KiB and MiB."""
    in_seconds = isinstance(DEFAULTS[name], float)
    number = re.fullmatch(r"(-?[0-9]{1,15}(?:\.[0-9]+)?) ?(|KiB|MiB)", text)
    if number is None or not in_seconds and "." in number[1] or in_seconds and number[2]:
        what = "a number of seconds, such as 0.5 or 3600" if name.endswith("_seconds") else "a number"
        what = what if in_seconds else "a whole number, such as 300, or of octets 64KiB or 4MiB"
        raise StompkataError(f"--limit {name}={text}: {text or 'nothing'!r} is not {what}")
    value = float(number[1]) if in_seconds else int(number[1]) * UNITS[number[2]]
    if value < 0 or value == 0 and name in NEEDED:
        raise StompkataError(f"--limit {name}={text} would leave no room for anybody\n  try:  a number above zero")
    return value


def _unknown(name: str) -> str:
    near = [known for known in DEFAULTS if name and name in known] or get_close_matches(name, DEFAULTS, 3)
    nearest = f"\n  try:  {' or '.join(near)}" if near else ""
    return f"there is no limit {name!r}{nearest}\n{table()}"
