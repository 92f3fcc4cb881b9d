"""Still figures say in words what they draw; nothing that a stranger wrote is read as more than text."""

import subprocess
import sys

import pytest
from talk import KEY, Talk, connected

import stompkata as sk
from stompkata.analysis.sizes import sizes
from stompkata.analysis.units import read
from stompkata.errors import StompkataError
from stompkata.websocket.frame import Opcode

HOSTILE = "closed 1002 $\\frac$ <script> 中 \x00 \u202e \x1b[31m"


def beating(connection="c1", **options):
    talk = connected(client="1000,1000", server="1000,1000", connection=connection, **options)
    talk.client("", at=2.9).server("", at=3.4).client("", at=4.5).frame("to_client", b"p", Opcode.PING, at=4.6)
    return talk.event(HOSTILE, at=9.0)


def test_heart_beats_are_drawn_with_their_verdicts():
    figure = beating().recording.plot_heartbeats()

    picture = figure._repr_mimebundle_()
    assert picture["image/png"].startswith(b"\x89PNG")
    assert picture["text/plain"] == repr(figure) == str(figure)
    assert repr(figure).startswith("c1: the client is due every 1 s and was silent for 4.5 s")
    assert "⟨NUL⟩ ⟨U+202E⟩ ⟨ESC⟩[31m" in repr(figure)
    words = [text.get_text() for text in figure.axes[0].texts]
    assert words[:4] == ["late: 1.4 s", "missed: 5.6 s", "late: 1.6 s", "missed: 4.5 s"]
    assert [tick.get_text() for tick in figure.axes[0].get_yticklabels()] == [
        "server\nevery 1 s", "client\nevery 1 s", "WebSocket\nping, pong"]  # fmt: skip


def test_each_connection_has_a_place_and_one_can_be_chosen():
    recording = beating().recording
    beating("broker/ws-2", recording=recording)

    assert len(recording.plot_heartbeats().axes) == 2
    assert repr(recording.plot_heartbeats("broker/ws-2", tolerance=9)).startswith("broker/ws-2: the client is due")


def test_sizes_are_added_up_by_direction_and_command():
    talk = connected().frame("to_server", b"SEND\n\nhi\0\nSEND\n\nhi\0").frame("to_client", b"p", Opcode.PING)
    talk.frame("to_server", b"SEND\n\nhi\0", at=5).event("closed")
    found = sizes(read(talk.recording))

    send, ping = found["to_server", "SEND"], found["to_client", "ping"]
    assert (send.count, send.framing, send.head, send.body) == (3, 12, 22, 6)
    assert (ping.count, ping.framing, ping.head, ping.body) == (1, 2, 0, 1)
    assert sum(one.octets for one in found.values()) == sum(len(record.data) for record in list(talk.recording)[:-1])


def test_sizes_of_broken_and_fragmented_frames_still_add_up():
    talk = Talk().frame("to_server", b"SEND\n\n" + b"x" * 200, fin=False)
    talk.frame("to_server", b"y\0", Opcode.CONTINUATION)
    for data in (b"", b"\x81", b"\x81\xfe\0", b"\x81\x85" + KEY):
        talk.recording.add(9.0, "c1", "to_server", "websocket", data)
    found = sizes(read(talk.recording))

    assert sum(one.octets for one in found.values()) == sum(len(record.data) for record in talk.recording)
    assert all(part >= 0 for one in found.values() for part in (one.framing, one.head, one.body))


def test_sizes_are_drawn_with_their_numbers():
    figure = beating().recording.plot_sizes()

    assert "← server  ping ×1: 3 octets, 2 framing, 0 head, 1 body" in repr(figure).splitlines()
    assert figure._repr_mimebundle_()["image/png"].startswith(b"\x89PNG")


@pytest.mark.parametrize("draw, why", [("plot_heartbeats", "no STOMP session"), ("plot_sizes", "nothing crossed")])
def test_nothing_to_draw_is_said_in_words(draw, why):
    with pytest.raises(StompkataError, match=why):
        getattr(sk.Recording(), draw)()


def test_without_matplotlib_all_else_works_and_the_error_says_what_to_install():
    program = """if True:
        import sys
        sys.modules["matplotlib"] = None
        import stompkata as sk
        recording = sk.Recording()
        recording.add(0.0, "a", "to_client", "stomp", b"\\n")
        assert len(recording.filter("beat")) == 1
        try:
            recording.plot_sizes()
        except Exception as error:
            print(error)
    """
    told = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, text=True, timeout=30)

    assert told.stdout == "figures need matplotlib\n  try:  pip install 'stompkata[lab]'\n", told.stderr
