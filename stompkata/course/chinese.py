"""The Chinese course: the committed notebooks with every prose cell in Chinese.

The build writes the Chinese prose of a chapter to `notebooks/zh/NN_name.json`, cell id to text, so that neither the
wheel nor `stompkata lab --lang zh` needs the build's tools. Code, protocol terms and figure labels stay English.
"""

import json
from pathlib import Path

from stompkata.course.location import Folder, books, course_root


def chinese_notebooks(edition: str = "exercises", root: Folder | None = None) -> dict[str, bytes]:
    """File name to content, for each chapter of an edition ("exercises", "notebooks" or "solutions")."""
    root = root or course_root()
    return {path.name: translate(path.read_bytes(), _prose(root, path.stem)) for path in books(root / edition)}


def write_chinese(folder: Path, edition: str = "exercises", root: Folder | None = None) -> list[Path]:
    """Write the Chinese notebooks of an edition into a folder; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, content in chinese_notebooks(edition, root).items():
        paths.append(folder / name)
        paths[-1].write_bytes(content)
    return paths


def translate(notebook: bytes, prose: dict[str, str]) -> bytes:
    """The notebook with each prose cell that has a Chinese text under its id in Chinese."""
    book = json.loads(notebook)
    for cell in book["cells"]:
        if cell["cell_type"] == "markdown" and cell["id"] in prose:
            cell["source"] = prose[cell["id"]].splitlines(keepends=True)
    book["metadata"].setdefault("stompkata", {})["lang"] = "zh"
    return (json.dumps(book, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8")


def _prose(root: Folder, chapter: str) -> dict[str, str]:
    path = root / "notebooks" / "zh" / f"{chapter}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
