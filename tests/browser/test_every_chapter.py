"""Every chapter as a learner meets it: cell by cell, a wrong prediction and a wrong program first, then right ones."""

import json
import runpy
import shutil
from pathlib import Path

import pytest

from stompkata.course.cells import solved
from stompkata.kata.catalogue import Catalogue
from stompkata.lab.desk import without_markers

ROOT = Path(__file__).parents[2]
CHAPTERS = sorted((ROOT / "exercises").glob("*.ipynb"))
CATALOGUE = Catalogue("stompkata.course")
TALLEST = 16_000  # pixels that Chromium draws into one picture


@pytest.fixture(scope="module")
def wrong_programs():
    """Kata id to the first of the wrong programs that the material tests know."""
    known = runpy.run_path(str(ROOT / "tests" / "course" / "wrong_programs.py"))["WRONG"]
    spelt = {kata: source.replace("UNESCAPE", "unescape").replace("ESCAPE", "escape") for kata, _, source in known[::-1]}
    return spelt


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_a_learner_goes_through_a_chapter(chapter, notebook, jupyterlab, wrong_programs):
    folder = jupyterlab.root / f"learner-{chapter.stem}"
    folder.mkdir()
    (folder / ".stompkata").touch()
    shutil.copy(chapter, folder)
    notebook.open(f"{folder.name}/{chapter.name}")
    learner = Learner(notebook, wrong_programs)
    for place, cell in enumerate(json.loads(chapter.read_text(encoding="utf-8"))["cells"]):
        if cell["cell_type"] == "code":
            learner.meet(notebook.cell(place), cell["metadata"]["stompkata"], "".join(cell["source"]))
    learner.done()
    picture(notebook, chapter.stem)


class Learner:
    """Works through the cells in their order; a kata is written at its cell, and judged at the check behind it."""

    def __init__(self, notebook, wrong_programs):
        self.notebook, self.wrong_programs, self.unchecked = notebook, wrong_programs, None

    def meet(self, cell, facts: dict, source: str) -> None:
        """Do what this cell asks for; whatever it is, it must leave no traceback and nothing on standard error."""
        if facts["role"] == "kata":
            self.unchecked = cell, facts["kata"]
        elif facts["role"] == "check":
            self.check(cell)
        else:
            self.run(cell)
            if facts["role"] == "predict":
                self.predict(cell, CATALOGUE.prediction(source.split('"')[1]))
        assert cell.locator("[data-mime-type$='.error'], [data-mime-type$='.stderr']").count() == 0, source

    def predict(self, cell, prediction) -> None:
        """Choose what is not so, and be told why when the cell is run again."""
        choice = next(iter(prediction.wrong))
        cell.get_by_role("radio", name=choice, exact=True).check()
        cell.get_by_text("✓ Kept").wait_for()
        self.run(cell)
        cell.get_by_text("NOT SO").wait_for()
        assert prediction.wrong[choice][1] in " ".join(cell.inner_text().split())

    def check(self, cell) -> None:
        """Fail with a wrong program, and pass with a right one."""
        (kata_cell, kata), self.unchecked = self.unchecked, None
        for source, verdict in ((self.wrong_programs[kata], "FAIL"), (without_markers(solved(kata)), "PASS")):
            self.notebook.write(kata_cell, source)
            self.run(kata_cell)
            self.run(cell)
            cell.get_by_role("group", name=f"{verdict} {kata}").wait_for()

    def run(self, cell) -> None:
        self.notebook.run(cell)
        self.notebook.idle()

    def done(self) -> None:
        assert self.unchecked is None, "a kata without a check"


def picture(notebook, name: str) -> None:
    """The whole chapter from top to bottom in both themes, for people to look at."""
    notebook.page.set_viewport_size({"width": 1280, "height": TALLEST})
    notebook.cell(0).scroll_into_view_if_needed()
    end = notebook.page.locator(".jp-Notebook .jp-Cell").last.bounding_box()
    notebook.page.set_viewport_size({"width": 1280, "height": min(TALLEST, int(end["y"] + end["height"]) + 100)})
    for theme in ("dark", "light"):
        notebook.theme(theme)
        notebook.cell(0).scroll_into_view_if_needed()
        notebook.screenshot(f"whole-{name}-{theme}")
