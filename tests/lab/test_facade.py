"""The facade of `lab`: plain calls over the loop's thread, each with a deadline, and nothing to clean up."""

import gc
import os
import subprocess
import sys
import threading
import time

import pytest

from stompkata import lab
from stompkata.errors import (
    DeadlineExceeded,
    LocalProtocolError,
    StaleAck,
    StompkataError,
)
from stompkata.lab.sync_socket import Nothing
from stompkata.net.message import Message
from stompkata.net.runtime import THREAD

CONNECT = b"CONNECT\naccept-version:1.2\nhost:kata\n\n\0"


@pytest.fixture
def broker():
    broker = lab.broker("of the test")
    yield broker
    broker.close()


def eventually(true) -> bool:
    """Give another thread time to do what nobody can wait for, such as closing what was forgotten."""
    deadline = time.monotonic() + 5
    while not true() and time.monotonic() < deadline:
        time.sleep(0.01)
    return true()


def test_a_value_goes_round_as_json(broker):
    me = lab.client(broker)
    news = me.subscribe("/topic/news")
    me.publish("/topic/news", json={"name": "x"}, receipt=True)
    message = news.receive()

    assert message.json() == {"name": "x"} and message.headers["content-type"] == "application/json"
    with pytest.raises(TypeError, match="one body, and here are two"):
        me.publish("/topic/news", "hello", json=[])


def test_a_message_goes_round_without_any_await(broker):
    me, you = lab.client(broker), lab.client(broker)
    news = you.subscribe("/topic/news")
    me.publish("/topic/news", "hello", receipt=True)

    assert news.receive().text == "hello"
    assert (me.version, me.connected, repr(me)) == ("1.2", True, "<client, STOMP 1.2>")
    for body in "a", "b":
        me.publish("/topic/news", body)
    assert [message.text for _, message in zip(range(2), news, strict=False)] == ["a", "b"]


def test_a_message_is_acknowledged_without_any_await(broker):
    me = lab.client(broker)
    jobs = me.subscribe("/queue/jobs", headers={"ack": "client-individual"})
    for body in "one", "two":
        me.publish("/queue/jobs", body, receipt=True)
    one, two = jobs.receive(), jobs.receive()
    assert (one.ack(), two.nack({"receipt": "seen"}), two.text, two.destination) == (None, None, "two", "/queue/jobs")
    me.publish("/topic/done", receipt=True)
    said = [name for name in ("ACK", "NACK") if f"STOMP {name}\n" in lab.recording(me).text()]

    assert said == ["ACK", "NACK"] and isinstance(one, Message) and one == (one.command, one.headers, one.body)


def test_an_ack_speaks_in_the_thread_that_owns_the_connection(broker, monkeypatch):
    me = lab.client(broker)
    jobs = me.subscribe("/queue/jobs", headers={"ack": "client-individual"})
    me.publish("/queue/jobs", "one", receipt=True)
    message, threads = jobs.receive(), []
    answer = Message._answer
    monkeypatch.setattr(Message, "_answer", lambda *said: threads.append(threading.current_thread().name) or answer(*said))
    message.ack()

    assert threads == [THREAD]


def test_what_cannot_be_acknowledged_says_so_in_the_cell(broker):
    me = lab.client(broker)
    news, jobs = me.subscribe("/topic/a"), me.subscribe("/queue/a", headers={"ack": "client-individual"})
    for place in "/topic/a", "/queue/a":
        me.publish(place, receipt=True)
    with pytest.raises(LocalProtocolError, match="client-individual"):
        news.receive().ack()
    late = jobs.receive()
    me.disconnect()
    with pytest.raises(StaleAck):
        late.ack()


def test_a_callback_is_called_in_the_background(broker):
    me, got = lab.client(broker), threading.Event()
    me.subscribe("/topic/news", lambda message: got.set())
    me.publish("/topic/news")

    assert got.wait(5)


def test_every_wait_has_a_deadline_and_what_comes_later_is_not_lost(broker):
    me = lab.client(broker)
    news = me.subscribe("/topic/news")
    with pytest.raises(DeadlineExceeded, match="/topic/news"):
        news.receive(timeout=0.05)

    me.publish("/topic/news", "late")
    assert news.receive().text == "late"


def test_a_socket_sends_the_learners_own_octets(broker):
    raw = lab.socket(broker)
    raw.send(CONNECT[:-1])
    nothing = raw.receive(timeout=0.05)
    assert (nothing, repr(nothing)) == (b"", "nothing came within 0.05 s")
    assert isinstance(nothing, Nothing)

    raw.send(b"\0")
    assert raw.receive().startswith(b"CONNECTED\nversion:1.2\n")


def test_the_labs_broker_waits_while_a_learner_reads(broker):
    limits = broker.limits

    assert min(limits.handshake_seconds, limits.connect_seconds, limits.frame_seconds, limits.ping_seconds) == 3600


def test_a_broker_of_the_same_name_takes_the_place_of_the_first():
    first = lab.broker("again")
    me = lab.client(first)
    second = lab.broker("again")

    assert first.url != second.url
    with pytest.raises(StompkataError, match="the broker is stopping"):
        me.publish("/topic/news", "anybody?", receipt=True)
    assert lab.client(second).connected
    second.close()


def test_what_a_notebook_no_longer_holds_is_closed(broker):
    me = lab.client(broker)
    raw = lab.socket(broker)
    assert eventually(lambda: len(broker.sessions) == 2)

    del me, raw
    gc.collect()
    assert eventually(lambda: not broker.sessions)


def test_everything_that_crosses_is_recorded_from_the_start(broker):
    me = lab.client(broker, login="ada", passcode="s3cret")
    me.disconnect()
    sent = lab.recording(broker).text()

    assert "CONNECT" in sent and "DISCONNECT" in sent
    for recording in (lab.recording(broker), lab.recording(me)):
        assert not any(b"s3cret" in part.data for record in recording for part in _layers(recording.dissect(record)))
    assert lab.frames(broker).recording is lab.recording(me.recording and broker)


def _layers(dissection):
    yield dissection
    for inner in dissection.inner:
        yield from _layers(inner)


def test_only_what_has_a_recording_can_be_shown():
    with pytest.raises(TypeError, match="a broker, a client or a socket"):
        lab.frames("ws://127.0.0.1:1/")


def test_stompjs_is_told_where_the_broker_is(broker):
    page = lab.stompjs(broker)

    assert (page.url, page.destination, page.greeting) == (broker.url, "/topic/hello", "hello from stompjs")


def test_names_are_told_from_each_other():
    assert {"broker", "check", "client", "dissect", "frames", "socket", "stompjs"} <= set(dir(lab))
    with pytest.raises(AttributeError, match="it has allow_nested_loops"):
        lab.brokr  # noqa: B018


def test_loading_lab_starts_nothing_and_a_script_that_uses_it_ends_by_itself():
    script = (
        "import sys, threading\n"
        "from stompkata import lab\n"
        "assert threading.active_count() == 1 and 'ipywidgets' not in sys.modules and 'IPython' not in sys.modules\n"
        "me = lab.client(lab.broker())\n"
        "me.publish('/topic/a', 'x', receipt=True)\n"
        "print(me)\n"
    )
    environment = os.environ | {"PYTHONWARNINGS": "error"}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=20, env=environment)

    assert (done.stdout, done.stderr, done.returncode) == ("<client, STOMP 1.2>\n", "", 0)
