"""The opening handshake: the arithmetic, and what each side must refuse."""

import base64

import pytest

from stompkata.errors import RemoteProtocolError
from stompkata.websocket.handshake import accept_key, build_request, build_response, check_request, check_response
from stompkata.websocket.handshake_dissector import dissect_handshake

KEY = "dGhlIHNhbXBsZSBub25jZQ=="


@pytest.mark.req("W-08")
@pytest.mark.parametrize("key, accept", [
    (KEY, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), ("x3JJHMbDL1EzLkh9GBhXDw==", "HSmrc0sMlYUkAGmm5OPpG2HaGWk="),
])
def test_the_accept_key_is_that_of_the_standard(key, accept):
    assert accept_key(key) == accept


@pytest.mark.req("W-02", "W-03", "W-04", "W-34")
def test_a_request_says_what_the_standard_asks():
    head = build_request("localhost:8080", "/chat", key=KEY, subprotocols=["v12.stomp", "v11.stomp"], origin="http://a")

    assert head == (
        b"GET /chat HTTP/1.1\r\nHost: localhost:8080\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Protocol: v12.stomp, v11.stomp\r\nOrigin: http://a\r\n\r\n"
    )
    check_request(head)
    assert dissect_handshake(head).findings == ()


REQUEST = build_request("a", key=KEY)
BAD_REQUESTS = [
    (b"GET / HTTP/1.1", b"POST / HTTP/1.1", "W-02"),
    (b"GET / HTTP/1.1", b"GET / HTTP/1.0", "W-02"),
    (b"GET / HTTP/1.1", b"GET /", "W-02"),
    (b"Host: a\r\n", b"", "W-02"),
    (b"Upgrade: websocket", b"Upgrade: h2c", "W-02"),
    (b"Connection: Upgrade", b"Connection: close", "W-02"),
    (KEY.encode(), base64.b64encode(b"x" * 15), "W-02"),
    (KEY.encode(), b"not base64", "W-02"),
    (b"Sec-WebSocket-Version: 13", b"Sec-WebSocket-Version: 8", "W-07"),
    (b"Version: 13", b"Version: 13\r\nSec-WebSocket-Protocol: v12.stomp, v12.stomp", "W-04"),
]


@pytest.mark.req("W-02", "W-04", "W-06", "W-07")
@pytest.mark.parametrize("good, bad, rule", BAD_REQUESTS)
def test_a_request_that_opens_nothing_is_refused(good, bad, rule):
    head = REQUEST.replace(good, bad)

    with pytest.raises(RemoteProtocolError) as caught:
        check_request(head)
    assert caught.value.rule == rule
    assert [error.rule for error in dissect_handshake(head).errors][:1] == [rule]


@pytest.mark.req("W-12")
def test_names_and_tokens_have_no_case_and_lists_join():
    check_request(
        b"GET / HTTP/1.1\r\nhost: a\r\nUPGRADE: WebSocket\r\nconnection: keep-alive\r\nConnection: upgrade\r\n"
        b"SEC-WEBSOCKET-KEY:  dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version:13\r\n\r\n"
    )
    answer = build_response(KEY).replace(b"Upgrade: websocket", b"upgrade: WEBSOCKET")
    assert check_response(answer.replace(b"Connection: Upgrade", b"CONNECTION: foo, upgrade"), key=KEY) is None


@pytest.mark.req("W-08", "W-09", "W-10")
def test_an_answer_names_one_of_the_offered_subprotocols_or_none():
    offer = ["v12.stomp", "v11.stomp"]

    assert check_response(build_response(KEY, subprotocol="v11.stomp"), key=KEY, subprotocols=offer) == "v11.stomp"
    assert check_response(build_response(KEY), key=KEY, subprotocols=offer) is None


ANSWER = build_response(KEY, subprotocol="v12.stomp")
BAD_ANSWERS = [
    (b"101 Switching Protocols", b"200 OK", "W-08"),
    (b"HTTP/1.1 101", b"HTTP/1.0 101", "W-08"),
    (b"Upgrade: websocket", b"Upgrade: h2c", "W-10"),
    (b"Upgrade: websocket", b"Upgrade: websocket, h2c", "W-10"),
    (b"Connection: Upgrade\r\n", b"", "W-10"),
    (b"s3pPLM", b"S3pPLM", "W-10"),
    (b"Sec-WebSocket-Accept", b"Sec-WebSocket-Except", "W-10"),
    (b"v12.stomp", b"v13.stomp", "W-10"),
    (b"v12.stomp", b"V12.stomp", "W-10"),
    (b"v12.stomp", b"v12.stomp, v11.stomp", "W-09"),
    (b"v12.stomp", b"v12.stomp\r\nSec-WebSocket-Extensions: permessage-deflate", "W-10"),
]


@pytest.mark.req("W-08", "W-09", "W-10")
@pytest.mark.parametrize("good, bad, rule", BAD_ANSWERS)
def test_a_client_refuses_a_wrong_answer(good, bad, rule):
    head = ANSWER.replace(good, bad)
    offer = ["v12.stomp", "v11.stomp"]

    with pytest.raises(RemoteProtocolError) as caught:
        check_response(head, key=KEY, subprotocols=offer)
    assert caught.value.rule == rule
    errors = dissect_handshake(head, key=KEY, subprotocols=offer).errors
    assert [error.rule for error in errors][:1] == [rule]


def test_an_answer_alone_is_judged_by_what_it_shows():
    assert dissect_handshake(ANSWER).findings == ()


def test_every_line_of_a_head_is_a_field():
    dissection = dissect_handshake(REQUEST + b"\x81\x80")

    assert [field.name for field in dissection.fields] == ["start line", *["header"] * 5, "blank line"]
    assert b"".join(dissection.data[field.start:field.stop] for field in dissection.fields) == REQUEST
    assert dissection.complete and not dissect_handshake(REQUEST[:40]).complete
