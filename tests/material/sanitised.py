"""Outputs as nbval compares them: by its own reading of the rules that say what may differ from run to run."""

import re
from pathlib import Path

from nbval.plugin import get_sanitize_patterns

RULES = dict(get_sanitize_patterns((Path(__file__).parents[1] / "nbval-sanitize.cfg").read_text(encoding="utf-8")))


def sanitised(text: str) -> str:
    """The text without what the rules let differ."""
    for pattern, replacement in RULES.items():
        text = re.sub(pattern, replacement, text)
    return text
