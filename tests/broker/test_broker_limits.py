"""The limits themselves: numbers that make sense."""

import math

import pytest

from stompkata.broker.limits import Limits


@pytest.mark.parametrize("name, value", [("connections", 0), ("connections", -1), ("body", -1), ("drain_seconds", -0.5),
                                         ("connect_seconds", 0), ("connect_seconds", math.nan), ("frames_a_turn", 0),
                                         ("login_sessions", 0), ("beat_tolerance", 0.0)])
def test_a_limit_that_leaves_no_room_is_refused_by_its_name(name, value):
    with pytest.raises(ValueError, match=f"the limit {name} = {value} "):
        Limits(**{name: value})


@pytest.mark.parametrize("name, value", [("connections", 1), ("body", 0), ("drain_seconds", 0), ("connect_seconds", 0.5),
                                         ("transactions", 0), ("noise", 0), ("login_sessions", None)])
def test_none_of_what_is_not_needed_may_be_meant(name, value):
    assert getattr(Limits(**{name: value}), name) == value
