"""What `mystomp/` looks like after cells were saved: nothing is lost, and the last one wins as in the notebook."""

import pytest

from stompkata.errors import StompkataError
from stompkata.lab import folder, regions
from stompkata.lab.cell import keep_definitions
from stompkata.lab.desk import Desk


@pytest.fixture
def desk(home, catalogue):
    return Desk(home, catalogue)


@pytest.fixture
def shout(catalogue):
    return catalogue.kata("letters.shout")


@pytest.fixture
def join(catalogue):
    return catalogue.kata("letters.join")


def text_of(home):
    return (home / "mystomp" / "letters.py").read_text()


def runs(home) -> dict:
    names = {}
    exec(compile(text_of(home), "letters.py", "exec"), names)
    return names


def test_a_cell_is_saved_into_a_region_of_its_own(desk, home, shout):
    desk.save(shout, "import re\n\ndef shout(text):\n    return text.upper()")

    assert (
        "# --- shout ---\nimport re\n\ndef shout(text):\n    return text.upper()\n# --- end of shout ---\n"
        in text_of(home)
    )
    assert (home / "mystomp" / "__init__.py").exists()


def test_saving_the_same_cell_again_changes_nothing(desk, home, shout, join):
    desk.save(shout, "def shout(text): return 1")
    desk.save(join, "def join(words): return 2")
    before = text_of(home)

    desk.save(shout, "def shout(text): return 1")

    assert text_of(home) == before
    assert not (home / ".stompkata-state" / "kept").exists()


def test_a_changed_cell_replaces_its_region_in_its_place(desk, home, shout, join):
    desk.save(shout, "def shout(text): return 'old'")
    desk.save(join, "def join(words): return 2")
    desk.save(shout, "def shout(text): return 'new'")

    assert runs(home)["shout"]("") == "new" and "old" not in text_of(home)
    assert text_of(home).index("def shout") < text_of(home).index("def join")


TWO = "import re\n\ndef _up(t): return t.upper()\n\ndef shout(text): return _up(text)\n\ndef join(words): return {}\n"


def test_two_kata_in_one_cell_get_a_region_each_with_what_the_cell_has_for_both(desk, home, shout, join):
    for kata in (shout, join):
        desk.save(kata, TWO.format("_up(words[0])"))

    found = {region.names: region.source for region in regions.read(text_of(home))}
    assert found["shout",] == "import re\n\ndef _up(t): return t.upper()\n\ndef shout(text): return _up(text)"
    assert found["join",] == "import re\n\ndef _up(t): return t.upper()\n\ndef join(words): return _up(words[0])"


def test_a_kata_defined_again_beside_another_one_does_not_take_its_place(desk, home, shout, join):
    desk.save(join, "def join(words): return 'checked'")
    desk.save(shout, TWO.format("'scratch'"))

    assert runs(home)["join"]([]) == "checked" and runs(home)["shout"]("a") == "A"


def test_what_a_kata_uses_comes_along_only_while_the_file_has_none(desk, home, shout, join):
    desk.save(join, "def shout(text): return text.upper()\ndef _all(words): return map(shout, words)\n"
                    "def join(words): return ','.join(_all(words))")  # fmt: skip
    assert runs(home)["join"]("ab") == "A,B" and desk.written(shout)

    desk.save(join, "def shout(text): return 'scratch'\ndef join(words): return ','.join(map(shout, words))")

    assert runs(home)["join"]("ab") == "A,B" and "scratch" not in text_of(home)


def test_one_of_two_saved_alone_later_wins_over_a_region_that_had_both(desk, home, shout, join):
    both = regions.Region(("shout", "join"), "def shout(text): return 'both'\ndef join(words): return 'both'")
    folder.write(home / "mystomp" / "letters.py", regions.write([both]))
    desk.save(shout, "def shout(text): return 'alone'")

    assert runs(home)["shout"]("") == "alone" and runs(home)["join"]([]) == "both"

    desk.save(join, "def join(words): return 'alone too'")

    assert runs(home)["shout"]("") == "alone" and runs(home)["join"]([]) == "alone too" and "both" not in text_of(home)


def test_a_helper_defined_in_two_cells_is_the_one_of_the_cell_saved_last(desk, home, shout, join):
    desk.save(shout, "def _up(t): return 'first'\ndef shout(text): return _up(text)")
    desk.save(join, "def _up(t): return 'second'\ndef join(words): return _up(words)")
    desk.save(shout, "def _up(t): return 'third'\ndef shout(text): return _up(text)")

    assert runs(home)["shout"]("") == "third"


def test_what_the_learner_wrote_outside_of_the_regions_stays(desk, home, shout):
    desk.save(shout, "def shout(text): return 1")
    path = home / "mystomp" / "letters.py"
    path.write_text(path.read_text() + "\n\nMINE = 'kept'\n")

    desk.save(shout, "def shout(text): return 2")

    assert runs(home)["MINE"] == "kept" and runs(home)["shout"]("") == 2


def test_a_file_changed_by_hand_since_the_last_save_keeps_a_dated_copy(desk, home, shout):
    desk.save(shout, "def shout(text): return 1")
    path = home / "mystomp" / "letters.py"
    path.write_text(path.read_text().replace("return 1", "return 'by hand'"))

    copy = desk.save(shout, "def shout(text): return 2")

    assert "by hand" in copy.read_text() and copy.parent == home / ".stompkata-state" / "kept"
    assert desk.save(shout, "def shout(text): return 3") is None


def test_a_region_whose_end_was_lost_reaches_to_the_next_one():
    found = regions.read("# --- a ---\ndef a(): pass\n# --- b ---\ndef b(): pass\n# --- end of b ---\nmine = 1\n")

    assert [(region.names, region.source.strip()) for region in found] == [
        (("a",), "def a(): pass"),
        (("b",), "def b(): pass"),
        ((), "mine = 1"),
    ]


def test_a_file_is_whole_or_as_before_when_the_disk_is_full(home, monkeypatch):
    path = home / "mystomp" / "letters.py"
    folder.write(path, "old")
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))

    with pytest.raises(OSError, match="No space"):
        folder.write(path, "new")

    assert path.read_text() == "old" and [entry.name for entry in path.parent.iterdir()] == ["letters.py"]


def test_the_learners_folder_is_the_nearest_parent_with_the_marker(tmp_path, monkeypatch):
    monkeypatch.delenv("STOMPKATA_HOME", raising=False)
    (tmp_path / "course" / "deep" / "deeper").mkdir(parents=True)
    (tmp_path / "course" / ".stompkata").touch()

    assert folder.home(tmp_path / "course" / "deep" / "deeper") == tmp_path / "course"
    with pytest.raises(StompkataError, match="stompkata lab DIR"):
        folder.home(tmp_path)


def test_experiments_of_a_cell_are_not_saved_but_imports_constants_and_comments_are():
    cell = (
        "from __future__ import annotations\nfrom stompkata import lab\nimport hashlib\n\n"
        '# the number of RFC 6455\nGUID = "258E"\n'
        "broker = lab.broker()\n\ndef accept_key(key):  # mine\n    return key + GUID\n\n\nprint(accept_key('x'))\n"
        "assert accept_key('') == GUID\nanswer = await something()\nget_ipython().run_line_magic('time', '')\n"
        "lab.check(accept_key)\nimport asyncio\nresult = asyncio.run(main())\n"
    )

    assert keep_definitions(cell.replace("await something()", "asyncio.run(something())")) == (
        'import hashlib\n\n# the number of RFC 6455\nGUID = "258E"\n\n'
        "def accept_key(key):  # mine\n    return key + GUID\n\nimport asyncio"
    )


@pytest.mark.parametrize(
    ("source", "stub"),
    [
        ("def f(x):\n    '''Task.'''\n    # YOUR CODE HERE", True),
        ("def f(x): ...", True),
        ("def f(x): pass", True),
        ("def f(x):\n    raise NotImplementedError('later')", True),
        ("def f(x):\n    return None", False),
        ("def g(x): pass", False),
        ("class f:\n    '''Task.'''", True),
        ("class f:\n    def __init__(self):\n        self.a = 1\n    def g(self):\n        '''Task.'''", True),
        ("class f:\n    def g(self):\n        '''Task.'''\n    def h(self):\n        return 1", False),
        ("def f(x:", False),
    ],
)
def test_a_stub_is_known_by_its_empty_body(source, stub):
    assert regions.is_stub(source, "f") is stub
