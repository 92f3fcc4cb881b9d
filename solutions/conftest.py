"""Compares the solutions with what they give when run: each in a learner's folder of its own, never in this clone's."""

import tempfile
from pathlib import Path

import pytest

RULES = Path(__file__).parent.parent / "tests" / "nbval-sanitize.cfg"
FOLDER = tempfile.TemporaryDirectory(prefix="stompkata-nbval-")


def pytest_configure(config):
    config.option.nbval_sanitize_with = str(RULES)
    config.add_cleanup(FOLDER.cleanup)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item):
    home = Path(FOLDER.name) / item.path.stem  # what one chapter leaves there is not for another to find
    home.mkdir(exist_ok=True)
    # a kernel takes the environment of the moment in which its first cell is set up; other tests keep theirs
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STOMPKATA_HOME", str(home))
        return (yield)
