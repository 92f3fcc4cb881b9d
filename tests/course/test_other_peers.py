"""`stompkata check --peers`: the same dialogue, at every peer that is installed."""

import pytest
from talk_course.solved import GREET, TELL

from stompkata.cli import kata as command
from stompkata.course.peers import real_brokers


@pytest.fixture
def talk(tmp_path, monkeypatch):
    """A learner's folder with both kata written."""
    monkeypatch.setenv("STOMPKATA_HOME", str(tmp_path))
    monkeypatch.setattr("stompkata.lab.desk.COURSE", "talk_course")
    (tmp_path / "mystomp").mkdir()
    (tmp_path / "mystomp" / "__init__.py").write_text("")
    (tmp_path / "mystomp" / "talk.py").write_text(GREET + TELL)
    return tmp_path


@pytest.fixture
def nothing_installed(monkeypatch):
    monkeypatch.setattr(real_brokers, "missing_rabbitmq", lambda: "no RabbitMQ here")
    monkeypatch.setattr(real_brokers, "missing_activemq", lambda: "no ActiveMQ here")
    monkeypatch.setattr("stompkata.course.peers.others.observers", lambda: ([], ["stompjs: install node"]))


def test_without_the_option_only_the_embedded_broker_is_met(talk, capsys):
    command.check(kata="talk.greet", verbose=False, peers=False)

    assert "met    embedded broker (strict, lenient)\n" in capsys.readouterr().out


def test_a_peer_that_is_not_installed_is_named_and_never_counted(talk, nothing_installed, capsys):
    command.check(kata="talk.greet", verbose=False, peers=True)

    assert capsys.readouterr().out == (
        "PASS talk.greet · 1 of 1 checks\n"
        "proved it opens a session\n"
        "met    embedded broker (strict, lenient)\n"
        "file   $STOMPKATA_HOME/mystomp/talk.py\n"
        "peers met: embedded broker\n"
        "not installed, so not met: RabbitMQ (no RabbitMQ here)\n"
        "not installed, so not met: ActiveMQ (no ActiveMQ here)\n"
        "not installed, so not met: stompjs: install node\n"
    )
