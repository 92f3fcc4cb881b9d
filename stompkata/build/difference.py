"""Where the committed files differ from what the sources would give, in words."""

import json
from pathlib import Path

from stompkata.build.output import files


def differences(root: Path) -> list[str]:
    """One line for each difference; empty when everything is in step. Outputs of solutions are not compared."""
    wanted, found = files(root), []
    for name, content in wanted.items():
        path = root / name
        if not path.exists():
            found.append(f"{name}: missing")
        elif path.read_bytes() != content:
            found += [f"{name}: {what}" for what in _compare(content, path.read_bytes(), name)]
    return found + [f"{name}: has no source" for name in _orphans(root, wanted)]


def _compare(want: bytes, got: bytes, name: str) -> list[str]:
    if not name.endswith(".ipynb"):
        return ["the prose differs"]
    try:
        old = json.loads(got)["cells"]
        ours, theirs = _cells(json.loads(want)["cells"]), _cells(old)
    except (ValueError, KeyError):
        return ["not a notebook"]
    return _cell_by_cell(ours, theirs) or ["the bytes differ outside the cells (metadata or layout)"]


def _cell_by_cell(ours: dict, theirs: dict) -> list[str]:
    lines = [f"cell {name}: missing" for name in ours if name not in theirs]
    lines += [f"cell {name}: not in the source" for name in theirs if name not in ours]
    if not lines and list(ours) != list(theirs):
        lines.append("the cells stand in another order")
    for name in ours:
        if name in theirs and ours[name] != theirs[name]:
            parts = [part for part in ours[name] if ours[name][part] != theirs[name][part]]
            lines.append(f"cell {name}: {parts[0]} differs")
    return lines


def _cells(cells: list[dict]) -> dict[str, dict]:
    return {
        cell["id"]: {
            "the kind": cell["cell_type"],
            "the source": "".join(cell["source"]),
            "the metadata": cell["metadata"],
            "the execution count": cell.get("execution_count"),
            "the layout of the outputs": cell.get("outputs"),
        }
        for cell in cells
    }


def _orphans(root: Path, wanted: dict[str, bytes]) -> list[str]:
    folders = ("notebooks", "exercises", "solutions")
    there = [f"{folder}/{path.name}" for folder in folders for path in sorted((root / folder).glob("*.ipynb"))]
    there += [f"notebooks/zh/{path.name}" for path in sorted((root / "notebooks" / "zh").glob("*.json"))]
    return [name for name in there if name not in wanted]
