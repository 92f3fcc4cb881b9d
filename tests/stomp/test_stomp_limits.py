"""Each limit: the last that is accepted, the first that is refused, however the octets arrive."""

import pytest
from stomp_pieces import octet_by_octet, verdict

from stompkata.errors import LimitExceeded
from stompkata.stomp.decoder import Decoder
from stompkata.stomp.dissector import dissect_stomp
from stompkata.stomp.limits import FrameLimits


def block(size: int) -> bytes:
    """Header lines of so many octets together."""
    lines = b"k:" + b"v" * 997 + b"\n"
    return lines * (size // 1000) + (b"k:" + b"v" * (size % 1000 - 3) + b"\n" if size % 1000 else b"")


LIMITS = [  # the limit, its last accepted frame, the first refused, and the offset of the octet too many
    ("header_line", b"SEND\nk:" + b"v" * 4094 + b"\n\n\0", b"SEND\nk:" + b"v" * 4095 + b"\n\n\0", 5 + 4096),
    ("header_line", b"SEND\r\nk:" + b"v" * 4094 + b"\r\n\r\n\0", b"SEND\r\nk:" + b"v" * 4095 + b"\r\n\r\n\0", 6 + 4096),
    ("headers", b"SEND\n" + b"k:v\n" * 64 + b"\n\0", b"SEND\n" + b"k:v\n" * 65 + b"\n\0", 5 + 64 * 4),
    ("headers", b"SEND\n" + b"k:v\r\n" * 64 + b"\r\n\0", b"SEND\n" + b"k:v\r\n" * 65 + b"\r\n\0", 5 + 64 * 5),
    ("header_block", b"SEND\n" + block(16384) + b"\n\0", b"SEND\n" + block(16385) + b"\n\0", 5 + 16384),
]


@pytest.mark.req("S12-23", "S11-09")
@pytest.mark.parametrize("limit, accepted, refused, at", LIMITS)
def test_the_last_is_accepted_and_the_first_is_refused(limit, accepted, refused, at):
    (frame,), fault = verdict([accepted])
    assert fault is None and frame.command == "SEND"
    assert verdict(octet_by_octet(accepted)) == ([frame], None)
    assert not dissect_stomp(accepted).errors

    with pytest.raises(LimitExceeded) as caught:
        Decoder().receive(refused)
    assert (caught.value.limit, caught.value.at) == (limit, at)
    assert f"{limit} = {getattr(FrameLimits(), limit)}" in str(caught.value)
    assert verdict(octet_by_octet(refused)) == ([], ("S12-23", at))
    assert [(error.rule, error.at) for error in dissect_stomp(refused).errors] == [("S12-23", at)]


@pytest.mark.parametrize("version, rule", [("1.0", "S11-09"), ("1.1", "S11-09"), ("1.2", "S12-23"), (None, "S12-23")])
def test_a_limit_is_named_by_the_rule_of_the_version(version, rule):
    assert verdict([b"SEND\n" + b"k:v\n" * 65], version)[1] == (rule, 5 + 64 * 4)


def test_a_command_may_have_32_octets():
    events, refused = verdict([b"X" * 32 + b"\r\n\r\n\0"], strict=False)
    assert (events[0].command, refused) == ("X" * 32, None)

    for data in (b"X" * 33 + b"\n\n\0", b"X" * 33 + b"\r\n", b"X" * 33, b"X" * 200):
        assert verdict([data], strict=False)[1] == verdict(octet_by_octet(data))[1] == ("S12-23", 32)


def test_a_body_that_is_not_counted_ends_at_the_cap():
    limits = FrameLimits(body=10)

    assert verdict([b"SEND\n\n" + b"b" * 10 + b"\0"], limits=limits)[1] is None
    for data in (b"SEND\n\n" + b"b" * 11 + b"\0", b"SEND\n\n" + b"b" * 11):
        assert verdict([data], limits=limits)[1] == ("S12-23", 16)
        assert verdict(octet_by_octet(data), limits=limits)[1] == ("S12-23", 16)


def test_a_body_may_have_four_mebibytes_and_the_dissector_counts_as_the_decoder_does():
    begun = b"SEND\n\n" + b"b" * 4 * 2**20
    for data, refused in ((begun + b"\0", None), (begun + b"b\0", ("S12-23", 6 + 4 * 2**20))):
        assert verdict([data])[1] == refused
        assert [(error.rule, error.at) for error in dissect_stomp(data).errors] == [refused] * (refused is not None)


def test_a_counted_body_over_the_cap_is_refused_at_its_number():
    limits = FrameLimits(body=10)

    assert verdict([b"SEND\ncontent-length:10\n\n" + b"b" * 10 + b"\0"], limits=limits)[1] is None
    assert verdict([b"SEND\ncontent-length:11\n\n"], limits=limits)[1] == ("S12-23", 20)


FRAMES = [
    b"SEND\nk:v\n\n" + b"b" * 20 + b"\0", b"SEND\ncontent-length:5\n\nhello\0", b"CONNECT\r\nk:v\r\n\r\n\0",
    b"DISCONNECT\n\n\0", b"SEND\nkey:" + b"v" * 30 + b"\n\n\0",
]


@pytest.mark.parametrize("data", FRAMES)
def test_a_whole_frame_may_be_as_long_as_frame_says(data):
    assert verdict([data], limits=FrameLimits(frame=len(data)))[1] is None
    assert verdict(octet_by_octet(data), limits=FrameLimits(frame=len(data)))[1] is None

    for frame in range(4, len(data)):
        whole = verdict([data], limits=FrameLimits(frame=frame))
        assert whole[1] is not None and whole[1][0] == "S12-23", frame
        assert verdict(octet_by_octet(data), limits=FrameLimits(frame=frame)) == whole


@pytest.mark.parametrize("beginning", [b"SEND\nk:", b"SEND\n", b"SEND\n\n", b""])
def test_what_never_ends_is_refused_within_its_limits(beginning):
    decoder, held = Decoder(limits=FrameLimits(body=8192)), 0

    with pytest.raises(LimitExceeded):
        decoder.feed(beginning)
        for _ in range(100):
            assert decoder.next() is None
            held = max(held, decoder.buffered)
            decoder.feed(b"x" * 512)
    assert held <= 16384 + 512
    assert decoder.buffered == 0


def test_many_short_header_lines_are_refused_at_their_number_not_their_size():
    assert verdict([b"SEND\n" + b"k:v\n" * 100_000])[1] == ("S12-23", 5 + 64 * 4)
