"""What the committed notebooks prove beyond nbval, which passes a solution without outputs, or with a FAIL."""

import asyncio
import json
import re

import nbformat
import pytest
from nbclient import NotebookClient
from sanitised import sanitised

from stompkata.build.execute import learners_folder
from stompkata.course.location import course_root

ROOT = course_root()
SOLUTIONS = sorted((ROOT / "solutions").glob("*.ipynb"))
UNSOLVED = [*sorted((ROOT / "notebooks").glob("*.ipynb")), *sorted((ROOT / "exercises").glob("*.ipynb"))]
CHANGES = re.compile(r"127\.0\.0\.1:\d+|localhost:\d+|0x[0-9a-f]{6,}|\b\d+(\.\d+)? ?(ms|µs)\b|/tmp/|/home/|/roo[t]/")
solution = pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)


def complaints(book):
    """What is wrong with a solution, in words."""
    for cell in book["cells"]:
        if cell["cell_type"] != "code":
            continue
        role, outputs = cell["metadata"]["stompkata"]["role"], cell["outputs"]
        if role in ("check", "predict") and not outputs:
            yield f"{cell['id']}: no output"
        if role == "check" and outputs and "PASS" not in text_of(outputs):
            yield f"{cell['id']}: not green"
        if "FAIL" in text_of(outputs):
            yield f"{cell['id']}: a FAIL"
        if any(output["output_type"] == "error" for output in outputs):
            yield f"{cell['id']}: an exception"
        if any(output.get("name") == "stderr" for output in outputs):
            yield f"{cell['id']}: something on stderr"
        if found := CHANGES.search(sanitised(text_of(outputs))):
            yield f"{cell['id']}: {found[0]} changes from run to run"
    if not any(cell.get("outputs") for cell in book["cells"]):
        yield "no outputs at all"


def text_of(outputs):
    """Everything that a reader sees of some outputs."""
    parts = []
    for output in outputs:
        parts += [output.get("text", ""), *output.get("data", {}).values(), output.get("evalue", "")]
    return "\n".join("".join(part) for part in parts if isinstance(part, str | list))


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


@solution
def test_a_solution_has_outputs_and_all_its_checks_are_green(path):
    assert list(complaints(read(path))) == []


@solution
def test_a_solution_counts_its_cells_as_if_run_once_from_the_top(path):
    counts = [cell["execution_count"] for cell in read(path)["cells"] if cell["cell_type"] == "code"]

    assert counts == list(range(1, len(counts) + 1))


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda cell: cell.update(outputs=[]), "no output"),
        (
            lambda cell: cell.update(outputs=[{"output_type": "stream", "name": "stdout", "text": ["FAIL x"]}]),
            "a FAIL",
        ),
        (lambda cell: cell.update(outputs=[{"output_type": "error", "evalue": "x"}]), "an exception"),
        (
            lambda cell: cell.update(
                outputs=[{"output_type": "stream", "name": "stdout", "text": ["PASS at 127.0.0.1:4711"]}]
            ),
            "changes",
        ),
    ],
    ids=["without outputs", "with a FAIL", "with an exception", "with a port"],
)
def test_a_spoilt_solution_is_found_out(spoil, complaint):
    book = read(SOLUTIONS[0])
    spoil(next(cell for cell in book["cells"] if cell["metadata"]["stompkata"]["role"] == "check"))

    assert any(complaint in what for what in complaints(book))


@pytest.mark.parametrize("path", UNSOLVED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_notebook_to_be_worked_on_holds_no_outputs(path):
    for cell in read(path)["cells"]:
        assert not cell.get("outputs") and cell.get("execution_count") is None


def test_leaders_copies_and_unsolved_exercises_run_from_top_to_bottom():
    async def run_all():
        two_at_a_time = asyncio.Semaphore(2)
        return await asyncio.gather(*(run(path, two_at_a_time) for path in UNSOLVED))

    with learners_folder() as folder:

        async def run(path, turn):
            async with turn:
                book = nbformat.read(path, as_version=4)
                client = NotebookClient(
                    book,
                    timeout=20,
                    kernel_name="python3",
                    allow_errors=True,
                    resources={"metadata": {"path": folder}},
                )
                await client.async_execute()
                return [
                    f"{path.parent.name}/{path.name}: {cell.id}: {output.ename}: {output.evalue}"
                    for cell in book.cells
                    for output in cell.get("outputs", ())
                    if output.output_type == "error"
                ]

        assert sum(asyncio.run(run_all()), []) == []
