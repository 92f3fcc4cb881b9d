"""A recording keeps the newest records, numbers them, and says what it dropped."""

import threading

import pytest

from stompkata.dissection import Dissection, Finding
from stompkata.dissector import dissect
from stompkata.errors import StompkataError
from stompkata.trace import recording as module
from stompkata.trace.recording import Recording


def explain(data, layer, *, version, sender):
    findings = (Finding("S12-99", "error", "a bad\nthing", 0),) if b"bad" in data else ()
    return Dissection(layer, data, f"{sender} said {len(data)} octets in {version}", findings=findings)


def filled(count: int, **options) -> Recording:
    recording = Recording(dissector=explain, **options)
    for number in range(count):
        recording.add(10.0 + number, "c1", "to_client", "stomp", b"MESSAGE %d" % number)
    return recording


def test_records_are_numbered_from_1():
    assert [(record.number, record.at, record.data) for record in filled(2)] == [
        (1, 10.0, b"MESSAGE 0"),
        (2, 11.0, b"MESSAGE 1"),
    ]


def test_the_ring_drops_the_oldest_and_counts_them():
    recording = filled(7, capacity=5)

    assert [record.number for record in recording] == [3, 4, 5, 6, 7]
    assert (len(recording), recording.dropped, recording.last) == (5, 2, 7)
    assert repr(recording) == "<Recording: 5 records, 2 dropped>"


def test_the_ring_at_its_capacity_has_dropped_nothing():
    assert filled(5, capacity=5).dropped == 0


def test_huge_units_are_bounded_by_octets_too(monkeypatch):
    monkeypatch.setattr(module, "OCTETS", 100)
    recording = Recording()
    for _ in range(10):
        recording.add(0.0, "c1", "to_client", "stomp", b"x" * 50)

    assert (len(recording), recording.dropped) == (2, 8)


@pytest.mark.parametrize("capacity", [0, -1, 200_001])
def test_an_impossible_capacity_is_refused(capacity):
    with pytest.raises(ValueError, match="1 to 200000"):
        Recording(capacity)


def test_since_gives_what_came_after_a_number():
    recording = filled(7, capacity=5)

    assert [record.number for record in recording.since(5)] == [6, 7]
    assert [record.number for record in recording.since(0)] == [3, 4, 5, 6, 7]
    assert recording.since(7) == recording.since(99) == []
    assert recording.get(4).data == b"MESSAGE 3"
    assert recording.get(2) is recording.get(8) is None


def test_numbers_go_on_after_clear():
    recording = filled(3)
    recording.clear()
    recording.add(1.0, "c1", "to_client", "stomp", b"again")

    assert [record.number for record in recording] == [4]
    assert recording.since(2) == recording.since(3) == list(recording)


def test_a_passcode_is_masked_before_it_is_stored():
    recording = Recording()
    recording.add(0.0, "c1", "to_server", "stomp", b"CONNECT\npasscode:abc\n\n\0")

    assert recording.get(1).data == b"CONNECT\npasscode:***\n\n\0"


def test_a_record_is_explained_in_the_version_its_connection_agreed_on():
    recording = Recording(dissector=explain)
    recording.add(0.0, "a", "to_client", "websocket", b"\x81\x1fCONNECTED\nserver:x\nversion:1.1\n\n\0")
    recording.add(0.0, "a", "to_server", "websocket", b"1234")
    recording.add(0.0, "b", "to_server", "stomp", b"1234")
    recording.add(0.0, "b", "none", "event", b"closed 1000")

    assert [recording.dissect(record).summary for record in recording.since(1)] == [
        "client said 4 octets in 1.1",
        "client said 4 octets in 1.2",
        "closed 1000",
    ]


@pytest.mark.req("S10-06")
@pytest.mark.parametrize("connected", [b"CONNECTED\n\n\0", b"CONNECTED\nsession:77\n\n\0", b"CONNECTED\r\n\r\n\0"])
def test_a_connected_frame_without_a_version_means_1_0(connected):
    recording = Recording(dissector=explain)
    recording.add(0.0, "a", "to_client", "stomp", connected)
    recording.add(0.0, "a", "to_server", "stomp", b"1234")

    assert recording.dissect(recording.get(2)).summary == "client said 4 octets in 1.0"


def test_a_recording_without_a_dissector_says_how_to_get_one():
    recording = Recording()
    recording.add(0.0, "a", "to_client", "stomp", b"\n")

    with pytest.raises(StompkataError, match="dissector=sk.dissect"):
        recording.text()


def test_the_transcript_has_no_times_unless_asked():
    recording = Recording(dissector=explain)
    recording.add(5.0, "c1", "none", "event", b"open")
    recording.add(5.25, "c1", "to_server", "websocket", b"bad")
    recording.add(6.5, "c1", "to_client", "stomp", b"\n")

    assert recording.text().splitlines() == [
        "   1 c1 ·        event               open",
        "   2 c1 → server websocket      3 B  client said 3 octets in 1.2",
        "       error S12-99: a bad↵thing",
        "   3 c1 ← server stomp          1 B  server said 1 octets in 1.2",
    ]
    assert "1.500s c1 ← server" in recording.text(times=True)


def test_a_reader_in_another_thread_sees_whole_records_in_order():
    recording = Recording(capacity=50)
    done = threading.Event()

    def write():
        for number in range(20_000):
            recording.add(float(number), "c1", "to_client", "stomp", b"x")
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    seen = 0
    while not done.is_set():
        numbers = [record.number for record in recording.since(seen)]
        assert numbers == list(range(numbers[0], numbers[-1] + 1)) if numbers else True
        seen = numbers[-1] if numbers else seen
    writer.join()

    assert (recording.last, recording.dropped) == (20_000, 19_950)


def test_a_recording_remembers_which_connections_compress():
    recording = Recording(dissector=dissect)
    answer = b"HTTP/1.1 101 Switching Protocols\r\nsec-websocket-extensions: permessage-deflate\r\n\r\n"
    recording.add(0.0, "c1", "to_client", "handshake", answer)
    for connection in ("c1", "c2"):
        recording.add(0.0, connection, "to_client", "websocket", bytes.fromhex("c107f248cdc9c90700"))

    findings = [recording.dissect(record).findings for record in recording if record.layer == "websocket"]

    assert [[finding.rule for finding in found] for found in findings] == [[], ["W-14"]]
