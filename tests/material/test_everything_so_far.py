"""The cells that put a chapter together, for a learner who has left out what is optional, or everything."""

import nbformat
import pytest
from nbclient import NotebookClient

from stompkata.build.execute import learners_folder
from stompkata.course.location import course_root

MISSING = "Not written yet: {}. Write it above, then run this cell again.\n"


def printed(chapter: str, cell: str, solved: set[str]) -> str:
    """What a cell of an exercise prints when only these kata are solved in it."""
    exercise, solution = (
        nbformat.read(course_root() / kind / f"{chapter}.ipynb", 4) for kind in ("exercises", "solutions")
    )
    answers = {each.id: each.source for each in solution.cells}
    for each in exercise.cells:
        if each.metadata["stompkata"].get("kata") in solved:
            each.source = answers[each.id]
    with learners_folder() as folder:
        NotebookClient(exercise, timeout=20, kernel_name="python3", resources={"metadata": {"path": folder}}).execute()
    outputs = next(each for each in exercise.cells if each.id == cell).outputs
    return "".join(output.text for output in outputs)


@pytest.mark.parametrize(
    ("solved", "text"),
    [
        (set(), MISSING.format("build_upgrade") + MISSING.format("check_101")),
        (
            {"handshake.accept_key", "handshake.check_101"},
            MISSING.format("build_upgrade") + "broker   chose v12.stomp\nTornado  chose None\n",
        ),
    ],
    ids=["nothing written", "the core written"],  # all written is the solution, which nbval runs
)
def test_the_handshake_is_put_together_as_far_as_it_is_written_and_says_what_is_not(solved, text):
    assert printed("02_handshake", "open-your-own-websockets", solved) == text
