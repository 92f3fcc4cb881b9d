"""`stompkata broker`: a broker in a process of its own, for several programs, pages or people to share."""

import errno
import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from stompkata.cli.until_stopped import open_recording, stop_on_signals
from stompkata.errors import StompkataError, UnsafeAddressError

PORT = 61614
PASSCODE = "STOMPKATA_PASSCODE"


def broker(
    host: Annotated[
        str, typer.Option(help="The address to listen on; any but loopback needs --login and --origin.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The WebSocket port; 0 is any free one.")] = PORT,
    tcp_port: Annotated[int | None, typer.Option(help="Also listen for STOMP over TCP; 0 is any free port.")] = None,
    origin: Annotated[list[str] | None, typer.Option(help="Let pages of this origin connect; repeatable.")] = None,
    login: Annotated[
        list[str] | None,
        typer.Option(help=f"Demand this login; repeatable. The passcode comes from {PASSCODE}, or is asked for."),
    ] = None,
    preset: Annotated[
        Literal["lenient", "strict", "rabbitmq", "spring"],
        typer.Option(help="How the standard is kept: as clients need it, to the letter, or as that broker does."),
    ] = "lenient",
    record: Annotated[
        Path | None, typer.Option(help="Write what crossed the wire to this file when the broker ends.")
    ] = None,
) -> None:
    """Run a broker until Ctrl-C. The first line says where it listens (as JSON when a program reads it)."""
    import asyncio

    options = {"host": host, "port": port, "tcp_port": tcp_port, "origins": tuple(origin or ()), "preset": preset}
    options["users"] = {name: _passcode(name) for name in login} if login else None
    recording = open_recording(record) if record is not None else None
    try:
        asyncio.run(_run(options | {"recording": recording}))
    except UnsafeAddressError as error:
        what = str(error).partition("\n")[0]
        raise StompkataError(f"{what}\n  try:  --login NAME --origin https://…, or leave out --host") from None
    except OSError as error:
        raise _teach(error, host, port, tcp_port) from None
    finally:
        if record is not None:
            recording.save(record)
    if record is not None:
        typer.echo(f"{recording!r} in {record}", err=True)


async def _run(options: dict[str, Any]) -> None:
    import asyncio

    from stompkata.net.server import serve

    stop = asyncio.Event()
    stop_on_signals(stop)
    spare_the_collector()
    async with serve(**options) as server:
        if sys.stdout.isatty():
            from stompkata.cli.status import show

            await show(server, stop)
        else:
            typer.echo(json.dumps({"url": server.url, "tcp_url": server.tcp_url}))
            sys.stdout.flush()
            await stop.wait()
    typer.echo(what_is_lost(server.left), err=True)


def what_is_lost(left: dict[str, tuple[int, int]]) -> str:
    """What a broker that keeps nothing on disk says about its queues when it ends."""
    if not left:
        return "stopped; no queue held a message"
    lines = (f"  {destination}: {ready} ready, {given} unacknowledged" for destination, (ready, given) in sorted(left.items()))
    return "\n".join(["stopped; lost with it, as it keeps nothing on disk:", *lines])


def spare_the_collector() -> None:
    """Look for cycles of objects seldom: this process makes frames by the million, and none of them is in a cycle.

    As it comes, the collector takes a tenth of the time of a busy broker, and a third where bodies are large.
    """
    import gc

    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _passcode(name: str) -> str:
    """The passcode of a login, never from the command line: other users of a machine can read those."""
    if passcode := os.getenv(PASSCODE):
        return passcode
    if not sys.stdin.isatty():
        raise StompkataError(
            f"no passcode for the login {name!r}\n  try:  {PASSCODE}=… stompkata broker --login {name}"
        )
    return typer.prompt(f"passcode for {name}", hide_input=True)


def _teach(error: OSError, host: str, port: int, tcp_port: int | None) -> Exception:
    if error.errno == errno.EADDRINUSE:
        return StompkataError(
            f"port {port if tcp_port is None else f'{port} or {tcp_port}'} of {host} is taken by another program\n"
            "  try:  --port 0 (any free port), or end the other program"
        )
    if error.errno in (errno.EACCES, errno.EADDRNOTAVAIL):
        return StompkataError(f"cannot listen on {host}: {error.strerror}\n  try:  a port from 1024 up, on 127.0.0.1")
    return error
