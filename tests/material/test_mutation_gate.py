"""How much of what can go wrong the checks catch: every small change to a solution has to turn a check red."""

import tomllib
from pathlib import Path

import pytest
from mutation import mutants
from solved_course import CATALOGUE, KATA, first_failure, function_of, hasty_peers, run_all, solution

from stompkata.course.cells import solved
from stompkata.course.peers.dialogue import Dialogue

pytestmark = [
    pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning"),  # a dropped `await` forgets it
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
GATE_COURSE, GATE_KATA = 0.98, 0.90
CEILING = 0.04  # more equivalents than this, and survivors hide among them
CPU, CPU_OF_TALK = 0.2, 3.0  # seconds of processor time, many times what the checks of a solution need
EQUIVALENT = {
    (entry["kata"], change): entry["reason"]
    for entry in tomllib.loads(Path(__file__).with_name("equivalent.toml").read_text(encoding="utf-8"))["equivalent"]
    for change in entry["changes"]
}


@pytest.fixture(scope="module")
def survivors(alarm):
    """Kata id to (number of mutants, the changes that no check noticed)."""
    found = {}
    for kata in KATA:
        red = [outcome.headline for outcome in run_all(kata, solution(kata)) if not outcome.passed]
        assert not red, (
            f"{kata.id}: the solution itself is not green, so that every mutant would seem to be caught: {red}"
        )
        made = mutants(solved(kata.id))
        with hasty_peers():
            found[kata.id] = len(made), [mutant.change for mutant in made if _survives(kata, mutant.source, alarm)]
    return found


def _survives(kata, source: str, alarm) -> bool:
    talks = any(isinstance(check.function, Dialogue) for check in CATALOGUE.checks(kata))
    with alarm(CPU_OF_TALK if talks else CPU):
        try:
            return first_failure(kata, function_of(kata, source)) is None
        except BaseException:  # it did not even load, or its alarm rang outside of a check
            return False


def test_no_mutant_survives_that_is_not_known_to_be_equivalent(survivors):
    unknown = [
        f"{kata}: {change}"
        for kata, (_, changes) in survivors.items()
        for change in changes
        if (kata, change) not in EQUIVALENT
    ]

    assert unknown == [], "sharpen a check; only what no input can show belongs into equivalent.toml, with its reason"


def test_the_course_and_each_kata_catch_what_they_must(survivors, capsys):
    made = caught = 0
    for kata, (count, changes) in survivors.items():
        real = [change for change in changes if (kata, change) not in EQUIVALENT]
        equal = len(changes) - len(real)
        made, caught = made + count - equal, caught + count - equal - len(real)
        with capsys.disabled():
            print(
                f"\nmutants of {kata}: {count - equal - len(real)} of {count - equal} caught, {equal} equivalent",
                end="",
            )
        assert count - equal - len(real) >= GATE_KATA * (count - equal)
    with capsys.disabled():
        print(f"\nmutants of the course: {caught} of {made} caught ({caught / made:.1%})")

    assert caught >= GATE_COURSE * made


def test_the_list_of_equivalents_is_short_and_holds_nothing_stale(survivors):
    surviving = {(kata, change) for kata, (_, changes) in survivors.items() for change in changes}

    assert sorted(set(EQUIVALENT) - surviving) == []
    assert all(reason for reason in EQUIVALENT.values())
    assert len(EQUIVALENT) <= CEILING * sum(count for count, _ in survivors.values())


def test_the_mutator_changes_only_the_solution_and_never_the_words_of_an_error():
    cell = (
        'TABLE = 1\n\ndef f(n):\n    """Text 1."""\n    given = 1\n    ### BEGIN SOLUTION\n    if n < 126:\n'
        '        raise ValueError("too short for 1")\n    return n\n    ### END SOLUTION\n'
    )
    changes = [mutant.change for mutant in mutants(cell)]

    assert sorted(changes) == sorted(
        [
            "126  ->  125  in  if n < 126:",
            "126  ->  127  in  if n < 126:",
            "if n < 126: raise ValueError('too short for 1')  ->  (nothing)",
            "if n < 126: raise ValueError('too short for 1')  ->  if True: raise ValueError('too short for 1')",
            "if n < 126: raise ValueError('too short for 1')  ->  if not n < 126: raise ValueError('too short for 1')",
            "n < 126  ->  n <= 126  in  if n < 126:",
            "n < 126  ->  n >= 126  in  if n < 126:",
            "raise ValueError('too short for 1')  ->  (nothing)",
            "return n  ->  (nothing)",
            "return n  ->  return None",
            "ValueError('too short for 1')  ->  'too short for 1'  in  raise ValueError('too short for 1')",
        ]
    )


def test_the_mutator_goes_into_the_methods_of_a_class():
    cell = (
        "class Receipts:\n    def __init__(self):\n        ### BEGIN SOLUTION\n        self.waiting = {}\n\n"
        "    async def expect(self, name):\n        return await self.made(name)\n        ### END SOLUTION\n"
    )
    changes = [mutant.change for mutant in mutants(cell)]

    assert "self.waiting = {}  ->  (nothing)" in changes
    assert "await self.made(name)  ->  self.made(name)  in  return await self.made(name)" in changes
    assert "return await self.made(name)  ->  return None" in changes


def test_of_a_class_with_several_solved_parts_what_stands_between_them_is_given():
    cell = (
        "class Receipts:\n    def expect(self, name='a'):\n        ### BEGIN SOLUTION\n        return 1\n"
        "        ### END SOLUTION\n\n    def on_frame(self, frame=('b', 2)):\n        ### BEGIN SOLUTION\n"
        "        return 3\n        ### END SOLUTION\n"
    )

    assert {mutant.change.partition(" ")[0] for mutant in mutants(cell)} == {"1", "3", "return"}
