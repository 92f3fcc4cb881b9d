"""nbgrader's own `autograde` and `validate` over our notebooks, by the README's commands: what counts, and what does not."""

import pytest
from conftest import need
from nbgrader_class import CHAPTER, CHECKOUT, NbgraderClass, commands, programs, read, solutions, write_package

pytestmark = pytest.mark.timeout(400)  # a kernel for each submission, in one fixture

BORROWED = 'lab.borrow("connect.connect_frame")\nfrom mystomp.connect import connect_frame'
SAYS_SEED = """\
def connect_frame(*_, **__):
    from stompkata.course.seed import seed
    raise ValueError(f"the seed is {seed()}")
"""
BROKEN = "raise RuntimeError('not this one')"
ALL = {"check-connect-frame": 1.0, "check-on-connected": 1.0, "check-read-error": 1.0}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course as the README makes it; a folder of a learner's stands above all submissions, with a `mystomp` in it."""
    found = programs()
    need(found, "no nbgrader here: run  pip install nbgrader")
    root = tmp_path_factory.mktemp("course")
    (root / "solutions").symlink_to(CHECKOUT / "solutions")
    release, *_ = commands()
    NbgraderClass(root, found).run(release)
    course = NbgraderClass(root / "class", found)
    (course.folder / ".stompkata").write_text('seed = "berlin-2026"\n')
    write_package(course.folder, stomp_frame=BROKEN, connect=BROKEN)
    return course


@pytest.fixture(scope="module")
def scores(course):
    """Everybody has handed in, and nbgrader has graded them."""
    course.submit("solved", course.solved(), stomp_frame=BROKEN)
    course.submit("unsolved", course.released())
    course.submit("borrowed", course.solved(kata_connect_frame=BORROWED))
    edited = course.solved(kata_connect_frame=SAYS_SEED)
    for cell in edited["cells"]:
        if cell["id"] == "check-connect-frame":
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "PASS connect.connect_frame"}]
    course.submit("edited-after-its-check", edited, connect=solutions()["kata-connect-frame"])
    tampered = course.solved()
    for cell in tampered["cells"]:
        cell["source"] = cell["source"].replace("lab.borrow(", "print(")
    tampered["cells"] = [cell for cell in tampered["cells"] if cell["id"] != "check-read-error"]
    course.submit("tampered", tampered)
    _, grade, export = commands()
    course.run(grade + export)
    return course.scores()


def test_what_is_released_is_the_exercise(course):
    exercise = read(CHECKOUT / "exercises" / f"{CHAPTER}.ipynb")

    assert [cell["source"] for cell in course.released()["cells"]] == [cell["source"] for cell in exercise["cells"]]


def test_a_solved_notebook_has_full_score_whatever_lies_beside_and_above_it(scores):
    assert scores["solved"] == ALL


def test_an_unsolved_notebook_has_none(scores):
    assert scores["unsolved"] == dict.fromkeys(ALL, 0.0)


def test_a_borrowed_kata_has_no_point_and_takes_none_from_the_others(scores):
    assert scores["borrowed"] == ALL | {"check-connect-frame": 0.0}


def test_neither_old_outputs_nor_a_right_file_beside_it_save_a_cell_that_is_wrong(scores):
    assert scores["edited-after-its-check"] == ALL | {"check-connect-frame": 0.0}


def test_a_cell_that_borrows_and_a_check_come_back_when_a_learner_has_taken_them_out(scores):
    assert scores["tampered"] == ALL


@pytest.mark.usefixtures("scores")
def test_the_seed_of_the_class_holds_for_a_submission_below_it(course):
    assert "the seed is berlin-2026" in course.graded("edited-after-its-check")


def test_the_table_of_grades_has_everybody(course, scores):
    lines = (course.folder / "grades.csv").read_text("utf-8").splitlines()
    columns = lines[0].split(",")
    totals = {
        row[columns.index("student_id")]: float(row[columns.index("score")])
        for row in (line.split(",") for line in lines[1:])
    }

    assert totals == {learner: sum(points.values()) for learner, points in scores.items()}


@pytest.mark.usefixtures("scores")
def test_validate_says_failure_of_the_unsolved_and_success_of_the_solved(course):
    told = course.run(f"nbgrader validate release/{CHAPTER}/*.ipynb submitted/solved/{CHAPTER}/*.ipynb")
    unsolved, success, rest = told.partition("Success! Your notebook passes all the tests.")

    assert "VALIDATION FAILED ON 3 CELL(S)" in unsolved and "connect_frame is not written yet" in unsolved
    assert success and "FAILED" not in rest


@pytest.mark.usefixtures("scores")
def test_nothing_was_written_into_the_folder_above_the_submissions(course):
    assert not (course.folder / ".stompkata-state").exists()
    assert {path.name for path in (course.folder / "mystomp").iterdir()} == {"stomp_frame.py", "connect.py"}
