"""The import table of the package: each layer imports only what stands above it."""

import ast
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
    "recording": {"dissection", "dissector", "trace"},
    "broker": {"stomp", "errors"},
    "spring": {"broker", "stomp", "trace", "errors"},
    "net": {"errors", "dissection", "websocket", "sockjs", "stomp", "dissector", "trace", "broker"},
    "stompjs": {"net", "stomp"},
    "kata": {"errors"},
    "course": {"errors", "dissection", "websocket", "sockjs", "stomp", "dissector", "trace", "broker", "spring", "net",
               "stompjs", "kata"},
    "widgets": {"dissection", "dissector", "trace", "kata"},
}
ANYTHING = {"lab", "cli", "build", "__init__", "__main__"}

ONLY_IN = {
    "asyncio": {"net", "lab", "cli", "build", "course"},
    "websockets": {"websocket", "sockjs", "stomp", "net", "course"},
    "anywidget": {"widgets"},
    "ipywidgets": {"widgets", "lab"},
    "IPython": {"widgets", "lab"},
    "traitlets": {"widgets"},
}
SANS_IO = {"websockets.protocol", "websockets.server", "websockets.client", "websockets.frames", "websockets.http11",
           "websockets.headers", "websockets.streams", "websockets.extensions", "websockets.exceptions",
           "websockets.datastructures", "websockets.typing", "websockets.uri"}
CORE_LINES = 4_000
NOT_CORE = {"course", "widgets", "lab", "build", "cli"}


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


def test_the_core_stays_small(capsys):
    lines = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in FILES if layer_of(path) not in NOT_CORE)

    with capsys.disabled():
        print(f"\ncore: {lines} lines of about {CORE_LINES}")
    assert lines <= CORE_LINES * 1.1
