"""The warm child process: has the course loaded, and runs each request in a fresh fork of itself under a deadline.

A fork costs milliseconds, starts from a clean interpreter each time, and takes with it whatever the learner's code
left behind. Where there is no fork (Windows) the child runs the request itself, and its parent starts another one when
it dies.
"""

import contextlib
import faulthandler
import json
import os
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable
from pathlib import Path

from stompkata.kata.calls import Recorded
from stompkata.kata.catalogue import Catalogue
from stompkata.kata.fence import NoInput, Noise, fingerprint, forbid
from stompkata.kata.learner import load
from stompkata.kata.outcome import Outcome
from stompkata.kata.registry import Kata
from stompkata.kata.running import run_check
from stompkata.kata.settings import SettingsError

Tell = Callable[[dict], None]


def main() -> None:
    """Serve requests (one JSON object a line) from standard input until it ends."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.dup(1)
    quiet = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(quiet, descriptor)  # what a learner's program writes there must not mix with the answers

    def tell(facts: dict) -> None:
        os.write(answers, b"\n" + json.dumps(facts).encode() + b"\n")  # the first LF ends a line that a kill cut short

    try:
        catalogue = Catalogue(sys.argv[1])
        catalogue.warm()
    except BaseException:
        return tell({"broken": traceback.format_exc(limit=-3)})
    tell({"ready": os.getpid()})
    for line in requests:
        _serve(catalogue, json.loads(line), tell)


def run(catalogue: Catalogue, kata: Kata, home: Path, tell: Tell) -> None:
    """Check the learner's file in this process, telling each step as it happens."""
    noise, before = Noise(), fingerprint(_checkers(catalogue))
    Recorded.depth += 1  # loading runs the learner's code too
    with contextlib.redirect_stdout(noise), contextlib.redirect_stderr(noise):
        function = load(home, kata)
        Recorded.depth -= 1
        if isinstance(function, Outcome):
            tell({"outcome": function.to_json()})
        else:
            _run_checks(catalogue, kata, function, tell)
    tell({"end": noise.summary(), "tampered": fingerprint(_checkers(catalogue)) != before})


def _run_checks(catalogue: Catalogue, kata: Kata, function: Callable, tell: Tell) -> None:
    try:
        for check in catalogue.checks(kata):
            tell({"begin": check.title})
            tell({"outcome": run_check(check, function, catalogue.diagnoses(kata), catalogue.cite).to_json()})
    except SettingsError as error:
        tell({"unable": str(error)})


def _serve(catalogue: Catalogue, request: dict, tell: Tell) -> None:
    with tempfile.TemporaryFile() as trace:
        if not hasattr(os, "fork"):
            tell({"running": os.getpid()})
            return _run_alone(catalogue, request, tell, trace)
        pid = os.fork()
        if pid == 0:
            os.setpgid(0, 0)
            _run_alone(catalogue, request, tell, trace)
            os._exit(0)
        tell({"running": pid})
        _, status = os.waitpid(pid, 0)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)  # whatever the learner's code started goes with it
        trace.seek(0)
        tell({"over": os.waitstatus_to_exitcode(status), "trace": trace.read(20_000).decode("utf-8", "replace")})


def _run_alone(catalogue: Catalogue, request: dict, tell: Tell, trace) -> None:
    # the watchdog lives in C: it ends a loop that never lets go of the interpreter, even when the kernel has died
    faulthandler.dump_traceback_later(request["deadline"], exit=True, file=trace)
    faulthandler.enable(file=trace)
    forbid()
    sys.stdin, mine = NoInput(), (os.getpid(), threading.get_ident())
    sys.dont_write_bytecode, sys.pycache_prefix = True, os.devnull  # a file saved twice in a second is never read stale
    home = Path(request["home"])
    os.chdir(home)

    def tell_once(facts: dict) -> None:
        if (os.getpid(), threading.get_ident()) == mine:
            tell(facts)

    run(catalogue, catalogue.kata(request["kata"]), home, tell_once)
    faulthandler.cancel_dump_traceback_later()
    tell_once({"over": 0, "trace": ""}) if not hasattr(os, "fork") else None


def _checkers(catalogue: Catalogue) -> tuple[str, ...]:
    return "stompkata.kata", catalogue.package


if __name__ == "__main__":
    main()
