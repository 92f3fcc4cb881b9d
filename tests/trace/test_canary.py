"""One secret through every way in, and looked for in every way out: it is nowhere.

A new way in is a line in `canary_ways.py`; a new way out is a line here.
"""

import base64
import json
from itertools import pairwise
from types import SimpleNamespace

import pytest
from canary_ways import CANARY, CARRIERS, HEADS, conversations, inside, pieces

import stompkata as sk
from stompkata.analysis.units import read
from stompkata.cli.tap_view import TapView
from stompkata.dissection import html
from stompkata.trace import json_lines
from stompkata.trace.record import Record
from stompkata.widgets.broker_map import BrokerMap
from stompkata.widgets.byte_view import ByteView
from stompkata.widgets.comparison import compared
from stompkata.widgets.conversation_ladder import ConversationLadder
from stompkata.widgets.frame_inspector import FrameInspector
from stompkata.widgets.heartbeat_timeline import HeartbeatTimeline

WAYS = {**{carrier: conversations(carrier) for carrier in CARRIERS}, "a head of HTTP": HEADS,
        "a head of HTTP, octet by octet": {line: [(to, layer, octet) for to, layer, data in units for octet in pieces(data, 1)]
                                           for line, units in HEADS.items()},
        "an event": {"an address": [("none", "event", b"no way to wss://ada:%s@a/?x=1&access_token=%s" % (CANARY, CANARY))]}}  # fmt: skip
SHOWN = [
    way
    for way in WAYS
    if "octet by octet" not in way and "pieces" not in way and "at a time" not in way and "three" not in way
]
MESSAGES = ("a text message", "SockJS")  # what a browser knows


def recorded(way: str) -> sk.Recording:
    """Each conversation as a connection of that name."""
    recording = sk.Recording()
    for name, units in WAYS[way].items():
        for direction, layer, data in units:
            recording.add(0.0, name, direction, layer, data)
    return recording


def loaded(way: str, path) -> sk.Recording:
    """The same out of a file that something wrote which knows of no secrets."""
    units = [(name, *unit) for name, units in WAYS[way].items() for unit in units]
    records = [Record(number, 0.0, *unit) for number, unit in enumerate(units, start=1)]
    json_lines.write(path, records, 0)
    return sk.Recording.load(path)


def imported(way: str, path) -> sk.Recording:
    """The same out of a browser's HAR, with the canary in its addresses and headers, too."""
    secret, entries = CANARY.decode(), []
    for units in WAYS[way].values():
        said = [
            {"type": "send" if to == "to_server" else "receive", "time": 1.0, **_data(data)} for to, _, data in units
        ]
        headers = [{"name": name, "value": f"{secret}; x"} for name in ("Cookie", "X-Auth-Token", "Set-Cookie")]
        url = f"ws://ada:{secret}@h/ws?access_token={secret}"
        entries.append({"request": {"url": url, "headers": headers}, "response": {"status": 101, "headers": headers},
                        "_webSocketMessages": said})  # fmt: skip
    path = path.with_suffix(".har")
    path.write_text(json.dumps({"log": {"entries": entries}}))
    return sk.Recording.load(path)


def _data(frame: bytes) -> dict:
    return {"opcode": 2, "data": base64.b64encode(inside([("to_server", "websocket", frame)])[1]).decode()}


SOURCES = {**{f"recorded: {way}": (recorded, way) for way in WAYS}, **{f"an old file: {way}": (loaded, way) for way in WAYS},
           **{f"a HAR: {way}": (imported, way) for way in MESSAGES}}  # fmt: skip


def explanations(recording: sk.Recording) -> str:
    return "\n".join(f"{found}{html.render(found)}" for found in map(recording.dissect, recording))


def on_the_taps_screen(recording: sk.Recording) -> str:
    relay = SimpleNamespace(octets={}, waits=0, joints=(), clock=SimpleNamespace(now=lambda: 0.0))
    return "\n".join(line.text for line in TapView(recording, relay).turn(final=True))


def beside_each_other(recording: sk.Recording) -> str:
    records = list(recording)
    return str([compared(recording, one, other) for one, other in pairwise(records)][:300])


def bytes_of(recording: sk.Recording) -> str:
    return str([ByteView(recording, number=record.number).snapshot() for record in list(recording)[:60]])


def saved(recording: sk.Recording, path) -> str:
    recording.save(path)
    return path.read_text()


OUT = {
    "explained": lambda recording, path: explanations(recording),
    "as text": lambda recording, path: recording.text(times=True),
    "printed": lambda recording, path: repr(recording) + repr(list(recording)),
    "units": lambda recording, path: repr([(unit.text, unit.body, unit.headers) for unit in read(recording)]),
    "saved": saved,
    "the tap's screen": lambda recording, path: on_the_taps_screen(recording),
    "compared": lambda recording, path: beside_each_other(recording),
    **{view.__name__: lambda recording, path, view=view: str(view(recording).snapshot())
       for view in (FrameInspector, ConversationLadder, BrokerMap, HeartbeatTimeline)},
    "ByteView": lambda recording, path: bytes_of(recording),
}  # fmt: skip


@pytest.mark.parametrize("source", SOURCES)
def test_nothing_that_is_recorded_holds_the_canary(tmp_path, source):
    way_in, way = SOURCES[source]
    recording = way_in(way) if way_in is recorded else way_in(way, tmp_path / "file")
    said: dict[str, list] = {}
    for record in recording:
        said.setdefault(record.connection, []).append((record.direction, record.layer, record.data))

    assert recording.last > 10 or way == "an event"
    assert [name for name, units in said.items() if any(CANARY in text for text in inside(units))] == []


@pytest.mark.parametrize("out", OUT)
@pytest.mark.parametrize("way", SHOWN)
def test_nothing_that_is_shown_holds_the_canary(tmp_path, way, out):
    shown = OUT[out](recorded(way), tmp_path / "file")

    assert shown and CANARY.decode() not in shown
