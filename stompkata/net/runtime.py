"""One loop in a thread of its own, which owns every socket and timer, so that a busy cell stops no heart-beat."""

import asyncio
import atexit
import os
import sys
import threading
from collections.abc import Coroutine
from inspect import isawaitable
from typing import Any

from stompkata.errors import DeadlineExceeded, StompkataError

THREAD = "stompkata-loop"
CLOSE_SECONDS = 2.0     # that everything may take to close when the process ends


class Runtime:
    """A loop that runs beside the caller; `Runtime.current()` is the one of this process.

    C code that holds the interpreter's lock still stops it; a broker that others share is better a process of its own
    (`stompkata broker`).
    """

    _current: "Runtime | None" = None
    _guard = threading.Lock()

    def __init__(self):
        self._process = os.getpid()
        self._named: dict[str, Any] = {}
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name=THREAD, daemon=True)
        self._thread.start()
        atexit.register(self.close)

    @classmethod
    def current(cls) -> "Runtime":
        """The runtime of this process; it starts when it is first asked for."""
        if sys.platform == "emscripten":
            raise StompkataError("there are no threads in this Python\n  try:  await the async classes, as sk.connect()")
        with cls._guard:
            if cls._current is None or not cls._current.running:
                cls._current = cls()
            return cls._current

    @property
    def running(self) -> bool:
        """Whether the loop still takes work."""
        return self._process == os.getpid() and self._thread.is_alive() and not self.loop.is_closed()

    def call(self, coroutine: Coroutine, timeout: float | None = 10.0) -> Any:
        """Run a coroutine in the loop and wait for what it returns.

        An interrupt, or the end of the wait, cancels the coroutine and leaves the loop as it is.

        Args:
            timeout: seconds; None waits for as long as it takes.

        Raises:
            DeadlineExceeded: the time is up.
            StompkataError: the loop itself asks, and would wait for itself for ever; or the runtime is closed.
        """
        self._refuse_what_cannot_end(coroutine)
        errand = _Errand(coroutine, self.loop)
        try:
            self.loop.call_soon_threadsafe(errand.start)
            if errand.over.acquire(timeout=-1 if timeout is None else timeout):
                return errand.task.result()
            raise DeadlineExceeded(f"{coroutine.__qualname__} did not end within {timeout:g} s")
        except asyncio.CancelledError:
            raise StompkataError(f"{coroutine.__qualname__} was given up, as the runtime closed") from None
        finally:
            if self.running:
                self.loop.call_soon_threadsafe(errand.give_up)

    def wrap(self, coroutine: Coroutine) -> asyncio.Future:
        """Run a coroutine in the loop, to be awaited in the caller's own, as in a cell."""
        return asyncio.wrap_future(asyncio.run_coroutine_threadsafe(coroutine, self.loop))

    def replace(self, name: str, closable: Any) -> None:
        """Keep something under a name, and close what had the name before: running a cell again replaces what it made.

        Args:
            closable: has `close()`, which may return something to await.
        """
        before, self._named[name] = self._named.get(name), closable
        if before is not None and before is not closable:
            self.call(_close(before))

    def keep(self, closable: Any) -> None:
        """Close it with the runtime; it has no name, and nothing replaces it."""
        self._named[f"unnamed {id(closable)}"] = closable

    def forget(self, closable: Any) -> None:
        """Keep it no longer."""
        self._named = {name: kept for name, kept in self._named.items() if kept is not closable}

    def close(self) -> None:
        """Close everything that is kept, and end the loop; what takes too long is left behind."""
        if not self.running:
            return
        atexit.unregister(self.close)
        kept, self._named = list(self._named.values()), {}
        try:
            self.call(_close(*reversed(kept)), CLOSE_SECONDS)
        except (StompkataError, OSError):
            pass                # the process is about to end, and the system closes what is left
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(CLOSE_SECONDS)

    def _refuse_what_cannot_end(self, coroutine: Coroutine) -> None:
        if threading.current_thread() is self._thread:
            coroutine.close()
            raise StompkataError("a callback of the loop cannot wait for the loop\n  try:  make it `async`, and await")
        if not self.running:
            coroutine.close()
            raise StompkataError("the runtime is closed; `Runtime.current()` starts another")

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        try:
            self.loop.run_forever()
            rest = asyncio.all_tasks(self.loop)
            for task in rest:
                task.cancel()
            self.loop.run_until_complete(asyncio.gather(*rest, return_exceptions=True))
        finally:
            self.loop.close()


class _Errand:
    """A coroutine on its way through the loop, which an interrupt of the caller cannot leave half given up.

    The caller waits for a bare lock. A `Future` of `concurrent.futures` waits for a Condition, which is Python code:
    an interrupt in the midst of it ends in a RuntimeError. And one between the start of the coroutine and the first
    line that could cancel it would leave it behind, to take away a message that somebody else waits for.
    """

    def __init__(self, coroutine: Coroutine, loop: asyncio.AbstractEventLoop):
        self._coroutine, self._loop = coroutine, loop
        self.task: asyncio.Task | None = None
        self.over = threading.Lock()
        self.over.acquire()

    def start(self) -> None:
        """Begin; called in the loop."""
        self.task = self._loop.create_task(self._coroutine)
        self.task.add_done_callback(lambda _: self.over.release())

    def give_up(self) -> None:
        """Nobody waits any more; called in the loop, and too late as a rule."""
        if self.task is None:
            self._coroutine.close()
        else:
            self.task.cancel()


async def _close(*closables: Any) -> None:
    endings = [ending for closable in closables if isawaitable(ending := closable.close())]
    await asyncio.gather(*endings, return_exceptions=True)
