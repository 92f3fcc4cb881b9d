"""FaultPanel without a page: what a page may ask of the plan, what it is told, and what stands where no script runs."""

import re
from pathlib import Path

import pytest

from stompkata.lab.views import FaultPanel
from stompkata.net.fault_kinds import KINDS
from stompkata.net.faults import AT_ONCE, WAYS, Conditions, Faults
from stompkata.recording import Recording
from stompkata.widgets.fault_news import FaultNews, happened
from stompkata.widgets.selection import Selection

WORDS = (Path(__file__).parents[2] / "stompkata/widgets/static/fault_words.js").read_text(encoding="utf-8")


@pytest.fixture
def panel():
    """A panel over a plan of seed 4; what goes to the page is in `panel.sent`."""
    recording = Recording()
    made = FaultPanel(Faults(4), recording, selection=Selection(recording))
    made.done = []
    made.faults.observe(at_once=lambda *what: made.done.append(what))
    yield made
    made.close()


def tell(panel, what: str, at: float = 1.0, connection: str = "tap-1") -> None:
    panel.recording.add(at, connection, "none", "event", what.encode())


@pytest.mark.parametrize(("said", "to_server", "to_client"), [
    ({"way": "to_server", "name": "delay", "value": 0.2}, Conditions(delay=0.2), Conditions()),
    ({"way": None, "name": "split", "value": 7}, Conditions(split=7), Conditions(split=7)),
    ({"way": "to_client", "name": "drop_beats", "value": True}, Conditions(), Conditions(drop_beats=True)),
    ({"way": "to_client", "name": "merge", "value": 0}, Conditions(), Conditions()),
])
def test_a_page_sets_what_lasts(panel, said, to_server, to_client):
    panel.heard({"type": "set", **said})

    assert panel.faults.conditions == {"to_server": to_server, "to_client": to_client}


@pytest.mark.parametrize("said", [
    {"type": "set", "way": "up", "name": "delay", "value": 1}, {"type": "set", "way": None, "name": "nothing", "value": 1},
    {"type": "set", "way": None, "name": "__class__", "value": 1}, {"type": "set", "way": None, "name": "delay", "value": -1},
    {"type": "set", "way": None, "name": "delay", "value": float("nan")}, {"type": "set", "way": None, "name": "delay", "value": 1e9},
    {"type": "set", "way": None, "name": "delay", "value": True}, {"type": "set", "way": None, "name": "freeze", "value": 1},
    {"type": "set", "way": None, "name": "split", "value": "7"}, {"type": "next", "way": None, "kind": "flop"},
    {"type": "next", "way": ["to_server"], "kind": "flip"}, {"type": "next", "way": None, "kind": ["flip"]},
    {"type": "now", "way": None, "kind": "explode"}, {"type": "now", "way": None, "kind": "close"},
    {"type": "now", "way": None, "kind": "close", "code": 70_000, "reason": ""}, {"type": "clear", "way": 1} | {"type": "?"}, None, 7,
])
def test_what_makes_no_sense_is_ignored(panel, said):
    panel.heard(said)

    assert not panel.faults.active("to_server") and not panel.faults.active("to_client") and not panel.done


def test_a_page_plans_for_the_next_unit_and_acts_at_once(panel):
    panel.heard({"type": "next", "way": None, "kind": "flip"})
    panel.heard({"type": "next", "way": "to_client", "kind": "duplicate_header"})
    panel.heard({"type": "now", "way": "to_server", "kind": "reset"})
    panel.heard({"type": "now", "way": "to_client", "kind": "close", "code": 1001, "reason": "away"})

    assert panel.faults.waiting("to_server") == {"flip": 1}
    assert panel.faults.waiting("to_client") == {"flip": 1, "duplicate_header": 1}
    assert panel.done == [("reset", "to_server", {}), ("close", "to_client", {"code": 1001, "reason": "away"})]
    panel.heard({"type": "clear"})
    assert panel.faults.waiting("to_client") == {}


def test_a_page_is_told_everything_once_and_then_only_what_changes(panel):
    news = FaultNews(panel.faults, panel.recording)
    content, _ = news.news(True)
    assert (content["seed"], content["count"], content["log"]) == (4, 0, [])
    assert content["ways"]["to_server"]["lasts"]["delay"] == 0.0

    assert news.news(False) is None
    panel.faults.next("flip", "to_client")
    content, _ = news.news(False)
    assert content["ways"]["to_client"]["next"] == {"flip": 1}


@pytest.mark.parametrize(("what", "way", "words", "planned"), [
    ("client: fault: flip of the unit of 12 octets to the server", "to_server", "flip of the unit of 12 octets", False),
    ("server: fault: a beat to the client is dropped", "to_client", "a beat is dropped", False),
    ("server: fault: unmasked of the unit of 9 octets to the client: not possible here", "to_client",
     "unmasked of the unit of 9 octets: not possible here", False),
    ("server: fault: reset towards the client", "to_client", "reset", False),
    ("fault: delay=0.2 to the server", "to_server", "delay=0.2", True), ("fault: reset: nobody is connected", "", "reset: nobody is connected", True),
])
def test_the_log_reads_the_recording(panel, what, way, words, planned):
    tell(panel, what)

    assert happened(panel.recording.get(1))[3:] == (way, words, planned)


def test_what_is_no_fault_is_not_in_the_log(panel):
    tell(panel, "open")
    tell(panel, "a peer said: fault: hello")
    panel.recording.add(2.0, "tap-1", "to_server", "stomp", b"SEND\nx:fault: 1\n\n\0")
    news = FaultNews(panel.faults, panel.recording)
    news.read()

    assert not news.log and news.count == 0


def test_the_plan_knows_the_panel_only_while_a_page_shows_it(panel):
    before = len(panel.faults._observers)
    for _ in range(3):
        panel.heard({"type": "hello", "page": "a"})
        assert len(panel.faults._observers) == before + 1
    panel.heard({"type": "bye"})
    assert len(panel.faults._observers) == before

    panel.heard({"type": "ack", "id": 0})       # another page has it still
    panel.close()
    assert len(panel.faults._observers) == before


def test_many_changes_leave_one_note(panel):
    panel.later = lambda call: notes.append(call)
    notes: list = []
    panel.heard({"type": "hello", "page": "a"})
    for _ in range(100):
        panel.faults.set(delay=0.1)
    assert len(notes) == 1

    notes.pop()()
    panel.faults.set(delay=0.2)
    assert len(notes) == 1


def test_its_text_and_its_page_without_script_hold_the_same_facts(panel):
    panel.faults.set("to_client", delay=0.2, split=7, drop_beats=True)
    panel.faults.next("flip", "to_client")
    panel.faults.next("drop", "to_client")
    panel.faults.at(3, "drop", "to_server")
    tell(panel, "server: fault: flip of the unit of 12 octets to the client", connection="<img src=x>")
    snapshot = panel.snapshot()

    assert repr(panel) == "<FaultPanel: seed 4>"
    assert snapshot["text/plain"] == (
        "Faults, seed 4\n"
        "→ to the server: unit 3: drop\n"
        "← to the client: delay 200 ms · split 7 octets · drop_beats · next: flip ×1, drop ×1\n"
        "      1  ← to the client  <img src=x>  flip of the unit of 12 octets")
    assert "&lt;img src=x&gt;" in snapshot["text/html"] and "<img" not in snapshot["text/html"]
    assert "no fault has happened yet" in FaultPanel(Faults(), Recording()).snapshot()["text/plain"]


def test_the_page_has_words_for_every_fault_there_is():
    in_words = set(re.findall(r"^  (\w+): \[", WORDS, re.MULTILINE))
    named = set(re.findall(r'name: "(\w+)"', WORDS))

    assert in_words == set(KINDS) == set(Faults.kinds)
    assert named == set(Conditions.__slots__)
    assert set(re.findall(r'kind: "(\w+)"', WORDS)) == set(AT_ONCE) == set(Faults.instant)
    assert set(re.findall(r'way: "(\w+)"', WORDS)) == set(WAYS)
