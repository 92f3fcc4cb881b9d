"""Which kata there are, and the checks, diagnoses and predictions that belong to each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Kata:
    """One function for the learner to write; making it registers it.

    Args:
        id: import path in the learner's package: `handshake.accept_key` is `accept_key` in `mystomp/handshake.py`.
        title: what the function gives, in a few words.
        chapter: the chapter it stands in, such as `02_handshake`.
        rule: requirement id it rests on.
        minutes: how long a learner needs.
        core: whether the way through the course asks for it; the others are for those who want more.
        hints: a question, a pointer into the standard, a worked different value, a failing vector; never the answer.
        gives: what else its cell defines for the kata behind it, such as an exception.
    """

    id: str
    title: str
    chapter: str
    rule: str = ""
    minutes: float = 5
    core: bool = True
    hints: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "hints", tuple(self.hints))
        KATA[self.id] = self

    @property
    def module(self) -> str:
        """The learner's file, without `.py`."""
        return self.id.partition(".")[0]

    @property
    def function(self) -> str:
        """The name that the learner defines."""
        return self.id.partition(".")[2]


@dataclass(frozen=True)
class Check:
    """One property of a kata's function; `title` states it as the standard would."""

    kata_id: str
    title: str
    function: Callable[[Callable], None]
    rule: str = ""
    next: str = ""
    peer: str = ""


@dataclass(frozen=True)
class Seen:
    """What a diagnosis looks at: the last call of the learner's function, what came of it, and what was wanted."""

    function: Callable
    args: tuple = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    got: Any = None
    want: Any = None
    error: BaseException | None = None


@dataclass(frozen=True)
class Diagnosis:
    """A misconception, and how to recognise it by what came back."""

    kata_id: str
    id: str
    recognise: Callable[[Seen], str | None]
    next: str = ""


@dataclass(frozen=True)
class Prediction:
    """A question asked before the cell that shows the answer; making it registers it.

    `wrong` gives each other choice the misconception behind it, as (its id, what to say).
    """

    id: str
    question: str
    choices: tuple[str, ...]
    answer: str
    chapter: str
    because: str = ""
    wrong: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "choices", tuple(self.choices))
        PREDICTIONS[self.id] = self


KATA: dict[str, Kata] = {}
CHECKS: dict[str, list[Check]] = {}
DIAGNOSES: dict[str, list[Diagnosis]] = {}
PREDICTIONS: dict[str, Prediction] = {}


def check(kata_id: str, title: str, *, rule: str = "", next: str = "", peer: str = "") -> Callable:
    """Register a function that tries the learner's function and calls `expect` and its kin.

    Args:
        kata_id: such as `stomp_frame.escape`.
        title: the property as one sentence that is true of a right function.
        rule: requirement id; the report names its section.
        next: what to try when it fails; the hint ladder is offered when there is none.
        peer: an independent program that the learner's function meets in this check.
    """

    def register(function: Callable) -> Callable:
        _keep(CHECKS, kata_id, Check(kata_id, title, function, rule, next, peer), "title")
        return function

    return register


def diagnosis(kata_id: str, name: str, *, next: str = "") -> Callable:
    """Register a function from `Seen` to the cause in words, or None when this is not the cause."""

    def register(function: Callable) -> Callable:
        _keep(DIAGNOSES, kata_id, Diagnosis(kata_id, name, function, next), "id")
        return function

    return register


def _keep(shelf: dict[str, list], kata_id: str, entry: Any, key: str) -> None:
    """Add the entry, in the place of an older one of that name: a module may be loaded again."""
    entries = shelf.setdefault(kata_id, [])
    for place, older in enumerate(entries):
        if getattr(older, key) == getattr(entry, key):
            entries[place] = entry
            return
    entries.append(entry)
