"""Two records are compared field by field; the octets of one are copied as text."""

from test_feed import Page

from stompkata.recording import Recording
from stompkata.widgets.comparison import compared


def two(one: bytes, other: bytes) -> Recording:
    recording = Recording()
    recording.add(1.0, "c1", "to_server", "stomp", one)
    recording.add(1.5, "c1", "to_server", "stomp", other)
    return recording


def test_what_differs_is_told_by_header_name():
    recording = two(b"SEND\ndestination:/a\n\nhi\0", b"SEND\ndestination:/b\nreceipt:7\n\nhi\0")
    lines = {line["name"]: line for line in compared(recording, *recording)}

    assert (lines["command"]["same"], lines["body"]["same"]) == (True, True)
    assert (lines["header destination"]["left"], lines["header destination"]["right"]) == ("/a", "/b")
    assert (lines["header receipt"]["left"], lines["header receipt"]["right"]) == (None, "7")
    assert not lines["octets"]["same"]


def test_repeated_headers_stand_beside_each_other():
    recording = two(b"SEND\nfoo:1\nfoo:2\n\n\0", b"SEND\nfoo:1\nfoo:3\n\n\0")
    values = [(line["left"], line["right"]) for line in compared(recording, *recording) if line["name"] == "header foo"]

    assert values == [("1", "1"), ("2", "3")]


def test_a_page_asks_for_a_comparison_and_for_octets_to_paste():
    page = Page(two(b"\n", b"\r\n"))
    page.flush()
    page.say(type="compare", left=[1], right=[2])
    page.say(type="copy", key=[2], form="hex")
    page.say(type="copy", key=[2], form="python")
    told, octets, literal = page.flush()

    assert (told["left"], told["right"], told["seconds"]) == ("1", "2", 0.5)
    assert (octets["text"], literal["text"]) == ("0d 0a", "b'\\r\\n'")
