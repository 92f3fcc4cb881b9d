"""`python -m stompkata.build [--check] [--execute] [--lang zh FOLDER]`."""

import argparse
import sys
from pathlib import Path

from stompkata.build.chapter import SourceError
from stompkata.build.difference import differences
from stompkata.build.output import write
from stompkata.course.chinese import write_chinese
from stompkata.course.location import course_root


def main(arguments: list[str] | None = None) -> int:
    """Build, or check, the course of this checkout; the exit status is 1 when `--check` finds a difference."""
    asked = _parser().parse_args(arguments)
    root = course_root()
    try:
        return _check(root) if asked.check else _build(root, asked)
    except SourceError as error:
        print(error, file=sys.stderr)
        return 2


def _check(root: Path) -> int:
    found = differences(root)
    print("\n".join(found) or "the notebooks are in step with their sources")
    if found:
        print("\nrun  python -m stompkata.build  (and  --execute  when code cells changed), then look at what changed")
    return 1 if found else 0


def _build(root: Path, asked: argparse.Namespace) -> int:
    changed = write(root, run=asked.execute, only=asked.chapter)
    print("\n".join(changed) or "nothing changed")
    if asked.lang == "zh":
        folder = Path("dist") / "zh"
        print(f"{len(write_chinese(folder, root=root))} Chinese notebooks in {folder}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m stompkata.build", description="Build the course.")
    parser.add_argument("chapter", nargs="?", default="", help="only chapters whose name starts with this, such as 05")
    parser.add_argument("--check", action="store_true", help="write nothing; say what differs")
    parser.add_argument("--execute", action="store_true", help="run the solutions and keep their outputs")
    parser.add_argument("--lang", choices=["en", "zh"], default="en", help="zh: also write the Chinese notebooks")
    return parser


if __name__ == "__main__":
    sys.exit(main())
