"""The live line under a shared broker in a terminal."""

import asyncio
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.text import Text

    from stompkata.cli.addresses import Place
    from stompkata.net.server import Server

EVERY = 0.5  # seconds between two looks


async def show(server: "Server", places: "list[Place]", stop: asyncio.Event) -> None:
    """Say where the broker listens, then keep one line up to date until `stop` is set."""
    from rich.console import Console
    from rich.live import Live

    console = Console()
    for place in addresses(places):
        console.print(place, highlight=False, soft_wrap=True)
    console.print("Ctrl-C ends it.")
    with Live(console=console, auto_refresh=False, transient=True, redirect_stderr=sys.stderr.isatty()) as live:
        before = (time.monotonic(), 0)
        while not stop.is_set():
            now = (time.monotonic(), server.delivered)
            rate = (now[1] - before[1]) / max(now[0] - before[0], EVERY)
            live.update(line(server, rate), refresh=True)
            before = now
            await _wait(stop, EVERY)
    console.print("draining and closing")


def addresses(places: "list[Place]") -> Iterator[str]:
    """Where this machine's programs find it, and where everybody else does."""
    label, width = "[bold]stompkata broker[/] listens on", len("stompkata broker listens on")
    for url in [url for place in places for url in place[0]]:
        yield f"{label:>{width}} [cyan]{url}[/]"
        label = "and on"
    label = "for other machines:" if label == "and on" else label
    for url, interface in [pair for place in places for pair in place[1].items()]:
        yield f"{label:>{width}} [cyan]{url}[/]" + f" [dim]({interface})[/]" * bool(interface)
        label = ""


def line(server: "Server", rate: float) -> "Text":
    """What a person watches: who is here, how much flows, and who cannot keep up."""
    from rich.text import Text

    queues = server.broker.queues.values()
    return Text(
        f"{_count(len(server.sessions), 'connection')} · {_count(server.subscriptions, 'subscription')} · "
        f"{_count(len(queues), 'queue')} holding {sum(map(len, queues)):,} · "
        f"{rate:,.0f} messages/s · {server.slow} dropped as too slow"
    )


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'s' * (number != 1)}"


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        pass
