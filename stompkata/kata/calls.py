"""The learner's function with a memory of its last call, so that a report can repeat it."""

import copy
import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from stompkata.kata.difference import plain_repr

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

    def text(self) -> str:
        """The call as Python, long values shortened."""
        given = [shown(value) for value in self.args] + [f"{key}={shown(value)}" for key, value in self.kwargs.items()]
        return f"{self.name}({', '.join(given)})"


@dataclass
class Recorded:
    """Calls the learner's function and remembers the last call; `depth` is how deep in the learner's code we are."""

    function: Callable
    last: Call | None = None
    depth: ClassVar[int] = 0

    def __post_init__(self) -> None:
        functools.update_wrapper(self, self.function)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        # arguments are copied first: the function may change a list that it was given
        self.last = Call(self.function.__name__, tuple(map(_kept, args)), {k: _kept(v) for k, v in kwargs.items()})
        Recorded.depth += 1
        try:
            self.last.got = self.function(*args, **kwargs)
        except BaseException as error:
            self.last.error = error
            raise
        finally:
            Recorded.depth -= 1
        return self.last.got


def shown(value: Any) -> str:
    """A value as Python, short enough for a line, and still exact where it is one octet many times."""
    if isinstance(value, bytes | bytearray | str) and len(value) > SHOWN:
        if len(set(value)) == 1:
            return f"{bytes(value[:1]) if not isinstance(value, str) else value[0]!r} * {len(value)}"
        return f"{value[: SHOWN // 2]!r}… ({len(value)} {'characters' if isinstance(value, str) else 'octets'})"
    text = plain_repr(value)
    return text if len(text) <= 4 * SHOWN else text[: 3 * SHOWN] + "…"


def _kept(value: Any) -> Any:
    if isinstance(value, PLAIN):
        return value
    try:
        return copy.deepcopy(value)
    except Exception:  # a value that cannot be copied is shown as it is afterwards
        return value
