"""The clickable form of a prediction: it keeps the choice, and neither holds nor shows the answer."""

import json

import pytest
from letters_course import ch90_letters  # noqa: F401  registers the prediction

from stompkata.kata.registry import PREDICTIONS
from stompkata.lab.questions import ask
from stompkata.widgets.prediction import PredictionView

PREDICTION = PREDICTIONS["comma-count"]


@pytest.fixture
def kept():
    return []


@pytest.fixture
def view(kept):
    view = PredictionView(ask(PREDICTION), PREDICTION.choices, kept.append)
    view.sent = []
    view.send = lambda content, buffers=None: view.sent.append(content)
    yield view
    view.close()


def test_a_click_is_kept_and_confirmed(view, kept):
    view._message(view, {"type": "choose", "place": 1}, [])

    assert kept == [1] and view.sent == [{"type": "kept", "place": 1}]


@pytest.mark.parametrize(
    "content",
    [
        None,
        {},
        {"type": "choose"},
        {"type": "choose", "place": 7},
        {"type": "choose", "place": -1},
        {"type": "choose", "place": "1"},
        "choose",
    ],
)
def test_what_a_page_should_not_send_is_ignored(view, kept, content):
    view._message(view, content, [])

    assert kept == [] and view.sent == []


def test_a_choice_that_cannot_be_kept_is_said_in_the_page(view):
    view._keep = lambda place: (_ for _ in ()).throw(PermissionError(13, "Permission denied"))
    view._message(view, {"type": "choose", "place": 0}, [])

    assert view.sent == [{"type": "failed", "text": "[Errno 13] Permission denied"}]


def test_neither_page_nor_saved_notebook_holds_the_answer(view):
    bundle, _ = view._repr_mimebundle_()
    state = {name: value for name, value in view.get_state().items() if name not in ("_esm", "_css")}

    assert PREDICTION.because not in json.dumps([bundle, state], default=str)
    assert "answer" not in state and bundle["text/plain"] == str(ask(PREDICTION)) == repr(view)
    assert "<script" not in bundle["text/html"]
