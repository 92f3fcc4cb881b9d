"""A filter chooses units; a typo is answered with what would do."""

import pytest
from talk import connected

from stompkata.analysis.filters import Filter, FilterError
from stompkata.analysis.units import read
from stompkata.websocket.frame import Opcode


@pytest.fixture(scope="module")
def units():
    talk = connected()  # 1 CONNECT, 2 CONNECTED
    talk.client("SUBSCRIBE id:0 destination:/topic/news receipt:r1")  # 3
    talk.frame("to_server", b"SEND\ndestination:/topic/news\n\nHello, world\0")  # 4
    talk.client("")  # 5
    talk.frame("to_client", b"p", Opcode.PING)  # 6
    talk.client("SEND destination:/queue/a[1] bad:\\t")  # 7
    talk.event("closed 1000")  # 8
    connected(connection="ws-2", recording=talk.recording)  # 9, 10
    return read(talk.recording)


@pytest.mark.parametrize(
    "text, numbers",
    [
        ("", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
        ("command:SEND", [4, 7]),
        ("command:send,SUBSCRIBE", [3, 4, 7]),
        ("SEND", [4, 7]),
        ("-beat -ping -event connection:c1 -command:CONNECT*", [3, 4, 7]),
        ("destination:/topic/*", [3, 4]),
        ("destination:/queue/a[1]", [7]),
        ("connection:ws-2", [9, 10]),
        ("direction:to_client", [2, 6, 10]),
        ("layer:websocket", [4, 6]),
        ("layer:stomp -connection:ws-*", [1, 2, 3, 4, 5, 7]),
        ("hello", [4]),
        ("text:hello*", [4]),
        ('text:"hello, w"', [4]),
        ('"send"', []),
        ("opcode:ping", [6]),
        ("header:receipt", [3]),
        ("header:heart-beat=0,0 direction:to_server", []),
        ('header:"heart-beat=0,0" direction:to_server', [1, 9]),
        ("finding:error", [7]),
        ("finding:advice", [4]),
        ("finding:any SEND -finding:warning -finding:error", []),
        ("finding:S12-07 SEND", [7]),
        ("finding:error -SEND", []),
    ],
)
def test_a_filter_lets_pass_what_all_its_words_hold_for(units, text, numbers):
    assert [unit.number for unit in units if Filter(text)(unit)] == numbers


@pytest.mark.parametrize(
    "text, why, hint",
    [
        ("comand:SEND", "comand:SEND: there is no key 'comand'", "command, destination"),
        ("http://x", "there is no key 'http'", '"http://x" as a text'),
        ("command:SNED", "there is no such command", "a command of STOMP"),
        ("direction:up", "there is no such direction", "to_server, to_client, none"),
        ("SEND text:", "text:: a value is missing", "text: and octets"),
        ("-", "a value is missing", ""),
        ('text:"hello', "a quote is not closed", 'text:"hello world"'),
        ('text:he"llo"', "stands inside a word", ""),
    ],
)
def test_an_error_names_the_word_and_what_would_do(text, why, hint):
    with pytest.raises(FilterError) as raised:
        Filter(text)

    assert why in str(raised.value)
    assert hint in str(raised.value)
