"""`stompkata class`: how far the learners are, as a table or for a spreadsheet."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from stompkata.lab.class_standing import LearnerStanding

NOT_ALL = 1
FORMULA = (
    "=+-@＝＋－＠"  # a spreadsheet computes a cell that begins so; the full-width ones, too, where people type them
)


def classroom(
    folders: Annotated[
        list[Path],
        typer.Argument(
            metavar="FOLDER", exists=True, file_okay=False, help="A learner's folder, or one that holds many."
        ),
    ],
    csv: Annotated[
        bool, typer.Option("--csv", help="Print it for a spreadsheet: stompkata class ... --csv >class.csv")
    ] = False,
) -> None:
    """Show how far the learners of a class are.

    Core kata that are green, borrowed, open; the chapter of the first open one; predictions that were right.

    It reads the ledgers in learners' folders up to three levels below FOLDER, and changes nothing.

    Learners can edit their ledgers: this helps a teacher, and grades nobody.

    Exit code 1: a ledger could not be read; it is named, and the others are shown.
    """
    from stompkata.errors import StompkataError
    from stompkata.kata.catalogue import Catalogue
    from stompkata.lab import desk
    from stompkata.lab.ledger import NoLedger
    from stompkata.lab.class_standing import standing_of

    catalogue, table, unread = Catalogue(desk.COURSE), [], []
    for name, home in _named(folders):
        try:
            table.append((name, standing_of(home, catalogue)))
        except NoLedger as error:
            unread.append((name, f"its ledger cannot be read: {error}"))
        except OSError as error:
            unread.append((name, f"it cannot be read: {error.strerror}"))
    if not table and not unread:
        raise StompkataError(
            f"no learner's folder in {', '.join(map(str, folders))}, nor up to three levels below\n"
            "  try:  name folders that `stompkata lab` laid out, or one that holds them; each has a file .stompkata"
        )
    if csv:
        typer.echo(_csv(table).encode(), nl=False)
    else:
        _print(table)
    for name, reason in unread:
        typer.echo(f"stompkata class: {name}: {reason}", err=True)
    if unread:
        raise typer.Exit(NOT_ALL)


def _named(folders: Iterable[Path]) -> list[tuple[str, Path]]:
    """Each learner's folder once, by what tells its path from the others', made safe to look at."""
    from stompkata.dissection.visible import visible
    from stompkata.lab.class_standing import learners

    homes = list(dict.fromkeys(home for folder in folders for home in learners(folder.resolve())))
    parts = [home.parts for home in homes]
    if len(homes) > 1:
        parts = _without_common_head(parts)
        parts = [each[::-1] for each in _without_common_head([each[::-1] for each in parts])]
    else:
        parts = [each[-1:] for each in parts]
    return [(visible("/".join(each) or "."), home) for each, home in zip(parts, homes, strict=True)]


def _without_common_head(paths: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    same = len(os.path.commonprefix(paths))  # of any sequences, whatever its name says
    return [path[same:] for path in paths]


def _print(table: "list[tuple[str, LearnerStanding]]") -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=None, pad_edge=False)
    shown.add_column("learner", overflow="fold")
    for heading in ("green", "borrowed", "open", "at", "checks", "hints", "right"):
        shown.add_column(heading, justify="right", no_wrap=True)
    shown.add_column("last", no_wrap=True)
    for name, row in table:
        numbers = (str(number or "") for number in (row.green, row.borrowed, row.open))
        asked = (str(number or "") for number in (row.checks, row.hints))
        right = f"{row.right} of {row.predicted}" if row.predicted else ""
        last = f"{row.last:%m-%d %H:%M}" if row.last else ""
        shown.add_row(Text(name), *numbers, row.at[:2], *asked, right, last)
    Console().print(shown)


def _csv(table: "list[tuple[str, LearnerStanding]]") -> str:
    import csv
    import io

    out = io.StringIO(newline="")
    writer = csv.writer(out)  # RFC 4180: quotes where they must be, CR LF
    chapters = table[0][1].chapters if table else ()
    names = ["green", "borrowed", "open", "at", "checks", "hints", "predicted", "right"]
    writer.writerow(["learner", *names, "last", *chapters])
    for name, row in table:
        last = row.last.isoformat(timespec="seconds") if row.last else ""
        writer.writerow([_text(name), *(getattr(row, each) for each in names), last, *row.chapters.values()])
    return out.getvalue()


def _text(name: str) -> str:
    """The name as a cell that no spreadsheet takes for a formula."""
    return f"'{name}" if name.lstrip()[:1] in tuple(FORMULA) else name
