"""Shows a report where the learner is: rich in a notebook, plain text anywhere else."""

import sys
from typing import Any


def show(thing: Any) -> None:
    """Display the object in a notebook; print it elsewhere."""
    if in_notebook():
        from IPython.display import display

        display(thing)
    else:
        print(thing)


def in_notebook() -> bool:
    """Whether this process is an IPython one; asking does not import IPython."""
    ipython = sys.modules.get("IPython")
    return ipython is not None and ipython.get_ipython() is not None
