"""A class of learners under real nbgrader: the README's own commands, and submissions that differ in one thing each."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
CHAPTER = "07_connect"
OWN = Path(__file__).parent / ".nbgrader" / "bin"  # where the gate installs it, beside our packages and not among them
SCORES = """
import json
from nbgrader.api import Gradebook

with Gradebook("sqlite:///gradebook.db") as book:
    submissions = [submission for assignment in book.assignments for submission in assignment.submissions]
    grades = {
        submission.student.id: {grade.name: grade.score for notebook in submission.notebooks for grade in notebook.grades}
        for submission in submissions
    }
print(json.dumps(grades))
"""


def programs() -> str | None:
    """The folder with the programs of an environment that has both nbgrader and this package."""
    found = shutil.which("nbgrader", path=os.pathsep.join([str(OWN), str(Path(sys.executable).parent)]))
    return found and str(Path(found).parent)


def commands() -> list[str]:
    """The lines of the README's section for instructors: three steps to a release, then grading, then the table."""
    section = re.search(
        r"^### For instructors\n(.*?)^## ", (CHECKOUT / "README.md").read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    block = re.search(r"^```sh\n(.*?)^```", section[1], re.DOTALL | re.MULTILINE)[1]
    before, grade, export = re.fullmatch(
        r"(.*)^(nbgrader autograde .*?)^(nbgrader export.*)", block, re.DOTALL | re.MULTILINE
    ).groups()
    return [before, grade, export]


class NbgraderClass:
    """The folder of a course, and what is handed in to it."""

    def __init__(self, folder: Path, programs: str):
        self.folder = folder
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("STOMPKATA_")}
        self.environment["PATH"] = os.pathsep.join([programs, self.environment["PATH"]])

    def run(self, script: str) -> str:
        """Run lines of a shell in the folder; what they print, errors too."""
        done = subprocess.run(
            ["bash", "-ec", script],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    def released(self) -> dict:
        """The notebook that the learners get."""
        return read(self.folder / "release" / CHAPTER / f"{CHAPTER}.ipynb")

    def solved(self, **cells: str) -> dict:
        """The released notebook with its kata solved, but for these cells (`kata_read_error=...`)."""
        written = solutions() | {name.replace("_", "-"): source for name, source in cells.items()}
        book = self.released()
        for cell in book["cells"]:
            cell["source"] = written.get(cell["id"], cell["source"])
        return book

    def submit(self, learner: str, book: dict, **mystomp: str) -> Path:
        """Hand a notebook in, and with it modules of a `mystomp` of the learner's."""
        folder = self.folder / "submitted" / learner / CHAPTER
        folder.mkdir(parents=True)
        (folder / f"{CHAPTER}.ipynb").write_text(json.dumps(book), "utf-8")
        write_package(folder, **mystomp)
        return folder

    def scores(self) -> dict[str, dict[str, float]]:
        """What nbgrader's gradebook says: learner, then check."""
        return json.loads(self.run(f"python -W ignore -c '{SCORES}'"))

    def graded(self, learner: str) -> str:
        """The text of the notebook that autograde has run."""
        return (self.folder / "autograded" / learner / CHAPTER / f"{CHAPTER}.ipynb").read_text("utf-8")


def read(path: Path) -> dict:
    """A notebook, each cell's source as one text."""
    book = json.loads(path.read_text("utf-8"))
    for cell in book["cells"]:
        cell["source"] = "".join(cell["source"])
    return book


def solutions() -> dict[str, str]:
    """The solved kata cells of the chapter."""
    cells = read(CHECKOUT / "solutions" / f"{CHAPTER}.ipynb")["cells"]
    return {cell["id"]: cell["source"] for cell in cells if cell["metadata"]["stompkata"]["role"] == "kata"}


def write_package(folder: Path, **modules: str) -> None:
    """A `mystomp` in a folder."""
    for name, source in modules.items():
        (folder / "mystomp").mkdir(exist_ok=True)
        (folder / "mystomp" / f"{name}.py").write_text(source, "utf-8")
