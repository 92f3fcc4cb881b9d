"""What a HeartbeatTimeline tells its page, and what stands where no script runs."""

import re

import pytest
from scene import Scene, blocked, shop, silence

from stompkata.recording import Recording
from stompkata.widgets.heartbeat_news import PACKED, HeartbeatNews
from stompkata.widgets.heartbeat_signs import MOST, Signs
from stompkata.widgets.heartbeat_timeline import HeartbeatTimeline
from stompkata.widgets.selection import Selection

HOSTILE = "<script>alert(1)</script>\u202e\x1b"


def signs(packed: bytes) -> list[tuple]:
    return list(PACKED.iter_unpack(packed))


class Clock:
    def __init__(self, at: float):
        self.at = at

    def __call__(self) -> float:
        return self.at


def test_the_page_is_told_what_was_offered_agreed_and_judged():
    content, (packed,) = HeartbeatNews(silence()).news(True)
    upward, downward = content["lanes"]

    assert upward["facts"] == ["cx = 1000", "sy = 2000", "max(1000, 2000) = 2000 ms", "2 beats among 2 signs, 1 missed"]
    assert (upward["interval"], upward["patience"], upward["expected"]) == (2.0, 4.0, None)
    assert [gap["mark"] for gap in upward["gaps"]] == ["missed"] and not downward["gaps"]
    assert "was silent for 4.8 s, more than 2 intervals: missed" in content["verdict"]
    assert [mark["words"] for mark in content["marks"]] == ["CONNECTED", "disconnected: closed 1002 no heart-beat"]
    assert content["now"] is None
    assert [number for number, *_ in signs(packed)] == [4, 5, 6, 7, 8, 9, 10, 11]


def test_the_first_connection_with_heart_beats_is_shown_until_another_is_picked():
    news = HeartbeatNews(shop())
    content, (packed,) = news.news(True)
    assert content["connections"] == ["page", "desk"] and content["picked"] == 1
    assert [lane["key"] for lane in content["lanes"]] == ["to_server", "to_client", "ws_to_server", "ws_to_client"]
    assert {lane for _, _, lane, _ in signs(packed)} == {0, 1, 2, 3}

    news.pick("page")
    content, (packed,) = news.news(False)
    assert content["fresh"] and content["picked"] == 0
    assert [lane["facts"][2] for lane in content["lanes"]] == ["off: one of both is 0"] * 2
    news.pick("nobody")
    assert news.connection == "page"


def test_a_connection_is_named_by_its_login():
    told = Scene()
    told.says("ws-1", "CONNECT", accept_version="1.2", host="h", login="ada")
    view = HeartbeatTimeline(told.recording)

    assert HeartbeatNews(told.recording).news(True)[0]["connections"] == ["ada (ws-1)"]
    assert view.snapshot()["text/plain"].startswith("Heart-beats of ada (ws-1)\n")
    assert "<b>Heart-beats of ada (ws-1)</b>" in view.snapshot()["text/html"]


def test_only_what_is_new_is_sent_and_nothing_when_nothing_is():
    recording = Recording()
    told = Scene(recording)
    told.opens("a", offers="500,500", answers="500,500")
    clock = Clock(told.at)
    news = HeartbeatNews(recording, clock=clock)
    news.news(True)
    assert news.news(False) is None

    told.beat("a", "to_client")
    clock.at += 1
    content, (packed,) = news.news(False)
    assert not content["fresh"] and [number for number, *_ in signs(packed)] == [recording.last]


def test_a_silence_of_a_live_connection_lasts_until_now_and_is_judged_as_it_grows():
    told = Scene()
    told.opens("a", offers="500,500", answers="500,500")
    clock = Clock(told.at + 0.2)
    news = HeartbeatNews(told.recording, live=True, clock=clock)
    content, _ = news.news(True)
    assert content["now"] == clock.at and content["verdict"].count("in time") == 2
    assert content["lanes"][0]["expected"] == pytest.approx(told.at - 0.004 + 0.5)

    clock.at += 0.5
    content, _ = news.news(False)
    assert [(gap["mark"], gap["stop"]) for gap in content["lanes"][0]["gaps"]] == [("late", None)]
    clock.at += 1
    content, _ = news.news(False)
    assert content["lanes"][0]["gaps"][0]["mark"] == "missed"


def test_a_new_connection_of_the_same_name_begins_a_new_picture():
    told = Scene()
    told.opens("a")
    news = HeartbeatNews(told.recording)
    news.news(True)
    told.event("a", "closed 1000")
    told.wait(5)
    told.opens("a", offers="0,0")
    content, (packed,) = news.news(False)

    assert content["fresh"] and len(signs(packed)) == 2
    assert content["start"] == pytest.approx(told.at - 0.026)


def test_dense_traffic_is_thinned_and_no_silence_changes():
    told = Scene()
    told.opens("a")
    for number in range(3000):
        told.recording.add(told.at + number * 0.0001, "a", "to_client", "stomp", b"MESSAGE\n\nx\0")
    told.wait(5)
    told.beat("a", "to_client")
    news = HeartbeatNews(told.recording)
    news.read()
    content, (packed,) = news.news(True)
    down = [at for _, at, lane, _ in signs(packed) if lane == 1]

    assert len(down) < 100
    assert down[-1] - down[-2] == pytest.approx(5 - 0.2999)
    assert content["lanes"][1]["gaps"][0]["start"] == down[-2]


def test_a_picture_is_bounded():
    told, kept = Scene(), Signs()
    told.opens("a")
    news = HeartbeatNews(told.recording)
    news.read()
    unit = news.units()[-1]
    for number in range(MOST + 10):
        kept.add(type(unit)(unit.record._replace(number=number + 1, at=number * 0.02), "SEND"))

    assert len(kept.units()) <= MOST


def test_the_text_says_it_all():
    assert HeartbeatTimeline(shop()).snapshot()["text/plain"] == """\
Heart-beats of desk
client → server: cx = 2000, sy = 2000: max(2000, 2000) = 2000 ms; 6 beats among 11 signs, 1 late
      7.396 s  ▲ late by 1.30 s
server → client: sx = 2000, cy = 2000: max(2000, 2000) = 2000 ms; 7 beats among 13 signs
WebSocket: 1 Ping, 1 Pong; no STOMP peer is told of them
      0.022 s  CONNECTED
     12.812 s  disconnected: closed 1000
the client is due every 2 s and was late 1 time, at worst 3.3 s: within 2 intervals; \
the server is due every 2 s and was in time"""


def test_a_loop_that_was_blocked_has_a_lane_and_is_named_as_the_cause():
    content, (packed,) = HeartbeatNews(blocked()).news(True)
    upward, downward, loop = content["lanes"]
    cause = "the loop was blocked for 2.1 s: the beat was late because of it"

    assert loop["key"] == "loop"
    assert [round(gap["stop"] - gap["start"], 3) for gap in loop["gaps"]] == [0.18, 2.13]
    assert [at for _, at, lane, kind in signs(packed) if (lane, kind) == (2, 4)] == [gap["stop"] for gap in loop["gaps"]]
    assert [(gap["mark"], gap["why"]) for lane in (upward, downward) for gap in lane["gaps"]] == [("missed", cause)] * 2
    assert content["verdict"].endswith(cause)


def test_a_silence_that_lasts_longer_than_the_loop_was_blocked_is_the_peers_own():
    told = Scene()
    told.opens("a")
    told.wait(8)
    told.event("a", "loop: 1000 ms late")
    content, _ = HeartbeatNews(told.recording).news(True)

    assert [gap["why"] for lane in content["lanes"][:2] for gap in lane["gaps"]] == ["", ""]
    assert "blocked" not in content["verdict"]


def test_the_text_and_the_picture_tell_of_a_blocked_loop():
    snapshot = HeartbeatTimeline(blocked()).snapshot()

    assert "loop lag: blocked 2 times\n" in snapshot["text/plain"]
    assert "s  ■ blocked for 2.13 s\n" in snapshot["text/plain"]
    assert "✖ missed: silent for 2.60 s; the loop was blocked for 2.1 s: the beat" in snapshot["text/plain"]
    assert 'class="lag"' in snapshot["text/html"] and "■ 2.13 s" in snapshot["text/html"]


def test_the_picture_holds_no_script_and_no_markup_of_a_peer():
    told = Scene()
    told.opens(HOSTILE)
    told.event(HOSTILE, f"closed {HOSTILE}")
    html = HeartbeatTimeline(told.recording).snapshot()["text/html"]

    assert set(re.findall(r"<(\w+)", html)) == {"p", "b", "svg", "style", "line", "rect", "text"}
    assert "&lt;script&gt;" in html and "⟨U+202E⟩⟨ESC⟩" in html
    assert "<path" in HeartbeatTimeline(shop()).snapshot()["text/html"]


def test_a_view_of_nothing_says_so_and_shares_a_selection():
    recording = Recording()
    selection = Selection(recording)
    view = HeartbeatTimeline(recording, selection=selection)

    assert view.selection is selection
    assert view.snapshot()["text/plain"] == "Heart-beats: nothing has crossed the wire yet"
    assert "nothing has crossed the wire yet" in view.snapshot()["text/html"]
    assert repr(view) == "<HeartbeatTimeline: 0 records>"
    assert "text/html" in view._repr_mimebundle_()[0]


def test_a_page_is_heard_and_nonsense_is_not():
    view = HeartbeatTimeline(shop())
    view._news.read()
    for content in ({"type": "pick", "place": 0}, {"type": "pick", "place": 99}, {"type": "pick", "place": "x"}, [], None):
        view.heard(content)
    view._hear({"type": "select", "number": 12})

    assert view._news.connection == "page"
    assert view.selection.number == 12
