"""Real peers: node, stomp.py, Chromium, Pyodide, RabbitMQ, ActiveMQ. A missing one is named, and in CI it is a failure."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stompkata.course.peers import real_brokers
from stompkata.course.peers.others import observers

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.interop)
            if item.get_closest_marker("timeout") is None:
                item.add_marker(pytest.mark.timeout(120))


TOLD: list[str] = []


def pytest_terminal_summary(terminalreporter):
    """Print what the tests had to tell: starts of brokers, what a peer cannot do."""
    if TOLD:
        terminalreporter.section("real peers")
        terminalreporter.write_line("\n".join(TOLD))


@pytest.fixture(scope="session")
def tell() -> Callable[[str], None]:
    """Takes a line for the end of the report."""
    return TOLD.append


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


@pytest.fixture(scope="session")
def every_peer() -> None:
    """All that `stompkata check --peers` looks for."""
    for missing in (real_brokers.missing_rabbitmq(), real_brokers.missing_activemq(), *observers()[1]):
        need(not missing, missing)


@pytest.fixture(scope="session")
def rabbitmq(tmp_path_factory, tell) -> Iterator[real_brokers.RealBroker]:
    """Debian's RabbitMQ, with `url` (Web-STOMP) and `tcp_url` (STOMP), for as long as the session runs."""
    need(not (missing := real_brokers.missing_rabbitmq()), missing)
    with real_brokers.rabbitmq(tmp_path_factory.mktemp("rabbitmq"), tell) as broker:
        yield broker


@pytest.fixture(scope="session")
def activemq(tmp_path_factory, tell) -> Iterator[real_brokers.RealBroker]:
    """Debian's ActiveMQ, with `tcp_url` alone, for as long as the session runs."""
    need(not (missing := real_brokers.missing_activemq()), missing)
    with real_brokers.activemq(tmp_path_factory.mktemp("activemq"), tell) as broker:
        yield broker
