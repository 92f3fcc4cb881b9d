"""Real peers: node, stomp.py, Chromium, Pyodide. A missing one is named, and in CI it is a failure."""

import os
import shutil
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.interop)
            item.add_marker(pytest.mark.timeout(120))


def need(present: object, what: str) -> None:
    """Skip where a peer is missing; in CI a missing peer is a failure."""
    if not present:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(what)


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """The folder of the installed npm packages."""
    need(shutil.which("node"), "no node here: install Node.js 18 or newer")
    folder = HERE / "node_modules"
    need((folder / "@stomp" / "stompjs").is_dir(), "no stompjs here: run  npm ci --prefix tests/interop")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    need(found, "no Chromium here: install Debian's package `chromium`")
    return found
