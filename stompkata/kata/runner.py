"""Checks the learner's file in a warm child process with a hard deadline; one for each kernel or terminal command."""

import contextlib
import json
import linecache
import os
import queue
import re
import signal
import subprocess
import sys
import threading
from importlib import import_module
from pathlib import Path

from stompkata.errors import StompkataError
from stompkata.kata.catalogue import Catalogue
from stompkata.kata.outcome import Outcome, Row
from stompkata.kata.registry import Kata
from stompkata.kata.report import Report, cannot, tell

START = "import sys; sys.path += sys.argv[2:]; from stompkata.kata.child import main; main()"
STARTING = 30.0  # seconds for a cold disk and a busy machine; a check's own deadline counts from when it starts
GRACE = 2.0  # the child ends itself at the deadline; this much later its parent does


class Stopped(KeyboardInterrupt):
    """Ctrl-C or the stop button ended a check; the text says what was not checked."""


class Runner:
    """Owns the child process; starts it early, and again after it had to die."""

    def __init__(self, catalogue: Catalogue, deadline: float = 5.0):
        self.catalogue, self.deadline = catalogue, deadline
        self._child: subprocess.Popen | None = None
        self._running = 0  # the process in which the learner's code runs just now
        self._answers: queue.Queue[dict] = queue.Queue()
        self._one_at_a_time = threading.Lock()

    def warm(self) -> None:
        """Start the child, if it is not there; returns at once."""
        if self._child is not None and self._child.poll() is None:
            return
        self.close()
        roots = {
            str(Path(import_module(name).__path__[0]).parent)
            for name in ("stompkata", self.catalogue.package.partition(".")[0])
        }
        self._answers = queue.Queue()
        self._child = subprocess.Popen(
            [sys.executable, "-P", "-c", START, self.catalogue.package, *sorted(roots)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # an interrupt of the kernel is not for it
        threading.Thread(
            target=_listen, args=(self._child.stdout, self._answers), name="stompkata-checker", daemon=True
        ).start()
        self._ready = False

    def check(self, kata: Kata, home: Path) -> Report:
        """Run the kata's checks on the learner's file."""
        with self._one_at_a_time:
            try:
                return self._ask(kata, home) or self._ask(kata, home) or self._no_child()
            except KeyboardInterrupt:
                self.close()
                raise Stopped(f"{kata.function} was not checked") from None
            except BaseException:
                self.close()
                raise

    def close(self) -> None:
        """End the child, if there is one."""
        child, self._child = self._child, None
        _kill_group(self._running)
        if child is not None:
            child.kill()
            child.wait()
            child.stdin.close()

    def _ask(self, kata: Kata, home: Path) -> Report | None:
        """One request; None when the child had died before it could take it."""
        self.warm()
        if not self._ready:
            self._await_ready()
        request = {"kata": kata.id, "home": str(home), "deadline": self.deadline}
        with contextlib.suppress(BrokenPipeError):
            self._child.stdin.write(json.dumps(request).encode() + b"\n")
            self._child.stdin.flush()
        outcomes, trying, printed, unable, ended, began = [], "", "", "", False, False
        while True:
            facts = self._next()
            self._running, trying, began = (
                facts.get("running", self._running),
                facts.get("begin", trying),
                began or "running" in facts,
            )
            unable = facts.get("unable", unable)
            if "outcome" in facts:
                outcomes.append(Outcome.from_json(facts["outcome"]))
            if "end" in facts:
                ended, printed = True, facts["end"]
                outcomes = [_tampered()] if facts["tampered"] else outcomes
            if "over" in facts:
                self._running = 0
                if not began:
                    return self.close()
                if unable:
                    return cannot(kata.id, unable)
                outcomes += [] if ended else [self._cut_short(kata, home, trying, facts["trace"])]
                return tell(kata.id, outcomes, printed)

    def _next(self) -> dict:
        try:
            return self._answers.get(timeout=self.deadline + GRACE)
        except queue.Empty:  # the child's own watchdog was put to sleep
            self.close()
            return {"over": 1, "trace": "Timeout"}

    def _await_ready(self) -> None:
        try:
            facts = self._answers.get(timeout=STARTING)
        except queue.Empty:
            raise StompkataError(f"the checking process did not start within {STARTING:g} s; try again") from None
        if "ready" not in facts:
            raise StompkataError(f"the checking process could not start:\n{facts.get('broken') or 'it ended at once'}")
        self._ready = True

    def _no_child(self) -> Report:
        raise StompkataError("the checking process died twice before it could begin; is this machine short of memory?")

    def _cut_short(self, kata: Kata, home: Path, trying: str, trace: str) -> Outcome:
        late = trace.startswith("Timeout")
        rows = [Row("tried", trying)] if trying else []
        if place := re.search(rf'File "({re.escape(str(home))}[^"]*)", line (\d+) in (\w+|<\w+>)', trace):
            linecache.checkcache(place[1])
            rows.append(
                Row("line", f"{place[2]} in {place[3]}:  {linecache.getline(place[1], int(place[2])).strip()}", True)
            )
        what = kata.function if trying else f"loading {kata.module}.py"
        if late:
            return Outcome(
                trying,
                False,
                f"{what} did not end within {self.deadline:g} s",
                tuple(rows),
                "what must happen for the loop, or the wait, to end?",
                diagnosis="endless",
            )
        return Outcome(
            trying,
            False,
            f"{what} ended the whole process",
            tuple(rows),
            "look for what leaves Python: os._exit, a signal, a crash in C code",
            diagnosis="left-python",
        )


def _tampered() -> Outcome:
    return Outcome(
        "the checks stayed as they were",
        False,
        "the checks were changed while they ran; this verdict does not count",
        next="take out what assigns to a module of the course",
        diagnosis="tampered",
    )


def _listen(stream, answers: queue.Queue) -> None:
    with stream:
        for line in stream:
            with contextlib.suppress(ValueError):
                answers.put(json.loads(line))
    answers.put({"over": 1, "trace": ""})


def _kill_group(pid: int) -> None:
    if pid and hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
