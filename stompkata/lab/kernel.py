"""What a notebook's kernel needs: an Interrupt that works, and nested loops for those who ask."""

import asyncio
import sys
import warnings
from importlib import import_module
from importlib.util import find_spec

TICK = 0.2  # seconds
CANNOT_NEST = (3, 14)  # the first Python that nest-asyncio, which is no longer maintained, breaks
_TICKER = "stompkata ticker"


def keep_interrupt_alive() -> asyncio.Task | None:
    """Wake the kernel's event loop five times a second; outside a kernel, do nothing.

    Interrupt cancels an awaiting cell, but a sleeping loop does not notice that before something wakes it: without
    this, `await asyncio.sleep(60)` cannot be stopped on ipykernel 7, and the cell that is run next is lost with it.
    """
    if not _in_kernel():
        return None
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return None  # not in a cell
    running = (task for task in asyncio.all_tasks(loop) if task.get_name() == _TICKER)
    return next(running, None) or loop.create_task(_tick(), name=_TICKER)


def _in_kernel() -> bool:
    ipython = sys.modules.get("IPython")
    return getattr(ipython.get_ipython() if ipython else None, "kernel", None) is not None


async def _tick() -> None:
    while True:
        await asyncio.sleep(TICK)


def allow_nested_loops() -> None:
    """Let `asyncio.run(...)` and `loop.run_until_complete(...)` run inside a cell, for code pasted from scripts.

    The same as `import nest_asyncio; nest_asyncio.apply()`, after which this may be called as well.

    A cell's own form is `await`. This changes asyncio for the whole kernel, cannot be undone, hides true deadlocks,
    and does not work with uvloop; nothing in this package needs it.
    """
    import nest_asyncio2

    with warnings.catch_warnings():
        if sys.version_info < CANNOT_NEST:
            warnings.filterwarnings("ignore", "asyncio is already patched by nest_asyncio")  # both do the same there
        nest_asyncio2.apply()


def let_nest_asyncio_be_found() -> None:
    """In a kernel without nest-asyncio, let `import nest_asyncio` find its successor, which has the same call.

    From Python 3.14 on nest-asyncio makes `asyncio.current_task()` None, and with it `asyncio.timeout` and websockets
    fail; so `stompkata[lab]` leaves it out there. Nothing is patched before somebody calls `apply()`.
    """
    if _in_kernel() and find_spec("nest_asyncio") is None and find_spec("nest_asyncio2"):
        sys.modules["nest_asyncio"] = import_module("nest_asyncio2")
