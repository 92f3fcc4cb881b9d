"""Programs that never end are stopped by a CPU alarm; earlier kata can be imported."""

import signal
from contextlib import contextmanager

import pytest
from solved_course import earlier_kata_importable


class TooLong(BaseException):
    """A program used more processor time than a check needs."""


@pytest.fixture(scope="session", autouse=True)
def mystomp():
    with earlier_kata_importable():
        yield


@pytest.fixture(scope="session")
def alarm():
    """A context that raises `TooLong`, again and again, once the seconds of processor time are used up."""

    def ring(*_):
        raise TooLong

    @contextmanager
    def limited(seconds: float):
        before = signal.signal(signal.SIGVTALRM, ring)
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 0.05)  # again: a program may catch the first
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            signal.signal(signal.SIGVTALRM, before)

    return limited
