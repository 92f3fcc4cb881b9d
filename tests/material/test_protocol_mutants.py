"""Mistakes that break the protocol, by name: every kata that could make one has a check that catches it."""

import pytest
from test_golden_failures import WRONG, report

from stompkata.course.cells import kata_ids, solved
from stompkata.course.location import course_root

# name of the mistake -> (kata, the misconception whose wrong program makes it, or a change to the solution)
MUTANTS = {
    "characters for octets": [
        ("stomp_frame.encode_frame", "counts-characters"),
        ("stomp_frame.decode_frame", ("data[start:end]\n", 'data.decode("utf-8", "replace")[start:end].encode()\n')),
        ("publish.send_frame", "counts-characters"),
    ],
    "LF for CR LF": [
        ("handshake.build_upgrade", "lf-only"),
        ("handshake.check_101", ('split("\\r\\n")', 'split("\\n")')),
    ],
    "CR left on the line": [("stomp_frame.decode_frame", "carriage-return-left")],
    "NUL inside a body": [("stomp_frame.decode_frame", "stops-at-first-nul"), ("publish.send_frame", "no-length")],
    "no NUL at the end": [
        ("first_green.hello_frame", "forgot-nul"),
        ("stomp_frame.encode_frame", "forgot-nul"),
        ("stomp_frame.decode_frame", ('data[end : end + 1] != b"\\x00" or ', "")),
    ],
    "no empty line": [
        ("first_green.hello_frame", "forgot-empty-line"),
        ("stomp_frame.encode_frame", "forgot-empty-line"),
    ],
    "order of escapes": [("stomp_frame.escape", "backslash-last"), ("stomp_frame.unescape", "chained-replaces")],
    "undefined escape let through": [("stomp_frame.unescape", "undefined-passed")],
    "CONNECT escaped": [
        ("stomp_frame.encode_frame", "escapes-connect"),
        ("stomp_frame.decode_frame", ('command not in ("CONNECT", "CONNECTED")', "True")),
        ("connect.connect_frame", "escapes-connect"),
    ],
    "header forged by a line feed": [
        ("stomp_frame.encode_frame", "not-escaped"),
        ("connect.connect_frame", "line-end-let-through"),
        ("publish.send_frame", "not-escaped"),
        ("subscribe.Subscriptions", "glued-by-hand"),
    ],
    "last of repeated headers": [("stomp_frame.decode_frame", "last-wins")],
    "headers trimmed": [("stomp_frame.decode_frame", "trims")],
    "proof not looked at": [
        ("handshake.check_101", "accepts-whatever-says-101"),
        ("handshake.check_101", ("accept_key(key)", 'headers.get("sec-websocket-accept")')),
    ],
    "version never offered": [("connect.on_connected", "version-believed")],
    "heart-beat the other way round": [
        ("connect.connect_frame", "beats-swapped"),
        ("connect.on_connected", "beats-swapped"),
    ],
    "receipts by their order": [("publish.Receipts", "first-in-the-row")],
    "receipt asked for by another name": [("publish.send_frame", "asks-with-receipt-id")],
    "receipt forged by a message": [("publish.Receipts", "every-frame-counts")],
    "ERROR for a frame not told to who waits": [("publish.Receipts", "sleeps-through-errors")],
    "one id for two subscriptions": [
        ("subscribe.Subscriptions", "one-id-for-all"),
        ("subscribe.Subscriptions", "id-reused"),
    ],
    "route by destination": [
        ("subscribe.Subscriptions", "routes-by-destination"),
        ("subscribe.Subscriptions", "unsubscribes-by-destination"),
    ],
}
FREE_OF_THEM = ["connect.read_error", "handshake.accept_key"]  # one reads what is there, the other is a sum
TO_COME = {
    "client that does not mask": "03_websocket_frame",
    "wrong class of length": "03_websocket_frame",
    "smaller for larger of two intervals": "10_heart_beats",
    "wrong header of ACK": "11_acknowledgement",
}
EACH = [pytest.param(kata, mutant, id=f"{name}-{kata}") for name, found in MUTANTS.items() for kata, mutant in found]
pytestmark = [
    pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning"),  # wrong programs forget to
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def programs(kata: str, mutant: str | tuple[str, str]) -> list[str]:
    """The wrong programs of a misconception, or the solution with one thing changed."""
    if isinstance(mutant, str):
        return [source for other, name, source in WRONG if (other, name) == (kata, mutant)]
    assert mutant[0] in solved(kata), "the solution has changed; say anew what the mistake would be"
    return [solved(kata).replace(*mutant)]


@pytest.mark.parametrize(("kata", "mutant"), EACH)
def test_a_mistake_that_breaks_the_protocol_is_caught(kata, mutant):
    found = programs(kata, mutant)

    assert found
    assert [source for source in found if report(kata, source).green] == []


def test_every_kata_of_the_course_is_tried():
    assert sorted(set(kata_ids()) - {kata for found in MUTANTS.values() for kata, _ in found}) == FREE_OF_THEM


@pytest.mark.parametrize("mistake", TO_COME)
def test_a_mistake_to_come_has_no_chapter_yet(mistake):
    number = TO_COME[mistake][:2]

    assert list((course_root() / "notebooks" / "src").glob(f"{number}_*.py")) == []
