"""One thread serves all views: it flushes what is new, and sleeps while nobody looks."""

import atexit
import logging
import sys
import threading
import time
import weakref
from contextvars import ContextVar

FLUSH_EVERY = 1 / 45  # seconds between two batches for a view
BREATH = 0.01  # seconds before the next where a flush took longer than that
SHARED = 16  # batches for all views in that time: jupyter_server drops what exceeds 1000 messages a second


class Pump:
    """Calls `flush(now, may_send)` of each feed that `wants` something; the views of a kernel share one pump."""

    _shared: "Pump | None" = None
    _sharing = threading.Lock()

    def __init__(self):
        self._feeds = weakref.WeakSet()
        self._wake = threading.Event()
        self._stopped = False
        self._turn = 0
        self._thread = threading.Thread(target=self._run, name="stompkata-views", daemon=True)

    @classmethod
    def shared(cls) -> "Pump":
        """Return the kernel's pump; its thread starts with the first view that is looked at."""
        with cls._sharing:
            if cls._shared is None:
                cls._shared = cls()
                cls._shared._thread.start()
                atexit.register(cls._shared.stop)
            return cls._shared

    def serve(self, feed) -> None:
        """Serve this feed from now on, for as long as anybody else holds it."""
        self._feeds.add(feed)
        self._wake.set()

    def stop(self) -> None:
        """Let the thread end; used when the kernel ends."""
        self._stopped = True
        self._wake.set()
        self._thread.join(1.0)

    def _run(self) -> None:
        _speak_for_no_cell()
        beat = 0.0  # batches go out on a steady beat: who asks in between is answered, and puts nothing off
        while not self._stopped:
            self._wake.clear()
            now = time.monotonic()
            if due := now >= beat:
                beat = max(beat + FLUSH_EVERY, now + BREATH)
            watched = self._flush(now, due)
            self._wake.wait(max(0.0, beat - time.monotonic()) if watched else None)

    def _flush(self, now: float, due: bool = True) -> bool:
        """Flush every feed that somebody watches; if batches are due, they are dealt out to the views in turn."""
        watched = [feed for feed in list(self._feeds) if feed.watched(now)]
        first, left = self._turn % max(1, len(watched)), SHARED if due else 0
        for place in range(len(watched)):
            at = (first + place) % len(watched)
            if self._flush_one(watched[at], now, left > 0):
                left, self._turn = left - 1, at + 1
        return bool(watched)

    def _flush_one(self, feed, now: float, may_send: bool) -> bool:
        try:
            return feed.flush(now, may_send)
        except Exception:  # one view's trouble, such as a closed channel, must not stop the others
            self._feeds.discard(feed)
            logging.getLogger("stompkata").exception("a view is no longer fed")
            return False


def _speak_for_no_cell() -> None:
    """Let this thread publish under no cell's name.

    What a thread publishes counts as said by the cell that runs. From ipykernel 7.4 on, the page's answers to it
    are then queued behind that cell, in place of the subshell that JupyterLab has opened to have them handled now.
    """
    parent = getattr(_kernel(), "_shell_parent", None)
    if isinstance(parent, ContextVar):
        parent.set({})


def hear_while_busy(comm: object) -> None:
    """Undo the same for what a widget said while its cell made it: its page is heard while cells run."""
    vars(comm).pop("_reply_subshell_id", None)


def _kernel() -> object:
    ipython = sys.modules.get("IPython")
    return getattr(ipython.get_ipython(), "kernel", None) if ipython else None
