"""stompjs's spelling beside Python's: `fromRawFrame` is `from_raw_frame`, for those who read both."""

import re
from collections.abc import Callable, Mapping
from functools import reduce
from typing import TYPE_CHECKING, Any

_UNLIKE = {"brokerURL": "broker_url", "forceBinaryWSFrames": "force_binary_ws_frames", "sizeOfUTF8": "size_of_utf8",
           "appendMissingNULLonIncoming": "append_missing_null_on_incoming"}


def snake(name: str) -> str:
    """The Python name of a stompjs name: `brokerURL` is `broker_url`, and what is Python already stays."""
    return _UNLIKE.get(name) or re.sub("[A-Z]", lambda capital: "_" + capital[0].lower(), name)


def in_python(options: Mapping[str, Any] | None) -> dict[str, Any]:
    """Options by their Python names."""
    return {snake(name): value for name, value in (options or {}).items()}


def camel(name: str) -> str:
    """The stompjs name of a Python name."""
    return {v: k for k, v in _UNLIKE.items()}.get(name) or re.sub("_([a-z])", lambda found: found[1].upper(), name)


class Alias:
    """Reads and sets another name, on an instance or on its class; dots lead on to the parts of an instance."""

    def __init__(self, name: str):
        self.name, self.__doc__ = name, f"The same as `{name}`."

    def __get__(self, instance, owner):
        return reduce(getattr, self.name.split("."), owner if instance is None else instance)

    def __set__(self, instance, value):
        *owners, name = self.name.split(".")
        setattr(reduce(getattr, owners, instance), name, value)


class Spelled:
    """A class that was given stompjs's names; type checkers cannot list them, so they take any."""

    if TYPE_CHECKING:
        def __getattr__(self, name: str) -> Any: ...
        def __setattr__(self, name: str, value: Any) -> None: ...


def spelled(*attributes: str) -> Callable[[type], type]:
    """Give a class the stompjs name of each public member, and of these attributes of its instances."""
    def give(cls: type) -> type:
        for name in {*dir(cls), *attributes}:
            if name[0] != "_" and name != camel(name):
                setattr(cls, camel(name), Alias(name))
        return cls

    return give
