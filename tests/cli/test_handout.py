"""A learner's folder: the course arrives, a newer edition arrives, the learner's work stays."""

import json

import pytest

from stompkata.cli.handout import digest, hand_out, is_handout
from stompkata.kata.settings import MARKER, STATE, settings


def notebook(*sources: str, outputs: list | None = None) -> bytes:
    cells = [
        {"cell_type": "code", "id": f"cell-{number}", "source": source, "outputs": outputs or [], "metadata": {}}
        for number, source in enumerate(sources)
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


FIRST, SECOND, THIRD = notebook("x = 1"), notebook("x = 2"), notebook("x = 3")
MINE = notebook("x = 1", "my_own = 1")
NAME = "00_first_green.ipynb"


def test_a_new_folder_gets_every_notebook_and_the_marker(tmp_path):
    report = hand_out({NAME: FIRST, "02_handshake.ipynb": SECOND}, tmp_path / "course")

    assert report.new == [NAME, "02_handshake.ipynb"]
    assert (tmp_path / "course" / NAME).read_bytes() == FIRST
    assert is_handout(tmp_path / "course")


def test_an_untouched_notebook_is_replaced_by_a_newer_edition(tmp_path):
    hand_out({NAME: FIRST}, tmp_path)
    report = hand_out({NAME: SECOND}, tmp_path)

    assert report.replaced == [NAME]
    assert (tmp_path / NAME).read_bytes() == SECOND


def test_a_notebook_that_was_only_run_counts_as_untouched(tmp_path):
    hand_out({NAME: FIRST}, tmp_path)
    (tmp_path / NAME).write_bytes(notebook("x = 1", outputs=[{"output_type": "stream", "name": "stdout", "text": "1"}]))
    report = hand_out({NAME: SECOND}, tmp_path)

    assert report.replaced == [NAME]


def test_a_touched_notebook_stays_and_the_newer_edition_stands_beside_it(tmp_path):
    hand_out({NAME: FIRST}, tmp_path)
    (tmp_path / NAME).write_bytes(MINE)
    report = hand_out({NAME: SECOND}, tmp_path)

    assert report.beside == ["00_first_green.new.ipynb"]
    assert (tmp_path / NAME).read_bytes() == MINE
    assert (tmp_path / "00_first_green.new.ipynb").read_bytes() == SECOND


def test_the_same_edition_again_changes_nothing(tmp_path):
    hand_out({NAME: FIRST}, tmp_path)
    (tmp_path / NAME).write_bytes(MINE)
    hand_out({NAME: SECOND}, tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    report = hand_out({NAME: SECOND}, tmp_path)

    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert not (report.new or report.replaced or report.beside)


def test_work_in_the_newer_edition_is_not_written_over_either(tmp_path):
    hand_out({NAME: FIRST}, tmp_path)
    (tmp_path / NAME).write_bytes(MINE)
    hand_out({NAME: SECOND}, tmp_path)
    (tmp_path / "00_first_green.new.ipynb").write_bytes(MINE)
    report = hand_out({NAME: THIRD}, tmp_path)

    assert report.beside == ["00_first_green.new2.ipynb"]
    assert (tmp_path / "00_first_green.new.ipynb").read_bytes() == MINE


def test_a_notebook_of_the_same_name_that_was_there_before_the_course_stays(tmp_path):
    (tmp_path / NAME).write_bytes(MINE)
    report = hand_out({NAME: FIRST}, tmp_path)

    assert (tmp_path / NAME).read_bytes() == MINE
    assert report.beside == ["00_first_green.new.ipynb"]


def test_a_notebook_that_was_deleted_comes_back(tmp_path):
    hand_out({NAME: FIRST}, tmp_path)
    (tmp_path / NAME).unlink()
    report = hand_out({NAME: FIRST}, tmp_path)

    assert report.new == [NAME]


def test_no_file_but_the_notebooks_and_the_marker_is_touched(tmp_path):
    own = tmp_path / "mystomp"
    own.mkdir()
    (own / "handshake.py").write_text("mine", encoding="utf-8")
    hand_out({NAME: FIRST}, tmp_path)
    hand_out({NAME: SECOND}, tmp_path)

    assert (own / "handshake.py").read_text(encoding="utf-8") == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([MARKER, STATE, NAME, "mystomp"])


@pytest.mark.parametrize("manifest", ["", "{}", "[]", '{"notebooks": 1}', "no json"])
def test_a_manifest_that_cannot_be_read_makes_every_notebook_the_learners_own(tmp_path, manifest):
    (tmp_path / STATE).mkdir()
    (tmp_path / STATE / "handout.json").write_text(manifest, encoding="utf-8")
    (tmp_path / NAME).write_bytes(MINE)
    hand_out({NAME: FIRST}, tmp_path)

    assert (tmp_path / NAME).read_bytes() == MINE


@pytest.mark.parametrize("written", ["", 'seed = "berlin-2026"\r\n', "\ufeffseed = 'a'", "seed = berlin", "{}", "{"])
def test_what_a_person_wrote_into_the_marker_stays_to_the_octet(tmp_path, written):
    (tmp_path / MARKER).write_bytes(written.encode())
    hand_out({NAME: FIRST}, tmp_path)
    hand_out({NAME: SECOND}, tmp_path)

    assert (tmp_path / MARKER).read_bytes() == written.encode()
    assert (tmp_path / NAME).read_bytes() == SECOND


def test_the_marker_of_a_new_folder_is_toml_that_says_nothing_yet(tmp_path):
    hand_out({NAME: FIRST}, tmp_path)

    assert settings(tmp_path) == {}


def test_a_marker_that_was_the_manifest_is_moved_once_and_then_belongs_to_the_person(tmp_path):
    old = json.dumps({"notebooks": {NAME: digest(FIRST)}}, indent=1)
    (tmp_path / MARKER).write_text(old, encoding="utf-8")
    (tmp_path / NAME).write_bytes(FIRST)

    assert is_handout(tmp_path)
    assert (tmp_path / STATE / "handout.json").read_text(encoding="utf-8") == old
    assert settings(tmp_path) == {}
    assert hand_out({NAME: SECOND}, tmp_path).replaced == [NAME]
    (tmp_path / MARKER).write_text('seed = "mine"', encoding="utf-8")
    hand_out({NAME: THIRD}, tmp_path)
    assert settings(tmp_path) == {"seed": "mine"}


def test_a_file_that_is_no_notebook_is_judged_by_its_octets():
    assert digest(b"not json") != digest(b"not jsom")
    assert digest(b'{"cells": 1}') != digest(b'{"cells": 2}')


def test_a_source_as_one_text_or_as_lines_is_the_same_source():
    assert digest(notebook("a\nb")) == digest(notebook(["a\n", "b"]))
