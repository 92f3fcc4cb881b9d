"""The import table of the package: each layer imports only what stands above it."""

import ast
import io
import tokenize
from collections import Counter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "stompkata"

MAY_IMPORT = {
    "errors": set(),
    "dissection": {"errors"},
    "websocket": {"errors", "dissection"},
    "sockjs": {"errors", "dissection"},
    "stomp": {"errors", "dissection"},
    "dissector": {"errors", "dissection", "websocket", "sockjs", "stomp"},
    "trace": {"errors", "dissection"},
    "recording": {"dissection", "dissector", "trace", "analysis"},
    "analysis": {"errors", "dissection", "dissector", "websocket", "stomp", "trace"},
    "broker": {"stomp", "errors"},
    "spring": {"broker", "stomp", "trace", "errors"},
    "net": {"errors", "dissection", "websocket", "sockjs", "stomp", "dissector", "trace", "broker"},
    "probing": {"errors", "dissection", "websocket", "stomp", "dissector", "net"},
    "stompjs": {"net", "stomp"},
    "kata": {"errors"},
    "course": {"errors", "dissection", "websocket", "sockjs", "stomp", "dissector", "trace", "broker", "spring", "net",
               "stompjs", "kata"},
    "widgets": {"dissection", "dissector", "trace", "analysis", "kata"},
}
ANYTHING = {"lab", "cli", "build", "__init__", "__main__"}

ONLY_IN = {
    "asyncio": {"net", "probing", "lab", "cli", "build", "course"},
    "websockets": {"websocket", "sockjs", "stomp", "net", "probing", "course"},
    "anywidget": {"widgets"},
    "ipywidgets": {"widgets", "lab"},
    "IPython": {"widgets", "lab"},
    "traitlets": {"widgets"},
}
SANS_IO = {"websockets.protocol", "websockets.server", "websockets.client", "websockets.frames", "websockets.http11",
           "websockets.headers", "websockets.streams", "websockets.extensions", "websockets.exceptions",
           "websockets.datastructures", "websockets.typing", "websockets.uri"}
SMALL_PACKAGE = {"errors", "websocket", "sockjs", "stomp", "broker", "net"}  # a broker or a client runs with it alone
TOOLS = {"trace", "dissection", "dissector", "recording", "analysis", "probing", "stompjs", "spring"}
TAP_AND_LESSON = {"relay", "joint", "refusal", "cutter", "faults", "fault_kinds", "faulty_way", "echo", "socket"}  # of net
SMALL_LINES = 5_500     # lines of code
NO_CODE = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


def layer_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write imports in full"
            found.add(node.module)
            if node.module in ("stompkata", "websockets"):
                found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


FILES = [path for path in sorted(PACKAGE.rglob("*.py")) if "_course" not in path.parts]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_layer_imports_only_what_stands_above_it(path):
    layer = layer_of(path)
    for name in imported(path):
        top, *rest = name.split(".")
        if top == "stompkata" and rest and layer not in ANYTHING:
            assert rest[0] == layer or rest[0] in MAY_IMPORT[layer], f"{layer} must not import {name}"
        if top in ONLY_IN and layer not in ANYTHING:
            assert layer in ONLY_IN[top], f"{layer} must not import {name}"
        if top == "websockets" and layer in ("websocket", "sockjs", "stomp"):
            assert name in SANS_IO or name == "websockets", f"{layer} may use only the sans-I/O modules, not {name}"


def lines_of_code(path: Path) -> int:
    """Lines that hold code: no blank ones, comments or docstrings."""
    text = path.read_text(encoding="utf-8")
    prose = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            prose |= set(range(node.lineno, node.end_lineno + 1))
    code = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in NO_CODE:
            code |= set(range(token.start[0], token.end[0] + 1))
    return len(code - prose)


def test_the_small_package_stays_small(capsys):
    small, tools = Counter(), Counter()
    for path in FILES:
        layer = layer_of(path)
        if layer in TOOLS or (layer == "net" and path.stem in TAP_AND_LESSON):
            tools[layer] += lines_of_code(path)
        elif layer in SMALL_PACKAGE:
            small[layer] += lines_of_code(path)

    with capsys.disabled():
        print(f"\nsmall package: {small.total()} lines of code, at most {SMALL_LINES}:",
              ", ".join(f"{layer} {count}" for layer, count in small.most_common()))
        print(f"tools around it: {tools.total()}:", ", ".join(f"{layer} {count}" for layer, count in tools.most_common()))
    assert small.total() <= SMALL_LINES
    assert {path.stem for path in FILES if layer_of(path) == "net"} >= TAP_AND_LESSON
