"""What the commands that run until Ctrl-C have in common: how they end, and a recording that can be saved."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from stompkata.errors import StompkataError

if TYPE_CHECKING:
    import asyncio

    from stompkata.recording import Recording

RECORDS = 100_000  # of the newest units, as many as a file may hold with room to spare


def stop_on_signals(stop: "asyncio.Event") -> None:
    """Ctrl-C and a polite kill set `stop`, so that the command ends in order."""
    import asyncio
    import signal

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows: Ctrl-C raises KeyboardInterrupt instead
            loop.add_signal_handler(number, stop.set)


def open_recording(path: Path) -> "Recording":
    """A recording, saved once while empty, so that a folder that cannot be written to is known before the work."""
    from stompkata.recording import Recording

    recording = Recording(RECORDS)
    try:
        recording.save(path)
    except OSError as error:
        raise StompkataError(f"cannot write the recording to {path}: {error.strerror}") from None
    return recording
