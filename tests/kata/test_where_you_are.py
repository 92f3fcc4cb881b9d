"""`lab.progress` and `stompkata progress`: one standing, as text, as a page and as JSON."""

import re
from html.parser import HTMLParser

import pytest
from letters_course.solved import SHOUT, SOLVED

from stompkata.kata.catalogue import Catalogue
from stompkata.lab import checking
from stompkata.lab.desk import COURSE, Desk
from stompkata.lab.standing import standing
from stompkata.lab.standing_page import StandingPage

NOTHING = """\
0 of 2 core kata green, 0 borrowed: 0 of 3 minutes. Deeper: 0 of 1 green.
90_letters      0 of 2 min    core    ○ open shout
                0 of 3 min    deeper  ○ open join
91_numbers      0 of 1 min    core    ○ open double
your client by now
  ○ not yet   shouts (needs shout)
  ○ not yet   shouts in a row (needs shout, join)
next        letters.shout, the text in capital letters (2 min), in
            90_letters.ipynb
predictions 0 of 1 made, 0 right"""
SOME = """\
1 of 2 core kata green, 0 borrowed: 2 of 3 minutes. Deeper: 0 of 1 green.
90_letters      2 of 2 min    core    ✓ green shout
                0 of 3 min    deeper  ≈ borrowed join
91_numbers      0 of 1 min    core    ○ open double
your client by now
  ✓ can       shouts
  ≈ borrowed  shouts in a row (borrowed: join)
next        numbers.double, twice the number (1 min), in 91_numbers.ipynb
predictions 1 of 1 made, 0 right"""


@pytest.fixture
def page(letters):
    return lambda: StandingPage(standing(Desk()), letters)


@pytest.fixture
def some(letters, cell):
    """One kata green, one borrowed, one open, and a prediction that was wrong."""
    checking.check(cell(SHOUT)["shout"])
    desk = Desk()
    desk.borrow("join")
    desk.predict(desk.catalogue.prediction("comma-count"), "4")


class Words(HTMLParser):
    """What a screen reader says of a page."""

    def __init__(self, page: str):
        super().__init__()
        self.said, self._hidden = [], False
        self.feed(page.partition("</style>")[2])

    def handle_data(self, data):
        self.said.append(data)


def test_before_anything_is_written_all_is_open(page):
    assert repr(page()) == NOTHING


def test_green_borrowed_and_open_are_told_apart_and_so_is_what_they_add_up_to(page, some):
    assert repr(page()) == SOME


def test_the_page_says_in_words_what_the_text_says(page, some):
    said = " ".join(" ".join(Words(page()._repr_html_()).said).split())

    for part in re.split(r"\s{2,}|\n", SOME):
        if part.strip() and not part.endswith((" min", "ipynb")) and part not in ("next", "your client by now"):
            assert part.removeprefix("predictions ") in said, part


def test_a_chapter_is_a_link_where_its_notebook_lies(page, letters):
    (letters / "90_letters.ipynb").touch()

    assert re.findall(r'<a href="(.*?)">(.*?)</a>', page()._repr_html_()) == [
        ("90_letters.ipynb", "90_letters"),
        ("90_letters.ipynb", "90_letters.ipynb"),
    ]


def test_what_the_notebook_shows_is_what_the_terminal_shows(letters, some, capsys):
    capsys.readouterr()
    checking.progress()

    assert capsys.readouterr().out == SOME + "\n"


def test_when_all_is_green_nothing_is_next(page, letters, cell):
    for name, source in SOLVED.items():
        checking.check(cell(source)[name.partition(".")[2]])

    assert "next        nothing is open\n" in repr(page()) and "2 of 2 core kata green" in repr(page())


def test_what_is_borrowed_can_still_be_written(page):
    Desk().borrow("letters"), Desk().borrow("numbers")

    assert "nothing is open; what is borrowed you can still write yourself: shout," in " ".join(repr(page()).split())


def test_after_the_core_what_is_deeper_comes_next(page, letters, cell):
    for name in ("letters.shout", "numbers.double"):
        checking.check(cell(SOLVED[name])[name.partition(".")[2]])

    assert "no core kata is open; deeper: letters.join" in repr(page())


def test_green_is_green_only_while_the_function_is_there(page, some, letters):
    (letters / "mystomp" / "letters.py").unlink()

    assert "○ open shout" in repr(page()) and Desk().next().id == "letters.shout"


def test_a_borrowed_kata_that_is_written_anew_is_open_until_it_is_checked(letters, page):
    desk = Desk()
    desk.borrow("shout")
    path = letters / "mystomp" / "letters.py"
    path.write_text(path.read_text().replace(" (borrowed)", ""))

    assert desk.state(desk.catalogue.kata("shout")) == "open"


@pytest.mark.parametrize("broken", ["{", "[]", "\0"])
def test_a_ledger_that_was_lost_is_said(page, some, letters, broken):
    (letters / ".stompkata-state" / "ledger.json").write_text(broken)
    told = " ".join(repr(page()).split())

    assert re.match(
        r"DAMAGED a ledger could not be read, and was put aside: \.stompkata-state/kept/ledger-\S+\.json", told
    )
    assert "your functions are in mystomp" in told and repr(page()).startswith("DAMAGED")  # the second time, too


@pytest.mark.parametrize(
    ("entries", "named"),
    [
        ('{"kata": 7}', "kata"),
        ('{"kata": {"letters.shout": "yes"}}', "letters.shout"),
        ('{"predictions": {"comma-count": 4}}', "comma-count"),
    ],
)
def test_entries_that_are_not_understood_are_named(page, letters, entries, named):
    (letters / ".stompkata-state").mkdir()
    (letters / ".stompkata-state" / "ledger.json").write_text(entries)

    assert f"ledger.json has entries that are not understood: {named}." in " ".join(repr(page()).split())


def test_a_state_that_is_no_folder_is_said_in_a_sentence(letters, capsys):
    (letters / ".stompkata-state").write_text("")
    checking.progress()

    assert re.match(r"NOTE lab\.progress · .*ledger\.json cannot be read", " ".join(capsys.readouterr().out.split()))


def test_json_keeps_its_shape(letters, some):
    facts = standing(Desk()).to_json()

    assert facts | {"chapters": facts["chapters"][:1]} == {
        "version": 1,
        "core": {"green": 1, "borrowed": 0, "open": 1, "kata": 2, "minutes": 3, "minutes_done": 2},
        "deeper": {"green": 0, "borrowed": 1, "open": 0, "kata": 1, "minutes": 3, "minutes_done": 0},
        "chapters": [
            {
                "name": "90_letters",
                "notebook": "90_letters.ipynb",
                "core": {"green": 1, "borrowed": 0, "open": 0, "kata": 1, "minutes": 2, "minutes_done": 2},
                "deeper": {"green": 0, "borrowed": 1, "open": 0, "kata": 1, "minutes": 3, "minutes_done": 0},
                "kata": [
                    {"id": "letters.shout", "title": "the text in capital letters", "minutes": 2, "core": True,
                     "state": "green", "attempts": 1, "hints": 0},
                    {"id": "letters.join", "title": "the words with one comma between two", "minutes": 3, "core": False,
                     "state": "borrowed", "attempts": 0, "hints": 0},
                ],
            }
        ],
        "client": [
            {"can": "shouts", "state": "green", "without": []},
            {"can": "shouts in a row", "state": "borrowed", "without": ["join"]},
        ],
        "next": {"id": "numbers.double", "notebook": "91_numbers.ipynb"},
        "predictions": {"all": 1, "made": 1, "right": 0},
        "damage": "",
    }  # fmt: skip


def test_every_kata_of_the_course_adds_something_that_the_client_can_do():
    course = Catalogue(COURSE)
    needed = [name for _, needs in course.abilities() for name in needs]

    assert sorted(set(needed)) == sorted(kata.id for kata in course.all())


def test_the_text_fits_a_terminal_of_eighty_columns(home):
    text = StandingPage(standing(Desk())).text()

    assert max(map(len, text.split("\n"))) <= 80
