"""What `lab` draws of whatever was recorded."""

import pytest

from stompkata import lab
from stompkata.widgets.selection import Selection


@pytest.mark.parametrize("draw", [lab.heartbeats, lab.ladder, lab.map], ids=["heartbeats", "ladder", "map"])
def test_a_view_is_drawn_of_a_broker_and_of_its_recording(draw):
    broker = lab.broker("of the views")
    me = lab.client(broker)
    me.publish("/topic/news", "hello", receipt=True)
    selection = Selection(broker.recording)
    live, saved = draw(broker, selection=selection), draw(broker.recording)

    assert live.recording is saved.recording is broker.recording
    assert live.selection is selection and saved.selection is not selection
    assert "<svg" in live.snapshot()["text/html"]
    broker.close()


def test_what_has_no_recording_cannot_be_drawn():
    with pytest.raises(TypeError, match="has no recording"):
        lab.ladder("ws://127.0.0.1:1/")
