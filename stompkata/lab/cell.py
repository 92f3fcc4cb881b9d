"""What of a cell belongs into the learner's file: its imports, constants and definitions, not its experiments."""

import ast
import inspect
import linecache
from collections import defaultdict
from collections.abc import Callable

from stompkata.kata.running import file_of

NOTEBOOK_ONLY = {"lab", "get_ipython", "display"}


def source_of(function: Callable) -> str | None:
    """The whole cell in which the function was defined; None if it was not defined in a cell."""
    return source_at(file_of(function))


def source_at(name: str) -> str | None:
    """The whole cell that was compiled under this name; None if that is a file, or nothing."""
    entry = linecache.cache.get(name, ())
    if len(entry) != 4 or entry[1] is not None:  # IPython keeps cells without a date; files have one
        return None
    return "".join(entry[2]) or None


def keep_definitions(cell: str) -> str:
    """The cell without its experiments: calls, assertions, awaits, magics, and what uses `lab`. Comments stay."""
    return _without(cell, _is_experiment)


def without(cell: str, names: set[str]) -> str:
    """The cell without the definitions of these names."""
    return _without(cell, lambda node: getattr(node, "name", None) in names)


def used(cell: str, names: set[str]) -> set[str]:
    """Which of these the rest of the cell uses, and what those use in turn."""
    uses = defaultdict(set)  # the name of a definition, or "" for the rest of the cell -> what stands in it
    for node in ast.parse(cell).body:
        name = getattr(node, "name", None)
        uses[name if name in names else ""] |= {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
    found, new = set(), uses[""] & names
    while new:
        found |= new
        new = set().union(*(uses[name] for name in new)) & names - found
    return found


def _without(cell: str, is_unwanted: Callable[[ast.stmt], bool]) -> str:
    lines, body = cell.split("\n"), ast.parse(cell).body
    kept = {number for node in body if not is_unwanted(node) for number in _lines(node)}
    for node in body:
        for number in _lines(node):
            if number not in kept:
                lines[number - 1] = None
    text = [line for line in lines if line is not None]
    return "\n".join(
        line for place, line in enumerate(text) if line.strip() or (place and text[place - 1].strip())
    ).strip("\n")


def _lines(node: ast.stmt) -> range:
    first = min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", []))])
    return range(first, node.end_lineno + 1)


def _is_experiment(node: ast.stmt) -> bool:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return False
    if isinstance(node, ast.Expr | ast.Assert | ast.Delete):
        return True
    if isinstance(node, ast.ImportFrom) and node.module == "__future__":
        return True  # the learner's file has it at its top, the only place where it may stand
    if isinstance(node, ast.Import | ast.ImportFrom):
        return all(alias.name.removeprefix("stompkata.") in NOTEBOOK_ONLY for alias in node.names)
    return _uses_notebook(node)


def _uses_notebook(node: ast.AST) -> bool:
    """Whether it awaits, runs a loop, or names what only a notebook has; functions inside are not looked into."""
    if isinstance(node, ast.Await | ast.AsyncFor | ast.AsyncWith):
        return True
    if isinstance(node, ast.Name) and node.id in NOTEBOOK_ONLY:
        return True
    if isinstance(node, ast.Attribute) and ast.unparse(node) == "asyncio.run":
        return True
    inner = () if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) else ast.iter_child_nodes(node)
    return any(map(_uses_notebook, inner))


def is_cell_function(value: object) -> bool:
    """Whether it is a named function or class, as `lab.check` needs one."""
    return (inspect.isfunction(value) and value.__name__ != "<lambda>") or inspect.isclass(value)
