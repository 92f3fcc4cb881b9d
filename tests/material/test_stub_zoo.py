"""Every check, called alone, fails on every trivial program: it fails, and does not stumble or run for ever."""

import asyncio
import inspect
from collections.abc import Awaitable
from typing import NamedTuple

import pytest
from solved_course import CATALOGUE, KATA, earlier_kata_importable, hasty_peers, run_all, solution, unsolved
from zoo import constant, first_argument, gives, methods, zoo

from stompkata.kata import expect
from stompkata.kata.calls import Recorded
from stompkata.kata.registry import Check
from stompkata.kata.running import run_check

pytestmark = [
    pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning"),  # such programs forget to
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def animals(kata):
    """Name to program: the zoo, and the stub of the exercise."""
    place = KATA.index(kata)
    errors = {
        name: kind
        for name, kind in globals_of(solution(kata)).items()
        if isinstance(kind, type) and issubclass(kind, Exception) and kind.__module__ == f"mystomp.{kata.module}"
    }
    yield "the untouched stub", unsolved(kata)
    yield from zoo(solution(kata), errors, solution(KATA[place - 1]) if place else None)


def globals_of(program) -> dict:
    """The names of the module that a function, or a class by its first method, stands in."""
    return next(iter(methods(program).values())).__globals__ if inspect.isclass(program) else program.__globals__


def takes_arguments(program) -> bool:
    """Whether one answer is too few; the objects of a class are no answers."""
    return not inspect.isclass(program) and bool(inspect.signature(program).parameters)


with earlier_kata_importable():
    ANIMALS = [(kata, name, program) for kata in KATA for name, program in animals(kata)]


@pytest.mark.parametrize(("kata", "name", "program"), ANIMALS, ids=[f"{kata.id}-{name}" for kata, name, _ in ANIMALS])
def test_every_check_alone_fails_on_a_trivial_program(kata, name, program, alarm):
    with alarm(5), hasty_peers():
        outcomes = run_all(kata, program)

    assert [outcome.title for outcome in outcomes if outcome.passed] == []
    assert [outcome.title for outcome in outcomes if outcome.broken] == []


@pytest.mark.parametrize("kata", [kata for kata in KATA if takes_arguments(solution(kata))], ids=lambda kata: kata.id)
def test_no_check_passes_on_the_answer_to_another_checks_first_call(kata, alarm):
    answers = {}
    for check in CATALOGUE.checks(kata):
        recorded = FirstAnswer(solution(kata))
        run_check(check, recorded)
        answers[check.title] = recorded.answer
    for title, answer in answers.items():
        with alarm(5), hasty_peers():
            passed = [
                outcome.title for outcome in run_all(kata, gives(answer)) if outcome.passed and outcome.title != title
            ]

        assert passed == [], f"the constant {answer!r}"


class FirstAnswer(Recorded):
    """Remembers the first value that came back."""

    answer = None

    def __call__(self, *args, **kwargs):
        value = super().__call__(*args, **kwargs)
        self.answer = value if self.answer is None else self.answer
        return value


@pytest.mark.parametrize("kata", KATA, ids=lambda kata: kata.id)
def test_the_solution_passes_every_check(kata):
    outcomes = run_all(kata, solution(kata))

    assert len(outcomes) >= 2
    assert [outcome.headline for outcome in outcomes if not outcome.passed] == []


def test_the_zoo_notices_a_check_that_a_stub_passes():
    def round_trip(double):
        expect(double(double("a")), "a", because="there and back")

    assert run_check(Check("x.double", "there and back", round_trip), first_argument).passed


class Counter:
    """A solution, for the tests of the zoo itself."""

    def __init__(self):
        self.count = 0

    def add(self, number: int) -> int:
        self.count += number
        return self.count

    async def wait(self, number: int) -> Awaitable:
        return asyncio.sleep(0)


def test_a_class_has_a_zoo_of_classes_with_its_methods():
    names = [name for name, _ in zoo(Counter, {}, gives)]

    assert "methods that return None" in names and "methods that return the first argument" in names
    assert "methods that return one int" in names and "methods that return what never ends" in names
    assert "a class whose __init__ raises" in names and "methods that are gives instead" in names
    echo = dict(zoo(Counter, {}, None))["methods that return the first argument"]()
    assert echo.add(7) == 7 and asyncio.run(echo.wait(8)) == 8


def test_a_right_check_of_a_class_fails_on_all_of_them_and_never_stumbles():
    def adds(counter_class):
        counter = counter_class()
        expect((counter.add(2), counter.add(40)), (2, 42), because="it counts on")

    check = Check("x.Counter", "it counts on", adds)
    outcomes = {name: run_check(check, program) for name, program in zoo(Counter, {}, gives)}

    assert run_check(check, Counter).passed
    assert [name for name, outcome in outcomes.items() if outcome.passed or outcome.broken] == []
    assert outcomes["a class without any method"].headline == "Counter has no method add"


def test_records_and_tuples_are_made_of_constants_of_their_types():
    class Session(NamedTuple):
        version: str
        beats: tuple[int, int]

    assert constant(Session) == Session("x", (1, 1))
    assert constant(tuple[str, bytes]) == ("x", b"\0")
