"""The catalogue of requirements: each id once, with a section, a level and one sentence."""

import re

import pytest

from stompkata.stomp import requirements as stomp
from stompkata.stomp.rules import RULES
from stompkata.websocket import requirements as websocket

ALL = [*stomp.catalogue().values(), *websocket.catalogue().values()]


def test_every_requirement_of_the_standards_is_there():
    counts = {"S10": 27, "S11": 50, "S12": 84, "W": 35, "WD": 12}

    for family, count in counts.items():
        numbers = [entry.requirement_id for entry in ALL if entry.requirement_id.rpartition("-")[0] == family]
        assert numbers == [f"{family}-{number:02}" for number in range(1, count + 1)]


@pytest.mark.parametrize("entry", ALL, ids=lambda entry: entry.requirement_id)
def test_a_requirement_says_who_must_what_and_where_it_stands(entry):
    assert entry.side in ("C", "S", "B")
    assert entry.level in ("MUST", "MUST NOT", "SHOULD", "MAY", "fact", "rec")
    assert re.fullmatch(r'STOMP 1\.[012], "[^"]+"|RFC (6455|7692) §[\d.]+', entry.section)
    assert entry.sentence.endswith(".") and len(entry.sentence) < 300


def test_every_rule_that_the_decoder_names_is_in_the_catalogue():
    named = {rule for versions in RULES.values() for rule in versions.values()}

    assert named <= stomp.catalogue().keys()
