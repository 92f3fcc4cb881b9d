"""The learner's folder: where it is, and writing into it without losing anything."""

import json
import os
import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from stompkata.errors import StompkataError
from stompkata.kata.settings import MARKER, STATE, nearest
from stompkata.lab import grading

MANIFEST = "handout.json"  # in STATE: which notebooks were handed out, and a digest of each
NEW_MARKER = """\
# This file marks your folder of the course. It is yours: nothing writes into it.
# A class may have keys, ids and bodies of its own in the checks:
# seed = "berlin-2026"
"""


def home(start: Path | None = None) -> Path:
    """The folder in `STOMPKATA_HOME`, or the nearest one that holds `.stompkata`; under nbgrader, a fresh one."""
    start = (start or Path.cwd()).resolve()
    if grading.by_nbgrader():
        return grading.fresh_home(start)
    if given := os.environ.get("STOMPKATA_HOME"):
        folder = Path(given).expanduser().resolve()
        folder.mkdir(parents=True, exist_ok=True)
        return folder if not (folder / MARKER).exists() else mark(folder)
    if folder := nearest(start):
        return mark(folder)
    raise StompkataError(
        f"no learner's folder: neither {start} nor a folder above it holds {MARKER}\n"
        "  try:  stompkata lab DIR  makes one; or set STOMPKATA_HOME to a folder of yours"
    )


def shown(path: Path) -> str:
    """A file of the learner's folder as its person finds it: from where he is, or from the folder that he has named."""
    named = os.environ.get("STOMPKATA_HOME")
    if named and path.is_relative_to(named := Path(named).expanduser().resolve()):
        return f"$STOMPKATA_HOME/{path.relative_to(named).as_posix()}"
    here = Path.cwd()
    above = next((folder for folder in (here, *here.parents) if path.is_relative_to(folder)), None)
    return Path(os.path.relpath(path, here)).as_posix() if above == nearest(here) is not None else str(path)


def mark(folder: Path) -> Path:
    """Make a folder the learner's; a `.stompkata` that is there stays as the person wrote it.

    The first edition of the course kept its manifest in that file, as JSON; it is moved to where it belongs, once.
    """
    marker = folder / MARKER
    old = _old_manifest(marker)
    if old is not None:
        manifest = folder / STATE / MANIFEST
        if not manifest.exists():
            write(manifest, old)
    if old is not None or not marker.exists():
        write(marker, NEW_MARKER)
    return folder


def _old_manifest(marker: Path) -> str | None:
    """The text of a `.stompkata` that is a manifest, and nothing that a person wrote."""
    try:
        text = marker.read_text(encoding="utf-8")
        facts = json.loads(text) if text.startswith("{") else {}
    except (OSError, ValueError):
        return None
    return text if isinstance(facts.get("notebooks"), dict) else None


def write(path: Path, text: str) -> None:
    """Write the whole file or nothing: a full disk or a kill leaves the old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def keep_copy(folder: Path, path: Path) -> Path:
    """Copy a file that is about to change to `.stompkata-state/kept/`, dated; returns where it went."""
    kept = folder / STATE / "kept"
    kept.mkdir(parents=True, exist_ok=True)
    date = datetime.now().strftime("%Y-%m-%d-%H%M%S")
    copy, number = kept / f"{path.stem}-{date}{path.suffix}", 1
    while copy.exists():
        number += 1
        copy = kept / f"{path.stem}-{date}-{number}{path.suffix}"
    shutil.copyfile(path, copy)
    return copy
