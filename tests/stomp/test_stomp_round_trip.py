"""What is written is what is read, in every version, by our reader and by a tiny one of its own."""

import itertools
import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from stomp_pieces import octet_by_octet, verdict

from stompkata.errors import LocalProtocolError
from stompkata.stomp.encoder import encode
from stompkata.stomp.frame import StompFrame

PROFILE = settings(derandomize=True, database=None, deadline=None, max_examples=300)
TEXT = st.text(st.sampled_from("ab:\\\n\r\0 \tnrc;é東\u202e\U0001f44d"), max_size=8)
NAME = TEXT.filter(bool)
PAIRS = st.lists(st.tuples(NAME, TEXT), max_size=5).map(
    lambda pairs: [pair for pair in pairs if pair[0] not in ("content-length", "accept-version")])
COMMAND = st.sampled_from(["SEND", "MESSAGE", "ERROR", "SUBSCRIBE", "ACK", "CONNECT", "STOMP", "CONNECTED"])


def tiny_reader(data: bytes, version: str) -> tuple[str, list[tuple[str, str]], bytes]:
    """One frame, read the way the standard's text says it, with nothing clever."""
    head, _, rest = data.partition(b"\n\n")
    command, *lines = head.decode().split("\n")
    escapes = {"1.0": "", "1.1": "nc\\\\", "1.2": "rnc\\\\"}[version]
    means = {"n": "\n", "r": "\r", "c": ":", "\\": "\\"}
    pairs = []
    for line in lines:
        name, _, value = line.partition(":")
        if escapes and command not in ("CONNECT", "STOMP", "CONNECTED"):
            assert ":" not in value
            assert not re.sub(rf"\\[{escapes}]", "", line).count("\\")
            name, value = (re.sub(r"\\(.)", lambda found: means[found[1]], part) for part in (name, value))
        pairs.append((name, value))
    counted = [int(value) for name, value in pairs if name == "content-length"]
    length = counted[0] if counted else rest.index(b"\0")
    assert rest[length:] == b"\0"
    return command, pairs, rest[:length]


@pytest.mark.req("S12-06", "S12-08", "S12-13", "S11-02", "S11-04", "S10-11")
@PROFILE
@given(COMMAND, PAIRS, st.binary(max_size=20), st.sampled_from(["1.0", "1.1", "1.2"]))
def test_a_frame_that_is_written_is_read_back_as_one_frame(command, pairs, body, version):
    body = body if command in ("SEND", "MESSAGE", "ERROR") else b""
    if version == "1.0" or command in ("CONNECT", "STOMP"):  # a reader of 1.0 trims
        pairs = [(name, value.strip(" \t")) for name, value in pairs]
    try:
        data = encode(StompFrame(command, pairs, body), version)
    except LocalProtocolError:
        assume(False)
    counted = [("content-length", str(len(body)))] if body else []

    ([frame], refused) = verdict([data], version)
    assert refused is None
    assert (frame.command, list(frame.headers.pairs), frame.body) == (command, pairs + counted, body)
    assert verdict(octet_by_octet(data), version) == ([frame], None)
    assert tiny_reader(data, version) == (command, pairs + counted, body)


INJECTED = st.lists(st.tuples(
    st.sampled_from(["k", "k\nadmin", "a:b", "\n\nbody", "k\r", "k\0"]),
    st.sampled_from(["v", "v\nadmin:yes", "v\n\n\0SEND\ndestination:/b\n\n\0", "v\r\nadmin:yes", "v\0", "a:b", "v\\"]),
), min_size=1, max_size=3)


@pytest.mark.req("S12-08")
@PROFILE
@given(COMMAND, INJECTED, st.sampled_from(["1.0", "1.1", "1.2", None]))
def test_no_header_smuggles_in_a_header_or_a_frame(command, pairs, version):
    try:
        data = encode(StompFrame(command, pairs), version)
    except LocalProtocolError:
        return
    for strict in (True, False):
        events, refused = verdict([data], version, strict=strict)

        assert refused is None
        assert [event.command for event in events] == [command]
        # only a lenient reader takes a CR before LF away, since it takes CR LF in every version
        shown = [(name, value.removesuffix("\r")) for name, value in pairs]
        assert [(name, value.removesuffix("\r")) for name, value in events[0].headers.pairs] == shown


FRAME = st.builds(StompFrame, st.sampled_from(["SEND", "MESSAGE", "ERROR"]), PAIRS, st.binary(max_size=20))
CUTS = st.lists(st.integers(0, 999), max_size=12)


@pytest.mark.req("S12-01", "S12-13")
@PROFILE
@given(st.lists(FRAME, min_size=1, max_size=4), CUTS, st.sampled_from(["1.1", "1.2"]))
def test_frames_cut_into_any_number_of_pieces_are_the_same_frames_and_little_is_held(frames, cuts, version):
    try:
        data = b"\n".join(encode(frame, version) for frame in frames)
    except LocalProtocolError:
        assume(False)
    whole = verdict([data], version)
    places = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    pieces = [data[begin:end] for begin, end in itertools.pairwise(places)]

    assert whole[1] is None and len(whole[0]) == 2 * len(frames) - 1
    assert verdict(pieces, version) == whole


@pytest.mark.req("S12-08", "S12-14", "S11-04")
@PROFILE
@given(FRAME, st.sampled_from(["1.0", "1.1", "1.2"]))
def test_what_was_read_is_written_as_the_same_octets_again(frame, version):
    try:
        canonical = encode(frame, version)
    except LocalProtocolError:
        assume(False)
    ([read], _) = verdict([canonical], version)

    again = encode(read, version)
    # 1.0 readers trim, and then one more round is canonical
    assert again == canonical or version == "1.0"
    assert encode(verdict([again], version)[0][0], version) == again
