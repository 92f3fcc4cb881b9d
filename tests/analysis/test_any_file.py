"""A file that was edited anywhere is read up to the fault or refused, and nothing worse."""

import json
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_har_import import BEAT, BINARY, CONNECT, entry

import stompkata as sk
from stompkata.analysis.heartbeats import heartbeats
from stompkata.analysis.pairs import pairs
from stompkata.analysis.sizes import sizes
from stompkata.analysis.units import read
from stompkata.trace.json_lines import DamagedRecording

HAR = json.dumps({"log": {"entries": [entry(CONNECT, BINARY), entry(BEAT)]}}, indent=1).encode()
JUNK = st.sampled_from([b"", b"\0", b"\xff", b'"', b"{", b"]", b",", b"-", b"1e999", b"null", b"[[", b"\n", b"\\ud800"])
UNITS = [b"\x81\x01\n", b"CONNECT\n\n\0", b"CONNECTED\nversion:9\nheart-beat:9\n\n\0", b"open", b"closed",
         b"\xc1\x01\x00"]


def json_lines(folder) -> bytes:
    path = folder / "good.jsonl"
    har = folder / "good.har"
    har.write_bytes(HAR)
    sk.Recording.load(har).save(path)
    return path.read_bytes()


@pytest.mark.parametrize("suffix", ["har", "jsonl"])
def test_a_file_edited_anywhere_is_read_up_to_the_fault_or_refused(tmp_path, suffix):
    good = HAR if suffix == "har" else json_lines(tmp_path)
    path = tmp_path / f"edited.{suffix}"

    @settings(max_examples=250, deadline=None)
    @given(st.integers(0, len(good)), st.integers(0, 30), JUNK)
    def check(at, removed, junk):
        path.write_bytes(good[:at] + junk + good[at + removed:])
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                loaded = sk.Recording.load(path)
        except DamagedRecording:
            return
        loaded.text()
        pairs(read(loaded))

    check()


@given(st.lists(st.tuples(st.sampled_from(["to_server", "to_client", "none"]),
                          st.sampled_from(["handshake", "websocket", "stomp", "event"]),
                          st.binary(max_size=40) | st.sampled_from(UNITS)), max_size=8))  # fmt: skip
def test_any_octets_are_read_joined_and_judged(records):
    recording = sk.Recording()
    for direction, layer, data in records:
        recording.add(1.0, "c1", direction, layer, data)
    units = read(recording)

    assert {unit.number for unit in units} == {record.number for record in recording}
    pairs(units)
    assert heartbeats(units, "c1").verdict
    assert sum(one.octets for one in sizes(units).values()) == sum(
        len(record.data) for record in recording if record.layer != "event")  # fmt: skip
    assert len(recording.filter("-text:x finding:error")) <= len(recording)
