"""Each misconception of the course has a wrong program, and the first failed check says what is behind it."""

import importlib.util
import sys
from pathlib import Path

import pytest

from stompkata.kata.catalogue import Catalogue
from stompkata.kata.report import tell
from stompkata.kata.running import run_check
from stompkata.stomp.escaping import escape, unescape

_spec = importlib.util.spec_from_file_location("wrong_programs", Path(__file__).with_name("wrong_programs.py"))
_module = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_module)
WRONG = _module.WRONG
CATALOGUE = Catalogue("stompkata.course")
sys.path.insert(0, str(Path(__file__).parent.parent / "material"))
from solved_course import earlier_kata_importable  # noqa: E402

pytestmark = [
    pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning"),  # wrong programs forget to
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module", autouse=True)
def mystomp():
    with earlier_kata_importable():
        yield


def function_of(kata_id, source):
    names = {"ESCAPE": escape, "UNESCAPE": unescape}
    exec(source, names)
    return names[kata_id.partition(".")[2]]


def reports(kata_id, source):
    kata, function = CATALOGUE.kata(kata_id), function_of(kata_id, source)
    outcomes = [
        run_check(check, function, CATALOGUE.diagnoses(kata), CATALOGUE.cite) for check in CATALOGUE.checks(kata)
    ]
    return outcomes, tell(kata_id, outcomes)


@pytest.mark.parametrize(("kata_id", "diagnosis", "source"), WRONG, ids=[f"{kata}-{name}" for kata, name, _ in WRONG])
def test_the_report_names_the_misconception(kata_id, diagnosis, source):
    outcomes, report = reports(kata_id, source)
    first = next(outcome for outcome in outcomes if not outcome.passed)

    assert first.diagnosis == diagnosis, str(report)
    assert not any(outcome.broken for outcome in outcomes), str(report)
    text = str(report)
    assert text.startswith(f"FAIL {kata_id}") and "\nnext" in text
    assert len(text.split("\n")) <= 16


def test_every_diagnosis_of_the_course_has_a_wrong_program():
    tried = {(kata, name) for kata, name, _ in WRONG}
    known = {(kata.id, diagnosis.id) for kata in CATALOGUE.all() for diagnosis in CATALOGUE.diagnoses(kata)}

    assert sorted(known - tried) == []


def test_there_are_many_misconceptions_and_every_chapter_has_some():
    known = {(kata.chapter, diagnosis.id) for kata in CATALOGUE.all() for diagnosis in CATALOGUE.diagnoses(kata)}

    assert len(known) >= 15
    assert {chapter for chapter, _ in known} == set(CATALOGUE.chapters())
