"""The keeper of a kernel's stills: draws what has changed, no oftener than it can afford, and troubles nobody."""

import gc

import pytest

from stompkata.recording import Recording
from stompkata.widgets import keeper as module
from stompkata.widgets import stills
from stompkata.widgets.frame_inspector import FrameInspector
from stompkata.widgets.keeper import EVERY, SHARE, VIEWS, Keeper
from stompkata.widgets.prediction import PredictionView


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


class Drawn:
    """What a keeper asks of a view; drawing it takes its time on the clock."""

    comm = "open"

    def __init__(self, clock, number: int = 1, takes: float = 0.0):
        self.clock, self.model_id, self.takes = clock, f"{number:032x}", takes
        self.state, self.drawn = 0, 0

    def stamp(self):
        return self.state

    def snapshot(self):
        self.drawn += 1
        self.clock.now += self.takes
        return {"text/html": f"<p>{self.state}</p>", "text/plain": str(self.state)}


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def keeper(tmp_path, clock):
    return Keeper(tmp_path, clock)  # whose thread never starts


def still(keeper, view) -> str | None:
    found = stills.read(keeper._folder, view.model_id)
    return found and found["text/plain"]


def test_what_has_not_changed_since_it_was_shown_is_not_drawn(keeper, clock):
    keeper.shown(view := Drawn(clock))
    keeper.turn()

    assert (view.drawn, still(keeper, view)) == (0, None)


def test_what_has_changed_is_drawn_once(keeper, clock):
    keeper.shown(view := Drawn(clock))
    view.state = 1
    for _ in range(3):
        keeper.turn()
        clock.now += EVERY

    assert (view.drawn, still(keeper, view)) == (1, "1")


def test_no_turn_comes_before_it_is_due_unless_a_cell_has_run(keeper, clock):
    keeper.shown(view := Drawn(clock, takes=2.0))
    view.state = 1
    keeper.turn()
    view.state = 2
    clock.now += 2.0 * SHARE - 0.001
    keeper.turn()
    assert still(keeper, view) == "1"
    clock.now += 0.002
    keeper.turn()
    assert still(keeper, view) == "2"
    view.state = 3
    keeper.hurry()
    keeper.turn()

    assert still(keeper, view) == "3"


def test_a_view_that_is_shown_again_gets_a_still_that_is_not_older_than_its_cell(keeper, clock):
    keeper.shown(view := Drawn(clock))
    view.state = 1
    keeper.turn()
    view.state = 2
    keeper.shown(view)
    clock.now += EVERY
    keeper.turn()

    assert still(keeper, view) == "2"


def test_one_views_trouble_is_not_the_others(keeper, clock, tmp_path):
    broken, whole = Drawn(clock, 1), Drawn(clock, 2)
    keeper.shown(broken)
    keeper.shown(whole)
    broken.snapshot = lambda: 1 / 0
    broken.state = whole.state = 1
    keeper.turn()

    assert (still(keeper, broken), still(keeper, whole)) == (None, "1")


def test_a_folder_that_is_gone_troubles_nobody(keeper, clock, tmp_path):
    keeper.shown(view := Drawn(clock))
    tmp_path.rmdir()
    view.state = 1
    keeper.turn()
    tmp_path.mkdir()

    assert view.drawn == 1


def test_a_closed_view_keeps_its_last_still_and_is_not_drawn_again(keeper, clock):
    keeper.shown(view := Drawn(clock))
    view.state = 1
    keeper.turn()
    view.comm, view.state = None, 2
    keeper.hurry()
    keeper.turn()

    assert (view.drawn, still(keeper, view), keeper._views) == (1, "1", {})


def test_a_view_is_held_weakly_and_so_many_at_most(keeper, clock):
    views = [Drawn(clock, number) for number in range(VIEWS + 1)]
    for view in views:
        keeper.shown(view)
    assert len(keeper._views) == VIEWS and views[0].model_id not in keeper._views
    del view
    views.clear()
    gc.collect()
    keeper.turn()

    assert keeper._views == {}


def test_the_end_of_a_kernel_draws_what_is_left(keeper, clock):
    keeper.shown(view := Drawn(clock, takes=2.0))
    view.state = 1
    keeper.turn()
    view.state = 2
    keeper._thread.start()
    keeper.stop()

    assert still(keeper, view) == "2"


def test_nothing_is_kept_where_no_server_asked_or_no_page_is_there(monkeypatch, tmp_path):
    monkeypatch.setattr(Keeper, "_shared", None)
    monkeypatch.delenv(stills.FOLDER, raising=False)
    monkeypatch.setattr(module, "in_page", lambda: True)
    assert Keeper.of_kernel() is None
    monkeypatch.setenv(stills.FOLDER, str(tmp_path))
    monkeypatch.setattr(module, "in_page", lambda: False)

    assert Keeper.of_kernel() is None


def test_frames_are_stamped_by_what_is_recorded_and_by_the_filter():
    recording = Recording()
    view = FrameInspector(recording)
    first = view.stamp()
    recording.add(0.0, "c1", "to_server", "stomp", b"SEND\ndestination:/a\n\n\0")
    second = view.stamp()
    view.filter = "command:SEND"

    assert len({first, second, view.stamp()}) == 3
    view.close()


def test_a_choice_is_in_the_picture_of_its_question(monkeypatch):
    from stompkata.kata.report import Report

    view = PredictionView(Report("frame-end", "PREDICT", "What ends a frame?"), ("a NUL", "a line"), lambda place: None)
    monkeypatch.setattr(view, "send", lambda content: None)
    before, open_question = view.stamp(), view.snapshot()
    view._message(view, {"type": "choose", "place": 0}, [])

    assert view.stamp() != before and "yours" not in open_question["text/plain"]
    assert "yours" in view.snapshot()["text/plain"] and "a NUL" in view.snapshot()["text/html"]
    view.close()
