"""Stills: the folder in which a kernel keeps the latest picture of each live view, for the server that saves the notebook.

Kernel and server are two processes. The server names the folder in the environment of its kernels; a kernel writes one
file a view, named by the view's model id, which the notebook has as well. The folder is Jupyter's runtime folder, as
that is private, on this machine, and there for every notebook; and the files outlive their kernel, as a page is often
saved after its kernel has ended. Hence the bounds: whatever is beyond them leaves, the oldest first.
"""

import json
import os
import re
import tempfile
import time
from pathlib import Path

FOLDER = "STOMPKATA_STILLS"  # the variable of the environment
FILES = 256
OCTETS = 32 * 2**20
LARGEST = 2**20  # octets of one still
AGE = 7 * 86_400.0  # seconds
KINDS = ("text/html", "text/plain")

_MODEL_ID = re.compile(r"[0-9a-f]{32}")


def make(folder: Path) -> None:
    """Make the folder, for its owner alone, and let go of what is too old."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    prune(folder, time.time())


def path(folder: Path, model_id: str) -> Path:
    """Where a view's still is, if there is one."""
    return folder / f"{model_id}.json"


def write(folder: Path, model_id: str, still: dict[str, str]) -> bool:
    """Keep a view's still in the place of its last one; tell whether it was small enough. The file is whole or absent."""
    data = json.dumps({kind: still[kind] for kind in KINDS}).encode()
    if len(data) > LARGEST:
        return False
    handle, name = tempfile.mkstemp(prefix=".", dir=folder)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.replace(name, path(folder, model_id))
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return True


def read(folder: Path, model_id: str) -> dict[str, str] | None:
    """The latest still of a view; None if there is none. Raises if the file, which is ours, is not as we write it."""
    if not _MODEL_ID.fullmatch(model_id):  # it comes from a page, and becomes a file's name
        return None
    try:
        still = json.loads(path(folder, model_id).read_bytes())
    except FileNotFoundError:
        return None
    if not (isinstance(still, dict) and all(isinstance(still.get(kind), str) for kind in KINDS)):
        raise ValueError(f"{path(folder, model_id)} holds no still: {', '.join(KINDS)}")
    return {kind: still[kind] for kind in KINDS}


def prune(folder: Path, now: float) -> None:
    """Remove what is older than `AGE`, and the oldest beyond `FILES` and `OCTETS`; `now` is in seconds since 1970."""
    found = []
    for entry in os.scandir(folder):
        try:
            status = entry.stat()
            found.append((status.st_mtime, status.st_size, entry.path))
        except FileNotFoundError:  # another kernel has just replaced it
            continue
    octets = 0
    for number, (changed, size, name) in enumerate(sorted(found, reverse=True), 1):
        octets += size
        if number > FILES or octets > OCTETS or now - changed > AGE:
            Path(name).unlink(missing_ok=True)
