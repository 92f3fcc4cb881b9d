"""`stompkata check --peers` where every peer is installed, and the two observers that other people wrote."""

import sys
from pathlib import Path

import pytest
import typer

from stompkata.cli import kata as command
from stompkata.course.peers.embedded import Embedded

sys.path.insert(0, str(Path(__file__).parents[1] / "course"))
from talk_course.solved import GREET, TELL  # noqa: E402

HELLO = b"SEND\ndestination:/topic/a\n\nhello\0"
pytestmark = pytest.mark.usefixtures("every_peer")


@pytest.fixture
def talk(tmp_path, monkeypatch):
    """A learner's folder with both kata written."""
    monkeypatch.setenv("STOMPKATA_HOME", str(tmp_path))
    monkeypatch.setattr("stompkata.lab.desk.COURSE", "talk_course")
    (tmp_path / "mystomp").mkdir()
    (tmp_path / "mystomp" / "__init__.py").write_text("")
    (tmp_path / "mystomp" / "talk.py").write_text(GREET + TELL)
    return tmp_path


def test_the_same_dialogues_are_held_at_every_peer_here(talk, capsys):
    command.check(kata=None, verbose=False, peers=True)

    out = capsys.readouterr().out
    assert "PASS talk.greet · 3 of 3 checks" in out
    assert "PASS talk.tell · 5 of 5 checks" in out
    assert out.endswith("peers met: embedded broker, RabbitMQ, ActiveMQ, stomp.py, stompjs\n")


def test_a_wrong_program_is_told_by_the_real_broker_that_refused_it(talk, capsys):
    wrong = GREET.replace("host:{host}", "host:elsewhere")  # our own takes any virtual host
    (talk / "mystomp" / "talk.py").write_text(wrong)
    with pytest.raises(typer.Exit):
        command.check(kata="talk.greet", verbose=False, peers=True)

    out = capsys.readouterr().out
    assert "FAIL talk.greet · the peer answered ERROR: Bad CONNECT" in out
    assert "not met in any check that passed: RabbitMQ" in out


def test_stomp_py_observes_the_same():
    with Embedded("strict", observed_by="stomp.py") as place:
        observer, session = place.observer("/topic/a"), place.connected()
        session.send(HELLO)

        command, headers, body = observer.message()
        assert (command, headers["destination"], body) == ("MESSAGE", "/topic/a", b"hello")
        assert len(observer.messages) == 1


def test_stompjs_observes_the_same():
    with Embedded("strict", observed_by="stompjs") as place:
        observer, session = place.observer("/topic/a"), place.connected()
        session.send(b"SEND\ndestination:/topic/a\ncontent-length:3\n\n\0\xff\n\0")

        command, headers, body = observer.message()
        assert (command, headers["destination"], body) == ("MESSAGE", "/topic/a", b"\0\xff\n")
