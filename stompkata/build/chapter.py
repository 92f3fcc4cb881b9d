"""A chapter as it is written: one text file in percent format, every cell with an id in words.

    # %% [markdown] id="the-last-octet" role="lesson" minutes=2
    # %% [markdown] id="the-last-octet" lang="zh" of="1f0c3a52"
    # %% id="kata-hello-frame" role="kata" kata="first_green.hello_frame" minutes=3

A Chinese block follows the English one that it translates, under the same id; `of` is the fingerprint of that English
text. `leader=false` keeps a cell out of the leader's copy, because it needs what the learner wrote.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import jupytext

ROLES = ("lesson", "predict", "demo", "kata", "check", "break")
WORDS = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
KNOWN = {"id", "role", "minutes", "kata", "leader", "lang", "of"}


class SourceError(Exception):
    """A chapter's source breaks a rule of the format; the message names the chapter, the cell and the rule."""


@dataclass(frozen=True)
class Block:
    """One cell: its English (or Python) source and, for prose, its Chinese."""

    id: str
    kind: str
    source: str
    role: str
    minutes: float = 0
    kata: str = ""
    leader: bool = True
    chinese: str = ""
    of: str = ""

    @property
    def stale(self) -> bool:
        """Whether the English prose has changed since it was translated, or was never translated."""
        return self.kind == "markdown" and self.of != fingerprint(self.source)


@dataclass(frozen=True)
class Chapter:
    """One chapter, such as `05_stomp_frame`."""

    name: str
    blocks: tuple[Block, ...]

    @property
    def minutes(self) -> float:
        """How long a learner needs."""
        return sum(block.minutes for block in self.blocks)

    @property
    def kata(self) -> tuple[Block, ...]:
        """The cells in which the learner writes a function."""
        return tuple(block for block in self.blocks if block.role == "kata")


def fingerprint(text: str) -> str:
    """Eight hexadecimal digits that change when the text does."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:8]


def read_chapter(path: Path) -> Chapter:
    """Read one source file; raises `SourceError` where it breaks the format."""
    blocks: list[Block] = []
    for cell in jupytext.read(path, fmt="py:percent").cells:
        facts = {key: value for key, value in cell.metadata.items() if key != "lines_to_next_cell"}
        if unknown := facts.keys() - KNOWN:
            raise SourceError(f"{path.stem}: {facts.get('id')}: unknown metadata {', '.join(sorted(unknown))}")
        if facts.get("lang") == "zh":
            blocks[-1] = _translated(blocks[-1] if blocks else None, facts, cell.source, path.stem)
        else:
            blocks.append(_block(cell, facts, path.stem))
    _distinct(blocks, path.stem)
    return Chapter(path.stem, tuple(blocks))


def read_course(root: Path) -> list[Chapter]:
    """Every chapter under `notebooks/src`, in the order of their numbers."""
    return [read_chapter(path) for path in sorted((root / "notebooks" / "src").glob("[0-9][0-9]_*.py"))]


def _block(cell, facts: dict, chapter: str) -> Block:
    name, role = facts.get("id", ""), facts.get("role", "")
    if not WORDS.fullmatch(name) or len(name) > 64:
        raise SourceError(f"{chapter}: a cell's id is words joined by hyphens, not {name!r}")
    if role not in ROLES:
        raise SourceError(f"{chapter}: {name}: role is one of {', '.join(ROLES)}, not {role!r}")
    if role == "kata" and not facts.get("kata"):
        raise SourceError(f"{chapter}: {name}: a kata cell names its kata, such as handshake.accept_key")
    return Block(name, cell.cell_type, cell.source, role, facts.get("minutes", 0), facts.get("kata", ""),
                 facts.get("leader", role not in ("kata", "check")))


def _translated(english: Block | None, facts: dict, source: str, chapter: str) -> Block:
    if english is None or english.id != facts.get("id") or english.kind != "markdown" or english.chinese:
        raise SourceError(f"{chapter}: {facts.get('id')}: a Chinese block follows the English prose that it translates")
    return Block(english.id, english.kind, english.source, english.role, english.minutes, english.kata, english.leader,
                 source, facts.get("of", ""))


def _distinct(blocks: list[Block], chapter: str) -> None:
    ids = [block.id for block in blocks]
    if repeated := {name for name in ids if ids.count(name) > 1}:
        raise SourceError(f"{chapter}: ids stand twice: {', '.join(sorted(repeated))}")
