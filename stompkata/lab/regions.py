"""A learner's file as regions: one for each cell that was saved, and what the learner wrote between them.

    # --- accept_key ---
    import hashlib
    ...
    # --- end of accept_key ---

A region is named for the kata that was saved with it; `(borrowed)` or `(given)` behind the name says that it is not the
learner's: asked for, or there until a chapter comes that teaches it. Saving a cell again replaces its region; like in the notebook,
what was saved last wins, so a region moves to the end when a later one defines one of its names.
"""

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

BEGIN = re.compile(r"# --- (?!end of )([\w, ]+?)(?: \((borrowed|given)\))? ---\s*")
END = re.compile(r"# --- end of [\w, ]+ ---\s*")


@dataclass(frozen=True)
class Region:
    """A saved cell; one without names is text that the learner wrote outside of any region.

    `mark` is "borrowed" or "given" when the learner did not write it.
    """

    names: tuple[str, ...]
    source: str
    mark: str = ""

    def text(self) -> str:
        """As it stands in the file."""
        if not self.names:
            return self.source.strip("\n")
        names = ", ".join(self.names)
        mark = f" ({self.mark})" if self.mark else ""
        return f"# --- {names}{mark} ---\n{self.source.strip(chr(10))}\n# --- end of {names} ---"


def read(text: str) -> list[Region]:
    """Take a file apart; a region whose end was lost reaches to the next beginning."""
    regions, names, mark, lines = [], (), "", []

    def close() -> None:
        if names or "".join(lines).strip():
            regions.append(Region(names, "\n".join(lines), mark))

    for line in text.split("\n"):
        begin = BEGIN.fullmatch(line)
        if begin or (names and END.fullmatch(line)):
            close()
            names = tuple(part.strip() for part in begin[1].split(",")) if begin else ()
            mark, lines = (begin and begin[2]) or "", []
        else:
            lines.append(line)
    close()
    return regions


def write(regions: Iterable[Region]) -> str:
    """Put a file together again."""
    return "\n\n\n".join(region.text() for region in regions) + "\n"


def save(regions: list[Region], new: Region) -> list[Region]:
    """The regions with the new one in the place of what it replaces, or at the end if a later one would hide it."""
    kept, place = [], None
    for region in regions:
        if not set(region.names) & set(new.names):
            kept.append(region)
        elif set(region.names) <= set(new.names):
            place = len(kept) if place is None else place
        else:  # a cell that defined two: the other one is still needed, and may be hidden by the new region
            kept.append(replace(region, names=tuple(name for name in region.names if name not in new.names)))
            place = None
    defines = defined(new.source)
    if place is None or any(defines.keys() & defined(region.source) for region in kept[place:]):
        place = len(kept)
    return [*kept[:place], new, *kept[place:]]


def find(regions: Iterable[Region], name: str) -> Region | None:
    """The last region named for this kata."""
    return next((region for region in reversed(list(regions)) if name in region.names), None)


def defined(source: str) -> dict[str, str]:
    """What functions and classes define at the top of the source, and their code; nothing if it is not Python."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return {}
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return {node.name: ast.unparse(node) for node in body if isinstance(node, kinds)}


def is_stub(source: str, name: str) -> bool:
    """Whether the function, or each public method of the class, has no body: a docstring, or NotImplementedError."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return False
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name == name:
            return _is_unwritten(node)
    return False


def _is_unwritten(node: ast.stmt) -> bool:
    functions = ast.FunctionDef | ast.AsyncFunctionDef
    methods = [inner for inner in node.body if isinstance(inner, functions) and not inner.name.startswith("_")]
    if isinstance(node, ast.ClassDef) and methods:
        return all(map(_is_unwritten, methods))
    return all(_says_nothing(statement) for statement in node.body)


def _says_nothing(node: ast.stmt) -> bool:
    if isinstance(node, ast.Raise) and node.exc is not None:
        return "NotImplementedError" in ast.unparse(node.exc)
    return isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
