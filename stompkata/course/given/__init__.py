"""What chapters that do not exist yet would give the learner's package, as the text of its modules; and its I/O shell.

Such a module lies in `mystomp/` from the beginning, as a region that is given. When a chapter comes to exist, its own
kata take the place of the entry here.
"""

import ast
from importlib.resources import files

CHAPTERS = {"03_websocket_frame": "websocket_frame", "04_messages": "messages", "06_streaming_parser": "streaming_parser"}
SHELL = ("client", "__main__")


def module_of(name: str) -> str | None:
    """The module that a chapter or a module of that name would give; None if there is none to be had."""
    return CHAPTERS.get(name) or (name if name in CHAPTERS.values() else None)


def source(module: str) -> str:
    """The text of a module that stands in for a chapter."""
    return files(__package__).joinpath(f"{module}.py").read_text(encoding="utf-8")


def names(module: str) -> tuple[str, ...]:
    """What it gives to other modules: its public functions and classes."""
    body = ast.parse(source(module)).body
    kinds = ast.FunctionDef | ast.ClassDef
    return tuple(node.name for node in body if isinstance(node, kinds) and not node.name.startswith("_"))


def shell() -> dict[str, str]:
    """Module to text of what runs the client: sockets, the loop, the command line."""
    folder = files(__package__).joinpath("shell")
    return {name: folder.joinpath(f"{name}.py").read_text(encoding="utf-8") for name in SHELL}
