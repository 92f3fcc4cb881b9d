"""Causes that any function can show, whatever the protocol: what came back, or what was raised, says it plainly."""

import inspect
import re
from typing import NamedTuple

from stompkata.kata.registry import KATA, Seen


class Cause(NamedTuple):
    """A recognised cause: its id, what to say, and what to do next."""

    id: str
    why: str
    next: str = ""


class NotAllowed(RuntimeError):
    """The learner's code did what a kata has no use for: read the keyboard, or start a process."""


def general(seen: Seen) -> Cause | None:
    """The first general cause that fits, if any."""
    return _of_error(seen.error, seen) if seen.error is not None else _of_value(seen)


def _of_value(seen: Seen) -> Cause | None:
    if seen.got is None and seen.want is not None:
        return Cause(
            "returned-none",
            "The function gave None, as one does that ends without `return`.",
            "return the value that you made",
        )
    if inspect.iscoroutine(seen.got):
        return Cause(
            "async-function",
            "`async def` makes a coroutine; nothing in it runs until somebody awaits it. "
            "This function waits for nothing.",
            "write `def` instead of `async def`, and `return` the value",
        )
    if inspect.isgenerator(seen.got):
        return Cause("generator", "A `yield` in the body makes a generator.", "`return` the whole value instead")
    if isinstance(seen.got, str) and isinstance(seen.want, bytes):
        return Cause("text-for-octets", "A str holds characters; octets (bytes) are wanted.", "encode the text first")
    if isinstance(seen.got, bytes) and isinstance(seen.want, str):
        return Cause("octets-for-text", "bytes holds octets; characters (a str) are wanted.", "decode the octets first")
    if seen.args and seen.got is seen.args[0] and seen.got not in (b"", ""):
        return Cause("returned-argument", "The argument came back as it went in.")
    return None


def _of_error(error: BaseException, seen: Seen) -> Cause | None:
    text = str(error)
    if (
        isinstance(error, NameError)
        and not isinstance(error, UnboundLocalError)
        and (name := re.search(r"'(\w+)'", text))
    ):
        return _unknown_name(name[1], seen.function.__name__)
    if isinstance(error, RuntimeError) and "asyncio.run() cannot be called" in text:
        return Cause(
            "asyncio-run",
            "A loop runs here already, and asyncio.run() would start another.",
            "use `await` instead of asyncio.run(...)",
        )
    if isinstance(error, SystemExit):
        return Cause(
            "left-python", "exit() ends the whole program, so that nobody gets an answer.", "use `return` or `raise`"
        )
    if isinstance(error, RecursionError):
        return Cause("recursion", "The function calls itself without end.", "find the case in which it should stop")
    if isinstance(error, MemoryError):
        return Cause("memory", "It asked for more memory than a check may have.", "look for a loop that only adds")
    if isinstance(error, TypeError) and re.search(r"\(\) (missing|takes|got an unexpected)", text):
        return Cause(
            "other-parameters",
            "The def line takes other parameters than the call gives.",
            "compare your def line with the call above",
        )
    return None


def _unknown_name(name: str, function: str) -> Cause:
    other = next((kata.id for kata in KATA.values() if kata.function == name), None)
    if other:
        return Cause(
            "earlier-kata",
            f"`{name}` is a kata of its own, and your file has none yet.",
            f"write {name} and check it first, or: stompkata borrow {other}",
        )
    giver = next((kata for kata in KATA.values() if name in kata.gives), None)
    if giver:
        return Cause(
            "earlier-kata",
            f"`{name}` comes from the cell of {giver.function}, and your file does not have that cell yet.",
            f"write {giver.function} and check it first, or: stompkata borrow {giver.id}",
        )
    return Cause(
        "name-elsewhere",
        f"Only the cell that defines {function} is saved, and `{name}` is not in it.",
        f"define or import `{name}` in that cell, and run it again",
    )
