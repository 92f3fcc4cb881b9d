"""Why a heart-beat was kept or missed."""

import pytest
from talk import Talk, connected

from stompkata.analysis.heartbeats import heartbeats
from stompkata.analysis.units import read
from stompkata.websocket.frame import Opcode


def judged(talk, **options):
    return heartbeats(read(talk.recording), "c1", **options)


def test_each_direction_takes_the_slower_of_can_and_wants():  # S12-41
    beats = judged(connected(client="4000,10000", server="6000,5000"))

    assert (str(beats.offered["client"]), str(beats.offered["server"])) == ("4000,10000", "6000,5000")
    assert (beats.to_server.interval, beats.to_client.interval) == (5.0, 10.0)
    assert (beats.start, beats.to_server.expected) == (2.0, 7.0)


def test_any_data_is_a_sign_of_life_and_a_lone_eol_a_beat():
    talk = connected(client="1000,0", server="0,1000").client("").client("SEND destination:/a").client("")
    lane = judged(talk).to_server

    assert (lane.signs, lane.beats, lane.gaps, lane.expected) == ((3.0, 4.0, 5.0), (3.0, 5.0), (), 6.0)


def test_a_silence_is_late_within_the_tolerance_and_missed_beyond():
    talk = connected(client="1000,0", server="0,1000").client("", at=3.05).client("", at=4.9).client("", at=8.0)
    lane = judged(talk).to_server

    assert [(gap.start, gap.stop, gap.mark) for gap in lane.gaps] == [(3.05, 4.9, "late"), (4.9, 8.0, "missed")]
    assert judged(talk, tolerance=4).to_server.missed == ()
    assert "silent for 3.1 s, more than 2 intervals" in judged(talk).verdict


def test_a_silence_that_still_lasts_is_seen_from_now():
    talk = connected(client="1000,0", server="0,1000").client("")

    assert judged(talk).to_server.gaps == ()
    assert [(gap.stop, gap.mark) for gap in judged(talk, until=4.5).to_server.gaps] == [(4.5, "late")]
    assert [(gap.stop, gap.mark) for gap in judged(talk, until=6.5).to_server.gaps] == [(6.5, "missed")]


def test_pings_of_websocket_stand_apart_and_prove_nothing_to_stomp():
    talk = connected(client="0,1000", server="1000,0")
    talk.frame("to_client", b"p", Opcode.PING, at=5).frame("to_server", b"p", Opcode.PONG, at=5)
    beats = judged(talk)

    assert ([unit.at for unit in beats.pings], [unit.at for unit in beats.pongs]) == ([5], [5])
    assert [gap.mark for gap in beats.to_client.gaps] == ["missed"]


def test_the_verdict_says_that_the_end_followed_a_missed_beat():
    talk = connected(client="1000,0", server="0,1000").event("closed 1002 no heart-beat", at=4.2)
    beats = judged(talk, until=99)

    assert (beats.ended, beats.ended_by, beats.until) == (4.2, "closed 1002 no heart-beat", 4.2)
    assert beats.to_server.expected is None
    assert beats.verdict.endswith("missed; no beats from the server: it cannot send; then the connection ended: "
                                  "closed 1002 no heart-beat")  # fmt: skip


@pytest.mark.parametrize(
    "talk, verdict",
    [
        (Talk().client(""), "no CONNECT was recorded, so nobody knows what was offered"),
        (Talk().client("CONNECT accept-version:1.2"), "no CONNECTED was recorded, so nothing is agreed"),
        (connected(client="1000,0", server="0,0"), ("no beats from the client: it could, but the server wants none; "
                                                   "no beats from the server: it cannot send")),
        (connected(client="1000,1000", server="1000,1000"), ("the client is due every 1 s and was in time; "
                                                            "the server is due every 1 s and was in time")),
    ],
)  # fmt: skip
def test_the_verdict_is_in_words(talk, verdict):
    assert judged(talk).verdict == verdict


def test_only_the_last_connection_of_a_name_is_judged():
    talk = connected(client="1000,0", server="0,1000").event("closed 1000", at=50).event("open", at=60)
    talk.client("CONNECT accept-version:1.2 heart-beat:2000,0").server("CONNECTED version:1.2 heart-beat:0,0")

    assert (judged(talk).start, judged(talk).ended, judged(talk).to_server.interval) == (62.0, None, 0)
