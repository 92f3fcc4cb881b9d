"""A saved recording comes back as it was; a damaged, edited or hostile file is read up to the fault, which is named."""

import json
import stat

import pytest

from stompkata.trace import json_lines
from stompkata.trace.json_lines import DamagedRecording
from stompkata.trace.recording import Recording

TITLE = '{"title": "stompkata recording", "version": 1, "dropped": 0}\n'
UNITS = [
    ("none", "event", "open ✓".encode()),
    ("to_server", "handshake", b"GET / HTTP/1.1\r\n\r\n"),
    ("to_server", "websocket", b"\x81\x82\x37\xfa\x21\x3d\x7f\x93"),
    ("to_client", "stomp", b"CONNECTED\nversion:1.2\n\n\0"),
    ("to_client", "stomp", b"\0\1\2\3" * 9),
    ("to_client", "stomp", b""),
]


def recorded() -> Recording:
    recording = Recording()
    for number, (direction, layer, data) in enumerate(UNITS):
        recording.add(number / 8, "c1", direction, layer, data)
    return recording


def line(**changes) -> str:
    record = {"number": 1, "at": 0.5, "connection": "c1", "direction": "to_client", "layer": "stomp", "text": "\n"}
    return json.dumps(record | changes) + "\n"


def written(path, *lines: str):
    path.write_text("".join((TITLE, *lines)), encoding="utf-8")
    return path


def faulty(path) -> Recording:
    with pytest.warns(UserWarning, match="records before it were loaded"):
        return Recording.load(path)


def test_a_saved_recording_comes_back_as_it_was(tmp_path):
    recording = recorded()
    recording.save(tmp_path / "one.jsonl")

    loaded = Recording.load(tmp_path / "one.jsonl")
    assert list(loaded) == list(recording)
    assert (loaded.fault, loaded.dropped, loaded.last) == ("", 0, len(UNITS))


def test_a_saved_recording_can_be_read_by_its_owner_alone_and_by_eye(tmp_path):
    path = tmp_path / "one.jsonl"
    recorded().save(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert '"text": "GET / HTTP/1.1\\r\\n\\r\\n"' in path.read_text(encoding="utf-8")
    assert list(tmp_path.iterdir()) == [path]


def test_the_count_of_dropped_records_is_kept(tmp_path):
    recording = Recording(capacity=2)
    for _ in range(5):
        recording.add(0.0, "c1", "to_client", "stomp", b"\n")
    recording.save(tmp_path / "one.jsonl")

    loaded = Recording.load(tmp_path / "one.jsonl")
    assert ([record.number for record in loaded], loaded.dropped) == ([4, 5], 3)


def test_a_file_cut_at_any_octet_is_read_up_to_the_fault(tmp_path):
    path = tmp_path / "one.jsonl"
    recorded().save(path)
    whole = path.read_bytes()
    starts = [0] + [at + 1 for at, octet in enumerate(whole) if octet == 0x0A]

    for cut in range(starts[1] + 1, len(whole), 7):
        path.write_bytes(whole[:cut])
        if cut in starts:
            assert Recording.load(path).fault == ""  # cut between two lines: no trace of it is left
            continue
        loaded = faulty(path)
        assert list(loaded) == list(recorded())[: len(loaded)]
        assert loaded.fault.startswith(f"record {len(loaded) + 1} (line {len(loaded) + 2}) is cut short")


@pytest.mark.parametrize(
    "bad, why",
    [
        ("not json\n", "is not JSON"),
        ("[" * 100_000 + "\n", "is not JSON"),
        ('{"number": ' + "9" * 5000 + "}\n", "is not JSON"),
        ("[1]\n", "is not a JSON object"),
        (line(number="2"), "has no 'number' of the right type"),
        (line(number=True), "has no 'number' of the right type"),
        (line(number=1), "has number 1, which does not follow 1"),
        (line(number=0), "impossible number 0"),
        (line(number=2**53), "impossible number"),
        (line(number=2, at=float("nan")), "impossible time nan"),
        (line(number=2, connection="c" * 201), "connection name of 201 characters"),
        (line(number=2, connection=None), "has no 'connection'"),
        (line(number=2, direction="sideways"), "impossible direction 'sideways'"),
        (line(number=2, layer="<script>alert(1)</script>"), "impossible layer '<script>"),
        (line(number=2, base64="?"), "octets that cannot be read"),
        (line(number=2, text=7), "has no 'text'"),
        (line(number=2, text="\udc80"), "octets that cannot be read"),
        (line(number=2, text="x" * 2**20), "longer than 1048576 octets"),
    ],
)
def test_a_wrong_record_is_named_with_its_reason(tmp_path, bad, why):
    loaded = faulty(written(tmp_path / "one.jsonl", line(), bad, line(number=3)))

    assert loaded.fault.startswith("record 2 (line 3)")
    assert why in loaded.fault
    assert [record.number for record in loaded] == [1]
    assert loaded.fault in repr(loaded)


def test_unknown_members_are_ignored(tmp_path):
    assert len(Recording.load(written(tmp_path / "one.jsonl", line(comment="by hand")))) == 1


@pytest.mark.parametrize(
    "first", [b"", b"\x1f\x8b\x08gzip", b"PK\x03\x04", b"\x80\x04pickle", b'{"title": "x"}\n', b"[]\n"]
)
def test_another_kind_of_file_is_refused(tmp_path, first):
    path = tmp_path / "other"
    path.write_bytes(first)

    with pytest.raises(DamagedRecording, match="line 1"):
        Recording.load(path)


def test_a_line_at_the_limit_is_read_and_one_octet_more_is_not(tmp_path):
    room = json_lines.LINE_OCTETS - len(line(text=""))
    at_limit = Recording.load(written(tmp_path / "one.jsonl", line(text="x" * room)))

    assert len(at_limit.get(1).data) == room
    assert "longer than" in faulty(written(tmp_path / "two.jsonl", line(text="x" * (room + 1)))).fault


def test_the_limits_of_file_and_count_hold(tmp_path, monkeypatch):
    path = written(tmp_path / "one.jsonl", line(number=1), line(number=2))
    monkeypatch.setattr(json_lines, "RECORDS", 2)
    assert len(Recording.load(path)) == 2

    monkeypatch.setattr(json_lines, "RECORDS", 1)
    assert "at most 1 records" in faulty(path).fault

    monkeypatch.setattr(json_lines, "FILE_OCTETS", path.stat().st_size - 1)
    with pytest.raises(DamagedRecording, match="holds at most"):
        Recording.load(path)


def test_a_unit_too_long_for_a_line_is_left_out_in_words(tmp_path):
    recording = Recording()
    recording.add(0.0, "c1", "to_client", "websocket", b"\xff" * 2**20)
    recording.save(tmp_path / "one.jsonl")

    record = Recording.load(tmp_path / "one.jsonl").get(1)
    assert (record.layer, record.direction) == ("event", "none")
    assert record.data == b"left out of the file: a websocket unit of 1048576 octets; a line holds 1048576"


def test_a_failing_save_leaves_the_old_file(tmp_path, monkeypatch):  # F57: the disk is full
    path = tmp_path / "one.jsonl"
    path.write_text("the old one")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(json_lines, "_line", full)
    with pytest.raises(OSError, match="No space left"):
        recorded().save(path)
    assert path.read_text() == "the old one"
    assert list(tmp_path.iterdir()) == [path]


def test_a_passcode_in_somebody_elses_file_is_masked_when_it_is_read(tmp_path):
    path = written(tmp_path / "one.jsonl", line(direction="to_server", text="CONNECT\npasscode:abc\n\n\0"))

    assert Recording.load(path).get(1).data == b"CONNECT\npasscode:***\n\n\0"
