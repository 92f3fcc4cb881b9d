"""A filter finds its records bit by bit; a search finds the next; a cut message is found as a whole."""

import pytest
from test_feed import Page

from stompkata.analysis.filters import FilterError
from stompkata.recording import Recording
from stompkata.widgets.frame_inspector import FrameInspector
from stompkata.widgets.kinds import KINDS, kind
from stompkata.widgets.sieve import Sieve

SEND = b"SEND\ndestination:/topic/a\n\nhello\0"


def conversation() -> Recording:
    recording = Recording()
    for number, data in enumerate((b"\x81\x01\n", b"\x01\x05SEND\n", b"\x89\x00", b"\x81\x01\n",
                                   b"\x80\x1c" + SEND[5:], b"\x81\x05hello")):  # fmt: skip
        recording.add(float(number), "c1", "to_server" if number == 3 else "to_client", "websocket", data)
    return recording


def test_a_flood_is_sifted_in_small_steps():
    recording = Recording()
    for number in range(1000):
        recording.add(0.0, "c1", "to_server", "stomp", SEND if number % 2 else b"\n")
    sieve = Sieve(recording, "command:SEND")
    first = sieve.advance(0.0)

    assert 0 < len(first) < 500 and sieve.behind == 1000 - sieve.read > 0
    assert len(first + sieve.advance(60.0)) == 500 == len(sieve.numbers)


def test_a_message_in_fragments_passes_as_a_whole():
    sieve = Sieve(conversation(), "command:SEND text:hello")

    assert [record.number for record in sieve.advance(1.0)] == [5]
    assert sieve.messages == {5: (2, 5)}


def test_kinds_are_told_at_a_glance():
    assert [KINDS[kind(record)] for record in conversation()] == ["beat", "first", "ping", "beat", "last", ""]
    masked = bytes([0x81, 0x81, 1, 2, 3, 4, ord("\n") ^ 1])
    for data, said in ((masked, "beat"), (masked[:-1] + b"x", ""), (b"\x81", ""), (b"\x8a\x00", "pong"),
                       (b"\x00\x00", "middle"), (b"\x88\x00", ""), (b"", "")):  # fmt: skip
        recording = Recording()
        recording.add(0.0, "c1", "to_server", "websocket", data)
        assert KINDS[kind(recording.get(1))] == said


def test_a_filtered_page_is_sent_what_passes_and_then_what_comes():
    recording = conversation()
    page = Page(recording)
    page.flush()
    page.say(type="filter", text=" command:SEND ")
    said, rows = page.flush()

    assert said == {"type": "filter", "text": "command:SEND"}
    assert (rows["count"], rows["after"], rows["filters"], page.numbers()) == (1, 0, 1, [5])
    assert rows["texts"]["5"]["layer"] == "ws text ×2" and rows["texts"]["5"]["command"] == "SEND"
    recording.add(9.0, "c2", "to_server", "stomp", b"\n")
    recording.add(9.0, "c2", "to_server", "stomp", SEND)
    page.flush()
    assert page.numbers() == [8]
    page.say(type="filter", text="")
    page.flush()
    assert page.numbers() == list(range(1, 9))


def test_a_filter_that_means_nothing_is_told_and_changes_nothing():
    page = Page(conversation())
    page.flush()
    page.say(type="filter", text="direktion:x")
    (said,) = page.flush()

    assert "no key 'direktion'" in said["error"]
    with pytest.raises(FilterError):
        FrameInspector(Recording(), filter="direktion:x")


def test_a_search_goes_both_ways_and_round_the_end():
    page = Page(conversation())
    found = []
    for number, step in ((0, 1), (1, 1), (4, 1), (4, -1), (1, -1)):
        page.say(type="find", text="beat", step=step, **{"from": number})
        found += [(content["number"], content["place"], content["of"]) for content in page.flush()
                  if content["type"] == "found"]  # fmt: skip

    assert found == [(1, 1, 2), (4, 2, 2), (1, 1, 2), (1, 1, 2), (4, 2, 2)]


def test_a_search_that_means_nothing_is_told():
    page = Page(conversation())
    page.say(type="find", text="x:y", step=1, **{"from": 0})

    assert "error" in next(content for content in page.flush() if content["type"] == "found")


def test_what_passes_is_exported_and_can_be_loaded(tmp_path):
    view = FrameInspector(conversation())
    view._feed.filter("command:SEND,ping")
    view.export(tmp_path / "some.jsonl")

    assert [record.number for record in Recording.load(tmp_path / "some.jsonl")] == [3, 5]


def test_a_page_exports_what_its_buttons_let_pass():
    recording = conversation()
    recording.add(9.0, "c1", "to_server", "stomp", SEND)
    view, sent = FrameInspector(recording), []
    view.send = lambda content, buffers=(): sent.append((content, buffers))
    view.heard({"type": "export", "directions": ["to_server"], "layers": ["stomp", "event"]})
    ((content, (data,)),) = sent

    assert content == {"type": "exported", "count": 1} and len(data.splitlines()) == 2
