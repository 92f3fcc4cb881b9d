"""The wheel in Pyodide: CPython on WebAssembly, as in a browser, without threads and sockets."""

import importlib
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
PURE_PYTHON = ("websockets", "h11")  # what the core needs there; the other dependencies are the terminal's


def unpack(wheel: Path, folder: Path) -> Path:
    """The wheel and the Python part of its dependencies in one folder."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    for name in PURE_PYTHON:
        source = Path(importlib.import_module(name).__file__).parent
        shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("*.so", "*.pyd", "__pycache__"))
    return folder


def test_the_wheel_holds_a_conversation_over_the_memory_pipe(wheel, node_modules, tmp_path):
    packages = unpack(wheel, tmp_path / "packages")
    command = ["node", HERE / "pyodide_run.mjs", packages, HERE / "pyodide_conversation.py"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stdout + done.stderr

    heard = json.loads(done.stdout)
    assert heard["platform"] == "emscripten" and heard["threads"] == 1
    assert heard["ws"] == heard["tcp"] == "grüezi, 世界"
    assert heard["ws records"] > 6 and heard["tcp records"] > 5
    assert "SEND" in heard["dissected"]
