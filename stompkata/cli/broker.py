"""`stompkata broker`: a broker in a process of its own, for several programs, pages or people to share."""

import errno
import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from stompkata.cli.until_stopped import open_recording, stop_on_signals
from stompkata.errors import StompkataError, UnsafeAddressError

if TYPE_CHECKING:
    from stompkata.cli.addresses import Place
    from stompkata.cli.certificate import Certificate

PORT = 61614
PASSCODE = "STOMPKATA_PASSCODE"


def broker(
    host: Annotated[
        str, typer.Option(help="The address to listen on, 0.0.0.0 for all; any but loopback needs logins and --origin.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The WebSocket port; 0 is any free one.", min=0, max=65535)] = PORT,
    tcp_port: Annotated[
        int | None, typer.Option(help="Also listen for STOMP over TCP; 0 is any free port.", min=0, max=65535)
    ] = None,
    origin: Annotated[
        list[str] | None,
        typer.Option(help="Let pages of this origin connect, as in http://localhost:5173; repeatable."),
    ] = None,
    login: Annotated[
        list[str] | None,
        typer.Option(
            help=f"Demand a login, this one; repeatable. Its passcode comes from {PASSCODE}, or is asked for."
        ),
    ] = None,
    users: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Demand a login: one of the lines login:passcode in this file.")
    ] = None,
    tls_cert: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Speak TLS on both ports, with this certificate and its chain (PEM)."),
    ] = None,
    tls_key: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The key of --tls-cert, without a passphrase.")
    ] = None,
    limit: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help='Another limit, as in connections=300; repeatable. "help" lists them.'),
    ] = None,
    preset: Annotated[
        Literal["lenient", "strict", "rabbitmq", "spring"],
        typer.Option(
            metavar="NAME",
            help="lenient as clients need it, strict to the letter, or as that broker does: rabbitmq, spring.",
        ),
    ] = "lenient",
    record: Annotated[
        Path | None, typer.Option(help="Write what crossed the wire to this file when the broker ends.")
    ] = None,
) -> None:
    """Run a broker until Ctrl-C. It says where it listens (as one line of JSON when a program reads it).

    Who is refused is a line on standard error, with the reason, and the Origin
    and Host of a handshake: what a page sends as Origin has to be an --origin,
    and as Host an address of this machine, or the host of an --origin.

    A room of people shares a broker with, for example,

      stompkata broker --host 0.0.0.0 --users people.txt --limit connections=300
      --origin http://localhost:8888

    In the file of --users, # begins a comment line, and spaces around a login or
    passcode do not count. Each login has an equal share of the connections, and
    16 at least. Without TLS, everybody on the network can read the passcodes.
    """
    import asyncio

    from stompkata.cli.certificate import read_certificate
    from stompkata.cli.limits import read_limits, table
    from stompkata.cli.users import read_users

    if limit == ["help"]:
        typer.echo(f"limits, in octets, seconds, milliseconds (_ms) or counts:\n{table()}")
        return
    certificate = read_certificate(tls_cert, tls_key)
    options = {"host": host, "port": port, "tcp_port": tcp_port, "origins": tuple(origin or ()), "preset": preset}
    options |= {"limits": read_limits(limit or ()), "users": read_users(users, login or ())}
    recording = open_recording(record) if record is not None else None
    try:
        asyncio.run(_run(certificate, options | {"recording": recording}))
    except UnsafeAddressError as error:
        what, _, hint = str(error).partition("\n")
        if what.startswith("host "):
            hint = "  try:  --login NAME or --users FILE, and --origin https://…; or leave out --host"
        raise StompkataError(f"{what}\n{hint}") from None
    finally:
        if record is not None:
            recording.save(record)
    if record is not None:
        typer.echo(f"{recording!r} in {record}", err=True)


async def _run(certificate: "Certificate | None", options: dict[str, Any]) -> None:
    import asyncio

    from stompkata.cli.addresses import reachable
    from stompkata.cli.refusals import refusals_shown
    from stompkata.net.server import serve

    stop = asyncio.Event()
    stop_on_signals(stop)
    spare_the_collector()
    allow_files(options["limits"].connections)
    try:
        server = await serve(**options, ssl=certificate and certificate.context)
    except (OSError, UnicodeError) as error:
        raise _teach(error, options["host"], options["port"], options["tcp_port"]) from None
    places = [reachable(url, options["host"], certificate) for url in (server.url, server.tcp_url) if url]
    try:
        with refusals_shown():
            if sys.stdout.isatty():
                from stompkata.cli.status import show

                await show(server, places, stop)
            else:
                typer.echo(json.dumps(_where(*places)))
                sys.stdout.flush()
                await stop.wait()
    finally:
        await server.close()
    typer.echo(what_is_lost(server.left), err=True)


def _where(url: "Place", tcp_url: "Place" = ([], {})) -> dict[str, Any]:
    """What a program reads: an address of each listener that works, and all that do."""
    urls, tcp_urls = [*url[0], *url[1]], [*tcp_url[0], *tcp_url[1]]
    return {"url": urls[0], "tcp_url": tcp_urls[0] if tcp_urls else None, "urls": urls, "tcp_urls": tcp_urls}


def what_is_lost(left: dict[str, tuple[int, int]]) -> str:
    """What a broker that keeps nothing on disk says about its queues when it ends."""
    if not left:
        return "stopped; no queue held a message"
    lines = (
        f"  {destination}: {ready} ready, {given} unacknowledged"
        for destination, (ready, given) in sorted(left.items())
    )
    return "\n".join(["stopped; lost with it, as it keeps nothing on disk:", *lines])


def allow_files(connections: int) -> None:
    """Let this process open as many files as it may: 300 people are more than some systems allow at first."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        least, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = max(least, 2 * connections + 64)
        resource.setrlimit(
            resource.RLIMIT_NOFILE, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most)
        )


def spare_the_collector() -> None:
    """Look for cycles of objects seldom: this process makes frames by the million, and none of them is in a cycle.

    As it comes, the collector takes a tenth of the time of a busy broker, and a third where bodies are large.
    """
    import gc

    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _teach(error: OSError | UnicodeError, host: str, port: int, tcp_port: int | None) -> StompkataError:
    why = getattr(error, "strerror", None) or "that is no host"
    if getattr(error, "errno", None) == errno.EADDRINUSE:
        return StompkataError(
            f"port {port if tcp_port is None else f'{port} or {tcp_port}'} of {host} is taken by another program\n"
            "  try:  --port 0 (any free port), or end the other program"
        )
    return StompkataError(
        f"cannot listen on {host}: {why}\n  try:  a port from 1024 up, on 127.0.0.1 or an address of this machine"
    )
