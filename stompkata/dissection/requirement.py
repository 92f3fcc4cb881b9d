"""A catalogue of requirements: what an id such as `S12-07` asks, in one sentence."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement of a standard.

    `side` is C (client), S (server) or B (both); `level` is the standard's keyword, or `fact` where it states
    without one; `section` names the standard and its section; `sentence` says it in our own words.
    """

    requirement_id: str
    side: str
    level: str
    section: str
    sentence: str


def read_catalogue(package: str, name: str) -> dict[str, Requirement]:
    """Read a data file of tab-separated lines: id, side, level, section, sentence; `#` starts a comment."""
    from importlib.resources import files       # not at the top: a connection without a fault never reads a catalogue

    text = files(package).joinpath(name).read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.split("\n") if line and not line.startswith("#")]
    return {row[0]: Requirement(*row) for row in rows}
