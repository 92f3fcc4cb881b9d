"""A frame as a value: it compares, it shows itself without secrets, and it never changes."""

import pytest

from stompkata.stomp.frame import Headers, StompFrame


def test_equal_headers_are_one_key():
    one, other = Headers([("a", "1"), ("b", "2")]), Headers({"a": "1", "b": "2"})

    assert one == other and len({one, other}) == 1


@pytest.mark.parametrize("change", [
    lambda headers: headers.update(a="2"), lambda headers: headers.pop("a"), lambda headers: headers.clear(),
    lambda headers: headers.__setitem__("a", "2"), lambda headers: headers.setdefault("b", "2")])
def test_the_headers_of_a_frame_are_read_only(change):
    headers = Headers({"a": "1"})

    with pytest.raises(TypeError, match="read-only; make a new frame"):
        change(headers)
    assert headers == {"a": "1"}


def test_a_frame_shows_all_but_its_passcode():
    frame = StompFrame("CONNECT", {"login": "ada", "passcode": "secret"})

    assert repr(frame) == "StompFrame('CONNECT', {'login': 'ada', 'passcode': '********'}, b'')"


def test_an_error_that_quotes_a_secret_line_does_not_show_it():
    frame = StompFrame("ERROR", {"message": "bad line 'token:abc", "x-auth": "abc"}, b"you said\npasscode:abc\n")

    assert repr(frame) == (
        "StompFrame('ERROR', {'message': \"bad line 'token:********\", 'x-auth': '********'}, b'you said\\npasscode:***\\n')"
    )


@pytest.mark.req("S12-19", "S11-42")
def test_a_body_is_read_as_utf_8_and_what_is_not_is_marked():
    assert StompFrame("SEND", {}, "é東".encode()).text == "é東"
    assert StompFrame("SEND", {}, b"a\xffb").text == "a\ufffdb"
