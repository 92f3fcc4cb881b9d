"""The solved course as the material tests need it: each kata's cell, and a module made of a chapter's cells."""

import sys
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from functools import cache
from io import StringIO

import pytest

from stompkata.course.cells import kata_ids, solved, stub
from stompkata.course.peers import session, waiting
from stompkata.kata.catalogue import Catalogue
from stompkata.kata.outcome import Outcome
from stompkata.kata.registry import Kata
from stompkata.kata.running import run_check

CATALOGUE = Catalogue("stompkata.course")
HASTE = 0.4  # seconds for an answer that takes a millisecond
KATA = [CATALOGUE.kata(name) for name in kata_ids()]


def names_of(kata: Kata, source: str) -> dict:
    """The names of the learner's module in which this kata's cell has the given source and all others are solved."""
    module = types.ModuleType(f"mystomp.{kata.module}")
    for other in KATA:
        if other.module == kata.module:
            text = source if other.id == kata.id else solved(other.id)
            exec(compile(text, f"mystomp/{kata.module}.py", "exec"), vars(module))
    return vars(module)


def _solved_names(module: str) -> dict:
    first = next(kata for kata in KATA if kata.module == module)
    return names_of(first, solved(first.id))


def function_of(kata: Kata, source: str) -> Callable:
    """The kata's function out of such a module."""
    return names_of(kata, source)[kata.function]


def run_each(kata: Kata, function: Callable) -> Iterator[Outcome]:
    """The checks of the kata one by one, each on its own; whoever has seen enough stops."""
    for check in CATALOGUE.checks(kata):
        with redirect_stdout(StringIO()):
            outcome = run_check(check, function, CATALOGUE.diagnoses(kata), CATALOGUE.cite)
        yield outcome


def run_all(kata: Kata, function: Callable) -> list[Outcome]:
    """Every check of the kata."""
    return list(run_each(kata, function))


def first_failure(kata: Kata, function: Callable) -> Outcome | None:
    """What the first check that fails says; None when all pass."""
    return next((outcome for outcome in run_each(kata, function) if not outcome.passed), None)


@cache
def solution(kata: Kata) -> Callable:
    """The kata's function, solved."""
    return function_of(kata, solved(kata.id))


def unsolved(kata: Kata) -> Callable:
    """The kata's function as the exercise gives it."""
    return function_of(kata, stub(kata.id))


@contextmanager
def earlier_kata_importable():
    """`from mystomp.handshake import accept_key` works in checks and programs, as it does in a learner's folder."""
    before = {name: module for name, module in sys.modules.items() if name.partition(".")[0] == "mystomp"}
    package = types.ModuleType("mystomp")
    package.__path__ = []
    sys.modules["mystomp"] = package
    for module in dict.fromkeys(kata.module for kata in KATA):  # in the order of the course: later ones import earlier ones
        made = types.ModuleType(f"mystomp.{module}")
        vars(made).update(_solved_names(module))
        sys.modules[f"mystomp.{module}"] = made
    try:
        yield
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] == "mystomp"]:
            del sys.modules[name]
        sys.modules.update(before)


@contextmanager
def hasty_peers():
    """A program that makes a peer wait for ever is not worth a second each time."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (session, waiting):
            patch.setattr(module, "PATIENCE", HASTE)
        yield
