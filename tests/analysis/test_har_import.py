"""A browser's HAR becomes a recording; a damaged, edited or hostile one is read up to the fault, which is named."""

import json
import tracemalloc
import warnings

import pytest

import stompkata as sk
from stompkata.analysis import har
from stompkata.analysis.units import read
from stompkata.trace import json_lines
from stompkata.trace.json_lines import DamagedRecording

AT = 1_700_000_000.0  # 2023-11-14T22:13:20Z
CONNECT = {"type": "send", "time": AT + 1, "opcode": 1, "data": "CONNECT\npasscode:secret\n\n\0"}
BINARY = {"type": "receive", "time": AT + 2, "opcode": 2, "data": "TUVTU0FHRQpjb250ZW50LWxlbmd0aDozCgoAAf8A"}
BEAT = {"type": "receive", "time": AT + 3, "opcode": 1, "data": "\n"}


def entry(*messages, url="ws://h:1/stomp?a=b", **changes):
    request = {"method": "GET", "url": url, "headers": [{"name": "Host", "value": "h:1"}]}
    response = {"status": 101, "statusText": "Switching Protocols", "headers": [{"name": "Upgrade", "value": "h2c"}]}
    made = {"startedDateTime": "2023-11-14T22:13:20Z", "request": request, "response": response}
    return made | {"_webSocketMessages": list(messages)} | changes


def saved(tmp_path, *entries, text=None):
    path = tmp_path / "page.har"
    words = json.dumps({"log": {"version": "1.2", "entries": list(entries)}}) if text is None else text
    path.write_bytes(words if isinstance(words, bytes) else words.encode("utf-8", "surrogatepass"))
    return path


def faulty(path):
    with pytest.warns(UserWarning, match="records before it were loaded"):
        return sk.Recording.load(path)


def test_a_har_becomes_a_recording_with_handshakes_and_whole_messages(tmp_path):
    loaded = sk.Recording.load(saved(tmp_path, {"request": {"url": "http://h/"}}, entry(CONNECT, BINARY, BEAT)))
    units = read(loaded)

    assert [(unit.at - AT, unit.direction, unit.command) for unit in units] == [
        (0, "none", "event"),
        (0, "to_server", "handshake"),
        (0, "to_client", "handshake"),
        (1, "to_server", "CONNECT"),
        (2, "to_client", "MESSAGE"),
        (3, "to_client", "beat"),
    ]
    assert (units[1].text, units[2].code, units[4].opcode) == ("GET /stomp?a=b HTTP/1.1", 101, "binary")
    assert units[4].body == b"\0\1\xff"
    assert loaded.fault == ""


def test_the_recording_says_what_a_har_does_not_know(tmp_path):
    loaded = sk.Recording.load(saved(tmp_path, entry(BEAT)))

    assert "ws://h:1/stomp?a=b; a HAR has whole messages only: no Ping, Pong, Close or fragments" in loaded.text()


def test_a_passcode_is_masked_and_the_rebuilt_frame_breaks_no_rule(tmp_path):
    units = read(sk.Recording.from_har(saved(tmp_path, entry(CONNECT))))

    assert units[-1].headers["passcode"] == "******"
    assert [finding for finding in units[-1].findings if finding.rule.startswith("W-")] == []


def test_playwrights_milliseconds_are_seconds_too(tmp_path):
    loaded = sk.Recording.load(saved(tmp_path, entry(BEAT | {"time": AT * 1000 + 3500})))

    assert [record.at - AT for record in loaded] == [0, 0, 0, 3.5]


def test_several_connections_keep_apart_in_the_order_of_time(tmp_path):
    second = entry(BEAT | {"time": AT + 1.5}, url="ws://other/")
    loaded = sk.Recording.load(saved(tmp_path, entry(CONNECT, BEAT), second))

    frames = [record for record in loaded if record.layer == "websocket"]
    assert [record.connection for record in frames] == ["ws-1", "ws-2", "ws-1"]
    chosen = sk.Recording.from_har(tmp_path / "page.har", "ws://other")
    assert {record.connection for record in chosen} == {"ws-1"} and len(chosen) == 4


def test_the_order_of_messages_is_worth_more_than_their_clock(tmp_path):
    loaded = sk.Recording.load(saved(tmp_path, entry(BEAT, CONNECT)))

    assert [unit.command for unit in read(loaded)][-2:] == ["beat", "CONNECT"]


def test_an_error_of_the_browser_is_an_event(tmp_path):
    failed = {"type": "error", "time": AT + 9, "opcode": -1, "data": "net::ERR_CONNECTION_RESET"}

    assert read(sk.Recording.load(saved(tmp_path, entry(failed))))[-1].text == "error: net::ERR_CONNECTION_RESET"


def test_a_file_cut_at_any_octet_is_read_up_to_the_fault(tmp_path):
    whole = saved(tmp_path, entry(CONNECT, BINARY, BEAT, BEAT, note="ü [{\"")).read_bytes()
    most = len(sk.Recording.load(tmp_path / "page.har"))

    counts = []
    for cut in range(0, len(whole) - 1, 9):
        path = saved(tmp_path, text=whole[:cut])
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                loaded = sk.Recording.load(path)
        except DamagedRecording as fault:
            assert str(path) in str(fault)
            counts.append(0)
            continue
        assert f"of {path} is not" in loaded.fault
        counts.append(len(loaded))
    assert counts == sorted(counts)
    assert (counts[0], counts[-1]) == (0, most)


@pytest.mark.parametrize(
    "bad, why",
    [
        (7, "is not a JSON object"),
        (BEAT | {"type": "<script>alert(1)</script>"}, "impossible type '<script>"),
        (BEAT | {"type": ["send"]}, "impossible type"),
        (BEAT | {"time": "1"}, "impossible time '1'"),
        (BEAT | {"time": True}, "impossible time True"),
        (BEAT | {"time": -1}, "impossible time -1"),
        (BEAT | {"time": float("nan")}, "impossible time nan"),
        (BEAT | {"time": float("inf")}, "impossible time inf"),
        (BEAT | {"opcode": 9}, "impossible opcode 9"),
        (BEAT | {"opcode": None}, "impossible opcode None"),
        (BEAT | {"opcode": [1]}, "impossible opcode [1]"),
        (BEAT | {"data": None}, "has no data"),
        (BEAT | {"data": {"a": 1}}, "has no data"),
        (BEAT | {"data": "x" * (2**20 + 1)}, "more than 1048576 characters"),
        (BEAT | {"data": "\ud800"}, "data that cannot be read"),
        (BINARY | {"data": "?"}, "data that cannot be read"),
    ],
)
def test_a_wrong_message_is_named_with_its_reason(tmp_path, bad, why):
    loaded = faulty(saved(tmp_path, {}, entry(BEAT, bad, BEAT)))

    assert loaded.fault.startswith("message 2 of entry 2 of ")
    assert why in loaded.fault
    assert len(loaded) == 4


@pytest.mark.parametrize(
    "text, why",
    [
        ("", "is not JSON"),
        ("[" * 100_000, "cannot be read as JSON"),
        ('{"a": ' + "9" * 5000 + "}", "cannot be read as JSON"),
        ("[]", "is no HAR"),
        ('{"log": []}', "is no HAR"),
        ('{"log": {"entries": {}}}', "is no HAR"),
        ('{"log": {"entries": []}}', "has no WebSocket messages"),
        ('{"log": {"entries": [{"_webSocketMessages": 7}]}}', "has no list of messages"),
        ("PK\3\4", "is not JSON"),
        (b"\x1f\x8b\x08gzip", "octet 1 of .* is not UTF-8"),
    ],
)
def test_what_is_no_har_of_a_websocket_is_refused(tmp_path, text, why):
    with pytest.raises(DamagedRecording, match=why):
        sk.Recording.load(saved(tmp_path, text=text))


@pytest.mark.parametrize(
    "changes",
    [
        {"request": None, "response": 7},
        {"request": {"url": 7, "headers": {"a": 1}}},
        {"request": {"url": "ws://[", "headers": [7, {"name": "Ev\r\nil", "value": "\u202e"}]}},
        {"request": {"url": "ws://\ud800/"}},
        {"startedDateTime": "yesterday"},
        {"startedDateTime": 7},
        {"startedDateTime": "9999-12-31T23:59:59+00:00"},
    ],
)
def test_odd_surroundings_do_not_hide_the_messages(tmp_path, changes):
    loaded = sk.Recording.load(saved(tmp_path, entry(CONNECT, BEAT, **changes)))

    assert [unit.command for unit in read(loaded)][-2:] == ["CONNECT", "beat"]
    assert [record.at for record in loaded][-2:] == [AT + 1, AT + 3]
    assert b"Ev\r\nil" not in b"".join(record.data for record in loaded)


def test_the_limits_of_file_count_and_memory_hold(tmp_path, monkeypatch):
    bomb = saved(tmp_path, text='{"log": {"entries": [' + "[]," * 4_000_000 + "[]]}}")
    tracemalloc.start()
    with pytest.raises(DamagedRecording, match="is too large"):
        sk.Recording.load(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 80e6  # the buffer for a file of the largest size; four million lists would be 250e6

    monkeypatch.setattr(json_lines, "RECORDS", 5)
    path = saved(tmp_path, entry(BEAT, BEAT, BEAT))
    assert "at most 5 records are read" in faulty(path).fault
    monkeypatch.setattr(har, "VALUES", 3)
    with pytest.raises(DamagedRecording, match="at most .* 3 values"):
        sk.Recording.load(path)
