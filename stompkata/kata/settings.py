"""The learner's settings: `.stompkata`, a TOML file that marks the learner's folder and belongs to the person.

Nothing here writes it. What the toolkit keeps for itself lies beside it, in `.stompkata-state/`.
"""

import tomllib
from pathlib import Path
from typing import Any

from stompkata.errors import StompkataError

MARKER = ".stompkata"
STATE = ".stompkata-state"


class SettingsError(StompkataError):
    """The learner's `.stompkata` cannot be read; no check can be run before that is mended."""


def nearest(start: Path) -> Path | None:
    """The folder that holds `.stompkata`: this one, or the first above it; None if there is none."""
    return next((folder for folder in (start, *start.parents) if (folder / MARKER).is_file()), None)


def settings(folder: Path) -> dict[str, Any]:
    """What `.stompkata` says; an empty file says nothing.

    Raises:
        SettingsError: it is no TOML, or cannot be read.
    """
    path = folder / MARKER
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f'{path} is no TOML: {error}\n  try:  seed = "berlin-2026", or an empty file') from None
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}") from None
