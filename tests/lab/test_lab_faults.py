"""`lab.faults` works on the very object that Python has, of a tap and of an echo."""

import pytest

from stompkata import lab
from stompkata.errors import StompkataError


@pytest.fixture
def closing():
    """Closes what a test makes, whatever becomes of it."""
    made = []
    yield lambda thing: made.append(thing) or thing
    for thing in reversed(made):
        thing.close()


def test_the_panel_of_a_tap_does_what_the_object_does(closing):
    broker = closing(lab.broker("behind a panel"))
    tap = closing(lab.tap(broker, seed=7))
    panel = closing(lab.faults(tap))
    me = lab.client(tap)
    panel.heard({"type": "next", "way": "to_server", "kind": "bad_utf8"})
    with pytest.raises((StompkataError, ConnectionError)):
        me.publish("/topic/news", "hello", receipt=True)

    assert panel.faults is tap.faults and panel.recording is tap.recording
    assert (panel.name, repr(panel)) == ("tap.faults", "<FaultPanel: seed 7>")
    assert "→ to the server  tap-1  bad_utf8 of the unit of" in panel.snapshot()["text/plain"]


def test_an_echo_has_faults_of_its_own(closing):
    echo = closing(lab.echo(name="faulty echo", seed=4))
    panel = closing(lab.faults(echo))
    socket = lab.socket(echo)
    socket.send(b"one")
    assert socket.receive() == b"one"
    panel.heard({"type": "next", "way": "to_client", "kind": "flip"})
    panel.heard({"type": "next", "way": "to_client", "kind": "drop"})
    panel.faults.clear()
    panel.heard({"type": "next", "way": "to_client", "kind": "drop"})
    socket.send(b"two")
    socket.send(b"three")

    assert socket.receive() == b"three"
    assert panel.name == "echo.faults" and "drop of the unit of 5 octets" in echo.recording.text()


def test_what_has_no_faults_is_told_where_there_are_some(closing):
    with pytest.raises(TypeError, match=r"lab\.tap"):
        lab.faults(closing(lab.broker("without faults")))
