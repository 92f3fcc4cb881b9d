"""Whether a client is to be connected, and how long it waits before it tries again: a machine without I/O."""

import enum
from collections.abc import Callable
from random import Random


class ActivationState(enum.IntEnum):
    """Whether a client is to be connected; ACTIVE means that it is, or tries to be."""

    ACTIVE = 0
    DEACTIVATING = 1
    INACTIVE = 2


class ReconnectionTimeMode(enum.IntEnum):
    """How the wait before an attempt grows: not at all, or twofold each time."""

    LINEAR = 0
    EXPONENTIAL = 1


class Activation:
    """The states of a client, what was asked of it meanwhile, and the next wait in milliseconds.

    Args:
        changed: called with each new state; it may well ask for another at once.
    """

    def __init__(self, changed: Callable[[ActivationState], object]):
        self.state = ActivationState.INACTIVE
        self.delay = 0.0                        # before the next attempt; 0 is never
        self._changed = changed
        self._again = False                     # activate() came while the last connection was still ending

    @property
    def active(self) -> bool:
        """Whether it is connected, or tries to be."""
        return self.state is ActivationState.ACTIVE

    def activate(self, delay: float) -> bool:
        """Be active: True when the first attempt begins now, not later and not already."""
        self._again = self.state is ActivationState.DEACTIVATING
        if self.state is not ActivationState.INACTIVE:
            return False
        self.delay = delay
        self._enter(ActivationState.ACTIVE)
        return self.active                      # unless whoever was told wants it otherwise

    def deactivate(self, *, is_up: bool) -> bool:
        """Be inactive, once the connection that is up has ended: True when it is to be ended now, and in order."""
        was_active, self._again, self.delay = self.active, False, 0.0
        if was_active:
            self._enter(ActivationState.DEACTIVATING)
        if not is_up:
            self.closed()
        return was_active and is_up

    def closed(self) -> None:
        """The connection has ended."""
        if self.state is ActivationState.DEACTIVATING:
            self._enter(ActivationState.INACTIVE)

    def resumes(self) -> bool:
        """Whether activate() was asked for while that connection ended, and not taken back."""
        again, self._again = self._again, False
        return again

    def wait(self, jitter: Random | None = None) -> float:
        """Milliseconds before the next attempt; with jitter, so many clients do not come back as one."""
        return self.delay * jitter.uniform(0.5, 1.0) if jitter is not None else self.delay

    def waited(self, mode: ReconnectionTimeMode, most: float) -> None:
        """The wait is over; the one after it may be longer. `most` 0 is no bound."""
        if mode == ReconnectionTimeMode.EXPONENTIAL:
            self.delay = min(self.delay * 2, most or float("inf"))

    def _enter(self, state: ActivationState) -> None:
        self.state = state
        self._changed(state)
