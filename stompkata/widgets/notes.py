"""What is left for the pump's thread to do: pages are heard on any thread, and spoken to on one."""

from collections import deque
from collections.abc import Callable

_KEPT = 64  # notes; a page that asks faster than it is answered loses the oldest questions


class Notes:
    """Calls that wait for the pump; a view that sends more than answers adds that in `flush` and `watched`."""

    def __init__(self):
        self._waiting: deque[tuple] = deque(maxlen=_KEPT)

    def leave(self, call: Callable, *arguments) -> None:
        """Have this called at the next flush, in turn."""
        self._waiting.append((call, arguments))

    def shown(self) -> None:
        """The view was displayed."""

    def watched(self, now: float) -> bool:
        """Tell whether there is anything to do."""
        return bool(self._waiting)

    def flush(self, now: float, may_send: bool = True) -> bool:
        """Do what was asked for; tell whether a batch of data was sent, beyond answers."""
        while self._waiting:
            call, arguments = self._waiting.popleft()
            call(*arguments)
        return False
