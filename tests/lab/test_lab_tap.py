"""A tap and an echo of a notebook: no await, replaced when the cell runs again, faults while a client is connected."""

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


def test_a_client_and_a_broker_meet_through_a_tap_and_its_recording_shows_them(closing):
    broker = closing(lab.broker("tapped"))
    tap = closing(lab.tap(broker))
    me = lab.client(tap)
    me.publish("/topic/news", "hello", receipt=True)

    assert repr(tap) == "<tap 'tap'>" and "STOMP SEND /topic/news" in tap.recording.text()
    assert lab.recording(tap) is tap.recording


def test_a_fault_from_a_cell_reaches_the_connection_that_is_open(closing):
    broker = closing(lab.broker("faulty"))
    tap = closing(lab.tap(broker, seed=4))
    me = lab.client(tap)
    tap.faults.next("bad_utf8")
    with pytest.raises((StompkataError, ConnectionError)):
        me.publish("/topic/news", "hello", receipt=True)

    assert "fault: bad_utf8" in tap.recording.text()


def test_an_echo_answers_also_through_a_tap_and_a_second_one_takes_its_place(closing):
    echo = closing(lab.echo())
    tap = closing(lab.tap(echo, name="before the echo"))
    socket = lab.socket(tap)
    socket.send(b"\xffhello")

    assert socket.receive() == b"\xffhello"
    other = closing(lab.echo())
    assert other.url != echo.url
    with pytest.raises((StompkataError, OSError)):
        lab.socket(echo)
