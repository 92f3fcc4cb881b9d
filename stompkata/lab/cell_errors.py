"""Errors of a cell that teach in a line or two: a wait of ours that was stopped, a name that a restart has taken away.

A kernel that was started anew knows nothing of the cells above. Every other error is shown as it always is, and all of
them end the cell as errors do, so that the cells that wait behind it do not run.
"""

import ast
import contextlib
import sys
from pathlib import Path
from types import FrameType, TracebackType

OURS = str(Path(__file__).parent.parent)  # the package: what runs below a cell's own line in here is ours
FORGOTTEN = "not defined in this kernel; a restart forgets what cells have defined"
ALL_ABOVE = "the menu: Run → Run All Above Selected Cell"
_INSTALLED = "_stompkata_explains"


def install() -> None:
    """Let this process's IPython shell explain such errors; outside of IPython, do nothing."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is None or getattr(shell, _INSTALLED, False):
        return
    before, theirs = shell.CustomTB, shell.custom_exceptions

    def show(shell, kind, error, trace, tb_offset=None):
        explain(error, trace)
        if not hasattr(error, "_render_traceback_") and isinstance(error, theirs):
            return before(kind, error, trace, tb_offset)  # somebody has asked for these before us
        return shell.showtraceback((kind, error, trace), tb_offset=tb_offset)

    shell.set_custom_exc((*theirs, NameError, KeyboardInterrupt), show)
    setattr(shell, _INSTALLED, True)


def explain(error: BaseException, trace: TracebackType | None) -> None:
    """Give the error the lines that IPython shows in place of its traceback, if it is one of those that we explain."""
    lines = None
    with contextlib.suppress(Exception):  # whatever we stumble over, the error itself must be shown
        frames = _frames(trace)
        lines = _stopped(error, frames) if isinstance(error, KeyboardInterrupt) else _missing(error, frames)
    if lines:
        error._render_traceback_ = lambda: lines


def _stopped(error: BaseException, frames: list[FrameType]) -> list[str] | None:
    """A wait of ours, called from the last line of a cell that runs; the learner's own loops keep their tracebacks."""
    from stompkata.lab.cell import source_at

    cells = [place for place, frame in enumerate(frames) if source_at(frame.f_code.co_filename)]
    called = frames[cells[-1] + 1 :][:1] if cells else []
    if not called or not called[0].f_code.co_filename.startswith(OURS):
        return None
    name = called[0].f_code.co_name
    what = str(error) or (f"{name} did not end" if not name.startswith("_") else "")
    return [f"stopped{what and f': {what}'}; run the cell again"]


def _missing(error: BaseException, frames: list[FrameType]) -> list[str] | None:
    """`lab` itself, the learner's package without it, or a name of the course's that this very cell gives to lab."""
    from stompkata.kata.finder import PACKAGE
    from stompkata.lab import __all__ as offered
    from stompkata.lab.cell import source_at

    name, last = getattr(error, "name", None), frames[-1].f_code if frames else None
    cell = source_at(last.co_filename) if last and last.co_name == "<module>" else None
    if not name or not cell:
        return None
    if isinstance(error, ImportError):
        unsought = str(error) == f"No module named {PACKAGE!r}"  # our finder, which lab brings, says more
        return _load_lab(name, f"lab finds it, and is {FORGOTTEN}") if unsought else None
    calls = _calls_of_lab(cell)
    if name == "lab":
        return _load_lab(name, FORGOTTEN) if calls.keys() & set(offered) else None
    given_to = [function for function, names in calls.items() if name in names]
    return _kata_is_missing(name, given_to) if given_to else None


def _load_lab(name: str, why: str) -> list[str]:
    from stompkata.kata.outcome import Row
    from stompkata.kata.report import note

    first = Row("next", "run `from stompkata import lab`, in a chapter its first code cell, then this cell again")
    return note(name, why, first, Row("or", ALL_ABOVE)).text().split("\n")


def _kata_is_missing(name: str, given_to: list[str]) -> list[str] | None:
    from stompkata.kata.catalogue import Catalogue
    from stompkata.kata.outcome import Row
    from stompkata.kata.report import note
    from stompkata.lab.desk import COURSE

    kata = next((kata for kata in Catalogue(COURSE).all() if name in (kata.function, *kata.gives)), None)
    if kata is None:
        return None
    rows = [
        Row("next", f"run the cell that defines {name}, in {kata.chapter}.ipynb, then this cell again"),
        Row("or", ALL_ABOVE),
    ]
    if "hint" in given_to and name == kata.function:
        rows.append(Row("or", f'by its name, without that cell: lab.hint("{name}")'))
    return note(name, FORGOTTEN, *rows).text().split("\n")


def _calls_of_lab(cell: str) -> dict[str, set[str]]:
    """Which functions of lab the cell calls, and the names that stand between the parentheses."""
    calls: dict[str, set[str]] = {}
    for node in ast.walk(ast.parse(cell)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and ast.unparse(node.func.value) == "lab"
        ):
            given = {part.id for argument in node.args for part in ast.walk(argument) if isinstance(part, ast.Name)}
            calls[node.func.attr] = calls.get(node.func.attr, set()) | given
    return calls


def _frames(trace: TracebackType | None) -> list[FrameType]:
    frames = []
    while trace is not None:
        frames.append(trace.tb_frame)
        trace = trace.tb_next
    return frames
