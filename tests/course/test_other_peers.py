"""`stompkata check --peers`: the same dialogue, at every peer that is installed."""

import pytest
import typer

from stompkata.cli import kata as command
from stompkata.course.peers import real_brokers

GREET = (
    "def greet(host, login, passcode):\n"
    "    return f'CONNECT\\naccept-version:1.2\\nhost:{host}\\nlogin:{login}\\npasscode:{passcode}\\n\\n\\0'.encode()\n"
)
TELL = (
    "def tell(destination, body):\n"
    "    return b'SEND\\ndestination:%b\\ncontent-length:%d\\n\\n%b\\0' % (destination.encode(), len(body), body)\n"
)


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
        "peers met: embedded broker\n"
        "not installed, so not met: RabbitMQ (no RabbitMQ here)\n"
        "not installed, so not met: ActiveMQ (no ActiveMQ here)\n"
        "not installed, so not met: stompjs: install node\n"
    )


@pytest.mark.interop
@pytest.mark.timeout(120)
def test_the_same_dialogues_are_held_at_every_peer_here(talk, capsys):
    command.check(kata=None, verbose=False, peers=True)

    out = capsys.readouterr().out
    assert "PASS talk.greet · 3 of 3 checks" in out
    assert "PASS talk.tell · 5 of 5 checks" in out
    assert out.endswith("peers met: embedded broker, RabbitMQ, ActiveMQ, stomp.py, stompjs\n")


@pytest.mark.interop
@pytest.mark.timeout(120)
def test_a_wrong_program_is_told_by_the_real_broker_that_refused_it(talk, capsys):
    wrong = GREET.replace("host:{host}", "host:elsewhere")  # our own takes any virtual host
    (talk / "mystomp" / "talk.py").write_text(wrong)
    with pytest.raises(typer.Exit):
        command.check(kata="talk.greet", verbose=False, peers=True)

    out = capsys.readouterr().out
    assert "FAIL talk.greet · the peer answered ERROR: Bad CONNECT" in out
    assert "not met in any check that passed: RabbitMQ" in out
