"""Whatever a learner's file does, the child answers with a report, soon, and is there for the next check."""

import contextlib
import os
import select
import signal
import time

import pytest
from letters_course.solved import SHOUT as RIGHT

from stompkata.errors import StompkataError
from stompkata.kata.catalogue import Catalogue
from stompkata.kata.runner import Runner


@pytest.fixture
def check(checker, hasty_checker, catalogue, home):
    """Write a program as mystomp/letters.py and check `shout` in it."""

    def run(program: str, *, hasty: bool = False):
        (home / "mystomp").mkdir(exist_ok=True)
        (home / "mystomp" / "letters.py").write_text(program)
        return (hasty_checker if hasty else checker).check(catalogue.kata("letters.shout"), home)

    return run


def test_a_right_program_proves_the_properties_by_name(check):
    assert str(check(RIGHT)) == (
        "PASS letters.shout · 2 of 2 checks\n"
        "proved small letters become capitals\n"
        "       digits stay, and a number is refused"
    )


def function(*body: str) -> str:
    return "import os, sys\ndef shout(text):\n" + "".join(f"    {line}\n" for line in body)


PROGRAMS = {  # name: (program, what the headline says, another line that must stand in the report)
    "endless loop": (function("while True: pass"), "did not end within 0.5 s", "line   3 in shout:  while True: pass"),
    "a loop in C that keeps the interpreter": (
        function("import re", "return re.match('(a+)+$', 'a' * 40 + 'b')"),
        "did not end within 0.5 s",
        "line   4 in shout",
    ),
    "a wait for nothing": (function("import time", "time.sleep(60)"), "did not end within 0.5 s", "time.sleep(60)"),
    "an endless loop before the function": ("while True: pass\n", "loading letters.py did not end", "1 in <module>"),
    "an endless print": (function("while True: print('x' * 1000)"), "did not end", "for the loop"),  # where: by luck
    "exit": (function("exit()"), "shout raised SystemExit", "exit() ends the whole program"),
    "sys.exit before the function": ("raise SystemExit\n", "raised SystemExit before any function", "exit() ends"),
    "os._exit": (function("os._exit(0)"), "shout ended the whole process", "os._exit"),
    "a signal to itself": (
        function("os.kill(os.getpid(), 9)"),
        "shout ended the whole process",
        "tried  small letters",
    ),
    "a crash in C": (
        function("import ctypes", "ctypes.string_at(0)"),
        "ended the whole process",
        "4 in shout:  ctypes.string_at(0)",
    ),
    "fork": (function("os.fork()", "return text.upper()"), "shout raised NotAllowed", "a kata needs none"),
    "fork before the function": ("import os\nos.fork()\n", "raised NotAllowed before", "2 in <module>:  os.fork()"),
    "a subprocess": (
        function("import subprocess", "return subprocess.check_output('ls')"),
        "shout raised NotAllowed",
        "Popen",
    ),
    "a shell": (function("os.system('true')"), "shout raised NotAllowed", "os.system"),
    "reading the keyboard": (
        function("return input('text? ')"),
        "shout raised NotAllowed",
        "input() waits for somebody to type",
    ),
    "reading standard input": (function("return sys.stdin.read()"), "shout raised NotAllowed", "input()"),
    "no end of calls": (function("return shout(text)"), "shout raised RecursionError", "calls itself without end"),
    "too much memory": (function("return 'x' * (3 * 2**30)"), "shout raised MemoryError", "more memory"),
    "a syntax error": ("def shout(text:\n    return text\n", "not Python yet", "^"),
    "an import that fails": (
        "import nosuchmodule\n",
        "raised ModuleNotFoundError before",
        "No module named 'nosuchmodule'",
    ),
    "a name of another cell": (function("return text.translate(TABLE)"), "shout raised NameError", "`TABLE`"),
    "a kata that is not written": (
        function("return join([text])"),
        "shout raised NameError",
        "stompkata borrow letters.join",
    ),
    "an exception of its own": (
        function("return {}[text]"),
        "shout raised KeyError",
        "line   3 in shout:  return {}[text]",
    ),
    "other parameters": ("def shout(text, loud):\n    return text\n", "shout raised TypeError", "other parameters"),
    "async def": (
        "async def shout(text):\n    return text.upper()\n",
        "small letters become capitals",
        "`async def` makes a coroutine",
    ),
    "asyncio.run inside a loop": (
        function(
            "import asyncio",
            "async def main():",
            "    return asyncio.run(asyncio.sleep(0))",
            "return asyncio.run(main())",
        ),
        "shout raised RuntimeError",
        "use `await` instead of asyncio.run",
    ),
    "asyncio.run around nothing": (
        function("import asyncio", "async def main():", "    return 1", "return asyncio.run(main())"),
        "small letters become capitals",
        "got    1",
    ),
    "no return": (function("text.upper()"), "small letters become capitals", "ends without `return`"),
    "print instead of return": (function("print(text.upper())"), "small letters become capitals", "print  ABC"),
    "yield": (function("yield text.upper()"), "small letters become capitals", "generator"),
    "octets for text": (
        function("return text.upper().encode()"),
        "small letters become capitals",
        "decode the octets first",
    ),
    "not implemented": (function("raise NotImplementedError"), "shout is not written yet", "write the body"),
    "another name": ("def shuot(text):\n    return text.upper()\n", "shout is not written yet", "has `shuot`"),
    "a value instead of a function": ("shout = 'ABC'\n", "shout is not written yet", "define shout"),
    "a misconception": (
        function("return text.lower()"),
        "small letters become capitals",
        "why    You made small letters.",
    ),
    "changed checks": (
        "import stompkata.kata.difference as d\nd.same.__code__ = (lambda got, want: True).__code__\n" + RIGHT,
        "the checks were changed while they ran",
        "take out what assigns",
    ),
    "a replaced check": (
        "import letters_course.ch90_letters as c\nc.capitals = print\nc.digits.__code__ = (lambda f: None).__code__\n"
        + RIGHT,
        "the checks were changed while they ran",
        "",
    ),
    "a thread that never ends": (
        "import threading\nthreading.Thread(target=threading.Event().wait).start()\n" + function("return text.lower()"),
        "small letters become capitals",
        "You made small letters",
    ),
    "a standard module's name": (
        function("sys.modules['stompkata.kata'] = None", "return text.lower()"),
        "small letters",
        "small letters",
    ),
    "closed descriptors": (
        function("os.closerange(0, 3)", "return text.lower()"),
        "small letters become capitals",
        "You made small",
    ),
}


@pytest.mark.parametrize(("program", "headline", "line"), PROGRAMS.values(), ids=PROGRAMS)
def test_a_hostile_program_gets_a_friendly_report(check, program, headline, line):
    started = time.perf_counter()
    text = str(check(program, hasty="did not end" in headline))

    assert text.startswith("FAIL letters.shout · ")
    assert headline in " ".join(text.split("\n")[0:2]).replace("        ", " ") and line in text, text
    assert len(text.split("\n")) <= 16 and max(map(len, text.split("\n"))) <= 80, text
    assert time.perf_counter() - started < 5


def test_the_next_check_after_a_killed_one_is_as_fast_and_as_right_as_ever(check):
    check(PROGRAMS["endless loop"][0], hasty=True)
    check(PROGRAMS["os._exit"][0], hasty=True)

    assert check(RIGHT, hasty=True).green


def test_a_loop_that_put_the_watchdog_to_sleep_is_ended_by_the_parent(check, monkeypatch):
    monkeypatch.setattr("stompkata.kata.runner.GRACE", 0.3)

    text = str(
        check(
            function("import faulthandler", "faulthandler.cancel_dump_traceback_later()", "while True: pass"),
            hasty=True,
        )
    )

    assert "shout did not end within 0.5 s" in text


def test_a_program_saved_twice_in_one_second_is_never_read_stale(check):
    assert [check(RIGHT.replace("upper", name)).green for name in ("upper", "lower", "upper", "title")] == [
        True,
        False,
        True,
        False,
    ]


def test_nothing_that_a_program_left_behind_reaches_the_next_check(check):
    check("import builtins\nbuiltins.len = None\n" + RIGHT)

    assert check(RIGHT.replace("text.upper()", "text.upper()[:len(text)]")).green


def test_a_process_that_a_program_leaves_behind_is_ended(check, home):
    # a way around the fence that a learner may know; the process must not outlive the check all the same
    check(
        "import _posixsubprocess, os\n"
        "pid = _posixsubprocess.fork_exec([b'/bin/sleep', b'60'], [b'/bin/sleep'], True, (), None, None, "
        "-1, -1, -1, -1, -1, -1, *os.pipe(), False, False, -1, None, None, None, -1, None, False)\n"
        "open('pid', 'w').write(str(pid))\n" + RIGHT
    )

    gone(int((home / "pid").read_text()))


def test_an_interrupted_check_leaves_nothing_running(catalogue, home, monkeypatch):
    (home / "mystomp").mkdir()
    (home / "mystomp" / "letters.py").write_text(
        "import os\nopen('pid', 'w').write(str(os.getpid()))\n" + PROGRAMS["endless loop"][0]
    )
    with contextlib.closing(Runner(catalogue)) as runner:
        listen = runner._next

        def interrupted():
            facts = listen()
            if "begin" in facts:
                raise KeyboardInterrupt
            return facts

        monkeypatch.setattr(runner, "_next", interrupted)
        with pytest.raises(KeyboardInterrupt):
            runner.check(catalogue.kata("letters.shout"), home)

        gone(int((home / "pid").read_text()))


def gone(pid: int) -> None:
    """Wait until the process has ended."""
    with contextlib.suppress(ProcessLookupError):  # it may be gone already
        process = os.pidfd_open(pid)
        ended, _, _ = select.select([process], [], [], 5)
        os.close(process)
        assert ended


def test_a_child_that_was_killed_from_outside_is_started_again(check, checker):
    assert check(RIGHT).green
    os.kill(checker._child.pid, signal.SIGKILL)

    assert check(RIGHT).green


def test_a_check_takes_less_than_the_promised_time(check):
    check(RIGHT)
    times = []
    for _ in range(40):
        started = time.perf_counter()
        check(RIGHT)
        times.append(time.perf_counter() - started)

    assert sorted(times)[37] < 0.3, times


def test_a_course_that_cannot_be_loaded_is_said_so(tmp_path, monkeypatch, catalogue, home):
    (tmp_path / "broken_course").mkdir()
    (tmp_path / "broken_course" / "__init__.py").write_text("")
    (tmp_path / "broken_course" / "ch01_bad.py").write_text("1/0\n")
    monkeypatch.syspath_prepend(tmp_path)
    runner = Runner(Catalogue("broken_course"))

    with pytest.raises(StompkataError, match="ZeroDivisionError"):
        runner.check(catalogue.kata("letters.shout"), home)
