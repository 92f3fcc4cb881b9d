"""Which requirements of the standards no test covers: a list to read; and marks that name only real ids."""

import ast
from functools import cache
from pathlib import Path

from stompkata.stomp import requirements as stomp
from stompkata.websocket import requirements as websocket

TESTS = Path(__file__).parent


@cache
def marks() -> dict[str, set[str]]:
    """Requirement id to the test files whose `req` marks name it."""
    found: dict[str, set[str]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "req":
                for argument in node.args:
                    for value in ast.walk(argument):
                        if isinstance(value, ast.Constant) and isinstance(value.value, str):
                            found.setdefault(value.value, set()).add(path.name)
    return found


def test_every_mark_names_a_requirement_that_exists():
    known = stomp.catalogue().keys() | websocket.catalogue().keys()

    assert {name: sorted(files) for name, files in marks().items() if name not in known} == {}


def test_the_requirements_that_no_test_covers_are_listed(capsys):
    covered = marks()
    catalogue = {**stomp.catalogue(), **websocket.catalogue()}
    missing = [name for name in catalogue if name not in covered]

    with capsys.disabled():
        print(f"\nrequirements: {len(catalogue) - len(missing)} of {len(catalogue)} are named by a test; not named:")
        for level in ("MUST", "MUST NOT", "SHOULD", "MAY", "fact", "rec"):
            names = [name for name in missing if catalogue[name].level == level]
            if names:
                print(f"  {level}: {', '.join(names)}")
    assert len(missing) < len(catalogue)


def test_a_test_covers_everything_that_stomp_asks_of_a_server():
    covered = marks()

    assert [name for name, asked in stomp.catalogue().items() if asked.side in "SB" and name not in covered] == []


def test_a_test_covers_everything_about_websocket():
    covered = marks()

    assert [name for name in websocket.catalogue() if name not in covered] == []
