"""What the build writes: three notebooks and one file of Chinese prose for each chapter."""

import json
import re
from pathlib import Path

import nbformat

from stompkata.build.chapter import Chapter, read_course
from stompkata.build.editions import Notebook, exercise, leader, solution, to_bytes
from stompkata.build.execute import execute, keep_outputs

WIDE = r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef\u201c\u201d]"
# Markdown shows the end of a source line as a space, and Chinese has none between its characters
SOFT_WRAP = re.compile(rf"(?<={WIDE})\n(?={WIDE})")


def files(root: Path, *, run: bool = False, only: str = "") -> dict[str, bytes]:
    """Path below `root` to content, for every chapter (or those whose name starts with `only`).

    With `run` the solutions are executed; otherwise their cells keep the outputs of the committed file.
    """
    found = {}
    for chapter in read_course(root):
        if not chapter.name.startswith(only):
            continue
        found[f"notebooks/{chapter.name}.ipynb"] = to_bytes(leader(chapter))
        found[f"notebooks/zh/{chapter.name}.json"] = _chinese(chapter)
        found[f"exercises/{chapter.name}.ipynb"] = to_bytes(exercise(chapter))
        found[f"solutions/{chapter.name}.ipynb"] = to_bytes(_solved(chapter, root, run))
    return found


def write(root: Path, *, run: bool = False, only: str = "") -> list[str]:
    """Write the files that differ from what is there; returns their paths below `root`."""
    changed = []
    for name, content in files(root, run=run, only=only).items():
        path = root / name
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            changed.append(name)
    return changed


def read_notebook(path: Path) -> Notebook:
    """A notebook as a tree; raises if it is not valid."""
    return nbformat.read(path, as_version=4)


def _solved(chapter: Chapter, root: Path, run: bool) -> Notebook:
    book, path = solution(chapter), root / "solutions" / f"{chapter.name}.ipynb"
    if run:
        return execute(book)
    return keep_outputs(book, read_notebook(path)) if path.exists() else book


def _chinese(chapter: Chapter) -> bytes:
    prose = {block.id: SOFT_WRAP.sub("", block.chinese) for block in chapter.blocks if block.chinese}
    return (json.dumps(prose, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8")
