"""A stranger's text stays text in every view, snapshot, export and file name: it does nothing, and hides nothing."""

import re
import sys
import warnings

import pytest
from every_view import HERE

sys.path.insert(0, str(HERE.parent / "widgets"))  # where scene.py is
from hostile_scene import HOSTILE, tell

from stompkata.net.faults import Faults
from stompkata.recording import Recording
from stompkata.trace.recording import DamagedRecording
from stompkata.widgets.broker_map import BrokerMap
from stompkata.widgets.byte_view import ByteView
from stompkata.widgets.conversation_ladder import ConversationLadder
from stompkata.widgets.fault_panel import FaultPanel
from stompkata.widgets.frame_inspector import FrameInspector
from stompkata.widgets.heartbeat_timeline import HeartbeatTimeline



def fault_panel(recording: Recording) -> FaultPanel:
    """A panel whose log holds a stranger's connections: each said and suffered something."""
    for connection in {record.connection for record in recording}:
        recording.add(9.0, connection, "to_client", "event", f"fault: drop {connection}".encode())
    return FaultPanel(Faults(), recording)


VIEWS = [FrameInspector, HeartbeatTimeline, ConversationLadder, BrokerMap, ByteView, fault_panel]
# controls, also those of C1 that a terminal obeys, and what turns, hides or joins text
RAW = re.compile("[\0-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


@pytest.fixture(scope="module")
def told() -> Recording:
    return tell(Recording())


def raw(text: str) -> list[str]:
    """Return what stands in a text that must not, with its surroundings."""
    return [ascii(text[max(0, found.start() - 30): found.end() + 10]) for found in RAW.finditer(text)][:5]


@pytest.mark.parametrize("view", VIEWS)
def test_no_snapshot_holds_what_hides_text_or_commands_a_terminal(view, told):
    made = view(told)

    for kind, text in made.snapshot().items():
        assert raw(text) == [], kind
    assert raw(repr(made)) == []


def test_no_export_holds_it_and_every_octet_comes_back(told, tmp_path):
    told.save(saved := tmp_path / "saved.jsonl")
    FrameInspector(told).export(exported := tmp_path / "exported.jsonl")

    assert raw(told.text()) == []
    for path in (saved, exported):
        assert raw(path.read_text(encoding="utf-8")) == []
        assert [one.data for one in Recording.load(path)] == [one.data for one in told]


def test_a_file_may_have_any_name(told, tmp_path):
    one = tell(Recording(), HOSTILE[:1])
    for number, text in enumerate(HOSTILE):
        path = tmp_path / f"{number} {text.replace('/', '∕')[:50]}.jsonl"
        one.save(path)
        assert len(Recording.load(path)) == len(one)
        with path.open("a") as file:
            file.write("no record")
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            found = Recording.load(path)
        assert raw(found.fault + repr(found) + str(said[0].message)) == []
        path.write_text("no recording\n")
        with pytest.raises(DamagedRecording) as failed:
            Recording.load(path)
        assert raw(str(failed.value)) == []
    assert len(list(tmp_path.iterdir())) == len(HOSTILE)
