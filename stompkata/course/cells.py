"""The kata cells of the committed notebooks: the stub from the exercise, the solved cell from the solution."""

import json
from functools import cache

from stompkata.course.location import Folder, books, course_root


def stub(kata: str, root: Folder | None = None) -> str:
    """The cell that a learner starts from; `kata` is an id such as `handshake.accept_key`."""
    return _cells("exercises", root or course_root())[kata]


def solved(kata: str, root: Folder | None = None) -> str:
    """The same cell, solved; the solution stands between `### BEGIN SOLUTION` and `### END SOLUTION`."""
    return _cells("solutions", root or course_root())[kata]


def kata_ids(root: Folder | None = None) -> list[str]:
    """Every kata, in the order of the course."""
    return list(_cells("exercises", root or course_root()))


@cache
def _cells(edition: str, root: Folder) -> dict[str, str]:
    found = {}
    for path in books(root / edition):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            facts = cell["metadata"].get("stompkata", {})
            if facts.get("role") == "kata" and cell["cell_type"] == "code":
                found[facts["kata"]] = "".join(cell["source"])
    return found
