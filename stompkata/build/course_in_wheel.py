"""The wheel carries what `stompkata lab` hands out; an editable install finds it in the checkout and copies nothing.

The leader's copies, the sources and the pictures stay in the repository.
"""

import json
import shutil
import tempfile
import zipfile
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CourseHook(BuildHookInterface):
    """Pack the course into `stompkata/_course.zip`, where `stompkata.course.location` looks: a sixth of its size."""

    def initialize(self, version, build_data):
        """Called by hatchling before a wheel is made; `version` is "editable" for `pip install -e`."""
        self._folder = Path(tempfile.mkdtemp())
        if version == "standard":
            packed = self._folder / "_course.zip"
            pack(Path(self.root), packed)
            build_data["force_include"][str(packed)] = "stompkata/_course.zip"

    def finalize(self, version, build_data, artifact_path):
        """Called by hatchling when the wheel is there."""
        shutil.rmtree(self._folder)


def pack(root: Path, packed: Path) -> None:
    """Write the archive; the same course gives the same octets."""
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for folder in ("exercises", "notebooks/zh", "solutions"):
            for path in sorted((root / folder).glob("*.json" if folder == "notebooks/zh" else "*.ipynb")):
                content = solved_cells(path.read_bytes()) if folder == "solutions" else path.read_bytes()
                entry = zipfile.ZipInfo(f"{folder}/{path.name}")
                archive.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)


def solved_cells(notebook: bytes) -> bytes:
    """A solved chapter without all that `lab.borrow` does not need: the solved cells alone, without their outputs."""
    book = json.loads(notebook)
    kata = [cell for cell in book["cells"] if cell["metadata"].get("stompkata", {}).get("role") == "kata"]
    book["cells"] = [cell | {"outputs": []} if cell["cell_type"] == "code" else cell for cell in kata]
    return json.dumps(book, ensure_ascii=False).encode()
