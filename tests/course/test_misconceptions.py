"""Each misconception of the course has a wrong program; what the report says to it is kept in tests/material/golden."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from wrong_programs import WRONG

from stompkata.kata.catalogue import Catalogue

CATALOGUE = Catalogue("stompkata.course")


def test_every_diagnosis_of_the_course_has_a_wrong_program():
    tried = {(kata, name) for kata, name, _ in WRONG}
    known = {(kata.id, diagnosis.id) for kata in CATALOGUE.all() for diagnosis in CATALOGUE.diagnoses(kata)}

    assert sorted(known - tried) == []


def test_there_are_many_misconceptions_and_every_chapter_has_some():
    known = {(kata.chapter, diagnosis.id) for kata in CATALOGUE.all() for diagnosis in CATALOGUE.diagnoses(kata)}

    assert len(known) >= 15
    assert {chapter for chapter, _ in known} == set(CATALOGUE.chapters())
