"""What `lab` draws of whatever was recorded."""

import pytest

from stompkata import lab
from stompkata.recording import Recording
from stompkata.widgets.selection import Selection

VIEWS = {"frames": lab.frames, "heartbeats": lab.heartbeats, "ladder": lab.ladder, "map": lab.map}


@pytest.mark.parametrize("draw", VIEWS.values(), ids=VIEWS)
def test_a_view_is_drawn_of_a_broker_and_of_its_recording(draw):
    broker = lab.broker("of the views")
    me = lab.client(broker)
    me.publish("/topic/news", "hello", receipt=True)
    selection = Selection(broker.recording)
    live, saved = draw(broker, selection=selection), draw(broker.recording)

    assert live.recording is saved.recording is broker.recording
    assert live.selection is selection and saved.selection is not selection
    assert "<svg" in live.snapshot()["text/html"] or draw is lab.frames
    broker.close()


def test_views_of_one_source_follow_each_other_without_a_word():
    broker = lab.broker("followed")
    lab.client(broker).publish("/topic/news", "hello", receipt=True)
    views = [draw(broker) for draw in (*VIEWS.values(), lab.bytes)]
    views[0].selection.select(4)
    alone = lab.ladder(broker, selection=Selection(broker.recording)), lab.bytes(broker, number=2)

    assert {view.selection.number for view in views} == {4} and lab.bytes(broker).shown["number"] == 4
    assert [view.selection.number for view in alone] == [None, None] and alone[1].shown["number"] == 2
    broker.close()


def test_views_of_two_sources_do_not():
    one, other = lab.ladder(Recording()), lab.ladder(Recording())
    one.selection.select(4)

    assert other.selection.number is None


def test_a_shared_selection_is_gone_with_the_last_of_its_views():
    recording = Recording()
    Selection.of(recording).select(4)
    kept = Selection.of(recording)

    assert kept.number is None and Selection.of(recording) is kept


def test_what_has_no_recording_cannot_be_drawn():
    with pytest.raises(TypeError, match="has no recording"):
        lab.ladder("ws://127.0.0.1:1/")
