"""Closing what a notebook no longer holds: a variable that is bound anew lets go of the old connection."""

import asyncio
import weakref
from collections.abc import Callable
from typing import Any

from stompkata.net.runtime import Runtime


def keep(runtime: Runtime, owner: object, closable: Any, name: str | None) -> None:
    """Keep a connection for as long as it is wanted.

    With a name it lives until the kernel ends or another one takes the name; without, until its owner is gone, as
    when the cell `me = lab.client(broker)` is run again.
    """
    if name is not None:
        runtime.replace(name, closable)
        return
    runtime.keep(closable)
    finalizer = weakref.finalize(owner, _let_go, runtime, closable)
    finalizer.atexit = False  # at the end, the runtime closes all it keeps


def _let_go(runtime: Runtime, closable: Any) -> None:
    runtime.forget(closable)
    if runtime.running:  # a finalizer runs in any thread, the loop's own included: it must not wait
        asyncio.run_coroutine_threadsafe(closable.close(), runtime.loop)


async def result_of(function: Callable, *arguments, **named):
    """Call in the loop's thread, where connections live, and await what is to be awaited."""
    result = function(*arguments, **named)
    return await result if hasattr(result, "__await__") else result
