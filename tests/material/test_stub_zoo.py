"""Every check, called alone, fails on every trivial program: it fails, and does not stumble or run for ever."""

import types
import typing

import pytest
from solved_course import CATALOGUE, KATA, run_all, solution, unsolved

from stompkata.kata import expect
from stompkata.kata.calls import Recorded
from stompkata.kata.registry import Check
from stompkata.kata.running import run_check


def raises(error: type[BaseException]):
    def program(*_args, **_kwargs):
        raise error("no")

    return program


def gives(value):
    return lambda *_args, **_kwargs: value


def first_argument(*args, **kwargs):
    return next(iter([*args, *kwargs.values()]), None)


def kinds(kata) -> list[type]:
    """The types that the function may return, as its annotation says."""
    hint = typing.get_type_hints(solution(kata)).get("return", type(None))
    members = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    return [typing.get_origin(member) or member for member in members]


CONSTANTS = {bytes: b"\x00", str: "x", int: 1, tuple: ("CONNECT", {}, b""), list: ["x"], dict: {"x": "x"}, bool: True}


def zoo(kata):
    """Name to program."""
    yield "the untouched stub", unsolved(kata)
    yield "raise NotImplementedError", raises(NotImplementedError)
    yield "raise ValueError", raises(ValueError)
    for name, kind in solution(kata).__globals__.items():
        if isinstance(kind, type) and issubclass(kind, Exception) and kind.__module__ == f"mystomp.{kata.module}":
            yield f"raise {name}", raises(kind)
    yield "return None", gives(None)
    yield "return the first argument", first_argument
    for kind in kinds(kata):
        if kind is not type(None):
            yield f"return an empty {kind.__name__}", gives(kind())
            yield f"return one {kind.__name__}", gives(CONSTANTS.get(kind, kind()))
    if place := KATA.index(kata):
        yield f"{KATA[place - 1].id} instead", solution(KATA[place - 1])


ANIMALS = [(kata, name, program) for kata in KATA for name, program in zoo(kata)]


@pytest.mark.parametrize(("kata", "name", "program"), ANIMALS, ids=[f"{kata.id}-{name}" for kata, name, _ in ANIMALS])
def test_every_check_alone_fails_on_a_trivial_program(kata, name, program, alarm):
    with alarm(5):
        outcomes = run_all(kata, program)

    assert [outcome.title for outcome in outcomes if outcome.passed] == []
    assert [outcome.title for outcome in outcomes if outcome.broken] == []


@pytest.mark.parametrize(
    "kata", [kata for kata in KATA if solution(kata).__code__.co_argcount], ids=lambda kata: kata.id
)
def test_no_check_passes_on_the_answer_to_another_checks_first_call(kata, alarm):
    answers = {}
    for check in CATALOGUE.checks(kata):
        recorded = FirstAnswer(solution(kata))
        run_check(check, recorded)
        answers[check.title] = recorded.answer
    for title, answer in answers.items():
        with alarm(5):
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
