"""`stompkata tap`: see what any application and its server say to each other, without either of them knowing."""

import errno
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from stompkata.cli.until_stopped import RECORDS, open_recording, stop_on_signals
from stompkata.errors import StompkataError

if TYPE_CHECKING:
    import asyncio

    from stompkata.cli.tap_view import TapView
    from stompkata.net.relay import Relay
    from stompkata.recording import Recording

EVERY = 0.1  # seconds between two looks


def tap(
    to: Annotated[
        str, typer.Option(metavar="URL", help="The server: ws://, wss://, stomp:// or stomp+ssl://, with host and port.")
    ],
    listen: Annotated[
        str, typer.Option(metavar="[HOST:]PORT", help="Where the application connects instead; port 0 is any free one.")
    ] = "127.0.0.1:0",
    record: Annotated[
        Path | None,
        typer.Option(help='Write what passed to this file at the end; lab.open("FILE") shows it in a notebook.'),
    ] = None,
) -> None:
    """See every frame between an application and its server, and what is wrong with it.

    Point the application at the address that the first line names, with the
    same path. Every octet passes unchanged, both ways, also what is neither
    WebSocket nor STOMP; when one side ends or breaks off, so does the other.

    Unchanged means the Host and Origin headers, too: they name the tap. RabbitMQ
    does not mind; a server that checks Host may answer 400, 403 or 404.

    Towards wss:// and stomp+ssl:// the tap speaks TLS and checks the certificate
    (SSL_CERT_FILE names a CA of your own). The application's side is plain, and
    on this machine only.

    Passcodes, tokens, cookies and Authorization are masked in what is shown and
    recorded, also where the server quotes them (a compressed message is compressed
    again for that), never in what passes, and not in the body of a SEND.
    When one side does not read, 256 KiB wait for it; then the other is not read
    any more, and a line says so.
    """
    import asyncio

    from stompkata.recording import Recording

    host, port = _place(listen)
    recording = open_recording(record) if record is not None else Recording(RECORDS)
    try:
        asyncio.run(_run(to, host, port, recording))
    except BrokenPipeError:  # who read the lines has gone, such as `head`: what still comes is for nobody
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        raise _teach(error, listen) from None
    finally:
        if record is not None:
            recording.save(record)
    if record is not None:
        typer.echo(f'{recording!r} in {record}; to look at it in a notebook: lab.open("{record}")')
    elif sys.stdout.isatty():
        typer.echo('nothing is kept of it; with --record FILE, lab.open("FILE") shows it later in a notebook')


async def _run(to: str, host: str, port: int, recording: "Recording") -> None:
    import asyncio

    from stompkata.cli.tap_view import TapView
    from stompkata.net.relay import tap

    stop = asyncio.Event()
    stop_on_signals(stop)
    try:
        relay = tap(to, host=host, port=port, recording=recording)
    except ValueError as error:
        raise error if isinstance(error, StompkataError) else StompkataError(str(error)) from None
    async with relay:
        view = TapView(recording, relay)
        await (_show_live if sys.stdout.isatty() else _show_plain)(relay, view, stop)
    typer.echo(f"{relay.connections} connection{'s' * (relay.connections != 1)}, {view.summary()}")


async def _show_plain(relay: "Relay", view: "TapView", stop: "asyncio.Event") -> None:
    """One line after the other, for a pipe or a file."""
    import asyncio

    from stompkata.dissection.secrets import hide_text

    def write(*, final: bool = False) -> None:
        for line in view.turn(final=final):
            typer.echo(line.text)
        sys.stdout.flush()

    typer.echo(f"connect to {hide_text(relay.url)}, and see what {hide_text(relay.to)} says; Ctrl-C ends it")
    while not stop.is_set():
        await asyncio.to_thread(write)  # the octets go on meanwhile
        await _wait(stop)
    await relay.close()
    write(final=True)


async def _show_live(relay: "Relay", view: "TapView", stop: "asyncio.Event") -> None:
    """The same in colours, and below it one line that says how it stands."""
    import asyncio

    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    from stompkata.dissection.secrets import hide_text

    console = Console(highlight=False)

    def write(live: Live, *, final: bool = False) -> None:
        for line in view.turn(final=final):
            live.console.print(Text(line.folded(console.width), line.style), soft_wrap=True)
        live.update(Text(view.status(), "dim", no_wrap=True, overflow="ellipsis"), refresh=True)

    url, to = hide_text(relay.url), hide_text(relay.to)
    console.print(f"connect to [bold cyan]{url}[/], and see what {to} says; Ctrl-C ends it")
    with Live(console=console, auto_refresh=False, transient=True) as live:
        while not stop.is_set():
            await asyncio.to_thread(write, live)
            await _wait(stop)
        await relay.close()
        write(live, final=True)


async def _wait(stop: "asyncio.Event") -> None:
    import asyncio

    try:
        await asyncio.wait_for(stop.wait(), EVERY)
    except TimeoutError:
        pass


def _place(listen: str) -> tuple[str, int]:
    """Host and port out of `PORT`, `HOST:PORT` or `[::1]:PORT`."""
    try:
        parts = urlsplit(f"//{listen if ':' in listen else f'127.0.0.1:{listen}'}")
        if parts.hostname and parts.port is not None:
            return parts.hostname, parts.port
    except ValueError:
        pass
    raise StompkataError(f"{listen!r} is no place to listen at\n  try:  --listen 61700, or --listen 127.0.0.1:61700")


def _teach(error: OSError, listen: str) -> Exception:
    if error.errno == errno.EADDRINUSE:
        return StompkataError(f"the port of {listen} is taken by another program\n  try:  --listen 0 (any free port)")
    if error.errno in (errno.EACCES, errno.EADDRNOTAVAIL):
        return StompkataError(f"cannot listen at {listen}: {error.strerror}\n  try:  a port from 1024 up, on 127.0.0.1")
    return error
