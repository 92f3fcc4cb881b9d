"""The machine behind activate() and deactivate(): no clock, no socket, no loop."""

from random import Random

import pytest

from stompkata.net.activation import Activation, ActivationState, ReconnectionTimeMode

ACTIVE, DEACTIVATING, INACTIVE = ActivationState
LINEAR, EXPONENTIAL = ReconnectionTimeMode


@pytest.fixture
def told():
    return []


@pytest.fixture
def machine(told):
    return Activation(told.append)


def test_the_numbers_are_those_of_stompjs():
    assert [int(state) for state in ActivationState] == [0, 1, 2]
    assert [int(mode) for mode in ReconnectionTimeMode] == [0, 1]


def test_activate_begins_once(machine, told):
    assert machine.activate(5000) is True
    assert machine.activate(1) is False

    assert (machine.state, machine.active, machine.delay, told) == (ACTIVE, True, 5000, [ACTIVE])


def test_deactivate_waits_for_a_connection_to_end(machine, told):
    machine.activate(5000)

    assert machine.deactivate(is_up=True) is True
    assert (machine.state, machine.delay) == (DEACTIVATING, 0)
    machine.closed()
    assert told == [ACTIVE, DEACTIVATING, INACTIVE]


def test_deactivate_without_a_connection_is_over_at_once(machine, told):
    machine.activate(5000)

    assert machine.deactivate(is_up=False) is False
    assert told == [ACTIVE, DEACTIVATING, INACTIVE]


def test_a_second_deactivate_ends_nothing_twice(machine, told):
    machine.activate(5000)
    machine.deactivate(is_up=True)

    assert machine.deactivate(is_up=True) is False
    assert machine.deactivate(is_up=False) is False
    assert machine.deactivate(is_up=False) is False
    assert told == [ACTIVE, DEACTIVATING, INACTIVE]


def test_a_connection_that_closes_while_active_changes_nothing(machine, told):
    machine.activate(5000)
    machine.closed()

    assert told == [ACTIVE]


def test_activate_while_deactivating_waits_for_the_end(machine, told):
    machine.activate(5000)
    machine.deactivate(is_up=True)
    assert machine.activate(5000) is False
    assert machine.state is DEACTIVATING

    machine.closed()
    assert machine.resumes() is True
    assert machine.resumes() is False


def test_a_later_deactivate_takes_that_back(machine):
    machine.activate(5000)
    machine.deactivate(is_up=True)
    machine.activate(5000)
    machine.deactivate(is_up=True)
    machine.closed()

    assert machine.resumes() is False


def test_whoever_is_told_of_active_may_think_otherwise():
    machine = Activation(lambda state: state is ACTIVE and machine.deactivate(is_up=False))

    assert machine.activate(5000) is False
    assert machine.state is INACTIVE


def test_linear_waits_are_all_the_same(machine):
    machine.activate(40)
    waits = []
    for _ in range(4):
        waits.append(machine.wait())
        machine.waited(LINEAR, 100)

    assert waits == [40, 40, 40, 40]


@pytest.mark.parametrize("most, expected", [(100, [40, 80, 100, 100]), (0, [40, 80, 160, 320])])
def test_exponential_waits_double_up_to_the_most(machine, most, expected):
    machine.activate(40)
    waits = []
    for _ in range(4):
        waits.append(machine.wait())
        machine.waited(EXPONENTIAL, most)

    assert waits == expected


def test_jitter_takes_up_to_half_of_a_wait_and_is_the_same_for_the_same_seed(machine):
    machine.activate(1000)
    waits = [machine.wait(Random(seed)) for seed in (1, 1, 2, 3)]

    assert waits[0] == waits[1] and len(set(waits)) == 3
    assert all(500 <= wait <= 1000 for wait in waits)
    assert machine.delay == 1000
