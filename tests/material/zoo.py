"""Trivial programs in the place of a solution: functions, and classes whose methods are such functions."""

import asyncio
import dataclasses
import inspect
import types
import typing
from collections.abc import Awaitable, Callable, Iterator

Animals = Iterator[tuple[str, Callable]]
CONSTANTS = {bytes: b"\x00", str: "x", int: 1, list: ["x"], dict: {"x": "x"}, bool: True, float: 1.0}


def zoo(solution: Callable, errors: dict[str, type[BaseException]], previous: Callable | None) -> Animals:
    """Name to program.

    Args:
        errors: exceptions that the learner's module defines.
        previous: the solution of the kata before this one, in the place of this one.
    """
    if inspect.isclass(solution):
        yield from ((f"methods that {name}", _class(solution, program)) for name, program in _methods(solution, errors, previous))
        yield "a class whose __init__ raises", type(solution.__name__, (), {"__init__": raises(NotImplementedError)})
        yield "a class without any method", type(solution.__name__, (), {})
        return
    for name, program in _programs(solution, hints(solution), errors):
        yield name, _like(solution, program)
    if previous is not None:
        yield f"are {previous.__name__} instead", previous


def _methods(solution: type, errors: dict, previous: Callable | None) -> Animals:
    found = {}
    for method in methods(solution).values():
        found.update(_programs(method, hints(method), errors))
    yield from found.items()
    if previous is not None and not inspect.isclass(previous):
        yield f"are {previous.__name__} instead", previous


def _programs(solution: Callable, kinds: list, errors: dict) -> Animals:
    yield "raise NotImplementedError", raises(NotImplementedError)
    yield "raise ValueError", raises(ValueError)
    yield from ((f"raise {name}", raises(kind)) for name, kind in errors.items())
    yield "return None", gives(None)
    yield "return the first argument", first_argument
    for hint in kinds:
        kind = typing.get_origin(hint) or hint
        if kind is Awaitable:
            yield "return what ends at once", at_once
            yield "return what never ends", never
        elif kind is not type(None):
            yield f"return an empty {kind.__name__}", gives(empty(hint))
            yield f"return one {kind.__name__}", gives(constant(hint))


def methods(solution: type) -> dict[str, Callable]:
    """The public methods of a class."""
    return {name: value for name, value in vars(solution).items() if inspect.isfunction(value) and not name.startswith("_")}


def hints(solution: Callable) -> list:
    """The types that the function may return, as its annotation says."""
    try:
        hint = typing.get_type_hints(solution).get("return", type(None))
    except (NameError, TypeError):
        return []
    return list(typing.get_args(hint)) if typing.get_origin(hint) in (types.UnionType, typing.Union) else [hint]


def constant(hint: object) -> object:
    """A value of the right type, and of no meaning."""
    kind = typing.get_origin(hint) or hint
    if kind is tuple:
        return tuple(constant(part) for part in typing.get_args(hint) if part is not ...) or ("CONNECT", {}, b"")
    if kind in CONSTANTS:
        return CONSTANTS[kind]
    return _made(kind, constant)


def empty(hint: object) -> object:
    """The emptiest value of the type."""
    kind = typing.get_origin(hint) or hint
    return _made(kind, lambda part: empty(part))


def _made(kind: type, part: Callable) -> object:
    if hasattr(kind, "_fields") or dataclasses.is_dataclass(kind):
        known = typing.get_type_hints(kind)
        names = getattr(kind, "_fields", None) or [field.name for field in dataclasses.fields(kind)]
        return kind(*(part(known.get(name, str)) for name in names))
    try:
        return kind()
    except TypeError:
        return None


def _class(solution: type, program: Callable) -> type:
    """A class with the methods of the solution, each of which is the program."""

    def method(name: str) -> Callable:
        return _like(methods(solution)[name], lambda _self, *args, **kwargs: program(*args, **kwargs))

    return type(solution.__name__, (), {name: method(name) for name in methods(solution)})


def _like(solution: Callable, program: Callable) -> Callable:
    """The program as an async function, where the solution is one."""
    if not inspect.iscoroutinefunction(solution):
        return program

    async def waits(*args, **kwargs):
        return program(*args, **kwargs)

    return waits


def raises(error: type[BaseException]) -> Callable:
    """A program that refuses everything."""

    def program(*_args, **_kwargs):
        raise error("no")

    return program


def gives(value: object) -> Callable:
    """A program that knows one answer."""
    return lambda *_args, **_kwargs: value


def first_argument(*args, **kwargs):
    """A program that gives back what it got."""
    return next(iter([*args, *kwargs.values()]), None)


async def at_once(*_args, **_kwargs):
    """A wait that is over when it begins."""


async def never(*_args, **_kwargs):
    """A wait that nobody ends."""
    await asyncio.get_running_loop().create_future()
