"""The standing of one learner of a class, as the ledger in the learner's folder tells it; and finding such folders."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from stompkata.kata.catalogue import Catalogue
from stompkata.lab.folder import MARKER, STATE
from stompkata.lab.ledger import Ledger, NoLedger, Progress

DEEPEST = 3  # levels below a named folder: class/ada/stompkata-course and one more
MOST = 999_999  # checks or hints that a person can have asked for


@dataclass(frozen=True)
class LearnerStanding:
    """How far a learner is. `green`, `borrowed` and `open` count core kata; `chapters` has the green ones of each."""

    green: int
    borrowed: int
    open: int
    chapters: dict[str, int]
    at: str  # the chapter of the first open one; "" when there is none
    checks: int
    hints: int
    predicted: int
    right: int
    last: datetime | None  # when the ledger was written last; None when nothing was done yet


def standing_of(home: Path, catalogue: Catalogue) -> LearnerStanding:
    """Read one learner's ledger; nothing in the folder is changed.

    Raises:
        NoLedger: it holds something else.
        OSError: it cannot be read.
    """
    ledger = Ledger.of_somebody(home)
    known = {kata: ledger.progress(kata.id) for kata in catalogue.all()}
    core = {kata: _state(progress) for kata, progress in known.items() if kata.core}
    states = list(core.values())
    choices = [(each.answer, ledger.prediction(each.id)) for each in catalogue.predictions()]
    return LearnerStanding(
        green=states.count("green"),
        borrowed=states.count("borrowed"),
        open=states.count("open"),
        chapters={
            chapter: sum(state == "green" and kata.chapter == chapter for kata, state in core.items())
            for chapter in catalogue.chapters()
        },
        at=next((kata.chapter for kata, state in core.items() if state == "open"), ""),
        checks=_sum("attempts", known.values()),
        hints=_sum("hints", known.values()),
        predicted=sum(choice is not None for _, choice in choices),
        right=sum(choice == answer for answer, choice in choices),
        last=_written(ledger.path),
    )


def learners(folder: Path, deepest: int = DEEPEST) -> list[Path]:
    """The learners' folders: this one and those below it that have a ledger; without one, the first that is marked.

    Hidden folders are not looked into. One that may not be looked into is named too: it may be a learner's.
    """
    try:
        inner = _folders(folder) if deepest else []
    except OSError:
        return [folder]
    below = [found for each in inner for found in learners(each, deepest - 1)]
    if os.path.lexists(folder / STATE / "ledger.json"):
        return [folder, *below]
    marked = any(os.path.lexists(folder / name) for name in (MARKER, STATE))
    return below or ([folder] if marked else [])


def _folders(folder: Path) -> list[Path]:
    names = sorted(entry.name for entry in os.scandir(folder) if entry.name[0] not in "._")
    return [folder / name for name in names if name != "node_modules" and os.path.isdir(folder / name)]


def _state(progress: Progress) -> str:
    return "borrowed" if progress.borrowed else "green" if progress.green else "open"


def _sum(name: str, all_progress: Iterable[Progress]) -> int:
    total = 0
    for progress in all_progress:
        count = getattr(progress, name)
        if not 0 <= count <= MOST:
            raise NoLedger(f"{name} in it is not from 0 to {MOST:,}")
        total += count
    return total


def _written(path: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    except (OSError, OverflowError, ValueError):  # no ledger yet, or a date that no calendar has
        return None
