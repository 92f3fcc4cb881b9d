"""`stompkata class` tells a teacher how far everybody is, changes nothing, and trusts nothing that it reads."""

import csv
import io
import json
import os

import pytest
from typer.testing import CliRunner

import stompkata.cli.app
from stompkata.lab.ledger import LARGEST, Ledger
from stompkata.lab.class_standing import DEEPEST, MOST, learners

CORE = 12


@pytest.fixture
def room(tmp_path):
    """The folder of a class."""
    return tmp_path / "class"


@pytest.fixture
def learner(room):
    """Makes a learner's folder, with what was done in it."""

    def make(name: str, kata: dict | None = None, predictions: dict | None = None):
        home = room / name / "stompkata-course"
        home.mkdir(parents=True)
        (home / ".stompkata").touch()
        ledger = Ledger(home)
        for kata_id, facts in (kata or {}).items():
            ledger.change(kata_id, **facts)
        for each, choice in (predictions or {}).items():
            ledger.predict(each, choice)
        return home

    return make


@pytest.fixture
def spoilt(learner):
    """Makes a learner's folder whose ledger has this text."""

    def make(name: str, text: str):
        home = learner(name)
        (home / ".stompkata-state").mkdir()
        (home / ".stompkata-state" / "ledger.json").write_text(text, encoding="utf-8")
        return home

    return make


def run(*arguments: object, code: int = 0):
    done = CliRunner().invoke(stompkata.cli.app.app, ["class", *map(str, arguments)], env={"COLUMNS": "80"})
    assert done.exit_code == code, done.output
    return done


def rows(*arguments: object, code: int = 0) -> dict[str, dict[str, str]]:
    """The lines of the CSV, by learner."""
    text = run(*arguments, "--csv", code=code).stdout
    return {row["learner"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def everything(folder) -> dict:
    return {
        path.relative_to(folder): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in folder.rglob("*")
    }


def test_a_row_a_learner_with_what_is_green_borrowed_and_open(room, learner):
    home = learner(
        "ada",
        {
            "first_green.hello_frame": {"attempts": 2, "green": True, "hints": 1},
            "handshake.accept_key": {"attempts": 3, "green": True},
            "handshake.check_101": {"borrowed": True, "green": True},
            "handshake.build_upgrade": {"green": True},  # beside the way: no core kata
        },
        {"frame-end": "the octet 00", "handshake-change": "no Upgrade header"},
    )
    learner("bob")
    os.utime(home / ".stompkata-state" / "ledger.json", (1_000_000_000, 1_000_000_000))
    ada, bob = rows(room).values()

    counted = {name: ada[name] for name in ("green", "borrowed", "open", "at", "checks", "hints", "predicted", "right")}
    assert counted == {
        "green": "2",
        "borrowed": "1",
        "open": str(CORE - 3),
        "at": "05_stomp_frame",
        "checks": "5",
        "hints": "1",
        "predicted": "2",
        "right": "1",
    }
    assert ada["last"].startswith("2001-09-0") and ada["00_first_green"] == "1" == ada["02_handshake"]
    assert (bob["green"], bob["open"], bob["last"]) == ("0", str(CORE), "")


def test_the_table_fits_a_terminal_of_80_columns(room, learner):
    learner("ada", {"first_green.hello_frame": {"attempts": 2, "green": True}}, {"frame-end": "the octet 00"})
    learner("a name that is longer than what there is room for in one line of a terminal")
    lines = run(room).output.splitlines()

    assert lines[0].split() == ["learner", "green", "borrowed", "open", "at", "checks", "hints", "right", "last"]
    assert "ada" in run(room / "ada", room).output and "1 of 1" in run(room).output
    assert max(map(len, lines)) <= 80


def test_a_learner_is_named_by_what_tells_one_path_from_the_others(room, learner):
    ada, bob = learner("ada"), learner("bob")

    assert list(rows(room)) == ["ada", "bob"]
    assert list(rows(ada, bob, room)) == ["ada", "bob"]  # nobody twice
    assert list(rows(ada)) == ["stompkata-course"]


def test_a_name_is_no_formula_to_a_spreadsheet(room, learner):
    names = ["=cmd()", "+1", "-1", "@SUM(A1)", " =1", "＝1", "a=1", 'b",=1']
    for name in names:
        learner(name)

    assert set(rows(room)) == {"'=cmd()", "'+1", "'-1", "'@SUM(A1)", "' =1", "'＝1", "a=1", 'b",=1'}


@pytest.mark.parametrize("options", [[], ["--csv"]])
def test_a_name_commands_no_terminal(room, learner, spoilt, options):
    learner("a\x1b[red]\r\u202e")
    spoilt("b\x1b]0;title\x07", "{")
    shown = run(room, *options, code=1)

    assert "a⟨ESC⟩[red]⟨CR⟩⟨U+202E⟩" in shown.stdout
    assert not set("\x1b\x07\u202e") & set(shown.output + shown.stderr)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no JSON"),
        ("{", "no JSON"),
        ("[]", "no JSON object"),
        ("[" * 100_000, "nested too deeply"),
        ('{"kata": []}', "'kata' in it is no object"),
        (json.dumps({"kata": {"handshake.accept_key": {"attempts": MOST + 1}}}), "attempts in it is not from 0"),
        (json.dumps({"kata": {"handshake.accept_key": {"hints": -1}}}), "hints in it is not from 0"),
        (json.dumps({"kata": {}, "padding": " " * LARGEST}), "larger than 1,000,000 octets"),
        ('{"kata": {"handshake.accept_key": {"attempts": ' + "9" * 5000 + "}}}", "no JSON"),
    ],
)
def test_a_ledger_that_is_none_is_named_left_alone_and_stops_nobody(room, learner, spoilt, text, told):
    learner("ada", {"first_green.hello_frame": {"green": True}})
    spoilt("bob", text)
    before = everything(room)
    done = run(room, code=1)

    assert "ada" in done.stdout and "bob" not in done.stdout
    assert f"stompkata class: bob: its ledger cannot be read: {told}" in done.stderr
    assert everything(room) == before


def test_the_largest_numbers_that_a_person_can_reach_are_counted(room, learner):
    learner("ada", {"handshake.accept_key": {"attempts": MOST, "hints": 0}})

    assert rows(room)["stompkata-course"]["checks"] == str(MOST)


@pytest.mark.parametrize("kind", ["folder", "pipe", "loop"])
def test_a_ledger_that_is_no_file_is_named_and_waited_for_by_nobody(room, learner, kind):
    state = learner("ada") / ".stompkata-state"
    state.mkdir()
    {"folder": os.mkdir, "pipe": os.mkfifo, "loop": lambda path: os.symlink(path, path)}[kind](state / "ledger.json")

    assert "stompkata class: stompkata-course: it" in run(room, code=1).stderr


def test_folders_are_found_to_the_third_level_below_and_no_deeper(tmp_path):
    for name in ("a/b/c", "d/e/f/g", ".hidden/h"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / ".stompkata").touch()

    assert DEEPEST == 3 and learners(tmp_path) == [tmp_path / "a" / "b" / "c"]


def test_a_clone_around_a_learners_folder_is_no_learner(room, learner):
    learner("ada")
    (room / ".stompkata").touch()
    (room / "ada" / ".stompkata").touch()

    assert list(rows(room)) == ["stompkata-course"]


def test_a_folder_without_learners_is_told_what_to_do(tmp_path):
    (tmp_path / "empty").mkdir()
    done = CliRunner().invoke(stompkata.cli.app.app, ["class", str(tmp_path / "empty")])

    assert "no learner's folder in" in str(done.exception) and "stompkata lab" in str(done.exception)


def test_a_folder_that_is_not_there_is_a_misuse(tmp_path):
    shown = run(tmp_path / "nowhere", code=2).output.translate({ord(char): None for char in "│ \n"})

    assert "doesnotexist" in shown
