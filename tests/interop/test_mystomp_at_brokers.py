"""The learner's client, unchanged, at brokers of other people: it connects, subscribes, publishes and receives."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from stompkata.lab.desk import Desk

sys.path.insert(0, str(Path(__file__).parents[1] / "course"))
from client_parts import PARTS  # noqa: E402

BORROWED = ("02_handshake", "05_stomp_frame", "03_websocket_frame", "04_messages", "06_streaming_parser")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A learner's folder: the solutions of the chapters that exist, and what stands in for the others."""
    monkeypatch.setenv("STOMPKATA_HOME", str(tmp_path))
    desk = Desk()
    for name in BORROWED:
        desk.borrow(name)
    for module, text in PARTS.items():
        if any(kata.module == module for kata in desk.catalogue.all()):
            desk.borrow(module)
        else:
            (tmp_path / "mystomp" / f"{module}.py").write_text(text)
    return tmp_path


def said(folder: Path, url: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "mystomp", url, "/topic/mine", "--host", "/", "--login", "guest"],
        cwd=folder, input="hello\né中\n", text=True, capture_output=True, timeout=20, check=False,
        env=os.environ | {"MYSTOMP_PASSCODE": "guest"},
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout


HEARD = "connected, version 1.2\nsubscribed to /topic/mine\n/topic/mine: hello\n/topic/mine: é中\nbye\n"


def test_rabbitmq_over_websocket(folder, rabbitmq):
    assert said(folder, rabbitmq.url) == "the WebSocket is open, for v12.stomp\n" + HEARD


def test_rabbitmq_over_tcp(folder, rabbitmq):
    assert said(folder, rabbitmq.tcp_url) == HEARD


def test_activemq_over_tcp_as_debian_builds_it_without_websocket(folder, activemq):
    assert said(folder, activemq.tcp_url) == HEARD
