"""Notebooks that pytest runs through nbval work in a learner's folder of their own, never in this clone's."""

import os
import tempfile


def pytest_configure(config):
    if config.getoption("nbval", default=False) or config.getoption("nbval_lax", default=False):
        folder = tempfile.TemporaryDirectory(prefix="stompkata-nbval-")
        config.add_cleanup(folder.cleanup)
        os.environ["STOMPKATA_HOME"] = folder.name
