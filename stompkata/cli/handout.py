"""Lay the course out in a learner's folder without ever writing over the learner's work.

The manifest, `.stompkata-state/handout.json`, has for each notebook a digest of the one that was handed out. A notebook
that still has that digest is untouched and is replaced by a newer one; a touched one stays, and the newer one is
written beside it as `NN_name.new.ipynb`.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from stompkata.kata.settings import MARKER, STATE
from stompkata.lab import folder as learners


@dataclass
class Handout:
    """What happened to each notebook, by its name in the folder."""

    new: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)


def digest(notebook: bytes) -> str:
    """A digest of what a person can type into a notebook.

    Outputs, execution counts and the notebook's metadata are left out: JupyterLab rewrites them whenever a notebook
    is run or saved, and a notebook that was only run holds no work that could be lost.
    """
    try:
        cells = [(cell["cell_type"], "".join(cell["source"])) for cell in json.loads(notebook)["cells"]]
    except (ValueError, KeyError, TypeError):
        return hashlib.sha256(notebook).hexdigest()
    return hashlib.sha256(json.dumps(cells).encode()).hexdigest()


def is_handout(folder: Path) -> bool:
    """Whether the folder was laid out by `hand_out` (a clone of the repository carries a marker, and no manifest)."""
    return bool(_manifest(learners.mark(folder))) if (folder / MARKER).exists() else False


def hand_out(notebooks: Mapping[str, bytes], folder: Path) -> Handout:
    """Write the notebooks (name to content) into the folder, and the manifest last."""
    folder.mkdir(parents=True, exist_ok=True)
    learners.mark(folder)
    manifest, report = _manifest(folder), Handout()
    for name, content in notebooks.items():
        _hand_out_one(name, content, folder, manifest, report)
    learners.write(_path(folder), json.dumps({"notebooks": manifest}, indent=1, sort_keys=True) + "\n")
    return report


def _hand_out_one(name: str, content: bytes, folder: Path, manifest: dict[str, str], report: Handout) -> None:
    new = digest(content)
    for place in _places(name):
        path, given = folder / place, manifest.get(place)
        old = digest(path.read_bytes()) if path.exists() else None
        if new in (given, old) and old is not None:
            report.unchanged.append(place)
        elif old in (None, given):
            _write(path, content)
            where = report.beside if place != name else report.new if old is None else report.replaced
            where.append(place)
        else:
            continue
        manifest[place] = new
        return


def _places(name: str) -> Iterator[str]:
    """`NN_name.ipynb`, then the names for a newer edition beside a touched one."""
    stem = name.removesuffix(".ipynb")
    yield name
    yield f"{stem}.new.ipynb"
    number = 2
    while True:
        yield f"{stem}.new{number}.ipynb"
        number += 1


def _manifest(folder: Path) -> dict[str, str]:
    try:
        return dict(json.loads(_path(folder).read_text(encoding="utf-8"))["notebooks"])
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _path(folder: Path) -> Path:
    return folder / STATE / learners.MANIFEST


def _write(path: Path, content: bytes) -> None:
    """Write a whole file or none: the content goes beside it first, then takes its name."""
    beside = path.with_name(f".{path.name}.part")
    beside.write_bytes(content)
    os.replace(beside, path)
