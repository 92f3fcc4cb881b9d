"""How stompjs reads octets: whole, in any pieces, and what it does not notice."""

import pytest

from stompkata.stompjs import Parser, RawFrame, from_octets
from stompkata.stompjs.javascript import parse_int


class Told:
    def __init__(self):
        self.events = []
        self.parser = Parser(self.events.append, lambda: self.events.append("ping"))

    def chunks(self, *chunks, append=False):
        for chunk in chunks:
            self.parser.parse_chunk(chunk, append)
        return self.events


TWO = b"\nMESSAGE\r\nfoo:a:b\r\nempty:\n\nhi\0\n\nERROR\ncontent-length:3\n\n\0\n\0\0RECEIPT\n\n\0"
READ = ["ping", RawFrame("MESSAGE", [("foo", "a:b"), ("empty", "")], b"hi"), "ping", "ping",
        RawFrame("ERROR", [("content-length", "3")], b"\0\n\0"), RawFrame("RECEIPT", [], b"")]


@pytest.mark.req("S12-03", "S12-13")
def test_frames_and_pings_are_told_in_order_however_the_octets_are_cut():
    assert Told().chunks(TWO) == READ
    assert Told().chunks(*(TWO[at:at + 1] for at in range(len(TWO)))) == READ
    for at in range(len(TWO)):
        assert Told().chunks(TWO[:at], TWO[at:].decode()) == READ


def test_a_counted_body_ends_with_the_next_octet_whatever_it_is():
    assert Told().chunks(b"MESSAGE\ncontent-length:2\n\nhi") == []
    assert Told().chunks(b"MESSAGE\ncontent-length:2\n\nhiX") == [RawFrame("MESSAGE", [("content-length", "2")], b"hi")]


def test_a_line_without_a_colon_is_glued_to_the_next_one():
    (frame,) = Told().chunks(b"MESSAGE\nnocolon\nfoo:bar\n\n\0")

    assert frame.headers == [("nocolon\nfoo", "bar")]


def test_cr_is_dropped_from_commands_and_values_but_not_from_names():
    (frame,) = Told().chunks(b"MES\rSAGE\n\rf\roo:b\rar\r\n\r\n\0")

    assert frame == RawFrame("MESSAGE", [("f\roo", "bar")], b"")


def test_a_length_that_is_no_number_or_below_zero_swallows_all_that_comes():
    for length in (b"x", b"-1", b""):
        assert Told().chunks(b"MESSAGE\ncontent-length:%s\n\nhi\0ERROR\n\n\0" % length) == []


def test_a_length_with_a_space_before_its_colon_counts_nothing():
    (frame,) = from_octets(b"MESSAGE\ncontent-length :9\n\nhi\0")

    assert frame.headers == {"content-length": "9"} and frame.body == "hi"


def test_a_length_is_read_as_parse_int_reads_it():
    assert [parse_int(text) for text in ("5", "\u00a0+5", "-0", "12abc", "1e3", "0x10", "", "x", "- 1")] == [
        5, 5, 0, 12, 1, 0, None, None, None]


def test_a_chunk_that_lost_its_nul_can_get_one():
    assert Told().chunks("MESSAGE\n\nhi", append=True) == [RawFrame("MESSAGE", [], b"hi")]
    assert Told().chunks("MESSAGE\n\nhi\0", append=True) == [RawFrame("MESSAGE", [], b"hi")]
    assert Told().chunks("\n", append=True) == ["ping"]


def test_a_handler_that_raises_is_logged_and_the_next_frame_is_read(caplog):
    seen = []

    def on_frame(frame):
        seen.append(frame.command)
        raise ValueError("not my day")

    Parser(on_frame, lambda: None).parse_chunk(b"MESSAGE\n\n\0ERROR\n\n\0")

    assert seen == ["MESSAGE", "ERROR"]
    assert "MESSAGE" in caplog.text and "not my day" in caplog.text


def test_the_parser_has_the_names_of_stompjs_too():
    frames = []
    parser = Parser(None, None)
    parser.onFrame = frames.append
    parser.parseChunk("A\n\nhi\0")

    assert frames[0].binaryBody == b"hi"
    assert from_octets(b"\n\n") == []
