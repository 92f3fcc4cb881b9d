"""How frames are written, and what cannot be."""

import pytest
from stomp_pieces import read

from stompkata.errors import LocalProtocolError
from stompkata.stomp.encoder import encode, encode_head
from stompkata.stomp.frame import StompFrame


def test_lines_end_in_lf_and_the_body_is_counted():
    assert encode(StompFrame("SEND", {"destination": "/a"}, b"hi")) == b"SEND\ndestination:/a\ncontent-length:2\n\nhi\0"


@pytest.mark.req("S12-14", "S12-15", "S11-39")
def test_content_length_is_ours_and_stands_once():
    frame = StompFrame("SEND", [("content-length", "9"), ("k", "v"), ("content-length", "8")], "é\0".encode())

    assert encode(frame) == b"SEND\nk:v\ncontent-length:3\n\n\xc3\xa9\0\0"


@pytest.mark.req("S12-12")
def test_an_empty_body_is_counted_only_if_the_headers_count_it():
    assert encode(StompFrame("DISCONNECT")) == b"DISCONNECT\n\n\0"
    assert encode(StompFrame("SEND", {"content-length": "7"})) == b"SEND\ncontent-length:0\n\n\0"


@pytest.mark.req("S12-08", "S12-10", "S11-06")
def test_headers_are_escaped_and_neither_trimmed_nor_padded():
    frame = StompFrame("SEND", {" a:b ": "C:\\new\r\n "})

    assert encode(frame) == b"SEND\n a\\cb :C\\c\\\\new\\r\\n \n\n\0"
    assert encode(frame, "1.1") == b"SEND\n a\\cb :C\\c\\\\new\r\\n \n\n\0"


@pytest.mark.req("S12-09", "S11-05", "S11-42", "S10-03")
def test_connect_and_connected_are_not_escaped():
    for command in ("CONNECT", "STOMP", "CONNECTED"):
        assert encode(StompFrame(command, {"host": "a:b\\c"})) == f"{command}\nhost:a:b\\c\n\n\0".encode()
    assert encode(StompFrame("SEND", {"k": "a:b\\c"}), "1.0") == b"SEND\nk:a:b\\c\n\n\0"


def test_repeated_headers_are_written_in_their_order():
    frame = StompFrame("MESSAGE", [("foo", "World"), ("foo", "Hello")])

    assert encode(frame) == b"MESSAGE\nfoo:World\nfoo:Hello\n\n\0"


CANNOT = [
    (StompFrame("CONNECT", {"login": "a\nadmin:yes"}), "1.2", "S12-05"),
    (StompFrame("CONNECT", {"login": "a\r"}), "1.2", "S12-05"),
    (StompFrame("CONNECT", {"login": "a\0"}), "1.2", "S12-05"),
    (StompFrame("CONNECTED", {"a:b": "c"}), "1.1", "S10-01"),
    (StompFrame("SEND", {"k": "a\nb"}), "1.0", "S10-01"),
    (StompFrame("SEND", {"k:l": "a"}), "1.0", "S10-01"),
    (StompFrame("SEND", {"k": "a\0b"}), "1.0", "S10-01"),
    (StompFrame("SEND", {"": "a"}), "1.2", "S12-05"),
    (StompFrame("SEND", {"": "a"}), "1.0", "S10-02"),
    (StompFrame("SEND", {"k": "\udc80"}), "1.2", "S12-19"),
    (StompFrame("SUBSCRIBE", {"id": "1"}, b"body"), "1.2", "S12-11"),
    (StompFrame("SUBSCRIBE", {"id": "1"}, b"body"), "1.1", "S11-07"),
    (StompFrame("SEND\nk:v"), "1.2", "S12-46"),
    (StompFrame("send"), "1.2", "S12-46"),
]


@pytest.mark.req("S12-11", "S11-07")
@pytest.mark.parametrize("frame, version, rule", CANNOT)
def test_what_the_version_cannot_express_is_refused(frame, version, rule):
    with pytest.raises(LocalProtocolError) as caught:
        encode(frame, version)

    assert caught.value.rule == rule


def test_a_head_can_be_encoded_once_for_many_frames():
    shared = encode_head("MESSAGE", {"destination": "/topic/a:b"})

    assert shared == b"MESSAGE\ndestination:/topic/a\\cb\n"
    (frame,) = read(shared + b"subscription:7\n\nhi\0")
    assert dict(frame.headers) == {"destination": "/topic/a:b", "subscription": "7"}


def test_a_frame_shows_no_passcode():
    frame = StompFrame("CONNECT", {"login": "me", "passcode": "secret"})

    assert "secret" not in repr(frame) and "passcode" in repr(frame)
    assert b"passcode:secret\n" in encode(frame)
