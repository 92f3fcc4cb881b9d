"""`stompkata dissect` takes bytes in the forms in which a person has them."""

import pytest

from stompkata.cli.dissect import octets_from, octets_of

TEXT = b"CONNECT\naccept-version:1.2\n\n\0"


@pytest.mark.parametrize(
    "typed",
    ["81 85 37 fa", "818537fa", "81:85:37:FA", "0x81,0x85, 0x37, 0xfa", " 81 85\n37 fa\n"],
)
def test_hex_is_read_with_any_usual_separator(typed):
    assert octets_of(typed) == b"\x81\x85\x37\xfa"


@pytest.mark.parametrize(
    ("typed", "octets"),
    [
        (r"CONNECT\naccept-version:1.2\n\n\0", TEXT),
        (r"SEND\ndestination:/a\\nb\n\n\x00", b"SEND\ndestination:/a\\nb\n\n\0"),
        (r"SEND\r\n\r\né\0", b"SEND\r\n\r\n\xc3\xa9\0"),
        (r"\t stays", rb"\t stays"),
    ],
)
def test_text_is_read_with_the_escapes_that_frames_need(typed, octets):
    assert octets_of(typed) == octets


def test_a_file_is_taken_as_it_is_unless_it_is_hex_text():
    assert octets_from(TEXT) == TEXT
    assert octets_from(b"\x81\x05hello") == b"\x81\x05hello"
    assert octets_from(b"81 05 68 65\n6c 6c 6f\n") == b"\x81\x05hello"


def test_a_backslash_in_a_file_is_only_a_backslash():
    assert octets_from(rb"SEND\n") == rb"SEND\n"
