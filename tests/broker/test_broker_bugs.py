"""The promises have teeth: each bug of `broker_bugs.py` is found by the state machine in a few short plays.

Hypothesis draws nothing here: there is nothing to make shorter, and most of the time would go into drawing.
"""

import pytest
from broker_bugs import BUGS
from test_broker_promises import Promises

CAUGHT = AssertionError, LookupError, ValueError, AttributeError
PLAYS = 40


def play(seed: int) -> None:
    """Steps of the state machine that this seed stands for."""
    machine = Promises()
    machine.begin_with(strict=seed % 2 == 0, seed=seed)
    machine.go_on(60)
    machine.finish_play()


@pytest.mark.parametrize("name", BUGS)
def test_the_state_machine_finds_it(name, monkeypatch):
    where, what, how = BUGS[name]
    monkeypatch.setattr(where, what, how(getattr(where, what)))

    with pytest.raises(CAUGHT):
        for seed in range(PLAYS):
            play(seed)


def test_the_same_plays_find_nothing_in_the_broker_as_it_is():
    for seed in range(PLAYS):
        play(seed)
