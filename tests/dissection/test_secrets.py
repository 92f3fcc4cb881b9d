"""What is a secret, and what is none: by names, in one place."""

import pytest

from stompkata.dissection.secrets import hide, hide_text, is_secret


@pytest.mark.parametrize("name", [
    "passcode", "Passcode", "my-passcode", "password", "Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie", "token",
    "X-Auth-Token", "X-CSRF-TOKEN", "_csrf", "X-XSRF-TOKEN", "access_token", "client_secret", "X-API-Key", "apiKey", "jwt", "x-auth",
    "pwd", "JSESSIONID", "credentials"])  # fmt: skip
def test_these_names_are_of_secrets(name):
    assert is_secret(name)


@pytest.mark.parametrize("name", [
    "login", "host", "destination", "id", "ack", "receipt", "session", "heart-beat", "message-id", "author", "authors", "passenger",
    "compass", "routing-key", "Sec-WebSocket-Key", "Sec-WebSocket-Accept", "capital", "content-length"])  # fmt: skip
def test_these_are_not(name):
    assert not is_secret(name)


def test_a_text_for_a_person_does_not_tell_how_long_a_secret_is():
    assert hide_text("CONNECT\npasscode:abc\nlogin:ada\n\n") == "CONNECT\npasscode:********\nlogin:ada\n\n"
    assert hide_text("ws://ada:abc@h/?token=abcdef&x=1") == "ws://********@h/?token=********&x=1"
    assert hide_text("passcode:\nhost:a") == "passcode:\nhost:a"


def test_a_known_secret_is_hidden_where_it_has_no_name_from_four_octets_on():
    assert hide_text("no abcd here", ["abcd"]) == "no ******** here"
    assert hide_text("no abc here", ["abc"]) == "no abc here"


def test_octets_keep_their_length_and_what_holds_no_secret_is_the_same_object():
    plain = b"SEND\ndestination:/topic/a\n\nhi\0"

    assert hide(b"CONNECT\npasscode:abc\r\n\r\n\0") == b"CONNECT\npasscode:***\r\n\r\n\0"
    assert hide(plain) is plain
