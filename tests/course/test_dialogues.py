"""Checks that are conversations: with the embedded broker, before an observer, and told as a story when they fail."""

import socket
import threading
import time

import pytest

from stompkata.course.peers import at_last, dialogue, in_time, peer, warm
from stompkata.course.peers.session import Session
from stompkata.kata import CheckFailed
from stompkata.kata.registry import CHECKS, DIAGNOSES
from stompkata.kata.report import tell
from stompkata.kata.running import run_check

CONNECT = b"CONNECT\naccept-version:1.2\nhost:kata\nlogin:guest\npasscode:guest\n\n\0"
HELLO = b"SEND\ndestination:/topic/a\n\nhello\0"


@pytest.fixture
def opens(monkeypatch):
    """A dialogue that wants CONNECTED, as a check."""
    monkeypatch.setitem(CHECKS, "talk.connect", [])
    monkeypatch.setitem(DIAGNOSES, "talk.connect", [])

    @dialogue("talk.connect", "a CONNECT opens a session", rule="S12-29", next="look at the end of your frame")
    def conversation(connect, place):
        session = place.open()
        session.send(connect())
        session.hear("CONNECTED", because="without CONNECTED there is no session")

    return CHECKS["talk.connect"][0]


def report(check, octets):
    def connect():
        return octets

    return str(tell("talk.connect", [run_check(check, connect)]))


def test_a_right_frame_passes_at_both_presets(opens):
    assert report(opens, CONNECT) == (
        "PASS talk.connect · 1 of 1 checks\n"
        "proved a CONNECT opens a session\n"
        "met    embedded broker (strict, lenient)"
    )


def test_a_silent_peer_is_told_with_the_story_so_far(opens):
    assert report(opens, CONNECT[:-1]) == (
        "FAIL talk.connect · nothing came for 1.0 s\n"
        "call   connect()\n"
        "story  -> b'CONNECT\\naccept-version:1.2\\nhost:'…     (65 octets)\n"
        "       <- (nothing)\n"
        "state  open; the peer waits for the rest of a frame: where is its NUL?\n"
        "rule   without CONNECTED there is no session\n"
        "next   look at the end of your frame.  S12-29"
    )


def test_an_error_is_told_in_the_peers_own_words_and_no_passcode_is(opens):
    text = report(opens, CONNECT.replace(b"passcode:guest", b"passcode:hunter2"))

    assert "· the peer answered ERROR: the login or the passcode is wrong\n" in text
    assert "story  -> CONNECT accept-version:1.2 host:kata login:guest" in text
    assert "\n       <- ERROR the login or the passcode is wrong\n" in text
    assert "hunter2" not in text


@pytest.mark.parametrize("octets", ["text", None, b"", 7], ids=repr)
def test_what_is_no_octets_is_never_sent(opens, octets):
    outcome = run_check(opens, lambda: octets)

    assert not outcome.passed and not outcome.broken
    assert not any(row.label == "story" for row in outcome.rows)


def test_a_long_story_shows_its_end(opens):
    with peer("lenient") as place:
        session = place.connected()
        for number in range(9):
            session.send(b"SUBSCRIBE\nid:%d\ndestination:/topic/a\nreceipt:r%d\n\n\0" % (number, number))
            session.hear("RECEIPT", because="it was asked for")
        rows = place.rows()

    assert rows[0] == ("story", "… 17 before")
    assert rows[-1] == ("", "<- RECEIPT receipt-id:r8")
    assert len(rows) == 4


def test_a_dialogue_at_two_presets_takes_milliseconds(opens):
    report(opens, CONNECT)
    began = time.perf_counter()
    for _ in range(5):
        report(opens, CONNECT)

    assert (time.perf_counter() - began) / 5 < 0.3


def test_our_own_observer_hears_exactly_what_was_sent():
    with peer("strict") as place:
        observer, session = place.observer("/topic/a"), place.connected()
        session.send(HELLO)

        assert observer.message()[2] == b"hello"
        session.send(HELLO.replace(b"hello", b"again"))
        assert [body for _, _, body in observer.messages] == [b"hello", b"again"]


def test_an_observer_knows_without_a_wait_that_nothing_came():
    with peer("strict") as place:
        observer, session = place.observer("/topic/b"), place.connected()
        session.send(HELLO)
        began = time.perf_counter()

        assert observer.messages == []
        assert time.perf_counter() - began < 0.5


def test_the_rest_is_all_that_a_peer_says_and_no_more():
    with peer("strict") as place:
        session = place.connected()
        session.send(b"SUBSCRIBE\nid:0\ndestination:/topic/a\n\n\0")
        session.send(HELLO)

        assert [(command, headers["subscription"]) for command, headers, _ in session.rest()] == [("MESSAGE", "0")]
        assert session.rest() == []


def test_a_peer_that_closes_after_its_error_is_heard_to_end():
    with peer("strict") as place:
        session = place.open()
        session.send(HELLO)
        session.hear("ERROR", because="nothing may come before CONNECT")

        session.ends(because="after an ERROR the broker closes")
        assert session.receive() is None


def test_a_wait_that_nobody_ends_fails_the_check():
    async def forever():
        import asyncio

        await at_last(asyncio.get_running_loop().create_future(), because="it should end", what="no RECEIPT woke it")

    with pytest.raises(CheckFailed, match="no RECEIPT woke it within 1 s"):
        in_time(forever())


def test_a_peers_own_words_cannot_move_the_cursor():
    hostile = b"ERROR\nmessage:\x1b[2J\xe2\x80\xaegone\n\n\0"
    with socket.create_server(("127.0.0.1", 0)) as server:
        session = Session(*server.getsockname()[:2])
        answering, _ = server.accept()
        answering.sendall(hostile)
        with pytest.raises(CheckFailed) as failed:
            session.hear("CONNECTED", because="it opens the session")
        answering.close()
        session.drop()

    told = failed.value.what + str(session.story.rows())
    assert "gone" in told and "\x1b" not in told and "\u202e" not in told


def test_warming_up_leaves_no_thread_behind():  # the checking process is forked after it
    before = threading.active_count()
    warm()

    assert threading.active_count() == before
