"""A table is fed in few messages, never more than the page can take, and it says what it does not show."""

import pytest

from stompkata.recording import Recording, dissect
from stompkata.widgets import feed as module
from stompkata.widgets.answers import LOOK
from stompkata.widgets.batches import PATIENCE, SLOW, WINDOW
from stompkata.widgets.feed import PACKED, Feed
from stompkata.widgets.pump import FLUSH_EVERY

BEAT = {"layer": "stomp", "command": "beat", "dim": True}


def explain(data, layer, **known):
    if data == b"boom":
        raise ValueError("no idea")
    return dissect(data, layer, **known)


class Page:
    """The other end of a feed: it keeps what it got, and answers when it is told to."""

    def __init__(self, recording, **greeting):
        self.got, self.now = [], 1000.0
        self.feed = Feed(recording, lambda content, buffers: self.got.append((content, buffers)))
        if greeting.get("hello", True):
            self.say(type="hello", page="p1")

    def say(self, **content):
        self.feed.leave(self.feed.heard, content)

    def flush(self) -> list[dict]:
        self.got.clear()
        self.now += FLUSH_EVERY
        self.feed.flush(self.now)
        return [content for content, _ in self.got]

    def acknowledge(self):
        self.say(type="ack", id=self.got[-1][0]["id"])

    def numbers(self) -> list[int]:
        buffers = [buffer for content, buffers in self.got if content["type"] == "rows" for buffer in buffers]
        return [number for buffer in buffers for number, *_ in PACKED.iter_unpack(buffer)]


def recorded(count: int, capacity: int = 10_000, data: bytes = b"\n") -> Recording:
    recording = Recording(capacity, dissector=explain)
    for number in range(count):
        recording.add(number / 10, f"c{number % 2}", "to_server", "stomp", data)
    return recording


def test_a_page_that_says_hello_gets_all_there_is_in_one_message():
    page = Page(recorded(3))
    (content,) = page.flush()

    assert (content["count"], content["after"], content["skipped"], content["lost"]) == (3, 0, 0, 0)
    assert content["connections"] == ["c0", "c1"]
    assert content["status"] == {"held": 3, "dropped": 0, "behind": 0}
    assert content["texts"]["3"] == BEAT
    assert PACKED.unpack(page.got[0][1][0][:PACKED.size]) == (1, 0.0, 0, 1, 2, 1, 1)


def test_nobody_is_sent_anything_before_a_page_says_hello():  # nbclient and nbval never do
    page = Page(recorded(3), hello=False)

    assert not page.feed.watched(page.now)
    assert page.flush() == []


def test_a_table_is_sent_when_it_is_displayed_as_its_page_may_have_to_wait_for_a_busy_cell():
    page = Page(recorded(3), hello=False)
    page.feed.shown()
    page.flush()

    assert page.numbers() == [1, 2, 3]


def test_an_empty_recording_is_told_once():
    page = Page(recorded(0))

    assert page.flush()[0]["count"] == 0
    assert page.flush() == []


def test_only_what_is_new_is_sent():
    recording = recorded(3)
    page = Page(recording)
    page.flush()
    recording.add(9.0, "c0", "to_client", "stomp", b"x")
    page.flush()

    assert page.numbers() == [4]


def test_a_page_that_does_not_answer_is_sent_its_window_and_then_little():
    recording = recorded(1)
    page = Page(recording)
    for sent in range(WINDOW + 3):
        assert bool(page.flush()) == (sent < WINDOW)
        recording.add(0.0, "c0", "to_client", "stomp", b"x")

    page.now += SLOW
    page.flush()
    assert page.numbers() == [WINDOW + more for more in (1, 2, 3, 4)]
    recording.add(0.0, "c0", "to_client", "stomp", b"x")
    assert page.flush() == []
    page.say(type="ack", id=WINDOW + 1)
    page.flush()
    assert page.numbers() == [WINDOW + 5]


def test_a_page_that_is_gone_is_given_up_until_it_answers_again():
    recording = recorded(1)
    page = Page(recording)
    page.flush()
    page.now += PATIENCE  # and it owes an answer to what it was sent
    recording.add(0.0, "c0", "to_client", "stomp", b"x")
    assert not page.feed.watched(page.now)
    assert page.flush() == []

    page.say(type="ack", id=1)
    assert page.feed.watched(page.now)
    page.flush()
    assert page.numbers() == [2]


def test_a_late_page_is_told_how_much_it_does_not_show(monkeypatch):
    monkeypatch.setattr(module, "BACKLOG", 10)
    monkeypatch.setattr(module, "BATCH", 7)
    page = Page(recorded(100, capacity=60))
    (first,) = page.flush()

    assert (first["lost"], first["skipped"]) == (40, 50)
    assert page.numbers() == list(range(91, 98))
    page.flush()
    assert page.numbers() == [98, 99, 100]


def test_a_second_page_starts_from_the_beginning_and_one_that_repeats_itself_does_not():
    page = Page(recorded(3))
    page.flush()
    page.say(type="hello", page="p1")
    assert page.flush() == []

    page.say(type="hello", page="p2")
    page.flush()
    assert page.numbers() == [1, 2, 3]


def test_the_page_asks_for_the_words_of_the_rows_it_shows():
    page = Page(recorded(100))
    (content,) = page.flush()
    assert set(content["texts"]) == {str(number) for number in range(85, 101)}

    page.say(type="look", wanted=[[10], [11], [12]])
    assert page.flush() == [{"type": "texts", "texts": {str(n): BEAT for n in (10, 11, 12)}}]


def test_the_words_of_dropped_rows_are_answered_too():
    recording = recorded(3)
    page = Page(recording)
    page.flush()
    recording.clear()
    page.say(type="look", wanted=[[1], [2]])

    texts = page.flush()[-1]["texts"]
    assert texts == {n: {"layer": "", "command": "", "note": "no longer recorded"} for n in ("1", "2")}


def test_one_question_cannot_ask_for_everything():
    page = Page(recorded(500))
    page.flush()
    page.say(type="look", wanted=[[number] for number in range(1, 501)])

    assert len(page.flush()[-1]["texts"]) <= LOOK


def test_words_cost_no_more_than_their_share_of_time(monkeypatch):
    monkeypatch.setattr(module, "SPENT", 0.0)

    assert list(Page(recorded(100)).flush()[0]["texts"]) == ["100"]


def test_a_selected_row_is_explained_octet_by_octet():
    page = Page(recorded(1, data=b"SEND\ndestination:/topic/\x1b\n\nhi\0"))
    page.flush()
    page.say(type="open", key=[1])
    (detail,) = page.flush()
    (part,) = detail["parts"]

    assert detail["key"] == "1"
    assert part["heading"].startswith("STOMP SEND /topic/⟨ESC⟩, body of 2 octets")
    assert part["lines"][0] == {
        "offset": "0", "octets": "53 45 4e 44 0a", "ascii": "SEND·",
        "name": "command", "value": "SEND", "meaning": "what the frame is for",
    }  # fmt: skip
    assert [line["finding"]["severity"] for line in part["lines"] if "finding" in line] == ["warning", "advice"]


def test_a_dissector_that_fails_costs_one_row_its_words():
    text = Page(recorded(1, data=b"boom")).flush()[0]["texts"]["1"]

    assert text["command"] == "cannot be explained: no idea"


@pytest.mark.parametrize(
    "content",
    [None, [], "hello", {}, {"type": "hello"}, {"type": "ack", "id": 99}, {"type": "ack", "id": "1"},
     {"type": "look", "wanted": 1}, {"type": "look", "wanted": [["x"], 3]}, {"type": "open", "key": None},
     {"type": "open", "key": [99]}, {"type": "compare", "left": [1], "right": []}, {"type": "copy", "key": [1]}],
)  # fmt: skip
def test_a_message_that_makes_no_sense_is_ignored(content):
    page = Page(recorded(1))
    page.flush()
    page.feed.leave(page.feed.heard, content)

    assert page.flush() == []
