"""What a check run forbids the learner's code, and what it notices: processes, the keyboard, memory, changed checks."""

import contextlib
import io
import sys
from types import FunctionType

from stompkata.kata.calls import Recorded
from stompkata.kata.causes import NotAllowed

PROCESSES = {"os.fork", "os.forkpty", "os.exec", "os.posix_spawn", "os.spawn", "os.system", "subprocess.Popen"}
MEMORY = 2**30  # octets of address space; a list that grows for ever meets it before the machine suffers


class Noise(io.TextIOBase):
    """Takes what the learner's code prints; keeps the beginning and counts the rest."""

    KEPT = 2000

    def __init__(self) -> None:
        self._kept, self._lines = "", 0

    def writable(self) -> bool:
        """It takes text."""
        return True

    def write(self, text: str) -> int:
        """Keep the first characters; count every line."""
        self._kept += text[: self.KEPT - len(self._kept)]
        self._lines += text.count("\n")
        return len(text)

    def summary(self) -> str:
        """The first two lines, and how many there were."""
        lines = self._kept.splitlines()
        first = "\n".join("".join(c if c.isprintable() else ascii(c)[1:-1] for c in line) for line in lines[:2])
        return first + (f"   … ({self._lines} lines)" if len(lines) > 2 else "")


class NoInput(io.TextIOBase):
    """Stands where the keyboard would be."""

    def readline(self, *_: int) -> str:
        """There is nobody to answer."""
        raise NotAllowed("input() waits for somebody to type; a kata gets everything as arguments")

    read = readline


def forbid() -> None:
    """Refuse new processes while the learner's code runs, and limit memory; both last as long as this process."""

    def guard(event: str, _arguments: tuple) -> None:
        if event in PROCESSES and Recorded.depth:
            raise NotAllowed(f"{event} makes another process; a kata needs none")

    sys.addaudithook(guard)
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


def fingerprint(packages: tuple[str, ...]) -> dict[str, int]:
    """What the checks consist of: unequal before and after a run when the learner's code has changed them."""
    return {
        f"{name}.{key}": hash(value.__code__)
        for name, module in sorted(sys.modules.items())
        if name.startswith(packages)
        for key, value in list(vars(module).items())
        if isinstance(value, FunctionType)
    }
