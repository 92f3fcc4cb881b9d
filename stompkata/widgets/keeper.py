"""The keeper of a kernel's stills: writes the picture of each view that has changed, where a server has asked for them.

One thread asks every view four times a second for its stamp, which is cheap, and draws those whose stamp is another one. What
that costs is measured: a turn that took a second is followed by `SHARE` seconds without one, except when a cell has
run, after which a save is likely.
"""

import atexit
import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from weakref import ReferenceType, ref

from stompkata.widgets import stills

EVERY = 0.25  # seconds
SHARE = 10
VIEWS = 100  # the last ones that were shown
LAST_TURN = 1.0  # seconds that the end of a kernel may wait for it

_log = logging.getLogger("stompkata")


@dataclass
class _Kept:
    view: ReferenceType
    stamp: object


class Keeper:
    """Keeps the stills of the views that were shown; views are held weakly.

    Args:
        folder: where to.
        clock: in seconds, monotonic.
    """

    _shared: "Keeper | None" = None

    def __init__(self, folder: Path, clock: Callable[[], float] = time.monotonic):
        self._folder, self._clock = folder, clock
        self._views: dict[str, _Kept] = {}
        self._changing = threading.Lock()
        self._wake = threading.Event()
        self._stopped = False
        self._due = 0.0
        self._thread = threading.Thread(target=self._run, name="stompkata-stills", daemon=True)

    @classmethod
    def of_kernel(cls) -> "Keeper | None":
        """The keeper of this kernel; None where no server has asked, or no page shows what this process draws."""
        if cls._shared is None and os.environ.get(stills.FOLDER) and in_page():
            cls._shared = keeper = cls(Path(os.environ[stills.FOLDER]))
            keeper._thread.start()
            _shell().events.register("post_run_cell", keeper.hurry)
            atexit.register(keeper.stop)
        return cls._shared

    def shown(self, view) -> None:
        """Keep this view's stills from now on; that of this moment goes into the cell's output."""
        with self._changing:
            self._views.pop(view.model_id, None)
            drawn_before = stills.path(self._folder, view.model_id).exists()  # then that one is older than this moment
            self._views[view.model_id] = _Kept(ref(view), None if drawn_before else view.stamp())
            while len(self._views) > VIEWS:
                del self._views[next(iter(self._views))]
        self._wake.set()

    def hurry(self, *_) -> None:
        """A cell has run: do not wait for the next turn."""
        self._due = 0.0
        self._wake.set()

    def stop(self) -> None:
        """Take the last turn; used when the kernel ends, as its page may be saved later."""
        self._stopped = True
        self._wake.set()
        self._thread.join(LAST_TURN)

    def _run(self) -> None:
        while not self._stopped:
            self._wake.wait(max(EVERY, self._due - self._clock()) if self._views else None)
            self._wake.clear()
            self.turn()
        self._due = 0.0
        self.turn()

    def turn(self) -> None:
        """Write the stills of the views that have changed, if it is time to."""
        if (start := self._clock()) < self._due:
            return
        self._due = start + EVERY
        with self._changing:
            kept = list(self._views.items())
        written = [self._keep(model_id, one) for model_id, one in kept]
        if any(written):
            self._prune()
        self._due = max(self._due, self._clock() + SHARE * (self._clock() - start))

    def _keep(self, model_id: str, kept: _Kept) -> bool:
        """Draw and write one view; its trouble must not reach the cell that happens to run, nor the other views."""
        view = kept.view()
        if view is None or view.comm is None:  # it is gone, or closed: its last still stays
            with self._changing:
                self._views.pop(model_id, None)
            return False
        try:
            if (stamp := view.stamp()) == kept.stamp:
                return False
            kept.stamp = stamp
            return stills.write(self._folder, model_id, view.snapshot())
        except Exception:
            _log.debug("no still of %s", type(view).__name__, exc_info=True)
            return False

    def _prune(self) -> None:
        try:
            stills.prune(self._folder, time.time())
        except OSError:
            _log.debug("the folder of the stills could not be tidied", exc_info=True)


def in_page() -> bool:
    """Whether this process is the kernel of a notebook's page: jupyter_server names that page to its kernels."""
    return getattr(_shell(), "kernel", None) is not None and "JPY_SESSION_NAME" in os.environ


def _shell():
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None
