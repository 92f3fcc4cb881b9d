"""Several waits at once, and how each of them stands."""

import asyncio
import inspect
from collections.abc import Awaitable, Mapping
from contextlib import suppress

from stompkata.course.peers import waiting
from stompkata.kata import CheckFailed, expect
from stompkata.kata.difference import Stand

Frame = tuple[str, dict[str, str], bytes]


def receipt(number: str) -> Frame:
    """The broker's answer, as `decode_frame` gives it."""
    return "RECEIPT", {"receipt-id": number}, b""


class Waits:
    """What a learner's object gave to be awaited, by receipt id; tells what has become of each."""

    def __init__(self, given: Mapping[str, Awaitable]):
        self._waits = {number: _begun(awaitable) for number, awaitable in given.items()}

    async def stand(self, want: str, *, because: str) -> None:
        """Insist that they stand as `1 waits, 2 ended, 3 raised KeyError: x` says; one that is not named is not asked."""
        said = dict(part.split(" ", 1) for part in want.split(", "))
        if answered := [self._waits[number] for number, words in said.items() if words != "waits"]:
            await asyncio.wait(answered, timeout=waiting.PATIENCE)
        for _ in range(5):  # turns of the loop for whatever was set off by mistake
            await asyncio.sleep(0)
        same_words(", ".join(f"{number} {_words(self._waits[number])}" for number in said), want, because=because)

    async def give_up(self, number: str) -> None:
        """The one who waits for it has no more patience."""
        with suppress(Exception):  # a TimeoutError, or whatever the learner makes of it: the wait is over
            await asyncio.wait_for(self._waits[number], 0.01)


def expecting(receipts, *numbers: str) -> Waits:
    """Waits for receipts that a learner's object was told to expect."""
    return Waits({number: receipts.expect(number) for number in numbers})


def _begun(awaitable: Awaitable) -> asyncio.Future:
    if not inspect.isawaitable(awaitable):
        expect(awaitable, Stand("something to await"), because="whoever expects a RECEIPT waits for it")
    return asyncio.ensure_future(awaitable)


def who_waits(receipts) -> str:
    """The entries of the learner's table, in words."""
    return f"waiting: {', '.join(sorted(receipts.waiting)) or 'nobody'}"


def same_words(got: str, want: str, *, because: str) -> None:
    """As `expect`, for a sentence, which the report shows whole."""
    if got != want:
        raise CheckFailed(want=Stand(want), got=Stand(got), because=because)


def _words(wait: asyncio.Future) -> str:
    if not wait.done():
        return "waits"
    if wait.cancelled():
        return "was cancelled"
    error = wait.exception()
    return "ended" if error is None else f"raised {type(error).__name__}: {error}".rstrip(": ")
