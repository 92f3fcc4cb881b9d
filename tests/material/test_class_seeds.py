"""A class may have a seed of its own: other keys, ids and bodies, and the same verdicts."""

import random

import pytest
from solved_course import CATALOGUE, KATA, first_failure, run_all, solution
from test_golden_failures import golden, wrong

from stompkata.course.seed import draw, seed, word
from stompkata.errors import StompkataError
from stompkata.kata.calls import Recorded
from stompkata.kata.running import run_check

pytestmark = [
    pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning"),  # wrong programs forget to
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.mark.parametrize("number", range(20))
def test_every_solution_is_right_with_any_seed(number, monkeypatch):
    monkeypatch.setenv("STOMPKATA_SEED", f"class {number}")
    failed = [
        f"{kata.id}: {outcome.headline}"
        for kata in KATA
        for outcome in run_all(kata, solution(kata))
        if not outcome.passed
    ]

    assert failed == []


@pytest.mark.parametrize("name", ["berlin-2026", "上海", "x"])
def test_every_wrong_program_shows_its_misconception_with_any_seed(name, monkeypatch):
    monkeypatch.setenv("STOMPKATA_SEED", name)
    for path, kata_id, source in golden():
        kata = CATALOGUE.kata(kata_id)
        failed = first_failure(kata, wrong(kata, source))

        assert path.stem.rstrip("-23456789") == failed.diagnosis or path.stem == failed.diagnosis


class Calls(Recorded):
    """Remembers every call as text."""

    def run(self, call, *rest):
        self.__dict__.setdefault("told", []).append(repr((call.args, call.kwargs)))
        return super().run(call, *rest)


@pytest.mark.parametrize("name", ["handshake.accept_key", "stomp_frame.encode_frame", "stomp_frame.decode_frame"])
def test_another_seed_asks_for_other_values(name, monkeypatch):
    def asked(seed):
        monkeypatch.setenv("STOMPKATA_SEED", seed)
        recorded = Calls(solution(CATALOGUE.kata(name)))
        for check in CATALOGUE.checks(CATALOGUE.kata(name)):
            monkeypatch.setattr("stompkata.kata.running.Recorded", lambda _function: recorded)
            run_check(check, recorded.function)
        return recorded.told

    assert asked("one") == asked("one")
    assert asked("one") != asked("two")


def test_the_seed_of_a_class_stands_in_its_marker(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("STOMPKATA_SEED", raising=False)
    (tmp_path / ".stompkata").write_text('seed = "berlin-2026"\n')

    assert seed() == "berlin-2026"
    assert draw("a.b").random() == random.Random("berlin-2026 a.b").random() != draw("a.c").random()
    assert word(random.Random(1)).isalpha()


def test_an_empty_marker_is_the_default_seed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("STOMPKATA_SEED", raising=False)
    (tmp_path / ".stompkata").write_text("")

    assert seed() == ""


def test_a_marker_that_is_no_toml_is_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("STOMPKATA_SEED", raising=False)
    (tmp_path / ".stompkata").write_text("seed = berlin")

    with pytest.raises(StompkataError, match='try:  seed = "berlin-2026"'):
        seed()
