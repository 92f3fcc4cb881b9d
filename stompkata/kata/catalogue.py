"""Finds kata and predictions by name in the course that it is told of."""

import difflib
import pkgutil
import re
from collections.abc import Callable, Iterable
from importlib import import_module

from stompkata.errors import StompkataError
from stompkata.kata.registry import CHECKS, DIAGNOSES, KATA, PREDICTIONS, Check, Diagnosis, Kata, Prediction

CHAPTER = re.compile(r"ch(\d\d_\w+)")


class UnknownName(StompkataError):
    """Nothing in the course has that name; the message lists what comes close."""

    def __init__(self, kind: str, name: str, known: Iterable[str]):
        known = sorted(known)
        by_function = {other.rpartition(".")[2]: other for other in known}
        near = [
            other
            for word in (name, name.rpartition(".")[2])
            for other in difflib.get_close_matches(word, [*known, *by_function], 2)
        ]
        close = list(dict.fromkeys(by_function.get(other, other) for other in near))
        hint = f"did you mean {' or '.join(close)}?" if close else f"there are {', '.join(known) or 'none yet'}"
        super().__init__(f"there is no {kind} {name!r}: {hint}")


class Catalogue:
    """The kata of one course: a package with a module `chNN_name` for each chapter, imported when first asked for.

    The package may define `cite(rule) -> str`, which writes a requirement id with its section; `warm()`, which imports
    what its checks need when they run; `elsewhere(check) -> list[Check]`, the same check under other conditions; and
    `abilities()`, what the learner's program can do, in words, with the ids of the kata that each needs.
    """

    def __init__(self, package: str):
        self.package = package
        self._modules = {
            match[1]: f"{package}.{match[0]}"
            for entry in pkgutil.iter_modules(import_module(package).__path__)
            if (match := CHAPTER.fullmatch(entry.name))
        }

    def chapters(self) -> list[str]:
        """Names of the chapters in order, such as `02_handshake`."""
        return sorted(self._modules)

    def all(self, chapter: str | None = None) -> list[Kata]:
        """The kata of the course, or of one chapter, in the order in which they are learnt."""
        if chapter is not None and chapter not in self._modules:
            raise UnknownName("chapter", chapter, self._modules)
        wanted = self.chapters() if chapter is None else [chapter]
        self._load(wanted)
        return [kata for name in wanted for kata in KATA.values() if kata.chapter == name]

    def kata(self, name: str) -> Kata:
        """A kata by its id, or by the name of its function, which is unique in the course."""
        known = {kata.id: kata for kata in self.all()}
        known |= {kata.function: kata for kata in known.values()}
        if name not in known:
            raise UnknownName("kata", name, (kata.id for kata in self.all()))
        return known[name]

    def checks(self, kata: Kata) -> list[Check]:
        """The kata's checks, simple ones first, as the chapter lists them."""
        self._load([kata.chapter])
        known = CHECKS.get(kata.id, [])
        more = self._hook("elsewhere")
        return known if more is None else [*known, *(other for each in known for other in more(each))]

    def diagnoses(self, kata: Kata) -> list[Diagnosis]:
        """The misconceptions that can be recognised in this kata."""
        self._load([kata.chapter])
        return DIAGNOSES.get(kata.id, [])

    def prediction(self, name: str) -> Prediction:
        """A prediction by its id."""
        self._load(self.chapters())
        known = {key: prediction for key, prediction in PREDICTIONS.items() if prediction.chapter in self._modules}
        if name not in known:
            raise UnknownName("prediction", name, known)
        return known[name]

    def predictions(self) -> list[Prediction]:
        """Every prediction of the course."""
        self._load(self.chapters())
        return [prediction for prediction in PREDICTIONS.values() if prediction.chapter in self._modules]

    def cite(self, rule: str) -> str:
        """The requirement id with its section, in the course's own words."""
        cite = self._hook("cite")
        return cite(rule) if cite and rule else rule

    def abilities(self) -> list[tuple[str, tuple[str, ...]]]:
        """What the learner's program can do when all of these kata are written, in the order of the course."""
        abilities = self._hook("abilities")
        return list(abilities()) if abilities else []

    def warm(self) -> None:
        """Import everything now, so that no check pays for it."""
        self.all()
        if warm := self._hook("warm"):
            warm()

    def _hook(self, name: str) -> Callable | None:
        return getattr(import_module(self.package), name, None)

    def _load(self, chapters: Iterable[str]) -> None:
        for name in chapters:
            import_module(self._modules[name])
