r"""How stompjs writes and reads a frame, and where that is not the standard's way."""

import pytest

from stompkata.stomp.encoder import encode
from stompkata.stomp.frame import StompFrame
from stompkata.stompjs import FrameImpl, RawFrame, from_octets, to_octets


def test_a_text_becomes_text_with_its_length_in_octets():
    frame = FrameImpl("SEND", {"destination": "/a"}, "é")

    assert frame.serialize() == "SEND\ndestination:/a\ncontent-length:2\n\né\0"
    assert str(frame) == frame.to_string() == "SEND\ndestination:/a\ncontent-length:2\n\n"


def test_octets_become_octets():
    frame = FrameImpl("SEND", {}, "ignored", b"\0\xff")

    assert frame.serialize() == b"SEND\ncontent-length:2\n\n\0\xff\0"
    assert frame.is_binary_body and frame.body == frame.body == "\0\ufffd"


def test_an_empty_text_has_no_length_and_empty_octets_have():
    assert FrameImpl("SEND").serialize() == "SEND\n\n\0"
    assert FrameImpl("SEND", binary_body=b"").serialize() == b"SEND\ncontent-length:0\n\n\0"


def test_the_length_of_a_text_can_be_left_out_but_not_that_of_octets():
    headers = {"content-length": "9"}

    assert FrameImpl("SEND", headers, "hi", skip_content_length_header=True).serialize() == "SEND\n\nhi\0"
    octets = FrameImpl("SEND", {}, "", b"hi", skip_content_length_header=True).serialize()
    assert octets == b"SEND\ncontent-length:2\n\nhi\0"
    assert headers == {"content-length": "9"}


@pytest.mark.req("S12-22")
def test_a_length_of_ones_own_stands_before_the_true_one_and_wins():
    octets = to_octets("SEND", {"content-length": "1"}, "hi")

    assert octets == b"SEND\ncontent-length:1\ncontent-length:2\n\nhi\0"
    assert encode(StompFrame("SEND", {"content-length": "1"}, b"hi")) == b"SEND\ncontent-length:2\n\nhi\0"


def test_marshall_takes_the_parameters_that_javascript_gives():
    params = {"command": "SEND", "headers": {"a": "b:c"}, "binaryBody": b"hi", "escapeHeaderValues": True}

    assert FrameImpl.marshall(params) == b"SEND\na:b\\cc\ncontent-length:2\n\nhi\0"


def test_a_frame_keeps_headers_of_its_own_and_decodes_and_encodes_when_asked():
    headers = {"a": "b"}
    frame = FrameImpl("SEND", headers, "grüezi")
    frame.headers["c"] = "d"

    assert headers == {"a": "b"}
    assert frame.binary_body == "grüezi".encode() and not frame.is_binary_body
    assert frame.body_length() == 7 and not frame.is_body_empty() and FrameImpl("SEND").is_body_empty()


@pytest.mark.req("S11-02", "S11-04", "S12-06", "S12-08", "S12-09")
def test_values_are_escaped_in_1_2_only_and_names_never():
    headers = {"a:b": "c:d\r\n\\"}

    assert to_octets("SEND", headers) == b"SEND\na:b:c\\cd\\r\\n\\\\\n\n\0"
    assert to_octets("SEND", headers, version="1.1") == b"SEND\na:b:c:d\r\n\\\n\n\0"
    assert to_octets("CONNECT", headers, version=None) == b"CONNECT\na:b:c:d\r\n\\\n\n\0"
    assert to_octets("CONNECT", headers) == to_octets("CONNECT", headers, version=None)
    assert encode(StompFrame("SEND", headers)) == b"SEND\na\\cb:c\\cd\\r\\n\\\\\n\n\0"


@pytest.mark.req("S12-07")
def test_a_windows_path_does_not_survive_stompjs():
    written = FrameImpl.hdr_value_escape("C:\\new")

    assert written == "C\\c\\\\new"
    assert FrameImpl.hdr_value_un_escape(written) == "C:\\\new"
    assert FrameImpl.hdr_value_un_escape(written, single_pass=True) == "C:\\new"
    assert FrameImpl.hdr_value_un_escape("\\t") == FrameImpl.hdr_value_un_escape("\\t", single_pass=True) == "\\t"


def test_a_parsed_path_can_be_read_either_way():
    raw = RawFrame("MESSAGE", [("path", "C\\c\\\\new")], b"")

    assert FrameImpl.from_raw_frame(raw, True).headers == {"path": "C:\\\new"}
    assert FrameImpl.from_raw_frame(raw, True, single_pass=True).headers == {"path": "C:\\new"}
    assert FrameImpl.from_raw_frame(raw).headers == {"path": "C\\c\\\\new"}
    assert FrameImpl.from_raw_frame(raw._replace(command="CONNECTED"), True).headers == {"path": "C\\c\\\\new"}


@pytest.mark.req("S12-10", "S12-22")
def test_the_first_of_repeated_headers_wins_and_all_are_trimmed_and_turned_round():
    (frame,) = from_octets(b"MESSAGE\n foo\t: one \nbar:\xc2\xa0two\nfoo:three\n\nhi\0")

    assert list(frame.headers.items()) == [("foo", "one"), ("bar", "two")]
    (turned,) = from_octets(b"MESSAGE\nb:1\na:2\n\n\0", version="1.0")
    assert list(turned.headers) == ["a", "b"]


def test_headers_stand_in_the_order_of_a_javascript_object():
    assert to_octets("SEND", {"b": "", "10": "", "2": "", "02": "", "__proto__": ""}) == b"SEND\n2:\n10:\nb:\n02:\n\n\0"


def test_text_crosses_as_a_browser_has_it():
    assert to_octets("SEND", {}, "\ud83d") == b"SEND\ncontent-length:3\n\n\xef\xbf\xbd\0"
    assert to_octets("SEND", {}, "\ud83d\ude00") == b"SEND\ncontent-length:4\n\n\xf0\x9f\x98\x80\0"
    assert FrameImpl("MESSAGE", binary_body=b"\xef\xbb\xbfmark").body == "mark"
    assert FrameImpl.size_of_utf8("é") == 2 and FrameImpl.size_of_utf8(None) == 0


def test_the_names_of_stompjs_are_there_on_the_class_and_on_its_frames():
    frame = FrameImpl.fromRawFrame(RawFrame("MESSAGE", [], b"hi"), True)
    frame.escapeHeaderValues = False

    assert frame.isBinaryBody and frame.binaryBody == b"hi" and frame.bodyLength() == 2
    assert frame.escape_header_values is False
    assert FrameImpl.toUnit8Array("A\n\n", b"hi") == b"A\n\nhi\0"
    assert FrameImpl.hdrValueUnEscape(FrameImpl.hdrValueEscape("a:b")) == "a:b" and FrameImpl.sizeOfUTF8("a") == 1
