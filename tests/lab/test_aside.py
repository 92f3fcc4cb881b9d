"""`lab.aside` where there is no page: it shows the view where it stands, and says what it takes."""

import pytest

from stompkata import lab
from stompkata.recording import Recording


def test_without_a_page_the_view_is_shown_where_it_stands(capsys):
    assert lab.aside(lab.frames(Recording())) is None

    assert capsys.readouterr().out == "<FrameInspector: 0 records>\n"


def test_what_dissect_returns_is_a_view_too(capsys):
    lab.aside(lab.dissect(b"SEND\ndestination:/a\n\n\0"))

    assert capsys.readouterr().out.startswith("STOMP SEND /a")


@pytest.mark.parametrize("thing", [None, "frames", Recording()])
def test_what_is_no_view_is_refused_with_an_example(thing):
    with pytest.raises(TypeError, match=r"is no view\n  try:  lab\.aside\(lab\.frames\(broker\)\)"):
        lab.aside(thing)
