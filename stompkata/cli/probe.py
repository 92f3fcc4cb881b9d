"""`stompkata probe`: what a server is, and how to connect to it, found by trying."""

import os
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

from stompkata.cli.broker import PASSCODE
from stompkata.errors import StompkataError

if TYPE_CHECKING:
    from rich.console import Console

    from stompkata.probing.tries import Probed

WIDTH = 120  # columns in a pipe


def probe(
    url: Annotated[str, typer.Argument(help="ws://, wss://, http://, https://, stomp://, stomp+ssl://, or HOST:PORT.")],
    login: Annotated[
        str | None, typer.Option(help=f"Log in; the passcode comes from {PASSCODE}, or is asked for.")
    ] = None,
    host: Annotated[
        str | None, typer.Option(help='The host header of CONNECT; otherwise the URL\'s host, and then "/".')
    ] = None,
    timeout: Annotated[
        float, typer.Option(min=0.1, max=60, help="Seconds for one try; all together take five times that at most.")
    ] = 3.0,
    insecure: Annotated[
        bool, typer.Option("--insecure", help="Take any certificate; then anybody may be at the other end.")
    ] = False,
) -> None:
    """Try every way to speak STOMP with a server, and say what it is and how to connect to it.

    Tried are TCP and TLS, plain HTTP, WebSocket with each subprotocol, with another
    site's Origin and with compression, SockJS's /info, raw and framed WebSocket, and
    on each way that opens, CONNECT with each version. Nothing is sent or subscribed.

    Exit code 1: nothing answered in STOMP.
    """
    import asyncio

    from rich.console import Console

    from stompkata.probing.probe import probe as try_all

    console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH)
    secret = _passcode(login) if login else None
    status = console.status("connecting") if console.is_terminal else nullcontext()
    with status as spinner:

        def told(one: object) -> None:
            if spinner is not None:
                spinner.update(_progress(one))

        try:
            probed = asyncio.run(
                try_all(url, login=login, passcode=secret, host=host, timeout=timeout, verify=not insecure, told=told)
            )
        except ValueError as error:
            raise StompkataError(str(error)) from None
    with nullcontext() if console.is_terminal else console.capture() as written:
        show(probed, console, login, verify=not insecure)
    if written is not None:
        typer.echo("\n".join(line.rstrip() for line in written.get().splitlines()))
    if not probed.speaks_stomp:
        raise typer.Exit(1)


def show(probed: "Probed", console: "Console", login: str | None = None, *, verify: bool = True) -> None:
    """Print the table, what the server is, what is wrong, and how to connect."""
    from rich.syntax import Syntax
    from rich.table import Table
    from rich.text import Text

    from stompkata.cli.probe_advice import advice
    from stompkata.cli.probe_snippets import snippets
    from stompkata.cli.probe_verdict import complaints, verdict
    from stompkata.dissection.visible import visible

    console.print(Text(visible(f"stompkata probe {probed.url}"), "bold"))
    if not verify:
        console.print(Text("Certificates were not checked: this could be anybody's server.", "yellow"))
    console.print(_table(probed))
    _heading(console, "What it is")
    console.print(Text(verdict(probed)))
    _list(console, "What strict reading finds in its answers", complaints(probed))
    for what, hint in advice(probed):
        console.print()
        console.print(Text(what, "bold"))
        advised = Table.grid()
        advised.add_row("  try:  ", Text(hint))
        console.print(advised)
    for number, snippet in enumerate(snippets(probed, login, verify=verify)):
        if not number:
            _heading(console, "How to connect")
        else:
            console.print()
        console.print(Text(f"{snippet.title}:"))
        code = Syntax("", snippet.language, theme="ansi_dark", background_color="default").highlight(snippet.code)
        for line in code.split("\n"):
            console.print(Text("    ") + line if line.plain else "", soft_wrap=True)


def _table(probed: "Probed") -> object:
    from rich.table import Table
    from rich.text import Text

    from stompkata.cli.probe_words import rows

    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for title in ("asked", "answer", "meaning"):
        table.add_column(title, overflow="fold")
    for row in rows(probed):
        table.add_row(Text(row.asked), Text(row.answer, row.tone), Text(row.meaning))
    return table


def _heading(console: "Console", title: str) -> None:
    from rich.text import Text

    console.print()
    console.print(Text(title, "bold"))


def _list(console: "Console", title: str, lines: list[str]) -> None:
    from rich.text import Text

    if lines:
        _heading(console, title)
    for line in lines:
        console.print(Text(f"- {line}"))


def _progress(one: object) -> object:
    from rich.text import Text

    return Text(f"{one.kind} {one.way} {one.asked}: {one.outcome}")


def _passcode(login: str) -> str:
    if passcode := os.getenv(PASSCODE):
        return passcode
    if not sys.stdin.isatty():
        raise StompkataError(
            f"no passcode for the login {login!r}\n  try:  {PASSCODE}=… stompkata probe --login {login} URL"
        )
    return typer.prompt(f"passcode for {login}", hide_input=True)
