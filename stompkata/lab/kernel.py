"""What a notebook's kernel needs: an Interrupt that works, and nested loops for those who ask."""

import asyncio
import sys

TICK = 0.2  # seconds
_TICKER = "stompkata ticker"


def keep_interrupt_alive() -> asyncio.Task | None:
    """Wake the kernel's event loop five times a second; outside a kernel, do nothing.

    Interrupt cancels an awaiting cell, but a sleeping loop does not notice that before something wakes it: without
    this, `await asyncio.sleep(60)` cannot be stopped on ipykernel 7, and the cell that is run next is lost with it.
    """
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if getattr(shell, "kernel", None) is None:
        return None
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return None  # not in a cell
    running = (task for task in asyncio.all_tasks(loop) if task.get_name() == _TICKER)
    return next(running, None) or loop.create_task(_tick(), name=_TICKER)


async def _tick() -> None:
    while True:
        await asyncio.sleep(TICK)


def allow_nested_loops() -> None:
    """Let `asyncio.run(...)` and `loop.run_until_complete(...)` run inside a cell, for code pasted from scripts.

    A cell's own form is `await`. This changes asyncio for the whole kernel, cannot be undone, hides true deadlocks,
    and does not work with uvloop; nothing in this package needs it.
    """
    import nest_asyncio2

    nest_asyncio2.apply()
