"""The wheel carries what `stompkata lab` hands out; an editable install finds it in the checkout and copies nothing."""

import json
import shutil
import tempfile
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WHOLE = ("exercises", "notebooks/zh")  # the leader's copies, the sources and the pictures stay in the repository


class CourseHook(BuildHookInterface):
    """Put the course under `stompkata/_course`, where `stompkata.course.location` looks."""

    def initialize(self, version, build_data):
        """Called by hatchling before a wheel is made; `version` is "editable" for `pip install -e`."""
        self._folder = Path(tempfile.mkdtemp())
        if version == "standard":
            root = Path(self.root)
            for path in sorted(root.glob("solutions/*.ipynb")):
                (self._folder / path.name).write_bytes(solved_cells(path.read_bytes()))
            found = {root / folder: folder for folder in WHOLE} | {self._folder: "solutions"}
            build_data["force_include"] |= {str(path): f"stompkata/_course/{name}" for path, name in found.items()}

    def finalize(self, version, build_data, artifact_path):
        """Called by hatchling when the wheel is there."""
        shutil.rmtree(self._folder)


def solved_cells(notebook: bytes) -> bytes:
    """A solved chapter without all that `lab.borrow` does not need: the solved cells alone, without their outputs."""
    book = json.loads(notebook)
    kata = [cell for cell in book["cells"] if cell["metadata"].get("stompkata", {}).get("role") == "kata"]
    book["cells"] = [cell | {"outputs": []} if cell["cell_type"] == "code" else cell for cell in kata]
    return json.dumps(book, ensure_ascii=False).encode()
