"""What a message carries: text and octets as they are, and values as JSON, there and back."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stompkata.errors import NotJson, StompkataError
from stompkata.net.body import octets, parsed
from stompkata.net.client import connect
from stompkata.net.message import Message
from stompkata.recording import Recording
from stompkata.stompjs import Client as StompjsClient

ENDLESS: list = []
ENDLESS.append(ENDLESS)


@pytest.fixture
async def frames(in_memory, clock):
    """A client in memory, and the SEND frames that it sent."""
    recording = Recording()
    async with in_memory() as server, connect(server.pipe("tcp"), recording=recording, clock=clock) as client:
        yield client, lambda: [record.data for record in recording if record.data.startswith(b"SEND")]


async def test_the_call_of_springs_guide_sends_what_stompjs_sends(frames, in_memory, clock):
    client, sent = frames
    client.publish("/app/hello", '{"name":"x"}')
    async with in_memory() as server:
        recording = Recording()
        theirs = StompjsClient({"brokerURL": server.pipe("tcp"), "clock": clock, "recording": recording})
        await theirs.open()
        theirs.publish({"destination": "/app/hello", "body": '{"name":"x"}'})
        await theirs.deactivate()

    guide = b'SEND\ndestination:/app/hello\ncontent-length:12\n\n{"name":"x"}\0'
    assert sent() == [guide]
    assert guide in [record.data for record in recording]


@pytest.mark.parametrize("value, body", [
    ({"name": "é", "of": [1, 2.5, True, None]}, '{"name":"é","of":[1,2.5,true,null]}'),
    (None, "null"), ("", '""'), (17, "17"), ((), "[]"), ({}, "{}"), (0, "0"),
])
async def test_a_value_goes_as_json_and_says_so(frames, value, body):
    client, sent = frames
    client.publish("/a", json=value)

    head = f"SEND\ndestination:/a\ncontent-type:application/json\ncontent-length:{len(body.encode())}\n\n"
    assert sent() == [(head + body + "\0").encode()]


async def test_headers_win_over_what_json_says_of_itself_and_it_may_go_without_a_length(frames):
    client, sent = frames
    client.publish("/a", json=[1], headers={"content-type": "application/vnd.prices+json"})
    client.publish("/a", json=[1], skip_content_length_header=True)
    async with client.begin("t") as transaction:
        client.publish("/a", json=[1], headers={"transaction": transaction.id})

    assert sent() == [b"SEND\ndestination:/a\ncontent-type:application/vnd.prices+json\ncontent-length:3\n\n[1]\0",
                      b"SEND\ndestination:/a\ncontent-type:application/json\n\n[1]\0",
                      b"SEND\ndestination:/a\ntransaction:t\ncontent-type:application/json\ncontent-length:3\n\n[1]\0"]


@pytest.mark.parametrize("value, kind, said", [
    ({"prices": [1, math.nan]}, ValueError, "json['prices'][1] is nan, which JSON cannot say"),
    ([math.inf], ValueError, "json[0] is inf,"),
    ({"a": {1}}, TypeError, "json['a'] is {1}, which JSON cannot say: Object of type set"),
    ([{"b": {(1, 2): 3}}], TypeError, "json[0]['b'] is {(1, 2): 3}, which JSON cannot say: keys must be str"),
    (["\ud800"], ValueError, "json[0] is '\\ud800',"),
    ({"x": ENDLESS}, ValueError, "json['x'][0] is [[[[[[[...]]]]]]], which JSON cannot say: Circular"),
    (b"octets", TypeError, "json is b'octets',"),
])
async def test_what_json_cannot_say_is_named_and_nothing_is_sent(frames, value, kind, said):
    client, sent = frames
    with pytest.raises(kind) as refused:
        client.publish("/a", json=value)

    assert str(refused.value).startswith(said) and "\n  try:  " in str(refused.value)
    assert sent() == []


async def test_two_bodies_and_a_body_of_another_kind_are_refused(frames):
    client, sent = frames
    with pytest.raises(TypeError, match="one body, and here are two: 'hi' and json="):
        client.publish("/a", "hi", json=None)
    with pytest.raises(TypeError, match=r"(?s)a body is str or bytes, not dict.*json="):
        client.publish("/a", {"name": "x"})
    assert sent() == []


def nested(depth: int) -> list:
    value: list = []
    for _ in range(depth):
        value = [value]
    return value


def test_what_is_nested_too_deeply_is_refused_in_both_directions():
    with pytest.raises(ValueError, match="json= is nested too deeply"):
        octets("", nested(200_000))
    with pytest.raises(NotJson, match="recursion"):
        parsed(b"[" * 200_000, "MESSAGE 1")


def message(body: bytes, **headers: str) -> Message:
    return Message("MESSAGE", {"message-id": "7", "destination": "/topic/a", **headers}, body)


@pytest.mark.parametrize("body, said", [
    (b"hello", "Expecting value: line 1 column 1 (char 0): 'hello'"),
    ('{"é": x}'.encode(), "Expecting value: line 1 column 7 (char 6): 'x}'"),
    (b"", "Expecting value: line 1 column 1 (char 0): ''"),
    (b'"\xff"', "'utf-8' codec can't decode byte 0xff in position 1: invalid start byte; it begins with b'\"\\xff\"'"),
    (b"[NaN]", "JSON has no NaN; it begins with b'[NaN]'"),
])
def test_a_body_that_is_no_json_says_whose_it_is_and_what_stands_where(body, said):
    with pytest.raises(NotJson) as refused:
        message(body, **{"content-type": "text/plain"}).json()

    assert str(refused.value) == ("the body of MESSAGE 7 of /topic/a, whose content-type is text/plain, cannot be read as "
                                  f"JSON: {said}\n  try:  its text, or its body for the octets")
    assert isinstance(refused.value, ValueError) and isinstance(refused.value, StompkataError)


def test_a_body_is_read_whatever_its_content_type_says():
    assert message(b'{"name":"x"}').json() == {"name": "x"}
    assert message(b"17", **{"content-type": "text/plain"}).json() == 17


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
                    | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)


@given(JSON)
def test_what_is_sent_is_what_is_read(value):
    data = octets("", value)

    assert parsed(data, "MESSAGE 1") == value
    assert json.loads(data) == value
