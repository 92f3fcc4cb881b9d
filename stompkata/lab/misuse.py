"""What `lab.check` answers when it was given something else than a kata's function from a cell."""

from pathlib import Path

from stompkata.kata.calls import shown
from stompkata.kata.catalogue import Catalogue
from stompkata.kata.finder import PACKAGE
from stompkata.kata.outcome import Outcome, Row
from stompkata.kata.registry import Kata
from stompkata.kata.report import Report, note, tell


def no_function(thing: object, catalogue: Catalogue) -> Report:
    """A call's result, a name in quotes, a lambda: not a named function."""
    example = catalogue.all()[0].function if catalogue.chapters() else "name"
    if getattr(thing, "__name__", "") == "<lambda>":
        return note(
            "lab.check",
            "a lambda has no name to find its kata by",
            Row("next", f"write it with def {example}(...): in a cell, then lab.check({example})"),
        )
    if isinstance(thing, str):
        example = thing.rpartition(".")[2] if thing.rpartition(".")[2].isidentifier() else example
    return note(
        "lab.check",
        "it needs the function itself, neither called nor in quotes",
        Row("got", f"{shown(thing)}  ({type(thing).__name__})"),
        Row("next", f"lab.check({example})"),
    )


def not_from_a_cell(kata: Kata, file: str) -> Report:
    """The function was imported, or made by exec: there is no cell to save."""
    where = f"{Path(file).name}" if file and Path(file).exists() else "somewhere else"
    return note(
        kata.id,
        f"this {kata.function} comes from {where}, not from a cell of this notebook",
        Row(
            "why",
            "lab.check saves the cell that defines the function; here there is none (a magic such as %%time "
            "hides the cell too).",
        ),
        Row(
            "next", f"run the cell with `def {kata.function}` and check again; in a terminal: stompkata check {kata.id}"
        ),
    )


def still_a_stub(kata: Kata, written: bool) -> Report:
    """The cell is as the exercise gave it; what was saved before is not touched."""
    rows = (Row("kept", f"what you wrote before is still in {PACKAGE}/{kata.module}.py"),) if written else ()
    return tell(
        kata.id,
        [
            Outcome(
                "",
                False,
                f"{kata.function} is not written yet",
                rows,
                f"write the body, run the cell, check again; a hint: lab.hint({kata.function})",
                diagnosis="not-written",
                written=False,
            )
        ],
    )


def borrowed(kata: Kata) -> Report:
    """The function is the solution's, taken by `lab.borrow`: under a grader there is nothing of the learner's to check."""
    return note(
        kata.id,
        f"this {kata.function} was borrowed from the solutions",
        Row("why", "under a grader only what you wrote yourself counts"),
        Row("next", f"run the cell with your own `def {kata.function}`, and check again"),
    )
