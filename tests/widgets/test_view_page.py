"""Views: one text of several modules, one selection for several views, and talk with the page on one thread."""

import re

import pytest

from stompkata.recording import Recording
from stompkata.widgets import page as module
from stompkata.widgets.page import View, script, style
from stompkata.widgets.pump import Pump
from stompkata.widgets.selection import Selection

ENTRIES = [path.name for path in module._STATIC.glob("*.js") if "export default" in path.read_text(encoding="utf-8")]


class Plain(View):
    _esm = "export default {}"

    def __init__(self, selection):
        self.said, self.got = [], []
        super().__init__(selection)

    def send(self, content, buffers=None):
        self.said.append(content)

    def heard(self, content):
        self.got.append(content)


@pytest.fixture
def selection(monkeypatch):
    monkeypatch.setattr(Pump, "shared", classmethod(lambda cls: Pump()))  # whose thread never starts
    return Selection(Recording())


@pytest.mark.parametrize("name", ENTRIES)
def test_a_views_modules_are_one_text_with_one_default_export_and_no_name_twice(name):
    text = script(name)
    names = re.findall(r"^(?:async )?(?:function|class|const|let) (\w+)", text, re.MULTILINE)

    assert not re.search(r"^(import|export (?!default))", text, re.MULTILINE)
    assert len(names) == len(set(names))
    assert len(re.findall(r"^export default", text, re.MULTILINE)) == 1


def test_what_a_module_imports_stands_before_it_once():
    text = script("frame_inspector.js")

    assert text.index("function element(") < text.index("class Store") < text.index("export default")
    assert text.count("function element(") == 1


def test_a_views_style_comes_after_that_of_all_views():
    assert style("frame_inspector.css").startswith("/* What all views look like")


def test_what_one_view_selects_is_told_to_the_other_ones_page(selection):
    one, other = Plain(selection), Plain(selection)
    one._message(one, {"type": "select", "number": 7, "span": [2, 6]}, [])
    one._feed.flush(0.0)
    other._feed.flush(0.0)

    assert other.said == one.said == [{"type": "select", "number": 7, "span": (2, 6)}]
    assert (selection.number, selection.span) == (7, (2, 6))


@pytest.mark.parametrize("span", [None, [5], [6, 2], ["a", "b"], "ab", [-1, 2]])
def test_a_span_that_makes_no_sense_selects_the_record_alone(selection, span):
    view = Plain(selection)
    view._message(view, {"type": "select", "number": 7, "span": span}, [])
    view._feed.flush(0.0)

    assert (selection.number, selection.span) == (7, None)


def test_a_page_that_comes_later_is_told_what_is_selected(selection):
    selection.select(3)
    view = Plain(selection)
    view._message(view, {"type": "hello", "page": "p1"}, [])
    view._feed.flush(0.0)

    assert view.said == [{"type": "select", "number": 3, "span": None}]
    assert view.got == [{"type": "hello", "page": "p1"}]


def test_a_closed_view_no_longer_observes(selection):
    view = Plain(selection)
    view.close()
    selection.select(3)

    assert not view._feed.watched(0.0)


def test_the_same_selection_again_is_not_told(selection):
    seen = []
    stop = selection.observe(lambda found: seen.append(found.number))
    for number in (1, 1, 2, None, None):
        selection.select(number)
    stop()
    selection.select(9)

    assert seen == [1, 2, None]


def test_a_page_is_told_which_of_its_selections_is_meant(selection):  # it may have gone on since
    view, other = Plain(selection), Plain(selection)
    view._message(view, {"type": "select", "number": 7, "page": "p1"}, [])
    for one in (view, other):
        one._feed.flush(0.0)
    selection.select(8)
    view._feed.flush(0.0)

    assert [content.get("page") for content in view.said] == ["p1", None]
    assert [content.get("page") for content in other.said] == [None]


def test_a_page_that_selects_what_is_selected_already_is_told_so(selection):  # it follows nobody until its word is back
    selection.select(7)
    view = Plain(selection)
    view._message(view, {"type": "select", "number": 7, "page": "p1"}, [])
    view._feed.flush(0.0)

    assert view.said == [{"type": "select", "number": 7, "span": None, "page": "p1"}]
