"""What every chapter of the course has."""

import ast
import re

import pytest

from stompkata.build.chapter import read_course
from stompkata.build.difference import differences
from stompkata.course.cells import kata_ids, solved, stub
from stompkata.course.location import course_root
from stompkata.kata.catalogue import Catalogue

ROOT = course_root()
COURSE = read_course(ROOT)
CATALOGUE = Catalogue("stompkata.course")
BLOCKS = [
    pytest.param(chapter, block, id=f"{chapter.name}-{block.id}") for chapter in COURSE for block in chapter.blocks
]
MANY_CORE_KATA = {"05_stomp_frame": 4}  # a codec is four short functions, and none of them is of use alone
ONE_PREDICTION = {"00_first_green"}  # its first green check comes within ten minutes
each_chapter = pytest.mark.parametrize("chapter", COURSE, ids=lambda chapter: chapter.name)


def test_the_committed_notebooks_are_in_step_with_their_sources():
    assert differences(ROOT) == []


def test_ids_are_unique_in_the_course():
    ids = [block.id for chapter in COURSE for block in chapter.blocks]

    assert sorted({name for name in ids if ids.count(name) > 1}) == []


@each_chapter
def test_a_chapter_fits_into_an_hour_and_says_its_minutes(chapter):
    assert 10 <= chapter.minutes <= 60
    assert all(block.minutes for block in chapter.kata)


@each_chapter
def test_a_chapter_predicts_builds_breaks_and_ends_with_what_to_take_along(chapter):
    roles = [block.role for block in chapter.blocks]

    assert {"kata", "check", "break"} <= set(roles)
    predictions = [block for block in chapter.blocks if (block.kind, block.role) == ("code", "predict")]
    assert len(predictions) >= (1 if chapter.name in ONE_PREDICTION else 2)
    assert sum(kata.core for kata in CATALOGUE.all(chapter.name)) <= MANY_CORE_KATA.get(chapter.name, 2)
    last = chapter.blocks[-1].source
    for part in ("## Take with you", "\n1. ", "\n2. ", "\n3. ", "**Read in the standards:**", "**Peers met:**"):
        assert part in last


@each_chapter
def test_the_check_follows_its_kata_and_holds_nothing_else(chapter):
    for place, block in enumerate(chapter.blocks):
        if block.role == "kata":
            follower = chapter.blocks[place + 1]
            assert (follower.role, follower.source) == ("check", f"lab.check({block.kata.partition('.')[2]})")


@each_chapter
def test_a_prediction_stands_in_the_notebook_as_it_is_registered(chapter):
    for block in chapter.blocks:
        if block.role == "predict" and block.kind == "code":
            name, question, choices = (
                ast.literal_eval(argument) for argument in ast.parse(block.source).body[0].value.args
            )
            prediction = CATALOGUE.prediction(name)
            assert (prediction.question, list(prediction.choices), prediction.chapter) == (
                question,
                choices,
                chapter.name,
            )
            assert set(prediction.wrong) == set(choices) - {prediction.answer}
            assert prediction.because


def test_the_kata_of_the_notebooks_are_the_kata_that_are_checked():
    cells = [(block.kata, block.minutes) for chapter in COURSE for block in chapter.kata]

    assert cells == [(kata.id, kata.minutes) for kata in CATALOGUE.all()]
    assert kata_ids() == [kata.id for kata in CATALOGUE.all()]
    names = [kata.function for kata in CATALOGUE.all()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("kata", CATALOGUE.all(), ids=lambda kata: kata.id)
def test_a_kata_has_goal_hints_rule_minutes_and_misconceptions(kata):
    assert kata.title and kata.rule and kata.minutes
    assert len(kata.hints) == 4
    assert kata.hints[0].endswith("?")
    assert re.search(r"RFC|STOMP", kata.hints[1])
    assert len(CATALOGUE.diagnoses(kata)) >= (2 if kata.core else 1)
    assert "(" in CATALOGUE.cite(kata.rule), f"{kata.rule} is no requirement"
    assert all("(" in CATALOGUE.cite(check.rule) for check in CATALOGUE.checks(kata))


@pytest.mark.parametrize("kata", CATALOGUE.all(), ids=lambda kata: kata.id)
def test_a_stub_has_its_task_as_docstring_and_fits_a_screen(kata):
    function = next(node for node in ast.parse(stub(kata.id)).body if getattr(node, "name", "") == kata.function)
    lines, solved_lines = (36, 55) if isinstance(function, ast.ClassDef) else (26, 45)

    assert ast.get_docstring(function)
    assert stub(kata.id).count("\n") < lines
    assert "BEGIN SOLUTION" in solved(kata.id) and "SOLUTION" not in stub(kata.id)
    assert solved(kata.id).count("\n") < solved_lines


@pytest.mark.parametrize(("chapter", "block"), BLOCKS)
def test_code_cells_are_short_and_names_stay_in_their_notebook(chapter, block):
    if block.kind == "code" and block.role not in ("kata", "check"):
        assert len(block.source.strip().split("\n")) <= 13
        borrowed = any("lab.borrow(" in other.source for other in chapter.blocks)
        assert borrowed or "mystomp" not in block.source


@pytest.mark.parametrize(("chapter", "block"), [case for case in BLOCKS if case.values[1].kind == "markdown"])
def test_prose_leaves_out_the_words_that_make_a_reader_feel_slow(chapter, block):
    assert not re.search(r"\b(simply|just|obviously|of course|easily)\b", block.source, re.IGNORECASE)


def test_links_between_chapters_lead_somewhere():
    for chapter in COURSE:
        for block in chapter.blocks:
            for target in re.findall(r"\]\(([^)#]+)\)", block.source + block.chinese):
                assert (
                    target.startswith("https://") or (ROOT / "exercises" / target).exists()
                ), f"{chapter.name}: {target}"


@pytest.mark.parametrize(("chapter", "block"), [case for case in BLOCKS if case.values[1].kind == "code"])
def test_code_fits_into_a_page_beside_the_file_browser(chapter, block):
    assert [line for line in block.source.split("\n") if len(line) > 92] == []
