"""`lab.check` and its kin as a notebook uses them."""

import os
import shlex
import subprocess
import sys

import pytest
from letters_course.solved import SHOUT

from stompkata.lab import checking
from stompkata.lab.desk import Desk


def said(capsys) -> str:
    return capsys.readouterr().out.strip()


def test_a_right_function_is_saved_and_green(letters, cell, capsys):
    names = cell(f"import string\nLOUD = string.ascii_uppercase\n{SHOUT}print('experiment')\n")
    capsys.readouterr()

    assert checking.check(names["shout"]) is None

    assert said(capsys).startswith("PASS letters.shout · 2 of 2 checks")
    saved = (letters / "mystomp" / "letters.py").read_text()
    assert "import string" in saved and "LOUD" in saved and "experiment" not in saved
    assert Desk().ledger.progress("letters.shout").green


def test_a_wrong_function_is_told_and_not_raised(letters, cell, capsys):
    checking.check(cell("def shout(text):\n    return text.lower()\n")["shout"])

    assert "You made small letters." in said(capsys)
    assert Desk().ledger.progress("letters.shout").attempts == 1


def test_under_a_grader_it_raises(letters, cell, monkeypatch):
    monkeypatch.setenv("STOMPKATA_GRADE", "1")

    with pytest.raises(checking.NotGreen, match="small letters become capitals"):
        checking.check(cell("def shout(text):\n    return text.lower()\n")["shout"])


def test_the_file_decides_and_not_the_state_of_the_kernel(letters, cell, capsys):
    names = cell("def shout(text):\n    return TABLE[text]\n")
    names["TABLE"] = {"abc": "ABC"}

    checking.check(names["shout"])

    assert "define or import `TABLE` in that cell" in said(capsys)


def test_an_untouched_stub_is_not_written_yet(letters, cell, capsys):
    checking.check(cell("def shout(text):\n    '''Task.'''\n    # YOUR CODE HERE\n")["shout"])

    assert said(capsys).startswith("FAIL letters.shout · shout is not written yet")
    assert not (letters / "mystomp").exists()


def test_a_stub_never_overwrites_what_was_written(letters, cell, capsys):
    checking.check(cell(SHOUT)["shout"])
    checking.check(cell("def shout(text):\n    '''Task.'''\n")["shout"])

    assert "what you wrote before is still in mystomp/letters.py" in said(capsys)
    assert "return text.upper()" in (letters / "mystomp" / "letters.py").read_text()


def test_two_functions_of_one_cell_are_checked_one_after_the_other(letters, cell, capsys):
    names = cell(SHOUT + "def join(words):\n    return ','.join(words)\n")
    checking.check(names["shout"])
    checking.check(names["join"])

    assert said(capsys).count("PASS") == 2
    assert (letters / "mystomp" / "letters.py").read_text().count("def join") == 1


def test_a_kata_that_the_cell_defines_again_stays_as_it_was_checked_and_the_report_says_so(letters, cell, capsys):
    checking.check(cell(SHOUT)["shout"])
    again = cell("def shout(text):\n    return '?'\ndef join(words):\n    return shout(','.join(words)).lower()\n")
    said(capsys)
    checking.check(again["join"])

    text = " ".join(said(capsys).split())
    assert text.startswith("PASS")
    assert (
        "kept the shout of mystomp/letters.py, which was used here; lab.check(shout) puts this cell's in its place"
        in text
    )
    assert "return text.upper()" in (letters / "mystomp" / "letters.py").read_text()

    checking.check(again["shout"])
    assert "FAIL letters.shout" in said(capsys)


def test_a_stub_beside_a_kata_takes_nothing_away(letters, cell, capsys):
    checking.check(cell(SHOUT)["shout"])
    checking.check(cell("def shout(text): ...\ndef join(words):\n    return shout(','.join(words)).lower()\n")["join"])

    assert said(capsys).count("PASS") == 2
    assert "return text.upper()" in (letters / "mystomp" / "letters.py").read_text()


def test_a_file_edited_outside_keeps_a_copy_and_the_report_says_where(letters, cell, capsys):
    checking.check(cell(SHOUT)["shout"])
    path = letters / "mystomp" / "letters.py"
    path.write_text(path.read_text() + "# edited in a terminal\n")
    checking.check(cell(SHOUT + "# more\n")["shout"])

    assert "kept   mystomp/letters.py had been edited outside; the old one is" in said(capsys)


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        ("ABC", "needs the function itself"),
        ("letters.shout", "lab.check(shout)"),
        (lambda text: text, "a lambda has no name"),
        (None, "needs the function itself"),
        (len, "needs the function itself"),
        (shlex.join, "this join comes from shlex.py"),
        (os.path.dirname, "there is no kata 'dirname'"),
    ],
)
def test_wrong_uses_are_answered_with_what_to_do(letters, capsys, given, answer):
    checking.check(given)

    text = said(capsys)
    assert text.startswith("NOTE") and answer in text


def test_a_name_that_comes_close_is_offered(letters, cell, capsys):
    checking.check(cell("def shuot(text):\n    return text.upper()\n")["shuot"])

    assert "did you mean letters.shout" in said(capsys)


def test_without_a_learners_folder_it_says_how_to_get_one(letters, cell, capsys, monkeypatch, tmp_path_factory):
    monkeypatch.delenv("STOMPKATA_HOME")
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    checking.check(cell(SHOUT)["shout"])

    assert "stompkata lab DIR" in said(capsys)


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(letters, cell, capsys, monkeypatch):
    monkeypatch.setattr(
        "stompkata.lab.folder.write", lambda *_: (_ for _ in ()).throw(PermissionError(13, "Permission denied"))
    )
    checking.check(cell(SHOUT)["shout"])

    assert "Permission denied" in said(capsys)


def test_a_borrowed_function_is_importable_and_marked(letters, capsys, monkeypatch):
    monkeypatch.setattr(sys, "path", sys.path[:])
    checking.borrow("letters")

    assert said(capsys).startswith("BORROWED letters · letters.shout, letters.join")
    text = (letters / "mystomp" / "letters.py").read_text()
    assert "# --- shout (borrowed) ---" in text and "BEGIN SOLUTION" not in text
    from mystomp.letters import shout

    assert shout("a") == "A"
    for name in ("mystomp.letters", "mystomp"):
        del sys.modules[name]


def test_what_is_borrowed_of_several_modules_is_counted(letters, capsys, monkeypatch):
    monkeypatch.setattr(sys, "path", sys.path[:])
    checking.borrow("letters", "numbers")

    counted = len(checking._desk().catalogue.all())
    assert (
        said(capsys).split()
        == f"BORROWED letters, numbers · {counted} functions and classes that you had not written".split()
    )


def test_borrowing_leaves_what_is_written_and_a_check_of_ones_own_takes_the_mark_off(letters, cell, capsys):
    checking.check(cell(SHOUT)["shout"])
    checking.borrow("90_letters")

    assert "BORROWED 90_letters · letters.join" in said(capsys)
    checking.check(cell("def join(words):\n    return ','.join(words)\n")["join"])
    assert "(borrowed)" not in (letters / "mystomp" / "letters.py").read_text()
    assert not Desk().ledger.progress("letters.join").borrowed and Desk().ledger.progress("letters.join").green


def test_each_hint_says_more_than_the_one_before(letters, capsys):
    rungs = []
    for _ in range(5):
        checking.hint("shout")
        rungs.append(said(capsys).split("\n")[0])

    assert rungs == [f"HINT letters.shout · {rung} of 4" for rung in (1, 2, 3, 4, 4)]


def test_a_cell_knows_whether_its_functions_are_written(letters, cell):
    names = cell(SHOUT + "def join(words):\n    '''Task.'''\n")

    assert checking.written(names["shout"]) and not checking.written(names["shout"], names["join"])


IN_A_KERNEL = '''
from IPython.core.interactiveshell import InteractiveShell
from stompkata.kata.catalogue import Catalogue
import stompkata.lab.desk
stompkata.lab.desk.COURSE = "letters_course"
shell = InteractiveShell.instance()
shell.run_cell("""import functools
%time x = 1
def shout(text):
    return text.upper() if isinstance(text, str) else int({})
""")
shell.run_cell("from stompkata.lab.checking import check\\ncheck(shout)")
'''


def test_in_a_real_shell_the_whole_cell_is_found_and_magics_are_left_out(letters):
    run = subprocess.run(
        [sys.executable, "-c", IN_A_KERNEL],
        capture_output=True,
        text=True,
        timeout=30,
        env=os.environ | {"PYTHONPATH": os.path.dirname(__file__)},
    )

    assert "PASS letters.shout" in run.stdout, run.stdout + run.stderr
    assert (letters / "mystomp" / "letters.py").read_text().count("import functools") == 1
    assert "get_ipython" not in (letters / "mystomp" / "letters.py").read_text()


def test_a_stub_that_gives_a_part_is_checked_but_never_overwrites_what_was_written(letters, cell, capsys, monkeypatch):
    part = "def shout(text):\n    '''Task.'''\n    loud = text.title()\n    # YOUR CODE HERE\n    return loud\n"
    monkeypatch.setattr("stompkata.course.cells.stub", lambda kata: part)
    checking.check(cell(part)["shout"])
    assert "got    Abc" in said(capsys)

    checking.check(cell(SHOUT)["shout"])
    checking.check(cell(part)["shout"])

    assert "shout is not written yet" in said(capsys)
    assert "return text.upper()" in (letters / "mystomp" / "letters.py").read_text()


def test_borrowing_nothing_and_a_hint_for_nothing_are_answered_too(letters, capsys):
    checking.borrow()
    checking.hint(5)

    text = said(capsys)
    assert "one or more of 90_letters, 91_numbers" in text and "there is no kata '5'" in text
