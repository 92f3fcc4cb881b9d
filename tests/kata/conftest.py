"""A learner's folder of its own, a course about letters, and a checker with a short deadline."""

import linecache
from contextlib import closing
from itertools import count

import pytest
from letters_course.solved import SOLVED

from stompkata.kata.catalogue import Catalogue
from stompkata.kata.runner import Runner

HASTY = 0.5  # for programs that never end; the others get the real deadline, as this machine may be busy


@pytest.fixture(scope="session")
def catalogue():
    return Catalogue("letters_course")


@pytest.fixture(scope="session")
def checker(catalogue):
    with closing(Runner(catalogue)) as runner:
        yield runner


@pytest.fixture(scope="session")
def hasty_checker(catalogue):
    with closing(Runner(catalogue, HASTY)) as runner:
        yield runner


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("STOMPKATA_HOME", str(tmp_path))
    monkeypatch.delenv("STOMPKATA_GRADE", raising=False)
    return tmp_path


@pytest.fixture
def letters(home, checker, monkeypatch):
    """The lab and the commands, set to the course about letters."""
    monkeypatch.setattr("stompkata.lab.desk.COURSE", "letters_course")
    monkeypatch.setattr("stompkata.lab.checking._runner", lambda package: checker)
    monkeypatch.setattr(
        "stompkata.course.cells.stub", lambda kata: f"def {kata.partition('.')[2]}(it):\n    '''Do it.'''\n"
    )
    monkeypatch.setattr("stompkata.course.cells.solved", SOLVED.__getitem__)
    return home


@pytest.fixture
def cell():
    """Run source as a notebook runs a cell: compiled under a name that is no file, its lines in linecache."""
    numbers = count(1)

    def run(source: str) -> dict:
        name = f"/tmp/ipykernel_0/{next(numbers)}.py"
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        names = {"__name__": "__main__"}
        exec(compile(source, name, "exec"), names)
        return names

    return run
