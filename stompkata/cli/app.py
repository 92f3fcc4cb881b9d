"""The `stompkata` command: what it offers, and nothing of how.

A command imports what it needs inside itself, so that `stompkata --version` and `--help` cost next to nothing.
"""

import sys
from importlib.metadata import version
from typing import Annotated

import typer

from stompkata.cli import broker, classroom, dissect, doctor, kata, lab, probe, tap
from stompkata.cli.entry import EXIT_MISUSE
from stompkata.errors import StompkataError

app = typer.Typer(
    name="stompkata",
    help="Learn, and see, WebSocket and STOMP.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Begin with:  stompkata lab",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"stompkata {version('stompkata')} (Python {sys.version.split()[0]})")
        raise typer.Exit


@app.callback()
def _options(
    show: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options that stand before the command."""


app.command("lab")(lab.lab)
kata.register(app)
app.command("class")(classroom.classroom)
app.command("broker")(broker.broker)
app.command("tap")(tap.tap)
app.command("probe")(probe.probe)
app.command("dissect")(dissect.dissect)
app.command("doctor")(doctor.doctor)


def main() -> None:
    """Run one command; an error of ours is printed as the lesson it is, without a traceback."""
    try:
        app(prog_name="stompkata")
    except StompkataError as error:
        typer.echo(f"stompkata: {error}", err=True)
        raise SystemExit(EXIT_MISUSE) from None
