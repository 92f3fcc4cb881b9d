"""The three editions of a chapter: the leader's copy, the exercise and the solution."""

import re
from collections.abc import Callable, Sequence

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from stompkata.build.chapter import Block, Chapter

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
REGION = re.compile(r"^([ \t]*)### BEGIN SOLUTION\n.*?^[ \t]*### END SOLUTION[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
STUB = "# YOUR CODE HERE"
BORROWS = "lab.borrow("

Notebook = nbformat.NotebookNode


def leader(chapter: Chapter) -> Notebook:
    """What is projected: prose, predictions and demonstrations, nothing that needs a learner's function, no outputs."""
    return _notebook(chapter, "leader", [block for block in chapter.blocks if block.leader])


def exercise(chapter: Chapter) -> Notebook:
    """The whole chapter with stubs in place of the solutions, no outputs."""
    return _notebook(chapter, "exercise", chapter.blocks, clear_solution)


def solution(chapter: Chapter) -> Notebook:
    """The exercise solved, its code cells counted from 1; the outputs come from `execute`."""
    book = _notebook(chapter, "solution", chapter.blocks)
    for count, cell in enumerate((cell for cell in book.cells if cell.cell_type == "code"), 1):
        cell.execution_count = count
    return book


def clear_solution(source: str) -> str:
    """Put the stub where a solution stands, as nbgrader's `ClearSolutions` does with `code_stub = {"python": STUB}`."""
    return REGION.sub(lambda region: f"{region[1]}{STUB}\n", source + "\n").removesuffix("\n")


def to_bytes(book: Notebook) -> bytes:
    """The notebook as it is committed: sorted keys, one space of indent, a line feed at the end."""
    return (nbformat.writes(book, indent=1, sort_keys=True, ensure_ascii=False).rstrip("\n") + "\n").encode("utf-8")


def _notebook(chapter: Chapter, edition: str, blocks: Sequence[Block], change: Callable[[str], str] = str) -> Notebook:
    facts = {"chapter": chapter.name, "edition": edition, "minutes": sum(block.minutes for block in blocks)}
    cells = [_cell(block, change) for block in blocks]
    return new_notebook(cells=cells, metadata={"kernelspec": dict(KERNEL), "stompkata": facts})


def _cell(block: Block, change: Callable[[str], str]):
    facts = {"role": block.role}
    if block.minutes:
        facts["minutes"] = block.minutes
    if block.kata:
        facts["kata"] = block.kata
    metadata = {"stompkata": facts} | _nbgrader(block)
    make = new_code_cell if block.kind == "code" else new_markdown_cell
    return make(source=change(block.source), metadata=metadata, id=block.id)


def _nbgrader(block: Block) -> dict:
    """nbgrader's own metadata (schema 3): a kata cell is to be solved, a check cell is graded, one that borrows stays."""
    graded = block.role == "check"
    kept = block.role == "demo" and BORROWS in block.source  # the kata behind it import what it fills in
    if block.kind != "code" or not (graded or kept or block.role == "kata"):
        return {}
    facts = {"grade": graded, "grade_id": block.id, "locked": graded or kept, "schema_version": 3,
             "solution": block.role == "kata", "task": False}
    return {"nbgrader": facts | ({"points": 1} if graded else {})}
