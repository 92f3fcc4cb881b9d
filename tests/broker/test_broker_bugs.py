"""The promises have teeth: each bug of `broker_bugs.py` is found by the state machine in a short run."""

import pytest
from broker_bugs import BUGS
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from test_broker_promises import Promises

CAUGHT = AssertionError, LookupError, ValueError, AttributeError


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", BUGS)
def test_the_state_machine_finds_it(name, monkeypatch):
    where, what, how = BUGS[name]
    monkeypatch.setattr(where, what, how(getattr(where, what)))

    with pytest.raises(CAUGHT):
        run_state_machine_as_test(Promises, settings=settings(
            max_examples=300, stateful_step_count=60, derandomize=True, database=None, deadline=None,
            phases=[Phase.generate], suppress_health_check=list(HealthCheck)))
