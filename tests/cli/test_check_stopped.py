"""Ctrl-C in `stompkata check`, by a real process in a group of its own as a terminal has it."""

import os
import select
import signal
import subprocess
import sys

import pytest

LOOP = "import os\n\n\ndef accept_key(key):\n    print(os.getpid(), file=open({told!r}, 'w'), flush=True)\n    while True:\n        pass\n"


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="Linux tells when a process that is no child has ended")
def test_ctrl_c_prints_one_line_and_ends_the_check(tmp_path):
    told = tmp_path / "told"
    os.mkfifo(told)
    (tmp_path / "mystomp").mkdir()
    (tmp_path / "mystomp" / "handshake.py").write_text(LOOP.format(told=str(told)))
    process = subprocess.Popen(
        [sys.executable, "-m", "stompkata", "check", "accept_key"],
        env=os.environ | {"STOMPKATA_HOME": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    with open(told) as running:  # opens when the learner's function runs
        learners = os.pidfd_open(int(running.readline()))
    os.killpg(process.pid, signal.SIGINT)
    output, _ = process.communicate(timeout=20)

    assert output == "stopped: accept_key was not checked\n"
    assert process.returncode == 130
    assert select.select([learners], [], [], 2)[0]  # it has ended, before its own deadline of 5 s
    os.close(learners)
