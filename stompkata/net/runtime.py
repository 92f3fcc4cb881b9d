"""One loop in one thread for a whole kernel, so that a cell that blocks does not stop heart-beats."""

import asyncio
import atexit
import os
import sys
import threading
from collections.abc import Coroutine
from contextlib import suppress
from inspect import isawaitable
from typing import Any

from stompkata.errors import DeadlineExceeded

THREAD = "stompkata-loop"
CLOSE_SECONDS = 2.0


class Runtime:
    """A loop that runs in a thread of its own and owns every socket and timer.

    C code that holds the interpreter's lock still stops it; a broker that others share is better a process of its own
    (`stompkata broker`).
    """

    _current: "Runtime | None" = None
    _lock = threading.Lock()

    def __init__(self):
        self._process = os.getpid()
        self._named: dict[str, Any] = {}
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name=THREAD, daemon=True)
        self._thread.start()
        atexit.register(self.close)

    @classmethod
    def current(cls) -> "Runtime":
        """The one of this process; it is started when it is first asked for."""
        if sys.platform == "emscripten":
            raise RuntimeError("there are no threads in this Python\n  try:  await the async classes, such as sk.connect()")
        with cls._lock:
            runtime = cls._current
            if runtime is None or not runtime._thread.is_alive() or runtime._process != os.getpid():
                runtime = cls._current = cls()
            return runtime

    def call(self, coroutine: Coroutine, timeout: float | None = None) -> Any:
        """Run a coroutine over there and wait for what it returns; an interrupt cancels it and leaves all else alive.

        Raises:
            DeadlineExceeded: it took longer than `timeout` seconds; it is cancelled.
            RuntimeError: this is the loop's own thread, which would wait for itself for ever.
        """
        if threading.current_thread() is self._thread:
            coroutine.close()
            raise RuntimeError("call() on the loop's own thread would wait for itself\n  try:  await the coroutine instead")
        future = asyncio.run_coroutine_threadsafe(coroutine, self.loop)
        try:
            return future.result(timeout)
        except TimeoutError:
            if future.done():
                raise                           # its own, not ours
            raise DeadlineExceeded(f"{coroutine.__qualname__} took longer than {timeout:g} s") from None
        finally:
            future.cancel()

    def wrap(self, coroutine: Coroutine) -> asyncio.Future:
        """Run a coroutine over there, to be awaited here in another loop, as in a cell."""
        return asyncio.wrap_future(asyncio.run_coroutine_threadsafe(coroutine, self.loop))

    def replace(self, name: str, closable: Any) -> None:
        """Keep something under a name, and close what had the name before: running a cell again replaces what it made.

        Args:
            closable: has `close()`, which may return something to await.
        """
        before, self._named[name] = self._named.get(name), closable
        if before is not None and before is not closable:
            with suppress(DeadlineExceeded):
                self.call(_close(before), CLOSE_SECONDS)

    def forget(self, name: str, closable: Any) -> None:
        """Give a name up, if it still means this."""
        if self._named.get(name) is closable:
            del self._named[name]

    @property
    def names(self) -> dict[str, Any]:
        """What is kept, by name."""
        return dict(self._named)

    def close(self) -> None:
        """Close everything that has a name, at most 2 seconds long, and end the thread."""
        atexit.unregister(self.close)
        if self._process == os.getpid() and self._thread.is_alive():
            named, self._named = list(self._named.values()), {}
            with suppress(Exception):
                self.call(_close(*named), CLOSE_SECONDS)
            self.loop.call_soon_threadsafe(self.loop.stop)
            self._thread.join(CLOSE_SECONDS)

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


async def _close(*closables: Any) -> None:
    endings = [ending for closable in closables if isawaitable(ending := closable.close())]
    await asyncio.gather(*endings, return_exceptions=True)
