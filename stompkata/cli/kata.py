"""The commands for learning in a terminal: next, check, hint, predict, borrow, progress, reset."""

import json
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stompkata.kata.registry import Kata
    from stompkata.kata.report import Report
    from stompkata.lab.desk import Desk

KataId = Annotated[str, typer.Argument(metavar="KATA", help="Such as handshake.accept_key, or accept_key alone.")]
NOT_GREEN, STOPPED = 1, 130  # 130: ended by Ctrl-C, as shells count it


def next_kata(
    deeper: Annotated[bool, typer.Option(help="Offer the kata beside the way, too.")] = False,
) -> None:
    """Say which kata comes next, and put its stub into your file."""
    desk = _desk()
    kata = desk.next(deeper=deeper)
    if kata is None:
        typer.echo("Everything is green." if deeper else "Every core kata is green; more with: stompkata next --deeper")
        return
    typer.echo(f"{kata.id}: {kata.title}   ({kata.minutes:g} min, {desk.catalogue.cite(kata.rule)})")
    typer.echo(f"  edit    {desk.start(kata)}, or the notebook {kata.chapter}.ipynb")
    typer.echo(f"  check   stompkata check {kata.id}")
    typer.echo(f"  stuck   stompkata hint {kata.id}")


def check(
    kata: Annotated[
        str | None, typer.Argument(metavar="[KATA]", help="One kata; every one you have written if none.")
    ] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Every check that failed, not only the first.")
    ] = False,
    peers: Annotated[
        bool,
        typer.Option("--peers", help="Also at RabbitMQ, ActiveMQ, stomp.py and stompjs, where they are installed."),
    ] = False,
) -> None:
    """Check what you wrote; the exit status is 1 when something is not green."""
    from stompkata.kata.finder import PACKAGE

    desk = _desk()
    wanted = [desk.catalogue.kata(kata)] if kata else [each for each in desk.catalogue.all() if desk.written(each)]
    if not wanted:
        typer.echo("Nothing is written yet. Begin with:  stompkata next")
        raise typer.Exit(NOT_GREEN)
    if len(wanted) > 1:
        typer.echo(f"Your files in {desk.home / PACKAGE}:")
    try:
        reports, last = _checked_everywhere(desk, wanted) if peers else (_checked(desk, wanted), [])
        green = [_told(report, brief=len(wanted) > 1, verbose=verbose) for report in reports]
    except KeyboardInterrupt as stopped:
        typer.echo(f"stopped: {str(stopped) or 'not everything was checked'}", err=True)
        raise typer.Exit(STOPPED) from None
    typer.echo("\n".join(last), nl=bool(last))
    if not all(green):
        raise typer.Exit(NOT_GREEN)


def hint(
    kata: Annotated[str | None, typer.Argument(metavar="[KATA]", help="One kata; the next one if none.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="The whole ladder at once.")] = False,
) -> None:
    """Show the next hint for a kata; each one says more."""
    from stompkata.lab.hints import ladder, next_hint

    desk = _desk()
    found = desk.catalogue.kata(kata) if kata else desk.next()
    if found is None:
        typer.echo("Every core kata is green.")
        return
    _print((ladder if everything else next_hint)(desk, found))


def predict(
    prediction: Annotated[
        str | None, typer.Argument(metavar="[PREDICTION]", help="Such as mask-bit; all if none.")
    ] = None,
    choice: Annotated[str | None, typer.Argument(metavar="[CHOICE]", help="Its text or number.")] = None,
) -> None:
    """List the predictions, ask one, or keep your choice and see what is so."""
    from stompkata.lab.questions import ask, choose, verdict

    desk = _desk()
    if prediction is None:
        for each in desk.catalogue.predictions():
            typer.echo(f"{each.id:<24} {desk.ledger.prediction(each.id) or '(open)':<12} {each.question}")
        return
    asked = desk.catalogue.prediction(prediction)
    if choice is None:
        _print(ask(asked, how=f"stompkata predict {asked.id} 1"))
        return
    chosen = choose(asked, choice)
    if chosen is None:
        raise typer.BadParameter(f"{choice!r} is none of: {', '.join(asked.choices)}")
    desk.predict(asked, chosen)
    _print(verdict(asked, chosen))


def borrow(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help="A chapter, a module or a kata: 02_handshake, handshake, handshake.accept_key."
        ),
    ],
) -> None:
    """Take from the solutions what you have not written; it is marked as borrowed, not as green."""
    borrowed = _desk().borrow(name)
    typer.echo(f"borrowed: {', '.join(borrowed)}" if borrowed else "nothing to borrow: all of it is written")


def progress(
    as_json: Annotated[bool, typer.Option("--json", help="The same facts for programs; fields may be added.")] = False,
) -> None:
    """Show where you are: green, borrowed, open, what your client can do by now, and what comes next."""
    from stompkata.lab.standing import standing
    from stompkata.lab.standing_page import StandingPage

    found = standing(_desk())
    if as_json:
        typer.echo(json.dumps(found.to_json(), indent=1, ensure_ascii=False))
        return
    from rich.console import Console
    from rich.text import Text

    text = Text(StandingPage(found).text())
    text.highlight_words(["DAMAGED"], "bold red")
    text.highlight_regex(r"✓ (green|can)", "green")
    text.highlight_regex(r"≈ borrowed", "yellow")
    Console(soft_wrap=True).print(text)


def reset(kata: KataId) -> None:
    """Put the stub back; what you had is kept as a dated copy."""
    desk = _desk()
    found = desk.catalogue.kata(kata)
    copy = desk.reset(found)
    typer.echo(f"{found.id} is a stub again." + (f" What you had: {copy}" if copy else ""))


def register(app: typer.Typer) -> None:
    """Add these commands to the `stompkata` command."""
    for name, command in (
        ("next", next_kata),
        ("check", check),
        ("hint", hint),
        ("predict", predict),
        ("borrow", borrow),
        ("progress", progress),
        ("reset", reset),
    ):
        app.command(name)(command)


def _checked(desk: "Desk", wanted: "list[Kata]", **options: float) -> "Iterator[Report]":
    """One report after the other, so that Ctrl-C takes none away that was there."""
    from stompkata.kata.runner import Runner

    with closing(Runner(desk.catalogue, **options)) as runner:
        yield from (desk.check(each, runner) for each in wanted)


def _checked_everywhere(desk: "Desk", wanted: "list[Kata]") -> "tuple[list[Report], list[str]]":
    """The reports, and the lines about who was met."""
    from stompkata.cli.peers import DEADLINE, others

    with others() as found:
        reports = list(_checked(desk, wanted, deadline=DEADLINE))
    return reports, found.lines(reports)


def _told(report: "Report", *, brief: bool, verbose: bool) -> bool:
    """Print a report; returns whether it is green."""
    from stompkata.kata.report import each_failure

    _print(report, brief=brief)
    for failure in each_failure(report.subject, report.outcomes)[1:] if verbose else []:
        _print(failure)
    return report.green


def _desk() -> "Desk":
    from stompkata.lab.desk import Desk

    return Desk()


def _print(report: "Report", *, brief: bool = False) -> None:
    """The same text as everywhere; the verdict has a colour where there is a terminal to show it."""
    from rich.console import Console
    from rich.text import Text

    lines = report.text()
    text = Text(lines.split("\n")[0] if brief and report.green else lines)
    text.stylize(
        {"PASS": "bold green", "RIGHT": "bold green", "FAIL": "bold red"}.get(report.verdict, "bold"),
        0,
        len(report.verdict),
    )
    Console(soft_wrap=True).print(text)
