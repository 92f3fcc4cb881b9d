"""The whole way through the course about letters in a terminal."""

import json

import pytest
import typer
from letters_course.solved import SHOUT
from typer.testing import CliRunner

from stompkata.cli.kata import register


@pytest.fixture
def stompkata(letters, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    app = typer.Typer()
    register(app)

    def run(*arguments: str):
        return CliRunner().invoke(app, arguments, catch_exceptions=False)

    return run


@pytest.fixture
def write(letters):
    def write(old: str, new: str):
        path = letters / "mystomp" / "letters.py"
        path.write_text(path.read_text().replace(old, new))

    return write


def test_from_the_first_stub_to_green(stompkata, letters, write):
    first = stompkata("next")
    assert 'letters.shout: the text in capital letters   (2 min, L-1 (Letters, "Section"))' in first.output
    stub = "def shout(it):\n    '''Do it.'''"
    assert stub in (letters / "mystomp" / "letters.py").read_text()

    red = stompkata("check", "letters.shout")
    assert red.exit_code == 1 and "FAIL letters.shout" in red.output
    write(stub, SHOUT)
    green = stompkata("check", "shout")
    assert green.exit_code == 0 and "PASS letters.shout · 2 of 2 checks" in green.output

    assert "numbers.double" in stompkata("next").output
    assert "letters.join" in stompkata("next", "--deeper").output


def test_check_alone_checks_everything_that_is_written_a_line_each(stompkata, write):
    assert stompkata("check").exit_code == 1
    stompkata("borrow", "letters")
    result = stompkata("check")

    assert result.exit_code == 0
    assert result.output.split(":\n")[1] == "PASS letters.shout · 2 of 2 checks\nPASS letters.join · 1 of 1 checks\n"


def test_check_alone_says_whose_files_they_are(stompkata, home):
    stompkata("borrow", "letters")

    assert stompkata("check").output.startswith(f"Your files in {home / 'mystomp'}:\n")


def test_verbose_shows_every_check_that_failed(stompkata, write):
    stompkata("next")
    write("'''Do it.'''", "return it.lower() if it != 'a1' else it")

    assert stompkata("check", "shout").output.count("FAIL") == 1
    assert stompkata("check", "shout", "--verbose").output.count("FAIL") == 2


def test_hints_go_up_the_ladder_or_come_all_at_once(stompkata):
    assert "Which method of str" in stompkata("hint").output
    assert "2 of 4" in stompkata("hint", "shout").output
    everything = stompkata("hint", "shout", "--all").output
    assert "Which method" in everything and "should be 'É'" in everything


def test_predictions_are_listed_asked_and_answered(stompkata):
    assert "comma-count" in stompkata("predict").output
    asked = stompkata("predict", "comma-count").output
    assert "1      3" in asked and "stompkata predict comma-count 1" in asked
    assert "You counted the words" in stompkata("predict", "comma-count", "4").output
    assert stompkata("predict", "comma-count", "seven").exit_code == 2


def test_borrowed_is_not_green(stompkata):
    assert stompkata("borrow", "shout").output == "borrowed: letters.shout\n"
    assert stompkata("borrow", "shout").output == "nothing to borrow: all of it is written\n"
    stompkata("check", "shout")

    assert "≈ borrowed shout" in stompkata("progress").output and "✓" not in stompkata("progress").output


def test_progress_tells_attempts_hints_and_predictions(stompkata, write):
    stompkata("next")
    stompkata("hint", "shout")
    stompkata("check", "shout")
    write("def shout(it):\n    '''Do it.'''", SHOUT)
    stompkata("check", "shout")
    stompkata("predict", "comma-count", "1")
    facts = json.loads(stompkata("progress", "--json").output)

    (shout,) = (kata for kata in facts["chapters"][0]["kata"] if kata["id"] == "letters.shout")
    assert (shout["state"], shout["attempts"], shout["hints"]) == ("green", 2, 1)
    assert facts["predictions"] == {"all": 1, "made": 1, "right": 1}


def test_reset_puts_the_stub_back_and_keeps_what_was_there(stompkata, letters, write):
    stompkata("borrow", "shout")
    result = stompkata("reset", "shout")

    assert "letters.shout is a stub again. What you had:" in result.output.replace("\n", " ")
    assert "'''Do it.'''" in (letters / "mystomp" / "letters.py").read_text()
    (copy,) = (letters / ".stompkata-state" / "kept").iterdir()
    assert "text.upper()" in copy.read_text()
    assert "○ open shout" in stompkata("progress").output


def test_every_command_explains_itself(stompkata):
    for command in ("next", "check", "hint", "predict", "borrow", "progress", "reset"):
        assert stompkata(command, "--help").exit_code == 0
