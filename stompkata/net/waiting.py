"""Waiting with a deadline, and saying what was waited for when it passes."""

import asyncio
from collections.abc import Callable, Generator
from typing import Any

from stompkata.errors import DeadlineExceeded
from stompkata.net.wheel import Wheel


async def within(wheel: Wheel, seconds: float, future: asyncio.Future, awaited: str, arrived: Callable[[], str]) -> Any:
    """Wait for a future, but not longer than that.

    Raises:
        DeadlineExceeded: names what was awaited, and what had arrived.
    """
    def give_up() -> None:
        if not future.done():
            future.set_exception(DeadlineExceeded(f"no {awaited} within {seconds:g} s\n  so far: {arrived()}"))

    spoke = wheel.after(seconds, give_up)
    try:
        return await future
    finally:
        spoke.cancel()


def quiet(future: asyncio.Future) -> asyncio.Future:
    """A future whose failure is no news to those who never asked."""
    future.add_done_callback(lambda done: done.cancelled() or done.exception())
    return future


class Done:
    """Something to await that is there already."""

    def __await__(self) -> Generator[None, None, None]:
        return iter(())


class Breath:
    """Something to await for one turn of the loop, so that a long series of sends lets it do its other work."""

    def __await__(self) -> Generator[None, None, None]:
        yield


DONE, BREATH = Done(), Breath()
