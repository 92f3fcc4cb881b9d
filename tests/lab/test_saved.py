"""A recording of yesterday, opened in a notebook."""

import pytest

import stompkata as sk
from stompkata import lab


@pytest.fixture
def file(tmp_path):
    recording, path = sk.Recording(), tmp_path / "tap.jsonl"
    recording.add(0.0, "tap-1", "to_server", "stomp", b"SEND\ndestination:C:\\temp\n\nhi\0")
    recording.save(path)
    return path


def test_a_saved_recording_is_shown_as_a_table_and_explained(file):
    view = lab.open(file)

    assert "SEND" in view.snapshot()["text/html"] and "undefined escape" in view.snapshot()["text/plain"]


def test_of_a_damaged_file_all_before_the_fault_is_shown_and_the_fault_is_named(file):
    with file.open("a") as more:
        more.write('{"number": 2, "at"')
    with pytest.warns(UserWarning, match="cut short"):
        view = lab.open(file)

    assert "record 2 (line 3) is cut short" in view.snapshot()["text/plain"]
