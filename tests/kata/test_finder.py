"""Whose `mystomp` is imported and checked: the learner's own, whatever else of that name lies on the way."""

import subprocess
import sys
import threading

import pytest
from letters_course.solved import SHOUT as RIGHT

from stompkata.kata import finder
from stompkata.lab.desk import Desk

WRONG = "def shout(text): return 'mine: ' + text"


def learner(folder, source, **others):
    package = folder / "mystomp"
    package.mkdir(parents=True)
    (folder / ".stompkata").touch()
    for name, text in {"__init__": "", "letters": source, **others}.items():
        (package / f"{name}.py").write_text(text)
    return folder


@pytest.fixture
def imported():
    """The finder for one folder, taken away again behind the test."""
    before = {name: module for name, module in sys.modules.items() if name.partition(".")[0] == "mystomp"}
    path = list(sys.meta_path)
    finder.forget()
    yield lambda folder: finder.install(lambda: folder)
    sys.meta_path[:] = path
    finder.forget()
    sys.modules.update(before)


def test_the_learners_folder_comes_before_every_place_on_the_path(tmp_path, imported, monkeypatch):
    mine, other = learner(tmp_path / "mine", "whose = 'mine'"), learner(tmp_path / "other", "whose = 'other'", extra="")
    monkeypatch.syspath_prepend(other)
    imported(mine)
    from mystomp.letters import whose

    assert whose == "mine"
    with pytest.raises(ModuleNotFoundError, match=r"there is no .*mine/mystomp/extra\.py"):
        import mystomp.extra  # noqa: F401  the other folder has it


def test_without_a_package_in_the_folder_another_one_is_not_taken(tmp_path, imported, monkeypatch):
    monkeypatch.syspath_prepend(learner(tmp_path / "other", ""))
    imported(tmp_path)

    with pytest.raises(ModuleNotFoundError, match="it begins with a lab.check, or a lab.borrow"):
        import mystomp  # noqa: F401


def test_without_a_learners_folder_the_error_says_how_to_get_one(tmp_path, imported, monkeypatch):
    from stompkata.lab import folder

    monkeypatch.delenv("STOMPKATA_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    imported(None)
    finder.install(folder.home)

    with pytest.raises(ModuleNotFoundError, match="stompkata lab DIR  makes one"):
        import mystomp  # noqa: F401


def test_what_was_imported_from_elsewhere_is_let_go(tmp_path, imported, monkeypatch):
    monkeypatch.syspath_prepend(learner(tmp_path / "other", "whose = 'other'"))
    sys.meta_path[:] = [each for each in sys.meta_path if not isinstance(each, finder.Finder)]
    import mystomp.letters  # noqa: F401  before the toolkit was

    imported(learner(tmp_path / "mine", "whose = 'mine'"))
    from mystomp.letters import whose

    assert whose == "mine"


def test_a_file_that_is_saved_twice_in_a_second_is_read_as_it_is(tmp_path, imported):
    mine = learner(tmp_path, "number = 1")
    imported(mine)
    read = []
    for number in (1, 2, 3):
        (mine / "mystomp" / "letters.py").write_text(f"number = {number}")
        finder.forget("letters")
        from mystomp import letters

        read.append(letters.number)

    assert read == [1, 2, 3]
    assert not list(mine.rglob("__pycache__"))


def test_the_learners_modules_import_each_other(tmp_path, imported):
    imported(learner(tmp_path, "from mystomp.numbers import one\nfrom .deep.er import two", numbers="one = 1"))
    (tmp_path / "mystomp" / "deep").mkdir()
    (tmp_path / "mystomp" / "deep" / "er.py").write_text("two = 2")
    import mystomp.letters

    assert (mystomp.letters.one, mystomp.letters.two) == (1, 2)


def test_two_folders_checked_in_turn_from_a_third_are_each_judged_by_their_own_file(
    tmp_path, catalogue, checker, monkeypatch
):
    monkeypatch.delenv("STOMPKATA_HOME", raising=False)
    right, wrong = learner(tmp_path / "right", RIGHT), learner(tmp_path / "wrong", WRONG)
    clone = learner(tmp_path / "clone", "def shout(text): raise KeyError('clone')")
    monkeypatch.chdir(clone)
    monkeypatch.syspath_prepend(clone)
    kata = catalogue.kata("letters.shout")
    reports = [Desk(home, catalogue).check(kata, checker) for home in (right, wrong, right, clone)]

    assert [report.green for report in reports] == [True, False, True, False]
    assert [row.text for report in reports for row in report.rows if row.label == "file"] == [
        f"{right}/mystomp/letters.py", f"{wrong}/mystomp/letters.py", f"{right}/mystomp/letters.py", "mystomp/letters.py",
    ]  # fmt: skip
    assert "mine:\\x20abc" in str(reports[1]) and "wrong/mystomp/letters.py\n" in str(reports[1])
    assert "KeyError" in str(reports[3])


def test_two_folders_checked_at_once_from_a_third_are_each_judged_by_their_own_file(tmp_path):
    folders = [learner(tmp_path / "right", RIGHT), learner(tmp_path / "wrong", WRONG)]
    clone = learner(tmp_path / "clone", "def shout(text): raise KeyError('clone')")
    program = (
        "import sys; from pathlib import Path; from contextlib import closing\n"
        "from stompkata.kata.catalogue import Catalogue; from stompkata.kata.runner import Runner\n"
        "catalogue = Catalogue('letters_course')\n"
        "with closing(Runner(catalogue)) as runner:\n"
        "    print(runner.check(catalogue.kata('letters.shout'), Path(sys.argv[1])).headline)\n"
    )
    said = {}

    def check(folder):
        found = [*filter(None, sys.path), str(clone)]
        command = [sys.executable, "-c", f"import sys; sys.path[:0] = {found!r}\n{program}", str(folder)]
        said[folder.name] = subprocess.run(command, cwd=clone, capture_output=True, text=True, timeout=50, check=False).stdout

    threads = [threading.Thread(target=check, args=(folder,)) for folder in folders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert said == {"right": "2 of 2 checks\n", "wrong": "small letters become capitals\n"}
