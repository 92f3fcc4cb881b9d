"""The learner's client, run from a cell."""

import pytest

from stompkata import lab
from stompkata.lab.desk import Desk


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("STOMPKATA_HOME", str(tmp_path))
    return tmp_path


def test_it_runs_in_the_learners_folder_and_prints_what_it_prints(home, capsys):
    for name in ("02_handshake", "05_stomp_frame", "03_websocket_frame", "04_messages", "06_streaming_parser"):
        Desk().borrow(name)
    (home / "mystomp" / "connect.py").write_text("")
    lab.mystomp(lab.broker(), "/topic/x", ["hello"])

    assert capsys.readouterr().out == (
        "the WebSocket is open, for v12.stomp\n"
        "chapter 07 writes connect_frame: stompkata next, or stompkata borrow connect\n"
    )


def test_in_an_empty_folder_it_says_where_to_begin(home, capsys):
    lab.mystomp(lab.broker(), "/topic/x")

    assert capsys.readouterr().out == (
        "chapter 02 writes build_upgrade: stompkata next, or stompkata borrow handshake\n"
    )
