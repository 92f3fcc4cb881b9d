"""What the dissector says about STOMP octets: fields, errors after the first, warnings, notes."""

import pytest

from stompkata.stomp.dissector import dissect_stomp


def found(data: bytes, **options) -> list[tuple[str, str, int]]:
    return [(finding.severity, finding.rule, finding.at) for finding in dissect_stomp(data, **options).findings]


def test_every_octet_of_a_frame_has_a_name():
    dissection = dissect_stomp(b"SEND\r\nk:a\\cb\n\nhi\0\n")

    assert [(field.name, field.value, field.start, field.stop) for field in dissection.fields] == [
        ("command", "SEND", 0, 6), ("header", "k: a:b", 6, 13), ("blank line", "", 13, 14), ("body", "hi", 14, 16),
        ("NUL", "NUL", 16, 17), ("EOL", "\n", 17, 18),
    ]
    assert [(field.name, field.value, field.start, field.stop) for field in dissection.fields[1].children] == [
        ("header name", "k", 6, 7), ("colon", ":", 7, 8), ("header value", "a:b", 8, 12), ("EOL", "\n", 12, 13),
    ]
    assert (dissection.payload, dissection.complete) == (b"hi", True)


def test_several_frames_stand_under_headings_of_their_own():
    dissection = dissect_stomp(b"\nACK\nid:1\n\n\0ACK\nid:2\n\n\0")

    assert [(field.name, field.start, field.stop) for field in dissection.fields] == [
        ("EOL", 0, 1), ("frame 1", 1, 12), ("frame 2", 12, 23)]
    assert dissection.summary == "2 STOMP frames: ACK, ACK"


@pytest.mark.parametrize("data, summary, complete", [
    (b"", "no octets", False),
    (b"\n", "a STOMP heart-beat", True),
    (b"\n\r\n", "2 STOMP heart-beats", True),
    (b"SEND\ndestination:/a\n\nh\0", "STOMP SEND /a, body of 1 octet", True),
    (b"SEND\ndestination:/a\n\nh", "STOMP SEND /a, body of 1 octet (incomplete)", False),
    (b"RECEIPT\nreceipt-id:7\n\n\0", "STOMP RECEIPT 7", True),
])
def test_one_line_says_what_it_is(data, summary, complete):
    dissection = dissect_stomp(data)

    assert (dissection.summary, dissection.complete) == (summary, complete)


def test_reading_goes_on_after_a_fault():
    dissection = dissect_stomp(b"send\nhello\nk:a:b\\t\n\n\0ACK\nid:1\n\nx\0")

    assert [(error.rule, error.at) for error in dissection.errors] == [
        ("S12-46", 0), ("S12-05", 5), ("S12-05", 14), ("S12-07", 16), ("S12-11", 31)]


@pytest.mark.req("S12-23")
def test_a_limit_is_named_once_however_often_it_is_passed():
    too_long = b"x:" + b"y" * 4095 + b"\n"  # 4,097 octets before the LF

    assert found(b"C" * 33 + b"\n\n\0") == [("error", "S12-23", 32)]
    assert found(b"ACK\nid:1\n" + too_long * 2 + b"\n\0") == [("error", "S12-23", 4105), ("note", "S12-22", 4109)]


@pytest.mark.req("S12-22")
def test_the_same_length_twice_is_a_note_and_another_length_an_error():
    twice = b"SEND\ndestination:/a\ncontent-type:a/b\ncontent-length:2\ncontent-length:%d\n\nhi\0"

    assert found(twice % 2) == [("note", "S12-22", 69)]
    assert found(twice % 3) == [("error", "S12-22", 69), ("note", "S12-22", 69)]


def test_where_the_next_frame_begins_is_unknown_after_a_wrong_count():
    dissection = dissect_stomp(b"SEND\ncontent-length:1\n\nhi\0SEND\n\n\0")

    assert [error.rule for error in dissection.errors] == ["S12-13"]
    assert (dissection.fields[-1].name, dissection.fields[-1].start) == ("not read", 24)


BODY = b"content-length:2\ncontent-type:text/plain\n\nhi\0"
ADVICE = [
    ("S12-29", "warning", b"CONNECT\naccept-version:1.2\n\n\0", "1.2"),
    ("S11-13", "warning", b"CONNECT\naccept-version:1.1\n\n\0", "1.1"),
    ("S12-30", "warning", b"CONNECT\nhost:a\naccept-version:1.2,1.1,1.0\n\n\0", "1.2"),
    ("S12-30", "warning", b"CONNECT\nhost:a\naccept-version:1.0, 1.1\n\n\0", "1.2"),
    ("S12-20", "warning", b"CONNECT\nhost:a\naccept-version:1.2\nreceipt:1\n\n\0", "1.2"),
    ("S12-39", "warning", b"CONNECT\nhost:a\naccept-version:1.2\nheart-beat:5000\n\n\0", "1.2"),
    ("S12-34", "warning", b"CONNECTED\n\n\0", "1.2"),
    ("S12-36", "warning", b"CONNECTED\nversion:1.2\nserver:/1.0\n\n\0", "1.2"),
    ("S12-47", "warning", b"SEND\n" + BODY, "1.2"),
    ("S12-51", "warning", b"SUBSCRIBE\ndestination:/a\n\n\0", "1.2"),
    ("S12-54", "warning", b"SUBSCRIBE\ndestination:/a\nid:1\nack:never\n\n\0", "1.2"),
    ("S12-63", "warning", b"ACK\nmessage-id:1\n\n\0", "1.2"),
    ("S11-34", "warning", b"ACK\nmessage-id:1\n\n\0", "1.1"),
    ("S10-18", "warning", b"UNSUBSCRIBE\n\n\0", "1.0"),
    ("S10-27", "warning", b"NACK\nmessage-id:1\n\n\0", "1.0"),
    ("S10-02", "warning", b"SEND\ndestination:/\xc3\xa9\n\n\0", "1.0"),
    ("S12-14", "warning", b"SEND\ndestination:/a\ncontent-type:text/plain\n\nhi\0", "1.2"),
    ("S12-16", "advice", b"SEND\ndestination:/a\ncontent-length:2\n\nhi\0", "1.2"),
    ("S12-17", "warning", b"SEND\ndestination:/a\ncontent-length:2\ncontent-type:text\n\nhi\0", "1.2"),
    ("S12-18", "warning", b"SEND\ndestination:/a\ncontent-length:1\ncontent-type:text/plain\n\n\xff\0", "1.2"),
    ("S10-10", "warning", b"SEND\ndestination:/a\n\nhi\0", "1.0"),
    ("S12-22", "note", b"SEND\ndestination:/a\ndestination:/b\n\n\0", "1.2"),
    ("S12-10", "note", b"SEND\ndestination: /a\n\n\0", "1.2"),
    ("S12-05", "warning", b"SEND\ndestination:/a\0SEND\nk:v\n\n\0", "1.2"),
]


@pytest.mark.req("S12-10", "S12-14", "S12-16", "S12-17", "S12-18", "S12-20", "S12-22", "S12-29", "S12-30", "S12-39",
                 "S12-36", "S12-54", "S11-13", "S11-34", "S11-40", "S10-02", "S10-10", "S10-18", "S10-27")
@pytest.mark.parametrize("rule, severity, data, version", ADVICE)
def test_what_a_frame_should_have_is_a_warning_and_no_error(rule, severity, data, version):
    dissection = dissect_stomp(data, version=version)

    assert [(finding.rule, finding.severity) for finding in dissection.findings] == [(rule, severity)]
    assert dissection.findings[0].source


def test_a_space_in_accept_version_is_named_with_what_to_write():
    (finding,) = dissect_stomp(b"CONNECT\nhost:a\naccept-version:1.0, 1.1\n\n\0").findings

    assert finding.message == "a space beside a version makes it one that nobody speaks"
    assert (finding.at, finding.length, finding.hint) == (30, 8, "write 1.0,1.1")


def test_a_frame_of_the_wrong_side_is_noticed():
    data = b"MESSAGE\ndestination:/a\nmessage-id:1\nsubscription:0\n\n\0"

    assert found(data) == found(data, sender="server") == []
    assert found(data, sender="client") == [("warning", "S12-46", 0)]


def test_a_perfect_conversation_has_no_findings():
    assert found(b"CONNECT\naccept-version:1.0,1.1,1.2\nhost:a\nheart-beat:0,0\n\n\0\n", sender="client") == []
    assert found(b"SEND\ndestination:/a\n" + BODY, sender="client") == []
