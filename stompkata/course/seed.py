"""Values that are arbitrary in a check: keys, ids and bodies, drawn from the seed of a class.

A class has a seed of its own when its `.stompkata` file says `seed = "berlin-2026"`, or STOMPKATA_SEED does; answers
that were copied from somewhere else then do not fit. Everybody in a class, and every run, draws the same.
"""

import os
import random
import string
import tomllib
from pathlib import Path

from stompkata.errors import StompkataError

VARIABLE, MARKER = "STOMPKATA_SEED", ".stompkata"


def draw(kata_id: str) -> random.Random:
    """A source of arbitrary values for the checks of a kata; draw when the check runs, not when its module is loaded."""
    return random.Random(f"{seed()} {kata_id}")


def seed() -> str:
    """The seed of the class; "" is the default one."""
    if told := os.environ.get(VARIABLE):
        return told
    here = Path.cwd()
    marker = next((folder / MARKER for folder in (here, *here.parents) if (folder / MARKER).is_file()), None)
    return "" if marker is None else _said(marker)


def word(source: random.Random, length: int = 6) -> str:
    """Some small letters."""
    return "".join(source.choices(string.ascii_lowercase, k=length))


def _said(marker: Path) -> str:
    try:
        return str(tomllib.loads(marker.read_text(encoding="utf-8")).get("seed", ""))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StompkataError(f'{marker} is no TOML: {error}\n  try:  seed = "berlin-2026", or an empty file') from None
