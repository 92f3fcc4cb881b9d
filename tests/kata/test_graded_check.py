"""`lab.check` under a grader: what counts, what raises, and whose folder it works in."""

import os
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from letters_course.solved import SHOUT

from stompkata.course import seed
from stompkata.lab import checking, folder, grading
from stompkata.lab.desk import Desk

SHOUT_SMALL = "def shout(text):\n    return text.lower()\n"


@pytest.fixture
def by_nbgrader(letters, tmp_path, monkeypatch):
    """Start what nbgrader would: a kernel in the folder of one submission, with its name in the environment."""

    def start(execution: str = "autograde", submission: str = "ada") -> Path:
        place = tmp_path / "course" / "autograded" / submission / "letters"
        place.mkdir(parents=True, exist_ok=True)
        monkeypatch.chdir(place)
        monkeypatch.setenv("NBGRADER_EXECUTION", execution)
        monkeypatch.setenv(grading.FRESH, "")  # what a kernel keeps there ends with it
        monkeypatch.setattr(sys, "path", sys.path[:])
        for name in [name for name in sys.modules if name.partition(".")[0] == "mystomp"]:
            del sys.modules[name]
        return place

    return start


@pytest.fixture(params=["nbgrader autograde", "nbgrader validate", "STOMPKATA_GRADE=1"])
def grader(request, letters, by_nbgrader, monkeypatch):
    if request.param.startswith("nbgrader"):
        by_nbgrader(request.param.partition(" ")[2])
    else:
        monkeypatch.setenv("STOMPKATA_GRADE", "1")


def test_a_solved_kata_counts(grader, cell, capsys):
    checking.check(cell(SHOUT)["shout"])

    assert capsys.readouterr().out.startswith("PASS letters.shout · 2 of 2 checks")


def test_a_solved_kata_of_which_python_warns_says_nothing_to_standard_error(grader, cell):
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        names = cell(SHOUT.replace("text, please", r"\c is no escape"))
        running = len(told)
        checking.check(names["shout"])

    assert running == 1 and len(told) == running  # nbgrader takes a check that writes to standard error for a failed one


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("def shout(text):\n    '''Task.'''\n    # YOUR CODE HERE\n", "shout is not written yet"),
        ("def shout(text):\n    # YOUR CODE HERE\n    raise NotImplementedError()\n", "shout is not written yet"),
        (SHOUT_SMALL, "small letters become capitals"),
        ("from shlex import join as shout\n", "this join comes from shlex.py"),
        ("shout = 'shout'\n", "neither called nor in quotes"),
    ],
)
def test_what_is_not_solved_raises(grader, cell, source, told):
    with pytest.raises(checking.NotGreen, match=told):
        checking.check(cell(source)["shout"])


@pytest.mark.parametrize("name", ["90_letters", "letters", "letters.shout"])
def test_a_borrowed_kata_raises_though_its_checks_would_pass(grader, cell, name, monkeypatch):
    monkeypatch.setattr(sys, "path", sys.path[:])
    checking.borrow(name)

    with pytest.raises(checking.NotGreen, match="was borrowed from the solutions"):
        checking.check(cell("from mystomp.letters import shout\n")["shout"])


def test_a_stub_over_a_borrowed_kata_raises(grader, cell):
    checking.borrow("90_letters")

    with pytest.raises(checking.NotGreen, match="shout is not written yet"):
        checking.check(cell("def shout(text):\n    '''Task.'''\n")["shout"])


def test_hints_and_predictions_raise_nothing(grader):
    checking.hint("shout")
    checking.predict("comma-count", answer="4")
    checking.reveal("comma-count")


def test_a_grader_that_is_not_there_raises_nothing(letters, cell, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "")
    monkeypatch.setenv("STOMPKATA_GRADE", "0")

    checking.check(cell(SHOUT_SMALL)["shout"])


def test_each_submission_works_in_a_folder_of_its_own_whatever_stands_above_it(by_nbgrader, letters, cell, tmp_path):
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / ".stompkata").touch()
    homes = []
    for submission in ("ada", "bob"):
        by_nbgrader(submission=submission)
        homes.append(Desk().home)
        assert not Desk().started(Desk().catalogue.kata("letters.shout"))  # nothing of ada's is there for bob
        checking.check(cell(SHOUT)["shout"])
        assert Desk().home == homes[-1] and (homes[-1] / "mystomp" / "letters.py").is_file()

    assert len({*homes, letters, tmp_path / "course"}) == 4
    assert not (letters / "mystomp").exists() and not (tmp_path / "course" / "mystomp").exists()


def test_what_the_kernel_starts_works_in_the_same_folder(by_nbgrader):
    by_nbgrader()
    home = folder.home()
    code = "from stompkata.lab import folder; print(folder.home(), end='')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True)

    assert done.stdout == str(home) and home.is_dir()  # nor did its end take the folder away


def test_the_folder_goes_with_the_process_that_made_it(by_nbgrader):
    by_nbgrader()
    code = "from stompkata.lab import folder; home = folder.home(); print(home, home.is_dir())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True)

    home, was_there = done.stdout.split()
    assert was_there == "True" and not Path(home).exists()


def test_the_chapters_before_are_borrowed_and_its_own_is_not(by_nbgrader, cell):
    by_nbgrader()
    checking.check(cell("def double(n):\n    return 2 * n\n")["double"])
    desk = Desk()
    shout, double = desk.catalogue.kata("shout"), desk.catalogue.kata("double")

    assert desk.borrowed(shout) and desk.written(double) and not desk.borrowed(double)


def test_a_chapter_does_not_borrow_from_itself(by_nbgrader, cell):
    by_nbgrader()
    checking.check(cell(SHOUT)["shout"])
    desk = Desk()

    assert not desk.started(desk.catalogue.kata("join")) and not desk.started(desk.catalogue.kata("double"))


def seed_of(home: Path, monkeypatch) -> str:
    """The seed that the checking process draws from; it works in the learner's folder."""
    monkeypatch.chdir(home)
    return seed.seed()


@pytest.mark.parametrize("execution", ["autograde", "validate"])
def test_the_seed_of_the_class_above_the_submission_holds(by_nbgrader, execution, tmp_path, monkeypatch):
    by_nbgrader(execution)
    (tmp_path / "course" / ".stompkata").write_text('seed = "berlin-2026"\n')
    monkeypatch.delenv("STOMPKATA_SEED", raising=False)

    assert seed_of(folder.home(), monkeypatch) == "berlin-2026"


@pytest.mark.parametrize(("execution", "holds"), [("autograde", "berlin-2026"), ("validate", "my own")])
def test_a_seed_that_was_handed_in_does_not_hold(by_nbgrader, execution, holds, tmp_path, monkeypatch):
    place = by_nbgrader(execution)
    (tmp_path / "course" / ".stompkata").write_text('seed = "berlin-2026"\n')
    (place / ".stompkata").write_text('seed = "my own"\n')
    monkeypatch.delenv("STOMPKATA_SEED", raising=False)

    assert seed_of(folder.home(), monkeypatch) == holds


def test_no_folder_above_is_needed(by_nbgrader, monkeypatch):
    by_nbgrader()
    monkeypatch.delenv("STOMPKATA_HOME")
    monkeypatch.delenv("STOMPKATA_SEED", raising=False)

    assert seed_of(folder.home(), monkeypatch) == ""


def test_by_hand_the_folder_is_the_usual_one(letters, cell, monkeypatch):
    monkeypatch.setenv("STOMPKATA_GRADE", "1")
    checking.check(cell(SHOUT)["shout"])

    assert (letters / "mystomp" / "letters.py").is_file() and grading.FRESH not in os.environ
