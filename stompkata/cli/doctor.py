"""`stompkata doctor`: what works on this machine, and how to mend what does not."""

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import typer

OLDEST_PYTHON = (3, 11)
EXTRAS = ("", "cli", "lab")  # whose packages are looked for; "" is the core
_REQUIREMENT = re.compile(r"""([\w.-]+)[^;]*(?:;.*\bextra == ["']([\w-]+)["'])?""")
_BEFORE_PYTHON = re.compile(r"""python_version\s*<\s*["'](\d+)\.(\d+)""")


@dataclass(frozen=True)
class Checkup:
    """One line of the report; `mend` says what to do when `ok` is False."""

    name: str
    ok: bool
    found: str
    mend: str = ""
    required: bool = True


def doctor() -> None:
    """Say what works here, and how to mend what does not. Exit code 1: something that is required is missing."""
    checkups = list(examine())
    width = max(len(checkup.name) for checkup in checkups)
    for checkup in checkups:
        word = "ok     " if checkup.ok else "MISSING" if checkup.required else "absent "
        typer.echo(f"{word}  {checkup.name:{width}}  {checkup.found}")
        if not checkup.ok:
            typer.echo(f"{'':9}{'':{width}}  mend: {checkup.mend}")
    broken = sum(not checkup.ok and checkup.required for checkup in checkups)
    typer.echo(
        f"\n{broken} thing{'s' * (broken != 1)} to mend." if broken else "\nEverything that is required is here."
    )
    if broken:
        raise typer.Exit(1)


def examine() -> Iterator[Checkup]:
    """Every checkup, the required ones first."""
    for examination in REQUIRED + OPTIONAL:
        yield from examination()


def _python() -> Iterator[Checkup]:
    found = ".".join(map(str, sys.version_info[:3]))
    yield Checkup("Python", sys.version_info >= OLDEST_PYTHON, f"{found} at {sys.executable}", "install Python 3.11+")


def _packages() -> Iterator[Checkup]:
    for name, extra in [("stompkata", ""), *_required()]:
        wanted = f"stompkata[{extra}]" if extra else "stompkata"
        try:
            yield Checkup(name, True, f"{version(name):10}  {wanted}".rstrip())
        except PackageNotFoundError:
            mend = f"{sys.executable} -m pip install '{wanted}'"
            yield Checkup(name, False, "not installed", mend)


def _required() -> list[tuple[str, str]]:
    """Each package that the installed one names, and the extra that it belongs to; "" is the core."""
    lines = [line for line in requires("stompkata") or () if _for_this_python(line)]
    named = [_REQUIREMENT.match(line).groups("") for line in lines]
    first = {}  # `lab` brings what `cli` needs, too
    for extra in EXTRAS:
        for name in (name for name, of in named if of == extra and name != "stompkata"):
            first.setdefault(name, extra)
    return list(first.items())


def _for_this_python(line: str) -> bool:
    end = _BEFORE_PYTHON.search(line)
    return end is None or sys.version_info[:2] < (int(end[1]), int(end[2]))


def _loopback() -> Iterator[Checkup]:
    import socket

    try:
        with socket.create_server(("127.0.0.1", 0)) as server:
            address = server.getsockname()
            with socket.create_connection(address, timeout=5):
                yield Checkup("loopback sockets", True, f"{address[0]} listens and answers")
    except OSError as error:
        mend = "allow Python to listen on 127.0.0.1 (a firewall or a sandbox forbids it)"
        yield Checkup("loopback sockets", False, str(error), mend)


def _course() -> Iterator[Checkup]:
    from stompkata.cli.lab import course_notebooks
    from stompkata.errors import StompkataError

    try:
        yield Checkup(
            "course", True, f"{len(course_notebooks('en'))} chapters, {len(course_notebooks('zh'))} in Chinese"
        )
    except StompkataError as error:
        yield Checkup(
            "course", False, str(error).splitlines()[0], "install the wheel, or pip install -e . in a checkout"
        )


def _folder() -> Iterator[Checkup]:
    here = Path(os.getenv("STOMPKATA_HOME") or Path.cwd()).resolve()
    marked = [place for place in (here, *here.parents) if (place / ".stompkata").exists()]
    found = str(marked[0]) if marked else f"{here} is in no course folder"
    yield Checkup("your folder", bool(marked), found, "stompkata lab  makes one", required=False)
    if marked:
        writable = os.access(marked[0], os.W_OK)
        yield Checkup(
            "your folder is writable", writable, "your functions can be saved" if writable else "no", "chmod u+w"
        )


def _peers() -> Iterator[Checkup]:
    for name, programs, use in PEERS:
        path = next(filter(None, map(shutil.which, programs)), None)
        yield Checkup(name, path is not None, path or "not found", use, required=False)


PEERS = (
    ("Chromium", ("chromium", "chromium-browser", "google-chrome"), "only tests need it; Debian: apt install chromium"),
    ("Node.js", ("node",), "stompjs as a peer in a terminal needs it; Debian: apt install nodejs npm"),
    ("Java", ("java",), "the Spring chapters' own server needs it; Debian: apt install default-jdk"),
    ("RabbitMQ", ("rabbitmq-server",), "a second broker to compare with; Debian: apt install rabbitmq-server"),
    ("ActiveMQ", ("activemq",), "a third broker to compare with; Debian: apt install activemq"),
)
REQUIRED: tuple[Callable[[], Iterator[Checkup]], ...] = (_python, _packages, _loopback, _course)
OPTIONAL: tuple[Callable[[], Iterator[Checkup]], ...] = (_folder, _peers)
