"""The learner's function with a memory of its last call, so that a report can repeat it."""

import copy
import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from stompkata.kata.difference import MISSING, plain_repr
from stompkata.kata.expect import fail

BEFORE = 3  # calls on the same object that are shown before the last one, as far as there is room
ROOM = 130  # characters: about two lines of a report
SHOWN = 48  # longer values are shortened in the middle of a call
PLAIN = (bytes, str, int, float, bool, type(None))


@dataclass
class Call:
    """One call: what went in, and what came out."""

    name: str
    args: tuple
    kwargs: dict[str, Any]
    got: Any = None
    error: BaseException | None = None
    before: tuple[str, ...] = ()

    def text(self) -> str:
        """The call as Python, long values shortened; on an object, with the calls that came before it."""
        given = [shown(value) for value in self.args] + [f"{key}={shown(value)}" for key, value in self.kwargs.items()]
        told = [*self.before[-BEFORE:], f"{self.name}({', '.join(given)})"]
        while len(told) > 1 and len("; ".join(told)) > ROOM:  # the last call is what a report is about
            del told[0]
        return ("…; " if len(self.before) >= len(told) else "") + "; ".join(told)


@dataclass
class Recorded:
    """Calls the learner's function and remembers the last call; `depth` is how deep in the learner's code we are.

    For a class, the calls are those on its objects: it gives an `Object` that tells of them.
    """

    function: Callable
    last: Call | None = None
    depth: ClassVar[int] = 0

    def __post_init__(self) -> None:
        functools.update_wrapper(self, self.function)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        made = self.run(Call(self.function.__name__, *_given(args, kwargs)), self.function, args, kwargs)
        return Object(made, self) if isinstance(self.function, type) and isinstance(made, self.function) else made

    def run(self, call: Call, function: Callable, args: tuple, kwargs: dict[str, Any]) -> Any:
        """Call, and remember what came of it."""
        self.last = call
        Recorded.depth += 1
        try:
            call.got = function(*args, **kwargs)
        except BaseException as error:
            call.error = error
            raise
        finally:
            Recorded.depth -= 1
        return call.got


class Object:
    """An object of the learner's class: its methods are called as they are, and remembered as `name.method(...)`."""

    def __init__(self, made: Any, recorded: Recorded):
        self.__dict__["_made"], self.__dict__["_recorded"] = made, recorded
        self.__dict__["_told"] = [f"{_lower(recorded)} = {recorded.last.text()}"]

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._made, name, MISSING)
        if found is MISSING:
            fail(f"{self._recorded.__name__} has no method {name}", because="the task names the methods that it needs")
        if not inspect.ismethod(found):
            return found

        def method(*args: Any, **kwargs: Any) -> Any:
            call = Call(f"{_lower(self._recorded)}.{name}", *_given(args, kwargs), before=tuple(self._told))
            self._told.append(replace(call, before=()).text())
            return self._recorded.run(call, found, args, kwargs)

        return method

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._made, name, value)


def _lower(recorded: Recorded) -> str:
    return recorded.function.__name__.lower()


def _given(args: tuple, kwargs: dict[str, Any]) -> tuple[tuple, dict[str, Any]]:
    # copied before the call: the function may change a list that it was given
    return tuple(map(_kept, args)), {key: _kept(value) for key, value in kwargs.items()}


def shown(value: Any) -> str:
    """A value as Python, short enough for a line, and still exact where it is one octet many times."""
    if isinstance(value, bytes | bytearray | str) and len(value) > SHOWN:
        if len(set(value)) == 1:
            return f"{bytes(value[:1]) if not isinstance(value, str) else value[0]!r} * {len(value)}"
        return f"{value[: SHOWN // 2]!r}… ({len(value)} {'characters' if isinstance(value, str) else 'octets'})"
    text = value.__name__ if callable(value) and hasattr(value, "__name__") else plain_repr(value)
    return text if len(text) <= 4 * SHOWN else text[: 3 * SHOWN] + "…"


def _kept(value: Any) -> Any:
    if isinstance(value, PLAIN):
        return value
    try:
        return copy.deepcopy(value)
    except Exception:  # a value that cannot be copied is shown as it is afterwards
        return value
