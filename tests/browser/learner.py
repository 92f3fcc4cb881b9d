"""A learner at a chapter in JupyterLab: does what each cell asks for, wrongly first, and looks at what comes of it."""

import json
import re
import runpy
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from notebook_page import VIEWPORT, NotebookPage

from stompkata.course.cells import solved
from stompkata.kata.catalogue import Catalogue
from stompkata.lab.desk import without_markers
from stompkata.lab.regions import is_stub

TESTS = Path(__file__).parents[1]
CATALOGUE = Catalogue("stompkata.course")
COMPLAINTS = "[data-mime-type$='.error'], [data-mime-type$='.stderr']"
NOT_WRITTEN = "is not written yet"
TALLEST = 16_000  # pixels that Chromium draws into one picture

# What only a page can show: after this cell, that one says so.
SEEN = {
    "open-your-session": (("open-your-session", "CONNECTED"),),
    "bring-in-stompjs": (("bring-in-stompjs", "● connected"),),
    "hear-the-greeting": (("hear-the-greeting", "hello from stompjs"),),
    "answer-stompjs": (("bring-in-stompjs", "hello from me"),),
    "show-the-conversation": tuple(
        ("show-the-conversation", said) for said in ("CONNECTED", "SUBSCRIBE", "hello from stompjs", "hello from me")
    ),
    "map-of-nobody": (("map-of-nobody", "0 destinations"),),
    "publish-to-nobody": (("map-of-nobody", "1 reached nobody"),),
    "publish-once-more": (("map-of-nobody", "sent 2 · delivered 1"),),
    "stompjs-in-the-chat": (("stompjs-in-the-chat", "● connected"),),
    "hear-the-chat": (("hear-the-chat", "hello from stompjs"),),
    "answer-in-the-chat": (("stompjs-in-the-chat", "hello from me"),),
    "run-the-whole-client": (
        ("run-the-whole-client", "/topic/chat: é中"),
        ("stompjs-in-the-chat", "hello from a program"),
        ("stompjs-in-the-chat", "é中"),
    ),
}


@dataclass(frozen=True)
class Octet:
    """An octet to type over, and what the view then says, and only then, as the prose promises.

    `refused`: whether octets are then marked as an error, as nobody could read the frame.
    """

    at: int
    was: str
    typed: str
    says: str
    refused: bool = False


OCTETS = {
    "a-connect-to-play-with": (
        Octet(65, "3a", "0a", "a header line has no ':'", refused=True),  # of a:b
        Octet(65, "3a", "5c", "passcode: a\\b"),
        Octet(26, "2c", "20", "accept-version: 1.0 1.1,1.2"),  # between 1.0 and 1.1
    ),
    "a-send-to-play-with": (Octet(5, "64", "44", "SEND has no destination header"),),  # d of destination
    "subscribe-to-play-with": (Octet(10, "69", "49", "SUBSCRIBE has no id header"),),  # i of id
}


class Learner:
    """Works in a folder that `stompkata lab` has laid out, at the notebook that is open."""

    def __init__(self, notebook: NotebookPage, folder: Path):
        self.notebook, self.folder = notebook, folder
        self.met: set[str] = set()  # the cells that were run

    def open(self, chapter: str) -> "Learner":
        """Read the chapter's cells where JupyterLab reads them; it is the one that is open."""
        cells = json.loads((self.folder / chapter).read_text(encoding="utf-8"))["cells"]
        self.chapter = Path(chapter).stem
        self.cells = {cell["id"]: cell for cell in cells}
        self.places = {name: self.notebook.cell(place) for place, name in enumerate(self.cells)}
        return self

    def code(self):
        """Id and facts of each code cell, in the order of the chapter."""
        for name, cell in self.cells.items():
            if cell["cell_type"] == "code":
                yield name, cell["metadata"]["stompkata"]

    def kata(self) -> list[tuple[str, str, str]]:
        """Each kata with its cell and the cell behind it that checks it."""
        code = list(self.code())
        found = [
            (facts["kata"], name, behind)
            for (name, facts), (behind, then) in zip(code, [*code[1:], ("", {})], strict=True)
            if facts["role"] == "kata" and then.get("role") == "check"
        ]
        roles = [facts["role"] for _, facts in code]
        assert len(found) == roles.count("kata") == roles.count("check"), "kata and checks go in pairs"
        return found

    def study(self) -> None:
        """Go through the chapter cell by cell: no cell leaves a traceback or anything on standard error."""
        checks = {check: (kata, cell) for kata, cell, check in self.kata()}
        for name, facts in self.code():
            self.run(name)
            if facts["role"] == "predict":
                self.predict(name)
            if name in checks:
                self.solve(*checks[name], name)
            for where, said in SEEN.get(name, ()):
                output = self.places[where].locator(".jp-OutputArea")
                output.get_by_text(said).filter(visible=True).first.wait_for()
            for octet in OCTETS.get(name, ()):
                self.type_over(name, octet)

    def predict(self, name: str) -> None:
        """Choose what is not so, and be told why when the cell is run again."""
        cell, prediction = self.places[name], CATALOGUE.prediction("".join(self.cells[name]["source"]).split('"')[1])
        choice = next(iter(prediction.wrong))
        cell.get_by_role("radio", name=choice, exact=True).check()
        cell.get_by_text("✓ Kept").wait_for()
        self.run(name)
        cell.get_by_text("NOT SO").wait_for()
        assert prediction.wrong[choice][1] in words(cell.inner_text())

    def solve(self, kata: str, cell: str, check: str) -> None:
        """The stub was checked just now; then write what is wrong, and be told why; then what is right."""
        a_stub = is_stub("".join(self.cells[cell]["source"]), kata.partition(".")[2])  # 00 gives half a program
        assert NOT_WRITTEN in self.report(check, "FAIL", kata) or not a_stub
        wrong, why = wrong_program(kata)
        assert why in words(self.write(kata, cell, check, wrong, "FAIL"))
        assert NOT_WRITTEN not in self.write(kata, cell, check, without_markers(solved(kata)), "PASS")

    def write(self, kata: str, cell: str, check: str, source: str, verdict: str) -> str:
        """Write a kata's cell, run it, check it; returns what the report says, whose verdict is this one."""
        self.notebook.write(self.places[cell], source)
        self.notebook.page.keyboard.press("Control+Enter")
        self.run(check)
        assert self.complaints(cell) == []
        return self.report(check, verdict, kata)

    def report(self, check: str, verdict: str, kata: str) -> str:
        """What the report below a check says."""
        report = self.places[check].get_by_role("group", name=re.compile(rf" {re.escape(kata)}$"))
        report.wait_for()
        said = report.inner_text()
        assert report.get_attribute("aria-label") == f"{verdict} {kata}", said
        return said

    def type_over(self, name: str, octet: Octet) -> None:
        """Type over an octet, and take it back."""
        view = self.places[name].locator(".sk-bytes")
        cell, says = view.locator(".sk-layer >> nth=0 >> [role=gridcell]").nth(octet.at), view.get_by_text(octet.says)
        cell.wait_for()
        assert cell.inner_text() == octet.was and says.count() == 0
        cell.click()
        self.notebook.page.keyboard.type(octet.typed)
        says.first.wait_for()
        assert (view.locator(".sk-error").count() > 0) == octet.refused
        view.get_by_role("button", name="Undo").click()
        says.first.wait_for(state="detached")

    def run(self, name: str) -> None:
        """Run one cell, and see that it says nothing of errors."""
        self.met.add(name)
        self.notebook.run(self.places[name])
        self.notebook.idle()
        assert self.complaints(name) == []

    def complaints(self, name: str) -> list[str]:
        """The tracebacks below a cell, and what it printed on standard error."""
        return [f"{name}: {text}" for text in self.places[name].locator(COMPLAINTS).all_inner_texts()]

    def picture(self, name: str, *themes: str) -> None:
        """The whole chapter from top to bottom, for people to look at; the last theme stays."""
        page, outer = self.notebook.page, self.notebook.page.locator(".jp-WindowedPanel-outer")
        above, height = outer.evaluate("outer => [outer.getBoundingClientRect().top, outer.scrollHeight]")
        for theme in themes:
            self.notebook.theme(theme)
            page.set_viewport_size(VIEWPORT | {"height": min(TALLEST, int(above + height) + 100)})
            outer.evaluate("outer => outer.scrollTo(0, 0)")
            self.notebook.screenshot(f"whole-{name}-{theme}")
            page.set_viewport_size(VIEWPORT)


def wrong_program(kata: str) -> tuple[str, str]:
    """The last wrong program that the material tests know of a kata, and why it is wrong, as its report says."""
    known = [(diagnosis, source) for name, diagnosis, source in _wrong() if name == kata]
    diagnosis, source = known[-1]
    number = [each for each, _ in known].count(diagnosis)
    report = TESTS / "material" / "golden" / kata / f"{diagnosis}{f'-{number}' if number > 1 else ''}.txt"
    why = re.search(r"^why +(.*(?:\n .*)*)", report.read_text(encoding="utf-8"), re.MULTILINE)[1]
    return source.replace("UNESCAPE", "unescape").replace("ESCAPE", "escape"), words(why)


@cache
def _wrong() -> list[tuple[str, str, str]]:
    return runpy.run_path(str(TESTS / "course" / "wrong_programs.py"))["WRONG"]


def words(text: str) -> str:
    """The text without its line ends."""
    return " ".join(text.split())
