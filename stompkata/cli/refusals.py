"""Who was refused, on standard error: a line each, and a sum where they are too many to read."""

import asyncio
import logging
import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

A_SECOND = 10  # lines: a flood must neither fill a disk nor hide what comes after it


@contextmanager
def refusals_shown() -> Iterator[None]:
    """Write down what `stompkata.refused` logs, within the running loop."""
    log, handler = logging.getLogger("stompkata.refused"), Refusals()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.setLevel(logging.NOTSET)
        handler.sum_up()


class Refusals(logging.Handler):
    """So many lines a second, and then how many more there were."""

    def __init__(self) -> None:
        super().__init__()
        self._count = 0

    def emit(self, record: logging.LogRecord) -> None:
        """One refusal."""
        if not self._count:
            asyncio.get_running_loop().call_later(1.0, self.sum_up)
        self._count += 1
        if self._count <= A_SECOND:
            _say(self.format(record))

    def sum_up(self) -> None:
        """The second is over."""
        more, self._count = self._count - A_SECOND, 0
        if more > 0:
            _say(f"refused {more:,} more within a second")


def _say(line: str) -> None:
    """Only if that does not wait: a pipe that nobody reads must not hold up the broker."""
    if sys.stderr is not None and (sys.platform == "win32" or select.select([], [sys.stderr], [], 0)[1]):
        typer.echo(line, err=True)
