"""What one check showed, in plain values that cross from the child process to the report."""

from dataclasses import asdict, dataclass
from typing import NamedTuple


class Row(NamedTuple):
    """One labelled part of a report; a literal one keeps its columns, the others are wrapped."""

    label: str
    text: str
    literal: bool = False


@dataclass(frozen=True)
class Outcome:
    """One check: passed, or a story in rows of how it failed.

    `diagnosis` is the id of the cause that was recognised; `broken`: the check itself stumbled over what it got.
    """

    title: str
    passed: bool
    headline: str = ""
    rows: tuple[Row, ...] = ()
    next: str = ""
    rule: str = ""
    peer: str = ""
    diagnosis: str = ""
    broken: bool = False
    written: bool = True

    def to_json(self) -> dict:
        """As values that JSON knows."""
        return asdict(self)

    @classmethod
    def from_json(cls, facts: dict) -> "Outcome":
        """The other way."""
        return cls(**facts | {"rows": tuple(Row(*row) for row in facts["rows"])})
