"""A notebook saved as a page: every view's still picture can be read by everybody, and strangers' text does nothing."""

import sys

import nbformat
from every_view import HERE

sys.path.insert(0, str(HERE.parent / "widgets"))  # where scene.py is
import scene
from hostile_scene import tell
from saved_page import reader, save  # noqa: F401 - a fixture
from test_every_view_accessible import CONTRAST, found_by_axe

from stompkata.dissection.html import render
from stompkata.kata.outcome import Row
from stompkata.kata.report import Report
from stompkata.lab.views import FaultPanel
from stompkata.net.faults import Faults
from stompkata.recording import Recording
from stompkata.widgets.broker_map import BrokerMap
from stompkata.widgets.byte_view import ByteView
from stompkata.widgets.conversation_ladder import ConversationLadder
from stompkata.widgets.frame_inspector import FrameInspector
from stompkata.widgets.heartbeat_timeline import HeartbeatTimeline



def faulty(recording: Recording) -> FaultPanel:
    """A panel over a plan in which something is set, and after something has happened."""
    last, faults = recording.get(recording.last), Faults(4)
    faults.set("to_client", delay=0.2, split=7, drop_beats=True)
    faults.next("flip", "to_server")
    recording.add(last.at, last.connection, "none", "event", b"client: fault: flip of the unit of 12 octets to the server")
    return FaultPanel(faults, recording)


VIEWS = [FrameInspector, HeartbeatTimeline, ConversationLadder, BrokerMap, ByteView, faulty]
TEXTS = {"img", "script", "iframe", "object", "embed", "link", "base", "form", "audio", "video", "math", "meta", "a"}
TAGS = "root => [...root.querySelectorAll('*')].map(one => one.localName)"


def saved(recording: Recording, path) -> str:
    """Save a notebook that shows the recording in every view, as a page."""
    dissection = recording.dissect(recording.get(recording.last - 3))
    pictures = [view(recording).snapshot() for view in VIEWS]
    report = Report("a.kata", "FAIL", "a headline", (Row("call", "hello()"), Row("why", "it is so")))
    pictures += [{"text/html": html} for html in (render(dissection), report._repr_html_())]
    outputs = [nbformat.v4.new_output("display_data", data=picture) for picture in pictures]
    cells = [nbformat.v4.new_code_cell("show()", outputs=[one]) for one in outputs]
    return save(nbformat.v4.new_notebook(cells=cells), path)


def test_axe_core_and_the_contrast_of_every_text_in_a_saved_page(reader, tmp_path):  # noqa: F811
    page, _ = reader
    page.goto(saved(scene.shop(), tmp_path / "shop.html"))
    outputs = page.locator(".jp-OutputArea-output")

    assert outputs.count() == len(VIEWS) + 2 and page.get_by_text("flip of the unit of 12 octets").count() == 1
    assert found_by_axe(page, [".jp-OutputArea-output"]) == []
    assert [low for one in outputs.all() for low in one.evaluate(CONTRAST)["low"]] == []


def test_strangers_do_nothing_in_a_saved_page(reader, tmp_path):  # noqa: F811
    page, seen = reader
    page.goto(saved(tell(Recording()), tmp_path / "hostile.html"))
    page.wait_for_timeout(500)

    for output in page.locator(".jp-OutputArea-output").all():
        assert set(output.evaluate(TAGS)) & TEXTS == set()
    assert "owned" not in page.title()
    assert [one for one in seen if "evil" in one or not one.startswith(("http", "file"))] == []
