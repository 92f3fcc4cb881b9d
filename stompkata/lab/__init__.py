"""The notebook facade: no await, nothing to clean up. Running a cell again replaces what it made.

Names are resolved when they are first used. Loading this module keeps Interrupt alive in a kernel, lets the kernel say in a
line what was stopped, or which cell to run first, lets `import nest_asyncio` be found there, and from then on `mystomp` is
imported from the learner's folder alone.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from stompkata.kata import finder
from stompkata.lab import cell_errors, folder
from stompkata.lab.kernel import keep_interrupt_alive, let_nest_asyncio_be_found

_HOME = {
    "broker": "stompkata.lab.sync_broker",
    "client": "stompkata.lab.sync_client",
    "socket": "stompkata.lab.sync_socket",
    "frames": "stompkata.lab.views",
    "bytes": "stompkata.lab.views",
    "heartbeats": "stompkata.lab.views",
    "ladder": "stompkata.lab.views",
    "map": "stompkata.lab.views",
    "faults": "stompkata.lab.views",
    "aside": "stompkata.lab.aside",
    "recording": "stompkata.lab.views",
    "open": "stompkata.lab.saved",
    "tap": "stompkata.lab.sync_tap",
    "echo": "stompkata.lab.sync_tap",
    "stompjs": "stompkata.lab.views",
    "dissect": "stompkata.dissector",
    "allow_nested_loops": "stompkata.lab.kernel",
    "check": "stompkata.lab.checking",
    "predict": "stompkata.lab.checking",
    "hint": "stompkata.lab.checking",
    "borrow": "stompkata.lab.checking",
    "reveal": "stompkata.lab.checking",
    "written": "stompkata.lab.checking",
    "mystomp": "stompkata.lab.own_client",
    "progress": "stompkata.lab.checking",
}

__all__ = sorted(_HOME)


if TYPE_CHECKING:       # the same names for type checkers, which cannot see what __getattr__ finds
    # isort: off
    from stompkata.dissector import dissect as dissect
    from stompkata.lab.aside import aside as aside
    from stompkata.lab.checking import (
        borrow as borrow, check as check, hint as hint, predict as predict, progress as progress, reveal as reveal,
        written as written,
    )
    from stompkata.lab.kernel import allow_nested_loops as allow_nested_loops
    from stompkata.lab.own_client import mystomp as mystomp
    from stompkata.lab.saved import open as open
    from stompkata.lab.sync_broker import broker as broker
    from stompkata.lab.sync_client import client as client
    from stompkata.lab.sync_socket import socket as socket
    from stompkata.lab.sync_tap import echo as echo, tap as tap
    from stompkata.lab.views import (
        bytes as bytes, faults as faults, frames as frames, heartbeats as heartbeats, ladder as ladder, map as map,
        recording as recording, stompjs as stompjs,
    )
else:
    def __getattr__(name: str):
        if name not in _HOME:
            raise AttributeError(f"module 'stompkata.lab' has no attribute {name!r}; it has {', '.join(__all__)}")
        value = getattr(import_module(_HOME[name]), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return [*__all__, *(name for name in globals() if name.startswith("__"))]


keep_interrupt_alive()
let_nest_asyncio_be_found()
finder.install(folder.home)
cell_errors.install()
