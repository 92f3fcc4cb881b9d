"""`lab.predict`: asks, never waits, and shows the verdict only to somebody who has chosen."""

import pytest

from stompkata.lab import checking


def said(capsys) -> str:
    return capsys.readouterr().out.strip()


def test_an_unanswered_prediction_asks_and_goes_on(letters, capsys):
    assert checking.predict("comma-count", "How many commas do four words need?", ["3", "4"]) is None

    assert said(capsys) == (
        "PREDICT comma-count · How many commas do four words need?\n1      3\n2      4\nnext   predict first, or skip"
    )


def test_a_choice_is_kept_and_the_next_run_shows_the_verdict(letters, capsys):
    checking.predict("comma-count", answer="4")
    capsys.readouterr()
    checking.predict("comma-count")

    assert said(capsys) == (
        "NOT SO comma-count · How many commas do four words need?\n"
        "yours  4: You counted the words, not the gaps.\n"
        "answer 3: a comma stands between two words"
    )


@pytest.mark.parametrize(
    ("answer", "word"),
    [("3", "RIGHT"), (3, "NOTE"), (1, "RIGHT"), ("4", "NOT SO"), (2, "NOT SO"), ("five", "NOTE"), (0, "NOTE")],
)
def test_a_choice_is_given_by_its_text_or_its_number(letters, capsys, answer, word):
    checking.predict("comma-count", answer=answer)

    assert said(capsys).startswith(word)


def test_reveal_tells_who_skipped_what_is_so(letters, capsys):
    checking.reveal("comma-count")

    assert said(capsys) == (
        "SKIPPED comma-count · How many commas do four words need?\n"
        "yours  you did not predict\nanswer 3: a comma stands between two words"
    )


def test_a_prediction_of_another_name_offers_what_comes_close(letters, capsys):
    checking.predict("coma-count", "?", [])

    assert "did you mean comma-count" in said(capsys).replace("\n       ", " ")
