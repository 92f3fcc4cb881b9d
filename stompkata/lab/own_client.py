"""Running the learner's own client from a notebook, whose folder is not the learner's."""

import os
import subprocess
import sys
from collections.abc import Sequence

from stompkata.kata.outcome import Row
from stompkata.kata.report import note
from stompkata.lab.desk import Desk
from stompkata.lab.showing import show
from stompkata.lab.sync_broker import url_of

ENDS_WITHIN = 15.0  # seconds; its end of input is the end of the conversation


def mystomp(broker_or_url: object, destination: str, say: Sequence[str] = (), *, host: str = "kata") -> None:
    """Run `python -m mystomp URL DESTINATION` in your folder, type the lines of `say`, and print what it prints.

    Args:
        broker_or_url: a broker of `lab`, or an address such as ws://127.0.0.1:15674/ws.
        destination: what it subscribes to, and where it publishes.
        say: the lines to type; then the input ends, and so does the conversation.
        host: the virtual host to ask for.
    """
    desk = Desk()
    desk.write_shell()
    command = [sys.executable, "-m", "mystomp", url_of(broker_or_url), destination, "--host", host]
    try:
        done = subprocess.run(
            command,
            cwd=desk.home,
            input="".join(f"{line}\n" for line in say),
            text=True,
            encoding="utf-8",
            capture_output=True,
            timeout=ENDS_WITHIN,
            check=False,
            env=os.environ | {"PYTHONIOENCODING": "utf-8", "PYTHONSAFEPATH": ""},  # -m looks into the folder first
        )
    except subprocess.TimeoutExpired:
        return show(note("lab.mystomp", f"it did not end within {ENDS_WITHIN:g} s", Row("next", "what does it wait for?")))
    print(done.stdout + done.stderr, end="")
