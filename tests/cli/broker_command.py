"""A broker in a process of its own, for the tests of its command."""

import http.client
import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from urllib.parse import urlsplit

UPGRADE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


@contextmanager
def running(*arguments, **environment):
    """The broker's process, and its first line; it is ended by SIGTERM, and must end in order."""
    command = [sys.executable, "-m", "stompkata", "broker", "--port", "0", *arguments]
    process = subprocess.Popen(
        command,
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        line = process.stdout.readline()
        assert line, process.communicate(timeout=20)
        yield process, json.loads(line)
    finally:
        end(process, signal.SIGTERM)


def end(process, number) -> str | None:
    """Send a signal, unless the process has ended; it ends with 0, and without a traceback; what it says about that."""
    if process.returncode is not None:
        return None
    process.send_signal(number)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 0, said
    assert "Traceback" not in (said or "")
    return said


def fails(*arguments, **environment) -> str:
    """What a broker that does not start says."""
    command = [sys.executable, "-m", "stompkata", "broker", *arguments]
    done = subprocess.run(
        command,
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def upgrade(url: str, **headers: str) -> int:
    """The status with which a WebSocket upgrade is answered."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=10)
    connection.request("GET", "/", headers=UPGRADE | headers)
    status = connection.getresponse().status
    connection.close()
    return status


def read_until(terminal: int, wanted: bytes, *, after: bytes = b"") -> str:
    """What a terminal shows until it shows this, behind what it is to come after."""
    shown = b""
    while wanted not in shown.partition(after)[2] if after else wanted not in shown:
        shown += os.read(terminal, 4096)
    return shown.decode()
