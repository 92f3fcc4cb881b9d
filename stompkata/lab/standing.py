"""Where a learner stands: what is green, borrowed or open, what the client can do by now, and what comes next.

One model for the notebook and the terminal. The learner's files and the ledger say what is written and what was green;
the course says what that adds up to.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from stompkata.kata.registry import Kata
from stompkata.lab.desk import Desk

VERSION = 1  # of the shape of `to_json`: fields may be added to it, and none goes or changes its meaning


@dataclass(frozen=True)
class KataStanding:
    """One kata: `green` is written and checked, `borrowed` is taken from the solutions, anything else is `open`."""

    id: str
    title: str
    minutes: float
    core: bool
    state: str
    attempts: int
    hints: int

    @property
    def function(self) -> str:
        """The name that the learner defines."""
        return self.id.partition(".")[2]


@dataclass(frozen=True)
class ChapterStanding:
    """One chapter, such as `02_handshake`."""

    name: str
    kata: tuple[KataStanding, ...]

    @property
    def notebook(self) -> str:
        """The file to open."""
        return f"{self.name}.ipynb"

    def way(self, core: bool) -> tuple[KataStanding, ...]:
        """The kata that the course asks for, or those beside the way."""
        return tuple(kata for kata in self.kata if kata.core is core)


@dataclass(frozen=True)
class AbilityStanding:
    """Something that the learner's client can do: its state is that of the least of the kata that it needs."""

    words: str
    state: str
    without: tuple[str, ...]  # the functions that make it so: those that are open, or else those that are borrowed


@dataclass(frozen=True)
class Predictions:
    """How many there are, how many of them were made, and how many were right."""

    all: int
    made: int
    right: int


@dataclass(frozen=True)
class Standing:
    """The whole course; `next` is None when nothing is open, and `damage` says what is wrong with what we keep."""

    chapters: tuple[ChapterStanding, ...]
    abilities: tuple[AbilityStanding, ...]
    next: KataStanding | None
    predictions: Predictions
    damage: str = ""

    def way(self, core: bool) -> tuple[KataStanding, ...]:
        """The kata of all chapters that the course asks for, or those beside the way."""
        return tuple(kata for chapter in self.chapters for kata in chapter.way(core))

    def chapter_of(self, kata: KataStanding) -> ChapterStanding:
        """The chapter in which a kata stands."""
        return next(chapter for chapter in self.chapters if kata in chapter.kata)

    def to_json(self) -> dict[str, Any]:
        """The same facts as values that JSON knows; `state` is `green`, `borrowed` or `open` everywhere."""
        return {
            "version": VERSION,
            "core": counted(self.way(True)),
            "deeper": counted(self.way(False)),
            "chapters": [_chapter_json(chapter) for chapter in self.chapters],
            "client": [
                {"can": ability.words, "state": ability.state, "without": list(ability.without)}
                for ability in self.abilities
            ],
            "next": self.next and {"id": self.next.id, "notebook": self.chapter_of(self.next).notebook},
            "predictions": {name: getattr(self.predictions, name) for name in ("all", "made", "right")},
            "damage": self.damage,
        }


def counted(kata: Iterable[KataStanding]) -> dict[str, float]:
    """How many kata there are of each state, and how many of their declared minutes are done."""
    kata = tuple(kata)
    states = {state: sum(each.state == state for each in kata) for state in ("green", "borrowed", "open")}
    done = sum(each.minutes for each in kata if each.state == "green")
    return states | {"kata": len(kata), "minutes": sum(each.minutes for each in kata), "minutes_done": done}


def standing(desk: Desk) -> Standing:
    """Read the learner's files and the ledger."""
    damage = desk.ledger.damage()
    chapters = tuple(
        ChapterStanding(name, tuple(_kata(desk, kata) for kata in desk.catalogue.all(name)))
        for name in desk.catalogue.chapters()
    )
    by_id = {kata.id: kata for chapter in chapters for kata in chapter.kata}
    abilities = tuple(_ability(words, [by_id[name] for name in needs]) for words, needs in desk.catalogue.abilities())
    following = desk.next() or desk.next(deeper=True)
    return Standing(chapters, abilities, by_id[following.id] if following else None, _predictions(desk), damage)


def _kata(desk: Desk, kata: Kata) -> KataStanding:
    known = desk.ledger.progress(kata.id)
    return KataStanding(kata.id, kata.title, kata.minutes, kata.core, desk.state(kata), known.attempts, known.hints)


def _ability(words: str, needs: list[KataStanding]) -> AbilityStanding:
    state = next((state for state in ("open", "borrowed") if any(kata.state == state for kata in needs)), "green")
    without = tuple(kata.function for kata in needs if kata.state == state != "green")
    return AbilityStanding(words, state, without)


def _predictions(desk: Desk) -> Predictions:
    known = desk.catalogue.predictions()
    made = [(each, choice) for each in known if (choice := desk.ledger.prediction(each.id))]
    return Predictions(len(known), len(made), sum(choice == each.answer for each, choice in made))


def _chapter_json(chapter: ChapterStanding) -> dict[str, Any]:
    facts = ("id", "title", "minutes", "core", "state", "attempts", "hints")
    return {
        "name": chapter.name,
        "notebook": chapter.notebook,
        "core": counted(chapter.way(True)),
        "deeper": counted(chapter.way(False)),
        "kata": [{fact: getattr(kata, fact) for fact in facts} for kata in chapter.kata],
    }
