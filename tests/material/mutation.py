"""Small wrong changes to a solved cell, one at a time: what a learner's slip would make of it."""

import ast
import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"

COMPARE = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
BINARY = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.FloorDiv,),
    ast.FloorDiv: (ast.Mult,),
    ast.Mod: (ast.FloorDiv,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd, ast.BitXor),
    ast.BitXor: (ast.BitOr,),
    ast.LShift: (ast.RShift,),
    ast.RShift: (ast.LShift,),
}
METHODS = {
    "partition": ("rpartition",),
    "rpartition": ("partition",),
    "index": ("rindex",),
    "rindex": ("index",),
    "find": ("rfind",),
    "rfind": ("find",),
    "split": ("rsplit",),
    "rsplit": ("split",),
    "strip": ("lstrip", "rstrip"),
    "lstrip": ("rstrip",),
    "rstrip": ("lstrip",),
    "removeprefix": ("removesuffix",),
    "removesuffix": ("removeprefix", "strip"),
    "lower": ("upper",),
    "upper": ("lower",),
    "startswith": ("endswith",),
    "endswith": ("startswith",),
    "setdefault": ("__setitem__",),
    "append": ("extend",),
    "digest": ("hexdigest",),
    "b64encode": ("b64decode", "urlsafe_b64encode"),
    "b64decode": ("b64encode",),
    "sha1": ("sha256", "md5"),
    "get": ("__getitem__",),
}
FUNCTIONS = {
    "max": "min",
    "min": "max",
    "any": "all",
    "all": "any",
    "escape": "str",
    "unescape": "str",
    "sorted": "list",
}
WORDS = {"utf-8": ("latin-1",), "ascii": ("utf-16",), "latin-1": ("utf-8",), "big": ("little",), "little": ("big",)}


@dataclass(frozen=True)
class Mutant:
    """A changed cell; `change` says how, without line numbers, so that it stays put when the cell moves."""

    change: str
    source: str


def mutants(cell: str) -> list[Mutant]:
    """Every mutant of what stands between the cell's solution marks, each text once."""
    solved = _solved_lines(cell)
    original, found = ast.unparse(ast.parse(cell)), {}
    count = sum(1 for _ in ast.walk(ast.parse(cell)))
    for place in range(count):
        for change, tree in _changes(ast.parse(cell), place, solved):
            source = ast.unparse(ast.fix_missing_locations(tree))
            if source != original:
                found.setdefault(source, Mutant(change, source))
    return _distinct(list(found.values()))


def _solved_lines(cell: str) -> set[int]:
    """The lines between the marks, of which a class may have several pairs; every line where there are none."""
    inside, solved = BEGIN not in cell, set()
    for number, line in enumerate(cell.split("\n"), 1):
        inside = line.strip() == BEGIN or (inside and line.strip() != END)
        solved |= {number} if inside else set()
    return solved


def _distinct(found: list[Mutant]) -> list[Mutant]:
    """Number the changes that read alike."""
    seen: dict[str, int] = {}
    for place, mutant in enumerate(found):
        seen[mutant.change] = number = seen.get(mutant.change, 0) + 1
        if number > 1:
            found[place] = Mutant(f"{mutant.change} ({number})", mutant.source)
    return found


def _changes(tree: ast.Module, place: int, solved: set[int]) -> Iterator[tuple[str, ast.Module]]:
    parents = {child: parent for parent in ast.walk(tree) for child in ast.iter_child_nodes(parent)}
    node = list(ast.walk(tree))[place]
    if getattr(node, "lineno", 0) not in solved or _is_docstring(node, parents):
        return
    for new in _variants(node, parents):
        if _is_prose(node, parents):
            continue
        fresh = copy.deepcopy(tree)
        target = list(ast.walk(fresh))[place]
        _put(fresh, target, new)
        yield _words(node, new, parents), fresh


def _is_docstring(node: ast.AST, parents: dict) -> bool:
    parent = parents.get(node)
    return isinstance(node, ast.Constant) and isinstance(parent, ast.Expr)


def _is_prose(node: ast.AST, parents: dict) -> bool:
    """The text of an error message: words for people, on which nothing depends."""
    if not (isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value):
        return False
    while node is not None and not isinstance(node, ast.stmt):
        node = parents.get(node)
    return isinstance(node, ast.Raise)


def _words(node: ast.AST, new: ast.AST | None, parents: dict) -> str:
    before = " ".join(ast.unparse(node).split())
    after = " ".join(ast.unparse(ast.fix_missing_locations(new)).split()) if new is not None else "(nothing)"
    around = node
    while not isinstance(around, ast.stmt):
        around = parents[around]
    where = "" if around is node else f"  in  {ast.unparse(around).splitlines()[0]}"
    return f"{before}  ->  {after}{where}"


def _put(tree: ast.Module, target: ast.AST, new: ast.AST | None) -> None:
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is target:
                setattr(parent, name, new)
            elif isinstance(value, list) and any(item is target for item in value):
                place = next(i for i, item in enumerate(value) if item is target)
                value[place : place + 1] = (
                    [new] if new is not None else [ast.Pass()] if isinstance(target, ast.stmt) else []
                )


def _variants(node: ast.AST, parents: dict) -> Iterator[ast.AST | None]:
    if isinstance(node, ast.stmt):
        yield from _statements(node)
    elif isinstance(node, ast.Constant):
        yield from map(ast.Constant, _constants(node.value, parents.get(node)))
    elif isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            for kind in COMPARE.get(type(operator), ()):
                yield _with(node, ops=[*node.ops[:place], kind(), *node.ops[place + 1 :]])
    elif isinstance(node, ast.BinOp):
        for kind in BINARY.get(type(node.op), ()):
            yield _with(node, op=kind())
        yield from (node.left, node.right)
    elif isinstance(node, ast.BoolOp):
        yield _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
        yield from (
            _with(node, values=node.values[:place] + node.values[place + 1 :])
            if len(node.values) > 2
            else node.values[1 - place]
            for place in range(len(node.values))
        )
    elif isinstance(node, ast.UnaryOp | ast.Await):
        yield node.operand if isinstance(node, ast.UnaryOp) else node.value
    elif isinstance(node, ast.IfExp):
        yield from (node.body, node.orelse)
    elif isinstance(node, ast.Call):
        yield from _calls(node)
    elif isinstance(node, ast.Slice):
        yield from (_with(node, **{side: None}) for side in ("lower", "upper") if getattr(node, side) is not None)
    elif isinstance(node, ast.comprehension):
        yield from (_with(node, ifs=[test for test in node.ifs if test is not gone]) for gone in node.ifs)
    elif isinstance(node, ast.List | ast.Tuple) and isinstance(node.ctx, ast.Load):
        yield from (_with(node, elts=node.elts[:place] + node.elts[place + 1 :]) for place in range(len(node.elts)))
    elif isinstance(node, ast.Dict):
        yield from (
            _with(
                node,
                keys=node.keys[:place] + node.keys[place + 1 :],
                values=node.values[:place] + node.values[place + 1 :],
            )
            for place in range(len(node.keys))
        )


def _statements(node: ast.stmt) -> Iterator[ast.stmt | None]:
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Pass):
        yield None  # dropped
    if isinstance(node, ast.Return) and node.value is not None:
        yield ast.Return(ast.Constant(None))
    if isinstance(node, ast.If | ast.While):
        yield _with(node, test=ast.UnaryOp(ast.Not(), node.test))
    if isinstance(node, ast.If):
        yield _with(node, test=ast.Constant(True))
        if node.orelse:
            yield _with(node, body=node.orelse, orelse=node.body)
    if isinstance(node, ast.Break | ast.Continue):
        yield ast.Continue() if isinstance(node, ast.Break) else ast.Break()
    if isinstance(node, ast.AugAssign):
        yield ast.Assign([node.target], node.value)
        yield from (_with(node, op=kind()) for kind in BINARY.get(type(node.op), ()))


def _constants(value: object, parent: ast.AST | None) -> Iterator[object]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, value - 1)
    elif isinstance(value, str) and value in WORDS:
        yield from WORDS[value]
    elif isinstance(value, str | bytes):
        empty, more = (b"", b"X") if isinstance(value, bytes) else ("", "X")
        if value and not value.strip():
            more = value[:0] + (b" " if isinstance(value, bytes) else " ")  # .strip() for .strip("\r\n")
        yield from (value + more, empty, value[1:], value[:-1])
        cr, lf, crlf = (b"\r", b"\n", b"\r\n") if isinstance(value, bytes) else ("\r", "\n", "\r\n")
        yield (
            value.replace(crlf, lf)
            if crlf in value
            else value.replace(lf, crlf)
            if lf in value
            else value.replace(cr, lf)
        )
        yield value.swapcase()


def _calls(node: ast.Call) -> Iterator[ast.AST]:
    function = node.func
    if isinstance(function, ast.Attribute):
        for name in METHODS.get(function.attr, ()) if function.attr != "split" or len(node.args) > 1 else ():
            yield _with(node, func=_with(function, attr=name))
        if not isinstance(function.value, ast.Name) or not re.fullmatch(
            "base64|hashlib|struct|re|os", function.value.id
        ):
            yield function.value  # the call left out: text.lower() -> text
    if isinstance(function, ast.Name) and function.id in FUNCTIONS:
        yield _with(node, func=ast.Name(FUNCTIONS[function.id], ast.Load()))
    if isinstance(function, ast.Name) and len(node.args) == 1 and not node.keywords:
        yield node.args[0]  # len(body) -> body, escape(name) -> name
    if len(node.args) > 1:
        yield _with(node, args=node.args[:-1])
        yield _with(node, args=[*node.args[1::-1], *node.args[2:]])
    yield from (_with(node, keywords=[word for word in node.keywords if word is not gone]) for gone in node.keywords)


def _with(node: ast.AST, **changes: object) -> ast.AST:
    """A copy with other fields."""
    return type(node)(**{name: changes.get(name, value) for name, value in ast.iter_fields(node)})
