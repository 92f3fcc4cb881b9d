"""A kata's ladder of hints as reports: a question, a pointer, another value worked, a failing vector."""

from stompkata.kata.outcome import Row
from stompkata.kata.registry import Kata
from stompkata.kata.report import Report
from stompkata.lab.desk import Desk


def next_hint(desk: Desk, kata: Kata) -> Report:
    """The next rung, noted as used; at the top of the ladder the last one again."""
    rung = min(desk.ledger.progress(kata.id).hints + 1, len(kata.hints))
    desk.ledger.change(kata.id, hints=rung)
    return _report(desk, kata, str(rung), kata.hints[rung - 1 : rung])


def ladder(desk: Desk, kata: Kata) -> Report:
    """Every rung at once, noted as used."""
    desk.ledger.change(kata.id, hints=len(kata.hints))
    return _report(desk, kata, f"1 to {len(kata.hints)}", kata.hints)


def _report(desk: Desk, kata: Kata, which: str, hints: tuple[str, ...]) -> Report:
    rows = [Row("hint", hint) for hint in hints] or [Row("hint", "none for this kata; its docstring says the task")]
    return Report(
        kata.id, "HINT", f"{which} of {len(kata.hints)}", (*rows, Row("rule", desk.catalogue.cite(kata.rule)))
    )
