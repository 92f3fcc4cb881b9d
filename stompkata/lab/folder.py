"""The learner's folder: where it is, and writing into it without losing anything."""

import os
import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from stompkata.errors import StompkataError

MARKER = ".stompkata"
STATE = ".stompkata-state"


def home(start: Path | None = None) -> Path:
    """The folder in `STOMPKATA_HOME`, or the nearest one from here upwards that holds `.stompkata`."""
    if given := os.environ.get("STOMPKATA_HOME"):
        folder = Path(given).expanduser().resolve()
        folder.mkdir(parents=True, exist_ok=True)
        return folder
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / MARKER).exists():
            return folder
    raise StompkataError(
        f"no learner's folder: neither {start} nor a folder above it holds {MARKER}\n"
        "  try:  stompkata lab DIR  makes one; or set STOMPKATA_HOME to a folder of yours"
    )


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
