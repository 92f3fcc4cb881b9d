"""Where the course is: beside the package in a checkout, packed inside it in a wheel."""

import io
import zipfile
from functools import cache
from pathlib import Path

import stompkata
from stompkata.errors import StompkataError

Folder = Path | zipfile.Path


def course_root(package: Path | None = None) -> Folder:
    """The folder that holds `exercises`, `notebooks` and `solutions`.

    A wheel carries it as `stompkata/_course.zip`; an editable install finds it in the checkout.
    """
    package = package or Path(stompkata.__file__).parent
    packed = package / "_course.zip"
    if packed.is_file():
        return _unpacked(packed)
    if (package.parent / "notebooks").is_dir():
        return package.parent
    raise StompkataError(
        f"the course is neither in {packed} nor in {package.parent}\n"
        "  try:  install the wheel, or install from a checkout with  pip install -e '.[lab]'"
    )


def books(folder: Folder) -> list[Folder]:
    """The notebooks of a folder of the course, in their order."""
    return sorted((path for path in folder.iterdir() if path.name.endswith(".ipynb")), key=lambda path: path.name)


@cache
def _unpacked(packed: Path) -> zipfile.Path:
    """The archive, read at once: no file stays open that a process and its child would share."""
    return zipfile.Path(zipfile.ZipFile(io.BytesIO(packed.read_bytes())))
