"""The learner's desk: the folder, the course and the ledger together; notebooks and terminal both work at it."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from stompkata.course import cells, given
from stompkata.errors import StompkataError
from stompkata.kata.catalogue import Catalogue
from stompkata.kata.finder import PACKAGE
from stompkata.kata.learner import path_of
from stompkata.kata.registry import Kata, Prediction
from stompkata.kata.report import Report, in_file
from stompkata.kata.runner import Runner
from stompkata.lab import folder, regions
from stompkata.lab.cell import used, without
from stompkata.lab.ledger import Ledger
from stompkata.lab.regions import Region

COURSE = "stompkata.course"
HEADER = '''"""Your own `{module}`: a region for each saved cell. Between the regions you may write what you like."""

from __future__ import annotations'''


class Desk:
    """Everything that the commands and the notebook do with the learner's work."""

    def __init__(self, home: Path | None = None, catalogue: Catalogue | None = None):
        self.home = home or folder.home()
        self.catalogue = catalogue or Catalogue(COURSE)
        self.ledger = Ledger(self.home)

    def save(self, kata: Kata, source: str, *, borrowed: bool = False) -> Path | None:
        """Put a cell into the kata's region of the learner's file; returns the dated copy if the file had been edited by hand.

        Other kata of the cell stay out of it, as each has a region and a check of its own; one that this kata uses, and
        that is not written yet, gets its region now.
        """
        path, had = path_of(self.home, kata), self._text(kata)
        found = regions.read(had) or [Region((), HEADER.format(module=kata.module))]
        for each in (*(other for other in self.uses(kata, source) if not self.written(other)), kata):
            others = {other.function for other in self._named(kata.module)} - {each.function}
            found = regions.save(found, Region((each.function,), without(source, others), "borrowed" if borrowed else ""))
        text = regions.write(found)
        if text == had:
            return None
        copy = folder.keep_copy(self.home, path) if had and _digest(had) != self.ledger.digest(kata.module) else None
        self._write(kata.module, text)
        return copy

    def uses(self, kata: Kata, source: str) -> list[Kata]:
        """The other kata of the same file that the cell defines, and that this one uses."""
        others = {other.function: other for other in self._named(kata.module) if other != kata}
        return [others[name] for name in sorted(used(source, others.keys() & regions.defined(source)))]

    def has_another(self, kata: Kata, source: str) -> bool:
        """Whether the learner's file has another text of this function than the cell."""
        return regions.defined(self._text(kata)).get(kata.function) != regions.defined(source)[kata.function]

    def check(self, kata: Kata, runner: Runner) -> Report:
        """Check the learner's file and note the verdict, if there is one; the report says which file it was."""
        report = runner.check(kata, self.home)
        if report.verdict == "NOTE":
            return report
        before = self.ledger.progress(kata.id)
        self.ledger.change(kata.id, attempts=before.attempts + 1, green=report.green, borrowed=self.borrowed(kata))
        return in_file(report, folder.shown(path_of(self.home, kata)))

    def next(self, *, deeper: bool = False) -> Kata | None:
        """The first kata that is open; the deeper ones only when asked for."""
        wanted = (kata for kata in self.catalogue.all() if kata.core or deeper)
        return next((kata for kata in wanted if self.state(kata) == "open"), None)

    def state(self, kata: Kata) -> str:
        """`green`, `borrowed` or `open`: what the ledger says of it, as long as the learner's file has it."""
        if not self.written(kata):
            return "open"
        known = self.ledger.progress(kata.id)
        green = known.green and not known.borrowed
        return "borrowed" if self.borrowed(kata) else "green" if green else "open"

    def started(self, kata: Kata) -> bool:
        """Whether the learner's file has this function, be it a stub; one that is given until its chapter comes is not his."""
        text = self._text(kata)
        region = regions.find(regions.read(text), kata.function)
        return region.mark != "given" if region else kata.function in regions.defined(text)

    def written(self, kata: Kata) -> bool:
        """Whether the learner's file has more than the stub of this function."""
        text = self._text(kata)
        region = regions.find(regions.read(text), kata.function)  # by its region even while the file is not Python
        return self.started(kata) and not self.is_stub(kata, region.source if region else text)

    def is_stub(self, kata: Kata, source: str) -> bool:
        """Whether the cell is as the exercise gave it, or its function has no body yet."""
        try:
            return source.strip() == cells.stub(kata.id).strip() or regions.is_stub(source, kata.function)
        except (KeyError, StompkataError):  # a course without notebooks can still be checked
            return regions.is_stub(source, kata.function)

    def start(self, kata: Kata) -> Path:
        """Put the stub into the learner's file unless the function is there; returns the file."""
        if not self.started(kata):
            self.save(kata, _cell(cells.stub, kata))
        return path_of(self.home, kata)

    def borrow(self, name: str) -> list[str]:
        """Fill in from the solutions what is not written yet of a chapter, a module or one kata; returns the ids.

        What a chapter that is still to come would give is there already; from now on it counts as borrowed.
        """
        self.write_shell()
        module = given.module_of(name)
        if module in self._untaught():
            return self._borrow_given(module)
        borrowed = []
        for kata in self._named(name):
            if not self.written(kata):
                self.save(kata, without_markers(_cell(cells.solved, kata)), borrowed=True)
                self.ledger.change(kata.id, borrowed=True)
                borrowed.append(kata.id)
        return borrowed

    def borrow_before(self, kata: Kata) -> None:
        """Fill in what the chapters before this kata's would have given."""
        for chapter in self.catalogue.chapters():
            if chapter < kata.chapter:
                self.borrow(chapter)

    def borrowed(self, kata: Kata) -> bool:
        """Whether what the learner's file has of this kata was borrowed."""
        region = regions.find(regions.read(self._text(kata)), kata.function)
        return region is not None and region.mark == "borrowed"

    def reset(self, kata: Kata) -> Path | None:
        """Put the stub back; returns the dated copy of what was there."""
        path = path_of(self.home, kata)
        copy = folder.keep_copy(self.home, path) if path.exists() else None
        self.save(kata, _cell(cells.stub, kata))
        self.ledger.change(kata.id, green=False, borrowed=False)
        return copy

    def predict(self, prediction: Prediction, choice: str) -> None:
        """Keep the learner's choice."""
        self.ledger.predict(prediction.id, choice)

    def write_shell(self) -> None:
        """What is given: the program that runs the client, and what no chapter teaches yet.

        A file that the learner has changed stays as it is; one that he has not is replaced by a newer edition.
        """
        self._give("__init__", '"""Your own STOMP client, grown function by function."""\n')
        for name, text in given.shell().items():
            self._give(name, text)
        for module in self._untaught():
            if not any(region.mark == "borrowed" for region in self._regions(module)):
                self._give(module, _given(module, "given"))

    def _give(self, name: str, text: str) -> None:
        path = self.home / PACKAGE / f"{name}.py"
        had = path.read_text(encoding="utf-8") if path.exists() else None
        if had is None or (had != text and _digest(had) == self.ledger.digest(name)):
            folder.write(path, text)
            self.ledger.wrote(name, _digest(text))

    def _untaught(self) -> list[str]:
        taught = {kata.module for kata in self.catalogue.all()}
        return [module for module in given.CHAPTERS.values() if module not in taught]

    def _borrow_given(self, module: str) -> list[str]:
        if not all(region.mark == "given" for region in self._regions(module)):
            return []
        self._write(module, _given(module, "borrowed"))
        return [f"{module}.{name}" for name in given.names(module)]

    def _regions(self, module: str) -> list[Region]:
        path = self.home / PACKAGE / f"{module}.py"
        return regions.read(path.read_text(encoding="utf-8")) if path.exists() else []

    def _named(self, name: str) -> list[Kata]:
        if name in self.catalogue.chapters():
            return self.catalogue.all(name)
        return [kata for kata in self.catalogue.all() if kata.module == name] or [self.catalogue.kata(name)]

    def _text(self, kata: Kata) -> str:
        path = path_of(self.home, kata)
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def _write(self, module: str, text: str) -> None:
        self.write_shell()
        folder.write(self.home / PACKAGE / f"{module}.py", text)
        self.ledger.wrote(module, _digest(text))


def _given(module: str, mark: str) -> str:
    return regions.write([Region(given.names(module), given.source(module), mark)])


def _cell(edition: Callable[[str], str], kata: Kata) -> str:
    try:
        return edition(kata.id)
    except KeyError:
        raise StompkataError(
            f"the notebooks of this installation have no cell for {kata.id}\n"
            "  try:  install stompkata again, or in a checkout: python -m stompkata.build"
        ) from None


def without_markers(source: str) -> str:
    """A solved cell without nbgrader's markers."""
    return "\n".join(line for line in source.split("\n") if not line.strip().startswith("### "))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]
