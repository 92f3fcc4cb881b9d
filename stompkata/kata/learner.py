"""The learner's file: loading the function from it, and saying in words why that was not possible."""

import difflib
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from stompkata.kata import finder
from stompkata.kata.causes import general
from stompkata.kata.expect import error_text
from stompkata.kata.finder import PACKAGE
from stompkata.kata.outcome import Outcome, Row
from stompkata.kata.registry import Kata, Seen
from stompkata.kata.running import learner_lines


def path_of(home: Path, kata: Kata) -> Path:
    """The learner's file for a kata."""
    return home / PACKAGE / f"{kata.module}.py"


def load(home: Path, kata: Kata) -> Callable | Outcome:
    """Import the learner's function; a failed `Outcome` says why it could not be had."""
    path = path_of(home, kata)
    if not path.exists():
        return _none_yet(kata, f"write it in {PACKAGE}/{path.name}, or in its notebook, and check again")
    sys.path.append(str(home))  # at the end, so that a file of the learner's cannot stand before a module of Python's
    finder.install(lambda: home)
    finder.forget()  # where there is no fork, the request before has left its modules
    try:
        module = import_module(f"{PACKAGE}.{kata.module}")
    except SyntaxError as error:
        return _not_python(kata, error)
    except BaseException as error:
        return _stumbled(kata, path, error)
    found = getattr(module, kata.function, None)
    if callable(found):
        return found
    close = difflib.get_close_matches(kata.function, vars(module).keys() - {kata.function}, 1, 0.6)
    return _none_yet(
        kata,
        f"{PACKAGE}/{path.name} has `{close[0]}`: is it spelt as the kata asks?"
        if close
        else f"define {kata.function} in {PACKAGE}/{path.name}, or in its notebook, and check again",
    )


def _none_yet(kata: Kata, action: str) -> Outcome:
    return Outcome(
        "loading", False, f"{kata.function} is not written yet", next=action, diagnosis="not-written", written=False
    )


def _not_python(kata: Kata, error: SyntaxError) -> Outcome:
    line = (error.text or "").rstrip("\n")
    shown = line.lstrip()
    mark = " " * max(0, (error.offset or 1) - 1 - (len(line) - len(shown))) + "^"
    place = f"{error.lineno} of {Path(error.filename or '').name}:  "
    rows = (Row("line", place + shown, True), Row("", " " * len(place) + mark, True))
    return Outcome(
        "loading",
        False,
        f"not Python yet: {error.msg}",
        rows,
        f"mend line {error.lineno}, and check again",
        diagnosis="syntax",
        written=False,
    )


def _stumbled(kata: Kata, path: Path, error: BaseException) -> Outcome:
    cause = general(Seen(_named(kata), error=error))
    rows = [Row("error", error_text(error)), *learner_lines(error, str(path))]
    rows += [Row("why", cause.why)] if cause else []
    return Outcome(
        "loading",
        False,
        f"{PACKAGE}/{path.name} raised {type(error).__name__} before any function was called",
        tuple(rows),
        (cause and cause.next) or "mend that line, or take it out of the cell",
        written=False,
        diagnosis=cause.id if cause else "",
    )


def _named(kata: Kata) -> Callable:
    def function() -> None: ...

    function.__name__ = kata.function
    return function
