"""What a learner reads when he believes something that is not so: the texts are kept, and reviewed like code.

`python tests/material/test_golden_failures.py` writes them again; look at the difference before you commit it.
"""

import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "course"))
from solved_course import CATALOGUE, earlier_kata_importable, function_of, run_all  # noqa: E402
from wrong_programs import WRONG  # noqa: E402

from stompkata.kata.registry import Kata  # noqa: E402
from stompkata.kata.report import Report, tell  # noqa: E402

pytestmark = [
    pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning"),  # wrong programs forget to
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
GOLDEN = Path(__file__).parent / "golden"


def report(kata_id: str, source: str) -> Report:
    """What the checks say to a wrong program, the other kata of its chapter being solved."""
    kata = CATALOGUE.kata(kata_id)
    return tell(kata_id, run_all(kata, wrong(kata, source)))


def wrong(kata: Kata, source: str) -> Callable:
    """The function of a wrong program."""
    return function_of(kata, source.replace("UNESCAPE", "unescape").replace("ESCAPE", "escape"))


def golden() -> list[tuple[Path, str, str]]:
    """File, kata and program of each text; two programs of one misconception are numbered."""
    numbers: dict[tuple, count] = {}
    found = []
    for kata_id, diagnosis, source in WRONG:
        number = next(numbers.setdefault((kata_id, diagnosis), count(1)))
        found.append((GOLDEN / kata_id / f"{diagnosis}{f'-{number}' if number > 1 else ''}.txt", kata_id, source))
    return found


@pytest.mark.parametrize(
    ("path", "kata_id", "source"),
    golden(),
    ids=lambda value: "" if not isinstance(value, Path) else f"{value.parent.name}-{value.stem}",
)
def test_a_wrong_program_gets_the_text_that_was_reviewed(path, kata_id, source):
    found = report(kata_id, source)
    failed = next(outcome for outcome in found.outcomes if not outcome.passed)
    text = str(found)

    assert failed.diagnosis in (path.stem, path.stem.rpartition("-")[0]), "the first check that fails shows what is behind it"
    assert not any(outcome.broken for outcome in found.outcomes)
    assert text + "\n" == path.read_text(encoding="utf-8")
    lines = text.split("\n")
    assert len(lines) <= 16 and max(map(len, lines)) <= 80
    assert lines[0].startswith(f"FAIL {kata_id} · ") and any(line.startswith("next") for line in lines)


def test_every_text_belongs_to_a_wrong_program():
    assert sorted(GOLDEN.rglob("*.txt")) == sorted(path for path, _, _ in golden())


def test_no_report_gives_the_solution_away():
    from stompkata.course.cells import solved

    for path, kata_id, _ in golden():
        body = solved(kata_id).partition("### BEGIN SOLUTION")[2].partition("### END SOLUTION")[0]
        lines = {line.strip() for line in body.split("\n") if len(line.strip()) > 24}
        assert [line for line in lines if line in path.read_text(encoding="utf-8")] == [], path


if __name__ == "__main__":
    with earlier_kata_importable():
        for path, kata_id, source in golden():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{report(kata_id, source)}\n", encoding="utf-8")
    for path in set(GOLDEN.rglob("*.txt")) - {path for path, _, _ in golden()}:
        path.unlink()
