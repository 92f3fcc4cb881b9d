"""One loop in a thread of its own, which owns every socket and timer, so that a busy cell stops no heart-beat."""

import asyncio
import atexit
import threading
import weakref
from collections.abc import Coroutine
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as FutureTimeout
from typing import Protocol, Self, TypeVar

from stompkata.errors import DeadlineExceeded, StompkataError

CLOSE_WITHIN = 2.0      # seconds that everything may take to close when the process ends
T = TypeVar("T")


class Closable(Protocol):
    """What the runtime can keep under a name."""

    async def close(self) -> None:
        """End it, in the runtime's loop."""


class Runtime:
    """A loop that runs beside the caller; `Runtime.current()` is the one of this process."""

    _current: Self | None = None
    _guard = threading.Lock()

    def __init__(self):
        self.loop = asyncio.new_event_loop()
        self._named: dict[str, Closable] = {}
        self._unnamed: weakref.WeakSet[Closable] = weakref.WeakSet()
        self._thread = threading.Thread(target=self._run, name="stompkata-loop", daemon=True)
        self._thread.start()
        atexit.register(self.close)

    @classmethod
    def current(cls) -> Self:
        """The runtime of this process; it starts when it is first asked for."""
        with cls._guard:
            if cls._current is None or not cls._current.running:
                cls._current = cls()
            return cls._current

    @property
    def running(self) -> bool:
        """Whether the loop still takes work."""
        return self._thread.is_alive() and not self.loop.is_closed()

    def call(self, coroutine: Coroutine[None, None, T], timeout: float | None = 10.0) -> T:
        """Run a coroutine in the loop and wait for what it returns.

        An interrupt, or the end of the wait, cancels the coroutine and leaves the loop as it is.

        Args:
            timeout: seconds; None waits for as long as it takes.

        Raises:
            DeadlineExceeded: the time is up.
            StompkataError: the loop itself asks, and would wait for itself for ever.
        """
        if threading.current_thread() is self._thread:
            coroutine.close()
            raise StompkataError("a callback of the loop cannot wait for the loop: make it `async` and await instead")
        future = self._submit(coroutine)
        try:
            return future.result(timeout)
        except FutureTimeout:
            if future.done():
                raise           # the coroutine itself raised it
            raise DeadlineExceeded(f"{coroutine.__qualname__} did not end within {timeout:g} s") from None
        except CancelledError:
            raise StompkataError(f"{coroutine.__qualname__} was given up, as the runtime closed") from None
        finally:
            future.cancel()

    async def wrap(self, coroutine: Coroutine[None, None, T]) -> T:
        """Run a coroutine in the loop and await it in the caller's."""
        return await asyncio.wrap_future(self._submit(coroutine))

    def keep(self, closable: Closable) -> None:
        """Close it with the runtime, if it still exists by then."""
        self._unnamed.add(closable)

    def replace(self, name: str, closable: Closable) -> None:
        """Keep it under a name; what had the name before is closed. So running a cell again leaves one of each."""
        old = self._named.get(name)
        self._named[name] = closable
        if old is not None and old is not closable:
            self.call(old.close())

    def close(self) -> None:
        """Close everything that is kept, in order, and end the loop; what takes too long is left behind."""
        if not self.running:
            return
        atexit.unregister(self.close)
        try:
            self.call(self._close_all(), CLOSE_WITHIN)
        except (StompkataError, OSError):
            pass                # the process is about to end, and the system closes what is left
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(CLOSE_WITHIN)

    def _submit(self, coroutine: Coroutine[None, None, T]) -> Future[T]:
        if not self.running:
            coroutine.close()
            raise StompkataError("the runtime is closed; `Runtime.current()` starts another")
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop)

    async def _close_all(self) -> None:
        kept = [*self._named.values(), *self._unnamed]
        self._named.clear()
        await asyncio.gather(*(one.close() for one in reversed(kept)), return_exceptions=True)

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        try:
            self.loop.run_forever()
        finally:
            self.loop.run_until_complete(self._cancel_rest())
            self.loop.close()

    @staticmethod
    async def _cancel_rest() -> None:
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
