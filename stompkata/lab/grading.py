"""The grader: whether one runs this notebook, and the fresh folder that a submission then works in.

nbgrader names itself in the environment of the kernels that it starts: `NBGRADER_EXECUTION` is `autograde` or `validate`
(nbgrader 0.9). Its kernels work neither in the folder of whoever grades nor in the one that stands above the submission:
one submission's functions would count for the next.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from stompkata.kata.settings import MARKER, nearest

NBGRADER = "NBGRADER_EXECUTION"
BY_HAND = "STOMPKATA_GRADE"
FRESH = "STOMPKATA_GRADED_HOME"  # for what the kernel starts: it works in the same folder


def graded() -> bool:
    """Whether a check that is not green must raise: nbgrader runs it, or `STOMPKATA_GRADE=1` asks for it."""
    return by_nbgrader() or os.environ.get(BY_HAND) == "1"


def by_nbgrader() -> bool:
    """Whether nbgrader started this kernel."""
    return bool(os.environ.get(NBGRADER))


def fresh_home(start: Path) -> Path:
    """The learner's folder for this kernel alone; it is made at the first call, and goes with the kernel.

    The settings of the class go along, those of the nearest `.stompkata` from `start` upwards. In what was handed in, a
    learner could have put settings of his own; `nbgrader validate` runs where he works, and there they hold.
    """
    if known := os.environ.get(FRESH):
        return Path(known)
    home = Path(tempfile.mkdtemp(prefix="stompkata-graded-")).resolve()
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    above = nearest(start.parent if os.environ.get(NBGRADER) == "autograde" else start)
    (home / MARKER).write_bytes((above / MARKER).read_bytes() if above else b"")
    os.environ[FRESH] = str(home)
    return home
