"""Values that are arbitrary in a check: keys, ids and bodies, drawn from the seed of a class.

A class has a seed of its own when its `.stompkata` file says `seed = "berlin-2026"`, or STOMPKATA_SEED does; answers
that were copied from somewhere else then do not fit. Everybody in a class, and every run, draws the same.
"""

import os
import random
import string
from pathlib import Path

from stompkata.kata.settings import nearest, settings

VARIABLE = "STOMPKATA_SEED"


def draw(kata_id: str) -> random.Random:
    """A source of arbitrary values for the checks of a kata; draw when the check runs, not when its module is loaded."""
    return random.Random(f"{seed()} {kata_id}")


def seed() -> str:
    """The seed of the class; "" is the default one.

    Raises:
        SettingsError: there is a `.stompkata`, and it cannot be read.
    """
    if told := os.environ.get(VARIABLE):
        return told
    folder = nearest(Path.cwd())
    return "" if folder is None else str(settings(folder).get("seed", ""))


def word(source: random.Random, length: int = 6) -> str:
    """Some small letters."""
    return "".join(source.choices(string.ascii_lowercase, k=length))
