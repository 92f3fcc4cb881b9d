"""Checks of what a learner's code awaits: a loop of their own, and an end to every wait."""

import asyncio
import inspect
from collections.abc import Awaitable, Coroutine
from typing import Any

from stompkata.kata import expect, fail
from stompkata.kata.difference import Stand

PATIENCE = 1.0  # seconds for what should come at once


def in_time(coroutine: Coroutine) -> Any:
    """Run a check's own coroutine in a fresh loop; the check fails when it takes longer than two waits.

    Example:
        in_time(talk()) with `async def talk(): ... await at_last(waiter, because="…")`
    """

    async def limited() -> Any:
        return await _limited(coroutine, 2 * PATIENCE, "it did not come to an end", "a wait needs something that ends it")

    return asyncio.run(limited())


async def at_last(awaitable: Awaitable, *, because: str, what: str = "nobody ended the wait") -> Any:
    """What the learner's awaitable gives; the check fails with `what` when it gives nothing in time."""
    if not inspect.isawaitable(awaitable):
        expect(awaitable, Stand("something to await"), because=because)
    return await _limited(awaitable, PATIENCE, what, because)


async def _limited(awaitable: Awaitable, seconds: float, what: str, because: str) -> Any:
    """Not by `wait_for`: a TimeoutError of the learner's own is his result, and not the end of our patience."""
    waited = asyncio.ensure_future(awaitable)
    done, _ = await asyncio.wait([waited], timeout=seconds)
    if not done:
        waited.cancel()
        fail(f"{what} within {seconds:g} s", because=because)
    return waited.result()
