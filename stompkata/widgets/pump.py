"""One thread serves all views: it flushes what is new, and sleeps while nobody looks."""

import atexit
import logging
import threading
import weakref

FLUSH_EVERY = 0.04  # seconds: 25 batches a second at most


class Pump:
    """Calls `flush()` of each feed that `wants` something; the views of a kernel share one pump."""

    _shared: "Pump | None" = None
    _sharing = threading.Lock()

    def __init__(self):
        self._feeds = weakref.WeakSet()
        self._wake = threading.Event()
        self._stopped = False
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
        while not self._stopped:
            self._wake.clear()
            self._wake.wait(FLUSH_EVERY if self._flush() else None)

    def _flush(self) -> bool:
        """Flush every feed that somebody watches; a feed that fails is not served again."""
        watched = [feed for feed in list(self._feeds) if feed.watched]
        for feed in watched:
            try:
                feed.flush()
            except Exception:  # one view's trouble, such as a closed channel, must not stop the others
                self._feeds.discard(feed)
                logging.getLogger("stompkata").exception("a view is no longer fed")
        return bool(watched)
