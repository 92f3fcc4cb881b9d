"""Errors of a cell in a real kernel: what is ours to explain takes a line or two, everything else is as it was."""

import socket

import pytest
from test_interrupt import Kernel

from stompkata.cli.lab import SETTINGS

PRESS = """
def press_stop(inside):
    import os, signal, sys, threading, time, traceback
    main = threading.main_thread().ident
    def watch():
        while inside not in [frame.f_code.co_name for frame, _ in traceback.walk_stack(sys._current_frames()[main])]:
            time.sleep(0.005)
        os.kill(os.getpid(), signal.SIGINT)
    threading.Thread(target=watch).start()
"""
NEVER_GREEN = "def accept_key(key):\n    while True: pass\n"


@pytest.fixture
def kernel(tmp_path, monkeypatch):
    """One that has just started, as under `stompkata lab`."""
    monkeypatch.setenv("STOMPKATA_HOME", str(tmp_path))
    monkeypatch.setenv("PYTHONSTARTUP", str(SETTINGS / "startup.py"))
    kernel = Kernel()
    yield kernel
    kernel.close()


def shown(kernel, code) -> list[str]:
    """The lines that a cell shows in place of its traceback."""
    return "\n".join(kernel.run(code)["traceback"]).split("\n")


def stopped(kernel, code, inside) -> dict:
    """How a cell ends that is interrupted as soon as it is inside of the function of that name."""
    kernel.run(PRESS)
    return kernel.run(f"press_stop({inside!r})\n{code}")


def test_a_check_that_is_stopped_says_so_in_a_line_and_the_next_check_works(kernel):
    kernel.run("from stompkata import lab")

    ended = stopped(kernel, f"{NEVER_GREEN}lab.check(accept_key)", inside="_next")
    assert ended["traceback"] == ["stopped: accept_key was not checked; run the cell again"]
    assert ended["status"] == "error"  # so that the cells behind it do not run

    told = kernel.run(
        "from stompkata.lab import checking\nchecking.show = print\n"
        "def accept_key(key):\n    return 7\nlab.check(accept_key)"
    )
    assert told["status"] == "ok" and "FAIL handshake.accept_key" in told["printed"]


def test_whatever_of_lab_waits_is_stopped_in_a_line_and_the_learners_own_loop_as_ever(kernel):
    kernel.run("from stompkata import lab\nme = lab.client(lab.broker())\nnews = me.subscribe('/topic/x')")

    with socket.create_server(("127.0.0.1", 0)) as silent:
        mine = stopped(
            kernel, f"lab.mystomp('ws://127.0.0.1:{silent.getsockname()[1]}/', '/topic/x')", inside="communicate"
        )
    assert mine["traceback"] == ["stopped: mystomp did not end; run the cell again"]
    heard = stopped(kernel, "news.receive(timeout=60)", inside="receive")
    assert heard["traceback"] == ["stopped: receive did not end; run the cell again"]
    loop = stopped(kernel, "def forever():\n    while True: pass\nforever()", inside="forever")
    assert "Traceback" in "\n".join(loop["traceback"])


def test_what_is_stopped_while_it_loads_names_no_name_of_ours(kernel):
    kernel.run("import sys\nfrom stompkata import lab")

    assert stopped(kernel, "lab.ladder", inside="__getattr__")["traceback"] == ["stopped; run the cell again"]


def test_a_restarted_kernel_says_which_cell_to_run_first(kernel):
    assert shown(kernel, "lab.hint(accept_key)") == [
        "NOTE lab · not defined in this kernel; a restart forgets what cells have defined",
        "next   run `from stompkata import lab`, in a chapter its first code cell, then",
        "       this cell again",
        "or     the menu: Run → Run All Above Selected Cell",
    ]
    assert shown(kernel, "from stompkata import lab\nlab.hint(accept_key)") == [
        "NOTE accept_key · not defined in this kernel; a restart forgets what cells have",
        "       defined",
        "next   run the cell that defines accept_key, in 02_handshake.ipynb, then this",
        "       cell again",
        "or     the menu: Run → Run All Above Selected Cell",
        'or     by its name, without that cell: lab.hint("accept_key")',
    ]
    assert kernel.run('lab.hint("accept_key")')["status"] == "ok"
    assert "lab.hint" not in " ".join(shown(kernel, "if lab.written(Session):\n    Session()"))


OTHERS = [
    "accept_key('x')",  # a name of the course, but no call of lab asks for it
    "lab.hint(acceptkey)",  # lab is asked, for a name that is not the course's
    "laboratory.hint(accept_key)",
    "def look():\n    return accept_key\nlook()",
    "def look():\n    count += 1\nlook()",
    "del lab; lab = lab",
]


@pytest.mark.parametrize("before", ["from stompkata import lab", "lab = type('Lab', (), {'hint': print})"])
def test_every_other_name_error_is_shown_as_it_always_is(kernel, before):
    kernel.run(before)
    told = [kernel.run(cell) for cell in OTHERS]

    assert {answer["ename"] for answer in told} == {"NameError", "UnboundLocalError"}
    assert all("Traceback (most recent call last)" in "\n".join(answer["traceback"]) for answer in told)


def test_what_somebody_else_asked_to_show_is_still_theirs(kernel):
    kernel.run(
        "def mine(shell, kind, error, trace, tb_offset=None):\n    print('mine:', error)\n"
        "get_ipython().set_custom_exc((NameError, ValueError), mine)\nfrom stompkata import lab"
    )

    assert kernel.run("gone")["printed"] == "mine: name 'gone' is not defined\n"
    assert kernel.run("int('x')")["printed"].startswith("mine: invalid literal")
    assert shown(kernel, "lab.check(accept_key)")[0].startswith("NOTE accept_key")


def test_the_learners_package_is_found_by_lab_and_a_restarted_kernel_says_so(kernel):
    assert shown(kernel, "from mystomp.connect import connect_frame")[:3] == [
        "NOTE mystomp · lab finds it, and is not defined in this kernel; a restart",
        "       forgets what cells have defined",
        "next   run `from stompkata import lab`, in a chapter its first code cell, then",
    ]
    kernel.run("from stompkata import lab")
    for other in ("import lab", "import numbers_of_mine", "import mystomp"):
        assert "Traceback (most recent call last)" in "\n".join(kernel.run(other)["traceback"])


def test_a_kernel_that_starts_loads_nothing_of_ours_and_names_nothing(kernel):
    told = kernel.run(
        "print(sorted(name for name in dir() if not name.startswith('_')))\nimport sys\n"
        "print([name for name in sys.modules if name.startswith('stompkata')])"
    )

    assert told["printed"] == "['In', 'Out', 'exit', 'get_ipython', 'open', 'quit']\n[]\n"
