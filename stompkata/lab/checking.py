"""`lab.check`, `lab.predict` and what goes with them: thin over the desk, with teaching answers to wrong uses."""

import atexit
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from stompkata.errors import StompkataError
from stompkata.kata.catalogue import Catalogue, UnknownName
from stompkata.kata.finder import PACKAGE, forget
from stompkata.kata.learner import path_of
from stompkata.kata.outcome import Row
from stompkata.kata.registry import Kata, Prediction
from stompkata.kata.report import Report, cannot, note
from stompkata.kata.runner import Runner
from stompkata.kata.running import file_of
from stompkata.lab import grading, misuse, regions
from stompkata.lab.cell import is_cell_function, keep_definitions, source_of
from stompkata.lab.desk import Desk
from stompkata.lab.hints import next_hint
from stompkata.lab.questions import ask, choose, verdict, wording
from stompkata.lab.showing import in_notebook, show
from stompkata.lab.standing import standing
from stompkata.lab.standing_page import StandingPage


class NotGreen(StompkataError, AssertionError):
    """Raised by `lab.check` under a grader when the check is not green, or what it checked was borrowed."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]  # IPython's way for an error to say all of it itself: the report, in place of our own lines


def check(function: Callable) -> None:
    """Save the cell that defines the function into your package, check the file there, and show the report.

    Args:
        function: a kata's function, defined in a cell of this notebook.
    """
    with warnings.catch_warnings(action="ignore"):  # reading the cell repeats what Python said of it, to standard error
        report = _teach("lab.check", lambda: _check(function))
    show(report)
    if grading.graded() and not report.green:
        raise NotGreen(str(report))


def predict(name: str, question: str = "", choices: Sequence[str] = (), *, answer: str | int | None = None) -> None:
    """Ask for a prediction, and never wait for it.

    Click a choice, or run the cell again with `answer=` its text or number. Run again after that it shows the verdict.
    """
    show(_teach("lab.predict", lambda: _predict(_desk(), name, question, choices, answer)))


def reveal(name: str) -> None:
    """Show what is so, beside what you predicted."""
    show(_teach("lab.reveal", lambda: _reveal(_desk(), name)))


def hint(kata: Callable | str) -> None:
    """Show the next rung of a kata's ladder of hints: a question, a pointer, another value worked, a failing vector."""
    show(_teach("lab.hint", lambda: _hint(_desk(), getattr(kata, "__name__", None) or str(kata))))


def borrow(*names: str) -> None:
    """Fill in from the solutions what you have not written of these chapters, and make `mystomp` importable.

    Args:
        names: chapters (`02_handshake`), modules (`handshake`) or kata (`handshake.accept_key`).
    """
    show(_teach("lab.borrow", lambda: _borrow(_desk(), names)))


def progress() -> None:
    """Show where you are: what is green, borrowed or open, what your client can do by now, and what comes next."""
    show(_teach("lab.progress", lambda: StandingPage(standing(Desk()))))


def written(*functions: Callable) -> bool:
    """Whether all of these are more than the stubs of the exercise, so that a cell can use them; else says which to write."""
    stubs = [
        function.__name__ for function in functions if regions.is_stub(source_of(function) or "", function.__name__)
    ]
    if stubs:
        print(f"Not written yet: {', '.join(stubs)}. Write it above, then run this cell again.")
    return not stubs


def _check(function: Callable) -> Report:
    desk = _desk()
    if not is_cell_function(function):
        return misuse.no_function(function, desk.catalogue)
    kata = desk.catalogue.kata(function.__name__)
    if grading.by_nbgrader():
        desk.borrow_before(kata)
    source = source_of(function)
    if source is None:
        if file_of(function) != str(path_of(desk.home, kata)):
            return misuse.not_from_a_cell(kata, file_of(function))
        if grading.graded() and desk.borrowed(kata):
            return misuse.borrowed(kata)
        return desk.check(kata, _runner(desk.catalogue.package))
    if regions.is_stub(source, kata.function) or (desk.is_stub(kata, source) and desk.written(kata)):
        return misuse.still_a_stub(kata, desk.written(kata))
    source = keep_definitions(source)
    copy = desk.save(kata, source)
    forget(kata.module)
    report = desk.check(kata, _runner(desk.catalogue.package))
    return replace(report, rows=(*report.rows, *_kept(desk, kata, source, copy)))


def _kept(desk: Desk, kata: Kata, source: str, copy: Path | None) -> Iterator[Row]:
    file = f"{PACKAGE}/{kata.module}.py"
    if copy:
        yield Row("kept", f"{file} had been edited outside; the old one is {copy.relative_to(desk.home)}")
    for other in desk.uses(kata, source):
        if desk.has_another(other, source) and not desk.is_stub(other, source):
            name = other.function
            yield Row(
                "kept", f"the {name} of {file}, which was used here; lab.check({name}) puts this cell's in its place"
            )


def _predict(desk: Desk, name: str, question: str, choices: Sequence[str], answer: str | int | None) -> object:
    prediction = desk.catalogue.prediction(name)
    if answer is not None:
        choice = choose(prediction, answer)
        if choice is None:
            return note(
                name, f"{answer!r} is none of the choices", Row("next", f"one of {', '.join(prediction.choices)}")
            )
        desk.predict(prediction, choice)
    if kept := desk.ledger.prediction(name):
        return verdict(prediction, kept, question)
    asked = ask(prediction, question, choices)
    return _clickable(desk, prediction, asked, choices) if in_notebook() and find_spec("anywidget") else asked


def _clickable(desk: Desk, prediction: Prediction, asked: Report, choices: Sequence[str]) -> object:
    """The question with something to click, where there is a page for it."""
    from stompkata.widgets.prediction import PredictionView

    return PredictionView(
        asked, wording(prediction, choices), lambda place: desk.predict(prediction, prediction.choices[place])
    )


def _reveal(desk: Desk, name: str) -> Report:
    return verdict(desk.catalogue.prediction(name), desk.ledger.prediction(name))


def _hint(desk: Desk, name: str) -> Report:
    return next_hint(desk, desk.catalogue.kata(name))


def _borrow(desk: Desk, names: Sequence[str]) -> Report:
    if not names:
        return note(
            "lab.borrow", "name what to borrow", Row("next", f"one or more of {', '.join(desk.catalogue.chapters())}")
        )
    borrowed = [kata_id for name in names for kata_id in desk.borrow(name)]
    for kata_id in borrowed:
        forget(kata_id.partition(".")[0])
    return Report(", ".join(names), "BORROWED" if borrowed else "NOTE", _told(borrowed))


def _told(borrowed: Sequence[str]) -> str:
    if len({kata_id.partition(".")[0] for kata_id in borrowed}) > 1:
        return f"{len(borrowed)} functions and classes that you had not written"
    return ", ".join(borrowed) or "everything was written already"


def _teach(name: str, answer: Callable[[], object]) -> object:
    """The answer, or the error as a report: a traceback through this package would teach nothing."""
    try:
        return answer()
    except UnknownName as error:
        return note(name, str(error))
    except (StompkataError, OSError) as error:
        return cannot(name, error)


def _desk() -> Desk:
    desk = Desk()
    _runner(desk.catalogue.package).warm()
    return desk


@cache
def _runner(package: str) -> Runner:
    """One warm child for this kernel; it ends with the kernel."""
    runner = Runner(Catalogue(package))
    atexit.register(runner.close)
    return runner
