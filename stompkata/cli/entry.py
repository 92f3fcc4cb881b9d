"""The entry of the `stompkata` command, which comes with the extra `cli`, and says so where that is missing."""

import sys
from importlib.util import find_spec

EXIT_MISUSE = 2


def main() -> None:
    """Run the command, if what it is made with is here."""
    missing = [name for name in ("typer", "rich") if find_spec(name) is None]
    if missing:
        print(f"stompkata: the command needs {' and '.join(missing)}, which come with:  pip install 'stompkata[cli]'",
              file=sys.stderr)
        raise SystemExit(EXIT_MISUSE)
    from stompkata.cli.app import main as run

    run()
