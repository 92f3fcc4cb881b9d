"""Destinations with wildcards: RabbitMQ's topic patterns (`/topic/a.*.#`) and Spring's Ant patterns (`/topic/**`)."""

import re
from collections.abc import Callable, Sequence

from stompkata.broker.refusal import NotAllowed

MOST_WILDCARDS = 8      # segments with a wildcard in one pattern: what one SEND may cost (see `_matches`)


class Pattern:
    """A destination that stands for many.

    "amqp": what follows the last `/` is words between dots; `*` is one word, `#` any number of them, none included.
    "ant": segments between slashes; `**` is any number of them, `*` any characters of one segment, `?` one character,
    `{name}` the same as `*`.

    Args:
        text: the destination of a SUBSCRIBE.
        kind: "amqp" or "ant".

    Raises:
        NotAllowed: it holds more than `MOST_WILDCARDS` segments with wildcards.

    Source: AMQP 0-9-1, "topic exchange type"; Ant manual, "Patterns".
    """

    __slots__ = ("_fits", "_many", "_segments", "_split", "text")

    def __init__(self, text: str, kind: str):
        self.text = text
        self._split, self._many, self._fits, wild = _KINDS[kind]
        self._segments = self._split(text if kind == "amqp" else re.sub(r"\{\w+\}", "*", text))
        wildcards = sum(bool(wild(segment)) for segment in self._segments)
        if wildcards > MOST_WILDCARDS:
            raise NotAllowed(f"{text} holds {wildcards} wildcards, at most {MOST_WILDCARDS} are allowed",
                             hint="subscribe to a shorter pattern, or to several")

    def matches(self, destination: str) -> bool:
        """Whether a message to this destination is meant."""
        return _matches(self._segments, self._split(destination), self._many, self._fits)

    def __repr__(self) -> str:
        return f"<Pattern {self.text}>"


def is_pattern(destination: str, kind: str) -> bool:
    """Whether a destination stands for many, and not for itself alone."""
    split, _, _, wild = _KINDS[kind]
    return any(map(wild, split(destination)))


def matches(pattern: str, destination: str, kind: str) -> bool:
    """Whether a pattern of that kind, "amqp" or "ant", covers a destination; the hot path keeps a `Pattern`."""
    return Pattern(pattern, kind).matches(destination)


def _matches(pattern: Sequence[str], items: Sequence[str], many: str, fits: Callable[[str, str], bool]) -> bool:
    """Match one by one; only the last `many` is ever tried again, as what stood before it has found its place.

    So the work is at most `len(pattern) * len(items)`, and no pattern makes it more.
    """
    at = item = resume = 0
    last_many = None
    while item < len(items):
        if at < len(pattern) and pattern[at] == many:
            last_many, resume, at = at, item, at + 1
        elif at < len(pattern) and fits(pattern[at], items[item]):
            at, item = at + 1, item + 1
        elif last_many is not None:
            resume += 1
            at, item = last_many + 1, resume
        else:
            return False
    return all(rest == many for rest in pattern[at:])


def _amqp_split(destination: str) -> list[str]:
    # The path in front is no part of the routing key, and no wildcard counts there; no key at all is no word.
    path, slash, key = destination.rpartition("/")
    return [path + slash, *(key.split(".") if key else ())]


def _amqp_fits(word: str, sent: str) -> bool:
    return word == "*" or word == sent


def _ant_fits(segment: str, sent: str) -> bool:
    return segment == sent or _matches(segment, sent, "*", lambda wanted, char: wanted in ("?", char))


_KINDS = {      # how to split, what stands for many, what fits one, what counts as a wildcard
    "amqp": (_amqp_split, "#", _amqp_fits, lambda word: word in ("*", "#")),
    "ant": (lambda destination: destination.split("/"), "**", _ant_fits, re.compile(r"[*?]|\{\w+\}").search),
}
