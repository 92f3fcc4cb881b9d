"""How frames are read off the wire."""

import pytest
from stomp_pieces import octet_by_octet, read, verdict

from stompkata.errors import LimitExceeded, RemoteProtocolError
from stompkata.stomp.decoder import Decoder
from stompkata.stomp.frame import BEAT, StompFrame
from stompkata.stomp.limits import FrameLimits


@pytest.mark.req("S12-22", "S11-11")
def test_the_first_of_repeated_headers_wins():
    (frame,) = read(b"MESSAGE\nfoo:World\nbar:1\nfoo:Hello\n\n\0")

    assert frame.headers["foo"] == "World"
    assert frame.headers.pairs == (("foo", "World"), ("bar", "1"), ("foo", "Hello"))


@pytest.mark.req("S12-42", "S12-43", "S11-48")
def test_each_lone_eol_is_a_beat():
    assert read(b"\n\r\n\n") == [BEAT, BEAT, BEAT]


def test_half_a_cr_lf_waits_for_the_other_half():
    decoder = Decoder()

    assert decoder.receive(b"\r") == []
    assert decoder.buffered == 1
    assert decoder.receive(b"\n") == [BEAT]


def test_what_has_not_arrived_is_waited_for():
    decoder = Decoder()

    assert decoder.receive(b"SEND\ndestination:/a\n\nhel") == []
    assert decoder.buffered == 24
    assert decoder.receive(b"lo\0\n") == [StompFrame("SEND", {"destination": "/a"}, b"hello"), BEAT]
    assert decoder.buffered == 0


@pytest.mark.req("S12-09", "S11-05")
def test_a_version_agreed_between_two_frames_of_one_segment_counts_from_the_second():
    decoder = Decoder(None)
    decoder.feed(b"CONNECT\naccept-version:1.2\nhost:a:b\n\n\0SEND\nk:a\\cb\n\n\0")

    assert decoder.next().headers["host"] == "a:b"
    decoder.version = "1.2"
    assert decoder.next().headers["k"] == "a:b"
    assert decoder.next() is None
    assert decoder.version == "1.2"


def test_limits_raised_between_two_frames_of_one_segment_count_from_the_second():
    decoder = Decoder(limits=FrameLimits(body=4))
    decoder.feed(b"SEND\n\nabcd\0SEND\n\nabcde\0")

    assert decoder.next().body == b"abcd"
    decoder.limits = FrameLimits(body=5)
    assert decoder.next().body == b"abcde"
    assert decoder.limits == FrameLimits(body=5)


def test_a_head_that_repeats_is_read_by_the_rules_of_its_own_frame():
    decoder = Decoder()
    decoder.feed(b"SEND\nk:a\\cb\n\nxy\0" * 4)

    assert decoder.next() == decoder.next() == StompFrame("SEND", {"k": "a:b"}, b"xy")
    decoder.version = "1.0"
    assert decoder.next().headers["k"] == "a\\cb"
    decoder.limits = FrameLimits(header_line=5)
    with pytest.raises(LimitExceeded, match="header_line = 5"):
        decoder.next()


def test_after_a_fault_the_decoder_repeats_it_and_holds_nothing():
    decoder = Decoder()
    decoder.feed(b"ACK\nid:1\n\n\0send\n\n\0SEND\n\n\0")
    assert decoder.next().command == "ACK"

    for _ in range(3):
        with pytest.raises(RemoteProtocolError, match="not a command") as caught:
            decoder.next()
        assert (caught.value.rule, caught.value.at) == ("S12-46", 0)
        decoder.feed(b"SEND\n\n\0")
    assert decoder.buffered == 0


@pytest.mark.req("S12-07", "S12-04")
def test_a_refusal_says_what_where_which_rule_and_what_to_try():
    with pytest.raises(RemoteProtocolError) as caught:
        Decoder().receive(b"SEND\npath:C:\\temp\n\n\0")

    assert str(caught.value) == (
        "a raw colon in a header value (byte 11: b':')\n"
        '  rule: S12-05 (STOMP 1.2, "Augmented BNF")\n'
        r"  try:  write it as \c"
    )


@pytest.mark.req("S12-04")
def test_small_letters_are_told_from_capitals():
    with pytest.raises(RemoteProtocolError) as caught:
        Decoder().receive(b"send\n\n\0")

    assert caught.value.hint == "write SEND: capital letters, no spaces (S12-04)"


def test_a_broken_header_is_refused_before_the_blank_line():
    with pytest.raises(RemoteProtocolError, match="no ':'"):
        Decoder().receive(b"SEND\nhello\n")


@pytest.mark.req("S12-13", "S12-23")
def test_a_body_over_the_cap_is_refused_before_any_of_it_arrives():
    with pytest.raises(LimitExceeded, match="over the limit body = 4194304"):
        Decoder().receive(b"SEND\ncontent-length:4194305\n\n")


LENIENT = [
    (b"SEND\nk:a:b\n\n\0", "1.2", {"k": "a:b"}, b""),
    (b"SEND\nk:a:b\n\n\0", "1.1", {"k": "a:b"}, b""),
    (b"SEND\nk:C:\\temp\\\n\n\0", "1.2", {"k": "C:\\temp\\"}, b""),
    (b"SEND\nk:a\\rb\n\n\0", "1.1", {"k": "a\rb"}, b""),
    (b"SEND\r\nk:v\r\n\r\n\0\r\n", "1.1", {"k": "v"}, b""),
    (b"SEND\r\nk:v\r\n\r\n\0\r\n", "1.0", {"k": "v"}, b""),
    (b"SEND\nk:a\rb\n\n\0", "1.2", {"k": "a\rb"}, b""),
    (b"SEND\ncontent-length: 2\n\nhi\0", "1.2", {"content-length": " 2"}, b"hi"),
    (b"SEND\ncontent-length:2\ncontent-length:3\n\nhi\0", "1.2", {"content-length": "2"}, b"hi"),
    (b"SUBSCRIBE\nid:0\n\nbody\0", "1.2", {"id": "0"}, b"body"),
    (b"SUBSCRIBE\ncontent-length:4\n\nbody\0", "1.1", {"content-length": "4"}, b"body"),
    (b"\0\0\rSEND\nk:v\n\n\0\0", "1.2", {"k": "v"}, b""),
    (b"send\nk:v\n\n\0", "1.2", {"k": "v"}, b""),
]


@pytest.mark.parametrize("data, version, headers, body", LENIENT)
def test_lenient_absorbs_what_real_peers_send_and_strict_refuses_it(data, version, headers, body):
    events, refused = verdict([data], version, strict=False)
    frames = [event for event in events if event is not BEAT]

    assert refused is None
    assert [(dict(frame.headers), frame.body) for frame in frames] == [(headers, body)]
    assert verdict(octet_by_octet(data), version, strict=False) == (events, None)
    assert verdict([data], version)[1] is not None


@pytest.mark.parametrize("data", [
    b"SEND\nhello\n\n\0", b"SEND\n:v\n\n\0", b"SEND\nk:\xff\n\n\0", b"SEND\ncontent-length:x\n\n\0",
    b"SEND\ncontent-length:1\n\nhi\0", b"SEND\0",
])
def test_lenient_refuses_what_would_be_a_guess(data):
    whole = verdict([data], strict=False)

    assert whole[1] is not None
    assert verdict(octet_by_octet(data), strict=False) == whole
    assert verdict([data])[1] == whole[1]
