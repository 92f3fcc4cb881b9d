"""A small language to choose units with: `command:SEND destination:/topic/* -beat text:"hello world"`.

Every word must hold; `-` before a word turns it around. A value may have several alternatives, `command:SEND,MESSAGE`,
and `*` for any text; quotes keep spaces, commas and stars as they are. Capitals do not count. A bare word is a command
if it is the name of one (`-beat`), and else a text to look for.
"""

import re
from collections.abc import Callable, Iterator
from typing import get_args

from stompkata.analysis.units import Unit
from stompkata.dissection.model import Severity
from stompkata.errors import StompkataError
from stompkata.stomp.rules import COMMANDS
from stompkata.trace.record import Direction, Layer
from stompkata.websocket.frame import Opcode

_KINDS = {"beat", "handshake", "event", "fragment", "broken", *(opcode.name.lower() for opcode in Opcode)}
_NAMES = frozenset(name.lower() for name in COMMANDS) | _KINDS
_LAYERS, _DIRECTIONS, _SEVERITIES = get_args(Layer), get_args(Direction), get_args(Severity)
_WORD = re.compile(r'\s*(-?)(?:([^\s:"]+):)?(?:"([^"]*)"|([^\s"]*))(?=\s|\Z)')
KEYS = {
    "command": "a command of STOMP, or beat, ping, pong, close, handshake, event, fragment, broken",
    "destination": "the destination header", "connection": "the connection's name",
    "header": "a header, as name or name=value", "opcode": "the name of the WebSocket frame's opcode",
    "direction": f"one of {', '.join(_DIRECTIONS)}", "layer": f"one of {', '.join(_LAYERS)}",
    "text": "octets of the body or payload, as text",
    "finding": f"any (but advice), {', '.join(_SEVERITIES)}, or the id of a rule",
}  # fmt: skip


class FilterError(StompkataError, ValueError):
    """A filter cannot be understood; the message says which word, and what would do."""


class Filter:
    """A filter, ready to judge units: `Filter("command:SEND -beat")(unit)`; an empty one lets all pass.

    Raises:
        FilterError: a word that means nothing.
    """

    def __init__(self, text: str = ""):
        self.text = text
        # findings cost a dissection: they are asked for last
        self._tests = [test for _, test in sorted(_tests(text), key=lambda found: found[0] == "finding")]

    def __call__(self, unit: Unit) -> bool:
        return all(test(unit) for test in self._tests)

    def __repr__(self) -> str:
        return f"Filter({self.text!r})"


def _tests(text: str) -> Iterator[tuple[str, Callable[[Unit], bool]]]:
    at, end = 0, len(text.rstrip())
    while at < end:
        word = _WORD.match(text, at)
        if word is None:
            raise FilterError(f"a quote is not closed, or stands inside a word: {text[at:].strip()}\n"
                              '  try:  text:"hello world"')  # fmt: skip
        at = word.end()
        minus, key, quoted, value = word.groups()
        yield _test(word[0].strip(), minus, key, quoted, value)


def _test(word: str, minus: str, key: str | None, quoted: str | None, value: str | None):
    values = [quoted] if quoted is not None else [one for one in value.split(",") if one]
    if key is None:
        key = "command" if quoted is None and all(one.lower() in _NAMES for one in values) else "text"
    if key not in KEYS:
        raise FilterError(f"{word}: there is no key {key!r}\n  try:  {', '.join(KEYS)}; or \"{word}\" as a text")
    if not any(values):
        raise FilterError(f"{word}: a value is missing\n  try:  {key}: and {KEYS[key]}")
    patterns = [re.compile(_pattern(one, quoted is None), re.IGNORECASE | re.DOTALL) for one in values]
    _refuse_unknown(word, key, patterns)
    says = _SAYS[key]
    search = re.Pattern.search if key == "text" else re.Pattern.fullmatch
    return key, lambda unit: bool(minus) != any(search(one, said) for said in says(unit) for one in patterns)


def _pattern(value: str, stars: bool) -> str:
    return ".*".join(re.escape(part) for part in value.split("*")) if stars else re.escape(value)


def _refuse_unknown(word: str, key: str, patterns: list[re.Pattern]) -> None:
    """A typo must not become a filter that nothing passes."""
    known = {"command": _NAMES, "direction": _DIRECTIONS, "layer": _LAYERS, "opcode": _KINDS}.get(key)
    if known and not all(any(one.fullmatch(name) for name in known) for one in patterns):
        raise FilterError(f"{word}: there is no such {key}\n  try:  {KEYS[key]}")


def _layers(unit: Unit) -> list[str]:
    return [unit.layer, "stomp"] if unit.is_stomp else [unit.layer]


def _headers(unit: Unit) -> list[str]:
    return [*unit.headers, *(f"{name}={value}" for name, value in unit.headers.items())]


def _findings(unit: Unit) -> list[str]:
    counted = any(finding.severity != "advice" for finding in unit.findings)  # as in a table's row
    return ["any"] * counted + [said for finding in unit.findings for said in (finding.severity, finding.rule)]


_SAYS: dict[str, Callable[[Unit], list[str]]] = {
    "command": lambda unit: [unit.command],
    "destination": lambda unit: [unit.headers.get("destination", "")] if unit.is_stomp else [],
    "connection": lambda unit: [unit.connection],
    "direction": lambda unit: [unit.direction],
    "opcode": lambda unit: [unit.opcode],
    "text": lambda unit: [unit.text],
    "layer": _layers, "header": _headers, "finding": _findings,
}  # fmt: skip
