"""WebSocket frames written, masked and measured."""

import pytest
from vectors import WEBSOCKET

from stompkata.errors import LocalProtocolError
from stompkata.websocket.frame import Opcode, WebSocketFrame, encode, frame_length, mask

GOOD = [vector for vector in WEBSOCKET if vector.ws_frame]


@pytest.mark.req("W-13", "W-15", "W-16")
@pytest.mark.parametrize("vector", GOOD, ids=str)
def test_a_frame_is_written_as_the_standard_shows_it(vector):
    assert encode(vector.ws_frame) == vector.data


@pytest.mark.parametrize("vector", GOOD, ids=str)
def test_the_length_of_a_frame_is_known_as_soon_as_its_head_is_here(vector):
    head = len(vector.data) - len(vector.ws_frame.payload) - (4 if vector.ws_frame.masking_key else 0)

    for length in range(head):
        assert frame_length(vector.data[:length]) is None
    for length in {head, len(vector.data)}:
        assert frame_length(vector.data[:length]) == len(vector.data)
    assert frame_length(b"xyz" + vector.data, 3) == len(vector.data)


@pytest.mark.req("W-18")
def test_masking_twice_gives_the_payload_back():
    key = bytes.fromhex("37fa213d")

    assert mask(b"Hello", key) == bytes.fromhex("7f9f4d5158")
    for size in range(10):
        data = bytes(range(size))
        assert mask(data, key) == bytes(octet ^ key[at % 4] for at, octet in enumerate(data))
        assert mask(mask(data, key), key) == data


@pytest.mark.req("W-21")
@pytest.mark.parametrize("ws_frame, rule", [
    (WebSocketFrame(Opcode.PING, b"x" * 126), "W-21"),
    (WebSocketFrame(Opcode.CLOSE, fin=False), "W-21"),
    (WebSocketFrame(Opcode.TEXT, masking_key=b"abc"), "W-16"),
])
def test_what_no_frame_may_be_is_refused(ws_frame, rule):
    with pytest.raises(LocalProtocolError) as caught:
        encode(ws_frame)

    assert caught.value.rule == rule
