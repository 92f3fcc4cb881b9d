"""One source gives three notebooks, the same bytes each time."""

import json

import nbformat
import pytest

from stompkata.build import __main__ as command
from stompkata.build.chapter import SourceError, read_chapter
from stompkata.build.difference import differences
from stompkata.build.editions import clear_solution, exercise, leader, solution, to_bytes
from stompkata.build.output import files, write

SOURCE = '''\
# %% [markdown] id="the-title" role="lesson" minutes=1
# # 09 A title

# %% [markdown] id="the-title" lang="zh" of="00000000"
# # 09 标题

# %% id="guess-it" role="predict"
print("what?")

# %% id="kata-double" role="kata" kata="numbers.double" minutes=2.5
def double(number: int) -> int:
    """Twice the number."""
    ### BEGIN SOLUTION
    return number + number
    ### END SOLUTION

# %% id="check-double" role="check"
print("checked")

# %% id="use-double" role="demo" leader=false
print(double(21))

# %% id="show-something" role="demo"
1 + 1
'''


@pytest.fixture
def root(tmp_path):
    """A checkout with one chapter."""
    (tmp_path / "notebooks" / "src").mkdir(parents=True)
    (tmp_path / "notebooks" / "src" / "09_title.py").write_text(SOURCE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def chapter(root):
    return read_chapter(root / "notebooks" / "src" / "09_title.py")


def ids(book):
    return [cell.id for cell in book.cells]


def test_the_same_source_gives_the_same_bytes(root):
    first, second = files(root), files(root)

    assert first == second
    assert list(first) == [
        "notebooks/09_title.ipynb",
        "notebooks/zh/09_title.json",
        "exercises/09_title.ipynb",
        "solutions/09_title.ipynb",
    ]


def test_writing_twice_changes_nothing(root):
    assert write(root) == list(files(root))
    assert write(root) == []


def test_the_leaders_copy_holds_nothing_that_needs_the_learner(chapter):
    assert ids(leader(chapter)) == ["the-title", "guess-it", "show-something"]


def test_the_exercise_holds_everything_but_solution_and_outputs(chapter):
    book = exercise(chapter)

    assert ids(book) == ["the-title", "guess-it", "kata-double", "check-double", "use-double", "show-something"]
    assert book.cells[2].source.endswith('"""Twice the number."""\n    # YOUR CODE HERE')
    assert all(cell.outputs == [] and cell.execution_count is None for cell in book.cells if cell.cell_type == "code")


def test_the_solution_counts_its_cells_from_one(chapter):
    book = solution(chapter)

    assert "return number + number" in book.cells[2].source
    assert [cell.execution_count for cell in book.cells if cell.cell_type == "code"] == [1, 2, 3, 4, 5]


def test_cells_carry_what_nbgrader_needs(chapter):
    kata, check = exercise(chapter).cells[2:4]

    assert kata.metadata["nbgrader"] == {
        "grade": False,
        "grade_id": "kata-double",
        "locked": False,
        "schema_version": 3,
        "solution": True,
        "task": False,
    }
    assert check.metadata["nbgrader"] == {
        "grade": True,
        "grade_id": "check-double",
        "locked": True,
        "points": 1,
        "schema_version": 3,
        "solution": False,
        "task": False,
    }


def test_what_kata_cells_import_is_borrowed_by_a_cell_that_nbgrader_keeps_as_it_is(root):
    path = root / "notebooks" / "src" / "09_title.py"
    path.write_text(SOURCE.replace("1 + 1", 'lab.borrow("08_before")'), encoding="utf-8")

    assert [cell.metadata.get("nbgrader") for cell in exercise(read_chapter(path)).cells[-2:]] == [
        None,
        {
            "grade": False,
            "grade_id": "show-something",
            "locked": True,
            "schema_version": 3,
            "solution": False,
            "task": False,
        },
    ]


def test_a_chapter_knows_its_minutes(chapter):
    assert chapter.minutes == 3.5
    assert exercise(chapter).metadata["stompkata"] == {"chapter": "09_title", "edition": "exercise", "minutes": 3.5}


@pytest.mark.parametrize("edition", [leader, exercise, solution])
def test_every_edition_is_a_valid_notebook_without_traces_of_a_kernel(chapter, edition):
    content = to_bytes(edition(chapter))

    nbformat.validate(nbformat.reads(content.decode("utf-8"), as_version=4))
    metadata = json.loads(content)["metadata"]
    assert sorted(metadata) == ["kernelspec", "stompkata"]


def test_the_stub_takes_the_place_of_each_region_at_its_indent():
    source = (
        "def one():\n    a = 1\n    ### BEGIN SOLUTION\n    a += 1\n\n    a += 2\n    ### END SOLUTION\n    return"
        " a\n\n### BEGIN SOLUTION\nx = 1\n### END SOLUTION"
    )

    assert clear_solution(source) == "def one():\n    a = 1\n    # YOUR CODE HERE\n    return a\n\n# YOUR CODE HERE"


def test_unchanged_cells_keep_their_outputs_and_changed_ones_lose_them(root):
    write(root, run=True)
    source = root / "notebooks" / "src" / "09_title.py"
    source.write_text(SOURCE.replace("1 + 1", "2 + 2").replace("# # 09 A title", "# # 09 Another"), encoding="utf-8")
    write(root)

    cells = {
        cell["id"]: cell for cell in json.loads((root / "solutions" / "09_title.ipynb").read_text("utf-8"))["cells"]
    }
    assert cells["use-double"]["outputs"][0]["text"] == ["42\n"]
    assert cells["show-something"]["outputs"] == []


def test_executing_leaves_no_trace_but_the_outputs(root):
    write(root, run=True)
    first = (root / "solutions" / "09_title.ipynb").read_bytes()
    write(root, run=True)

    assert (root / "solutions" / "09_title.ipynb").read_bytes() == first
    assert sorted(json.loads(first)["metadata"]) == ["kernelspec", "stompkata"]
    assert b'"text/plain": [\n       "2"' in first


def test_the_check_says_which_chapter_differs_and_how(root):
    write(root)
    assert differences(root) == []

    path = root / "exercises" / "09_title.ipynb"
    path.write_text(path.read_text("utf-8").replace("YOUR CODE HERE", "MY CODE"), encoding="utf-8")
    (root / "notebooks" / "09_title.ipynb").unlink()
    (root / "solutions" / "10_gone.ipynb").write_text("{}", encoding="utf-8")

    assert differences(root) == [
        "notebooks/09_title.ipynb: missing",
        "exercises/09_title.ipynb: cell kata-double: the source differs",
        "solutions/10_gone.ipynb: has no source",
    ]


def test_the_check_notices_cells_that_moved_came_or_went(root):
    write(root)
    path = root / "exercises" / "09_title.ipynb"
    book = json.loads(path.read_text("utf-8"))
    book["cells"][0], book["cells"][1] = book["cells"][1], book["cells"][0]
    path.write_text(json.dumps(book), encoding="utf-8")
    assert differences(root) == ["exercises/09_title.ipynb: the cells stand in another order"]

    book["cells"].pop(0)
    path.write_text(json.dumps(book), encoding="utf-8")
    assert differences(root) == ["exercises/09_title.ipynb: cell guess-it: missing"]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('id="guess-it"', 'id="cell7"', "a cell's id is words joined by hyphens, not 'cell7'"),
        ('id="guess-it"', 'id="check-double"', "ids stand twice: check-double"),
        ('role="predict"', 'role="quiz"', "role is one of lesson, predict, demo, kata, check, break, not 'quiz'"),
        (' kata="numbers.double"', "", "a kata cell names its kata"),
        (
            'id="the-title" lang',
            'id="the-tilte" lang',
            "a Chinese block follows the English prose that it translates",
        ),
        ("leader=false", "leeder=false", "unknown metadata leeder"),
    ],
)
def test_a_source_that_breaks_the_format_is_refused_in_words(root, old, new, complaint):
    source = root / "notebooks" / "src" / "09_title.py"
    source.write_text(SOURCE.replace(old, new), encoding="utf-8")

    with pytest.raises(SourceError, match=complaint):
        read_chapter(source)


def test_the_command_says_what_differs_and_ends_with_1(root, monkeypatch, capsys):
    monkeypatch.setattr(command, "course_root", lambda: root)

    assert command.main([]) == 0
    assert command.main(["--check"]) == 0
    (root / "exercises" / "09_title.ipynb").unlink()
    assert command.main(["--check"]) == 1
    assert "exercises/09_title.ipynb: missing" in capsys.readouterr().out


def test_the_command_names_the_cell_of_a_broken_source(root, monkeypatch, capsys):
    monkeypatch.setattr(command, "course_root", lambda: root)
    source = root / "notebooks" / "src" / "09_title.py"
    source.write_text(SOURCE.replace('role="demo"', 'role="dmeo"'), encoding="utf-8")

    assert command.main([]) == 2
    assert "09_title: use-double: role is one of" in capsys.readouterr().err
