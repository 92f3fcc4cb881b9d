"""The ledger: what it remembers, and that nothing in it can stop a learner."""

import json
import threading

import pytest

from stompkata.lab.ledger import Ledger, Progress


@pytest.fixture
def ledger(home):
    return Ledger(home)


def test_progress_and_predictions_are_kept_from_one_process_to_the_next(home, ledger):
    ledger.change("letters.shout", attempts=3, green=True)
    ledger.change("letters.shout", hints=1)
    ledger.predict("comma-count", "4")

    assert Ledger(home).progress("letters.shout") == Progress(attempts=3, green=True, hints=1)
    assert Ledger(home).prediction("comma-count") == "4"


def test_what_is_not_there_yet_is_a_fresh_start(ledger):
    assert ledger.progress("letters.shout") == Progress() and ledger.prediction("comma-count") is None


@pytest.mark.parametrize("content", ["", "{", "[]", "null", "\0\0", '"text"', "[" * 100_000])
def test_a_ledger_that_cannot_be_read_is_kept_aside_and_a_new_one_begins(home, ledger, content):
    ledger.path.parent.mkdir(parents=True)
    ledger.path.write_text(content)

    assert ledger.change("letters.shout", green=True).green
    assert json.loads(ledger.path.read_text())["kata"]["letters.shout"]["green"] is True
    assert [path.read_text() for path in (home / ".stompkata-state" / "kept").iterdir()] == [content]


@pytest.mark.parametrize(
    "content",
    [
        {"kata": 7},
        {"kata": {"letters.shout": "yes"}},
        {"kata": {"letters.shout": {"attempts": "many"}}},
        {"kata": {"letters.shout": {"from": "a later version"}}},
        {"predictions": [1]},
        {"files": None},
    ],
)
def test_entries_of_another_shape_count_as_not_there(ledger, content):
    ledger.path.parent.mkdir(parents=True)
    ledger.path.write_text(json.dumps(content))

    assert ledger.progress("letters.shout") == Progress() and ledger.prediction("comma-count") is None
    assert ledger.digest("letters") is None
    ledger.change("letters.shout", attempts=1)
    assert ledger.progress("letters.shout").attempts == 1


def test_octets_that_are_not_utf_8_count_as_unreadable(ledger):
    ledger.path.parent.mkdir(parents=True)
    ledger.path.write_bytes(b"\xff\xfe{}")

    assert ledger.progress("letters.shout") == Progress()


def test_two_threads_lose_nothing(home):
    ledger = Ledger(home)
    writers = [
        threading.Thread(target=lambda name=name: [ledger.predict(f"{name}-{i}", "x") for i in range(10)])
        for name in "ab"
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert all(ledger.prediction(f"{name}-{i}") == "x" for name in "ab" for i in range(10))
