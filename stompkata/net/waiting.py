"""Waiting with a deadline, and saying what was waited for when it passes."""

import asyncio
from collections.abc import Callable, Coroutine, Generator
from typing import Any

from stompkata.errors import DeadlineExceeded
from stompkata.net.wheel import Spoke, Wheel


def deadline(wheel: Wheel, seconds: float, future: asyncio.Future, awaited: str, arrived: Callable[[], str]) -> Spoke:
    """Fail a future after so long, with what was awaited and what had arrived."""
    def give_up() -> None:
        if not future.done():
            future.set_exception(DeadlineExceeded(f"no {awaited} within {seconds:g} s\n  so far: {arrived()}"))

    return wheel.after(seconds, give_up)


async def within(wheel: Wheel, seconds: float, future: asyncio.Future, awaited: str, arrived: Callable[[], str]) -> Any:
    """Wait for a future, but not longer than that.

    Raises:
        DeadlineExceeded: names what was awaited, and what had arrived.
    """
    spoke = deadline(wheel, seconds, future, awaited, arrived)
    try:
        return await future
    finally:
        spoke.cancel()


async def shared(wheel: Wheel, seconds: float, future: asyncio.Future, awaited: str, arrived: Callable[[], str]) -> Any:
    """The same, for what others wait for too: if this wait is cancelled or runs out, theirs goes on."""
    over = asyncio.get_running_loop().create_future()

    def wake(_: asyncio.Future) -> None:
        if not over.done():
            over.set_result(None)

    future.add_done_callback(wake)
    try:
        await within(wheel, seconds, over, awaited, arrived)
    finally:
        future.remove_done_callback(wake)
    return future.result()


def quiet(future: asyncio.Future) -> asyncio.Future:
    """A future whose failure is no news to those who never asked."""
    future.add_done_callback(lambda done: done.cancelled() or done.exception())
    return future


class Underway:
    """What has begun already: await it to know how it ends, as often as you like, or leave it."""

    __slots__ = ("_wait",)

    def __init__(self, wait: Callable[[], Coroutine[Any, Any, Any]]):
        self._wait = wait

    def __await__(self) -> Generator[Any, None, Any]:
        return self._wait().__await__()


class Done:
    """Something to await that is there already."""

    def __await__(self) -> Generator[None, None, None]:
        return iter(())


class Breath:
    """Something to await for one turn of the loop, so that a long series of sends lets it do its other work."""

    def __await__(self) -> Generator[None, None, None]:
        yield


DONE, BREATH = Done(), Breath()
