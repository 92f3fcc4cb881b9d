"""The course from its first command to its last kata, in folders that `stompkata lab` lays out itself.

STOMPKATA_WALK may name a folder that it has laid out before; the gate's is that of the README's first command.
"""

import json
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from jupyterlab_server import JupyterLabServer, free_port, learners_environment, stompkata
from learner import CATALOGUE, COMPLAINTS, OCTETS, SEEN, Learner, wrong_program
from notebook_page import SHOWN, NotebookPage

from stompkata.course.cells import kata_ids, solved
from stompkata.course.location import course_root
from stompkata.kata.running import run_check
from stompkata.lab.desk import without_markers

CHAPTERS = sorted(path.name for path in (course_root() / "exercises").glob("*.ipynb"))
README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
MARKER = b'# of our class, by hand\r\nseed = "berlin-2026"'  # without a last line end
STATE = ".stompkata-state"
PATIENCE = 30.0  # seconds

pytestmark = pytest.mark.timeout(480)


@pytest.fixture(scope="module")
def at_jupyterlab(context):
    """`stompkata lab` with these arguments, and the page that it opens; nothing in the page may have failed."""
    port = free_port()

    @contextmanager
    def begin(*arguments):
        with JupyterLabServer(*arguments, port=port) as server:
            notebook = NotebookPage(context.new_page(), server)
            notebook.can_be_handed_on = False
            try:
                notebook.enter()
                yield notebook, server
            finally:
                notebook.close()
                notebook.page.close()
        assert notebook.complaints == []

    return begin


def chapters(notebook, folder: Path):
    """Each chapter in its order, opened as a learner does: the first one is there, the others are chosen."""
    learner = Learner(notebook, folder)
    for chapter in CHAPTERS:
        if chapter != CHAPTERS[0]:
            notebook.choose(chapter)
        yield learner.open(chapter)
        notebook.save()
        notebook.put_away()


def test_a_learner_goes_from_the_first_command_to_the_last_kata_and_comes_back(at_jupyterlab, tmp_path, monkeypatch):
    folder = Path(os.environ.get("STOMPKATA_WALK") or tmp_path / "course")
    themes = ["light", "dark"]
    with at_jupyterlab(folder, tmp_path / "home") as (notebook, _):
        for learner in chapters(notebook, folder):
            learner.study()
            learner.picture(learner.chapter, *themes)
            themes.reverse()  # a change of theme takes as long as a kata
    assert learner.met >= SEEN.keys() | OCTETS.keys()
    assert ledger(folder)["predictions"].keys() == {each.id for each in CATALOGUE.predictions()}
    assert all_green(folder)

    assert heard_back(folder, "hello from a terminal", "é中")

    (folder / ".stompkata").write_bytes(MARKER)
    before = contents(folder)
    with at_jupyterlab(folder, tmp_path / "home") as (notebook, server):
        assert "unchanged: " + ", ".join(CHAPTERS) in server.said
        assert contents(folder) == before
        comes_back(notebook, folder, monkeypatch)
    assert (folder / ".stompkata").read_bytes() == MARKER and all_green(folder)

    before = contents(folder)
    lay_out(folder, "--lang", "zh")  # another edition of every notebook
    after = contents(folder)
    assert sorted(after.keys() - before.keys()) == [name.replace(".ipynb", ".new.ipynb") for name in CHAPTERS]
    changed = {path for path in before if after.get(path) != before[path]}
    assert not {path for path in changed if not path.startswith(STATE) or path.endswith("ledger.json")}


def test_a_class_with_a_seed_solves_every_kata_in_chinese(at_jupyterlab, tmp_path):
    folder = tmp_path / "course"
    folder.mkdir()
    (folder / ".stompkata").write_bytes(MARKER)
    with at_jupyterlab(folder, tmp_path / "home", "--lang", "zh") as (notebook, _):
        for learner in chapters(notebook, folder):
            notebook.run_all()  # a newcomer may well begin with this: nothing may break, and nothing may turn green
            notebook.idle()
            assert notebook.page.locator(COMPLAINTS).all_inner_texts() == []
            for kata, cell, check in learner.kata():
                learner.report(check, "FAIL", kata)
                learner.write(kata, cell, check, wrong_program(kata)[0], "FAIL")
                learner.write(kata, cell, check, without_markers(solved(kata)), "PASS")
            if learner.chapter + ".ipynb" == CHAPTERS[-1]:
                learner.picture(f"{learner.chapter}-zh", "light")
    assert all_green(folder)
    assert (folder / ".stompkata").read_bytes() == MARKER


def comes_back(notebook, folder: Path, monkeypatch) -> None:
    """The first chapter is as it was left; the second one's checks draw their values from the seed of the class by now."""
    first, second = CHAPTERS[:2]
    learner = Learner(notebook, folder).open(first)
    assert "model not found" not in notebook.page.locator(f"{SHOWN} .jp-Notebook").inner_text()
    for kata, cell, check in learner.kata():
        assert "".join(learner.cells[cell]["source"]) == without_markers(solved(kata))
        learner.report(check, "PASS", kata)
    notebook.choose(second)
    learner.open(second)
    learner.run(next(name for name, _ in learner.code()))
    kata, cell, check = learner.kata()[0]
    learner.write(kata, cell, check, by_heart(kata, monkeypatch), "FAIL")
    learner.write(kata, cell, check, without_markers(solved(kata)), "PASS")
    notebook.save()


def by_heart(kata: str, monkeypatch) -> str:
    """A program that knows the answers to the checks' values in a folder without a seed, and nothing else."""
    monkeypatch.setenv("STOMPKATA_SEED", "")
    names, known = {}, {}
    exec(solved(kata), names)
    function = CATALOGUE.kata(kata).function

    def learnt(value):
        return known.setdefault(value, names[function](value))

    learnt.__name__ = function
    assert all(run_check(check, learnt).passed for check in CATALOGUE.checks(CATALOGUE.kata(kata)))
    return f"def {function}(value):\n    return {known!r}.get(value, '')\n"


def heard_back(folder: Path, *lines: str) -> bool:
    """Whether `python -m mystomp`, as the README has it, in the learner's folder, at a broker, hears what it says."""
    broker = subprocess.Popen(
        stompkata("broker", "--port", "0"), env=learners_environment(), cwd=folder, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        url = json.loads(broker.stdout.readline())["url"]
        python, *command, destination = re.search(r"`(python -m mystomp \S+ \S+)`", README)[1].split()
        done = subprocess.run(
            [sys.executable, *command[:-1], url, destination], cwd=folder, env=learners_environment(), text=True,
            input="".join(f"{line}\n" for line in lines), capture_output=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
    finally:
        broker.terminate()
        broker.communicate(timeout=PATIENCE)
    heard = "".join(f"{destination}: {line}\n" for line in lines)
    assert (python, done.returncode, done.stderr) == ("python", 0, "")
    return heard + "bye\n" in done.stdout


def lay_out(folder: Path, *options: str) -> None:
    """`stompkata lab` up to where it becomes JupyterLab, which is not waited for."""
    command = stompkata("lab", str(folder), "--no-browser", *options)
    process = subprocess.Popen(
        command, env=learners_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert any(line.startswith("JupyterLab opens on") for line in process.stdout)
    process.kill()
    process.communicate(timeout=PATIENCE)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of the folder; what JupyterLab keeps to restore an older version is its own."""
    paths = (path for path in folder.rglob("*") if path.is_file() and ".ipynb_checkpoints" not in path.parts)
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def ledger(folder: Path) -> dict:
    """What is noted of the learner's way."""
    return json.loads((folder / STATE / "ledger.json").read_text(encoding="utf-8"))


def all_green(folder: Path) -> bool:
    """Whether every kata is noted as green, and none as borrowed."""
    noted = ledger(folder)["kata"]
    return all(noted[kata]["green"] and not noted[kata]["borrowed"] for kata in kata_ids())
