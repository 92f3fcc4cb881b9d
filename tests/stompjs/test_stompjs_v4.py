"""The ancestor of stompjs, run: what it writes, where it cuts, and what breaks it."""

from stompkata.stompjs import v4
from stompkata.stompjs.v4 import AncestorFrame


def test_a_frame_is_written_without_escapes():
    assert v4.marshall("SEND", {"a": "b:c\\"}, "é") == "SEND\na:b:c\\\ncontent-length:2\n\né\0"
    assert v4.marshall("SEND", {"content-length": False}, "hi") == "SEND\n\nhi\0"
    assert v4.marshall("DISCONNECT") == "DISCONNECT\n\n\0"


def test_a_frame_is_split_at_16384_units():
    assert [len(piece) for piece in v4.split("x" * 16384)] == [16384]
    assert [len(piece) for piece in v4.split("x" * 16385)] == [16384, 1]


def test_a_split_may_tear_a_character_in_two():
    assert v4.split("a😀", 2) == ["a\ud83d", "\ude00"]


def test_a_nul_in_a_body_breaks_it_whatever_its_length_says():
    frames = v4.unmarshall("MESSAGE\ncontent-length:3\n\na\0b\0")

    assert frames == [AncestorFrame("MESSAGE", {"content-length": "3"}, "a"), AncestorFrame("", {}, "")]


def test_a_length_in_octets_is_counted_in_characters():
    (frame,) = v4.unmarshall("MESSAGE\ncontent-length:4\n\néé\0\n")

    assert frame.body == "éé"
    (cut,) = v4.unmarshall("MESSAGE\ncontent-length:2\n\n😀more\0")
    assert cut.body == "😀"


def test_octets_become_latin_1_characters():
    (frame,) = v4.unmarshall("MESSAGE\nfoo : bar\nfoo:baz\n\né\0".encode())

    assert frame == AncestorFrame("MESSAGE", {"foo": "bar"}, "Ã©")


def test_each_difference_names_both_sides():
    assert all(about and ancestor and stompjs and ancestor != stompjs for about, ancestor, stompjs in v4.DIFFERENCES)
