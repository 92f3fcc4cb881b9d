"""Every solution is green where a learner's code is checked: in the warm child process, from his own file."""

import pytest

from stompkata.course.cells import kata_ids
from stompkata.kata.runner import Runner
from stompkata.lab.desk import Desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return Desk(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def runner(desk):
    runner = Runner(desk.catalogue)
    yield runner
    runner.close()


@pytest.mark.parametrize("name", kata_ids())
def test_a_borrowed_solution_is_green(desk, runner, name):
    kata = desk.catalogue.kata(name)
    desk.borrow(kata.chapter)

    assert str(desk.check(kata, runner)).startswith("PASS ")
