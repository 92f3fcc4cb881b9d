"""`stompkata tap` in a process of its own: what passes is shown line by line, and what is wrong with it below."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

import stompkata as sk
from stompkata.net.socket import open_socket

CHECKOUT = Path(__file__).parent.parent.parent
CANARY = "correct-horse-battery-staple"
CONNECT = b"CONNECT\naccept-version:1.2\nhost:/\nheart-beat:1000,1000\n\n\0"
SUBSCRIBE = b"SUBSCRIBE\nid:0\ndestination:/topic/news\nreceipt:there\n\n\0"
SEND = b"SEND\ndestination:/topic/news\ncontent-type:text/plain\ncontent-length:2\nfile:C:\\temp\n\nhi\0"
pytestmark = pytest.mark.skipif(os.name != "posix", reason="ended by a signal")


@contextmanager
def running(*arguments):
    """The tap's process and the URL of its first line; `said` has the rest when it has ended."""
    process = subprocess.Popen([sys.executable, "-m", "stompkata", "tap", *arguments], stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        first = process.stdout.readline()
        process.url, process.said = re.search(r"connect to (\S+),", first)[1], [first]
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.said = "".join(process.said) + process.communicate(timeout=20)[0]
        assert process.returncode == 0 and "Traceback" not in process.said, process.said


def fails(*arguments) -> str:
    done = subprocess.run([sys.executable, "-m", "stompkata", "tap", *arguments], capture_output=True, text=True,
                          timeout=20, check=False)
    assert done.returncode == 2 and "Traceback" not in done.stderr, done.stderr
    return done.stderr


async def converse(url: str) -> None:
    """A short session with one mistake in it, each step answered before the next."""
    socket = await open_socket(url)
    for frame in (CONNECT, SUBSCRIBE, SEND):
        socket.send(frame)
        await socket.receive(5)
    assert await socket.receive(5) == b"\n"
    socket.send(b"DISCONNECT\nreceipt:bye\n\n\0")
    with pytest.raises(ConnectionError):        # after the RECEIPT
        while True:
            await socket.receive(5)


async def until_shown(tap, wanted: str) -> None:
    """Read what the tap writes up to a line that holds this."""
    while wanted not in tap.said[-1]:
        tap.said.append(await asyncio.wait_for(asyncio.to_thread(tap.stdout.readline), 20))


def without_times_and_ports(text: str) -> str:
    text = re.sub(r"(?<=//127\.0\.0\.1:)\d+", "PORT", text)
    text = re.sub("(client|server) ended", "SIDE ended", text)      # who ends first is a race
    return re.sub(r"(?m)^ *\d+\.\d{3}(?=  )", "TIME", text)


async def test_the_session_that_opens_the_readme_is_what_the_command_shows():
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"^\$ stompkata tap --listen 61700 --to ws://127.0.0.1:61614/\n(.*?)^```", readme, re.DOTALL | re.MULTILINE)
    async with sk.serve() as server:
        with running("--to", server.url) as tap:
            await converse(tap.url)
            await until_shown(tap, "event               closed")

    assert without_times_and_ports(tap.said) == without_times_and_ports(shown[1])


async def test_an_error_is_explained_below_its_line_each_time_and_a_warning_once():
    async with sk.serve() as server:
        with running("--to", server.url) as tap:
            socket = await open_socket(tap.url)
            for frame in (CONNECT, *[b"SEND\ndestination:/topic/a\n\nx\0"] * 3, *[b"SEND\ndestination:a\\b\n\n\0"] * 2):
                socket.send(frame)
            await asyncio.sleep(0.3)

    assert tap.said.count("a body, but no content-length") == 1 and tap.said.count("[1 warning]") == 3
    assert tap.said.count("undefined escape") == 2 and tap.said.count("[1 error]") == 2


async def test_advice_is_given_once_a_connection_and_is_no_finding():
    async with sk.serve() as server:
        with running("--to", server.url) as tap:
            for _ in range(2):
                async with sk.connect(tap.url) as client:
                    for _ in range(3):
                        await client.publish("/topic/a", "hello", receipt=True)
                await until_shown(tap, "event               closed")

    assert "0 findings" in tap.said and tap.said.count("SEND /topic/a · hello") == 6
    assert tap.said.count("advice at 0: a body, but no content-type [S12-16]") == 2


async def test_what_passed_is_saved_without_a_passcode_and_the_summary_says_where(tmp_path):
    file = tmp_path / "tap.jsonl"
    async with sk.serve(tcp_port=0) as server:
        with running("--to", server.tcp_url, "--record", str(file)) as tap:
            async with sk.connect(tap.url, login="ada", passcode=CANARY) as client:
                await client.publish("/topic/news", "hello", receipt=True)

    recording = sk.Recording.load(file)
    assert all(f"STOMP {command}" in recording.text() for command in ("CONNECT", "CONNECTED", "SEND", "RECEIPT", "DISCONNECT"))
    assert CANARY not in tap.said and CANARY not in file.read_text()
    assert f'lab.open("{file}")' in tap.said and "1 connection, " in tap.said


async def test_hostile_text_does_not_reach_the_terminal():
    async with sk.serve() as server:
        with running("--to", server.url) as tap:
            socket = await open_socket(tap.url)
            socket.send("SEND\ndestination:/topic/\x1b[2J\x1b]0;owned\x07\u202e\\x\n\n\x1b[31mred\0")
            await asyncio.sleep(0.3)

    assert "owned" in tap.said and not set("\x1b\x07\u202e") & set(tap.said)


async def test_it_ends_without_a_traceback_when_nobody_reads_its_lines_any_more(tmp_path):
    async with sk.serve() as server:
        with running("--to", server.url, "--record", str(tmp_path / "tap.jsonl")) as tap:
            tap.stdout.close()
            socket = await open_socket(tap.url)
            with pytest.raises(ConnectionError):
                await socket.receive(20)
            assert await asyncio.to_thread(tap.wait, 20) == 0
            tap.stdout = open(os.devnull, encoding="utf-8")

    assert len(sk.Recording.load(tmp_path / "tap.jsonl")) > 2


async def test_in_a_terminal_lines_pass_above_one_that_counts():
    controller, terminal = os.openpty()
    async with sk.serve() as server:
        process = subprocess.Popen([sys.executable, "-m", "stompkata", "tap", "--to", server.url], stdin=terminal,
                                   stdout=terminal, stderr=terminal, env=os.environ | {"TERM": "xterm", "COLUMNS": "120"})
        os.close(terminal)
        shown = b""

        async def until(wanted: bytes) -> None:
            nonlocal shown
            while wanted not in shown:
                shown += await asyncio.to_thread(os.read, controller, 4096)

        await until(b"ends it")
        url = "ws://" + shown.decode().split("ws://")[1].split("/")[0] + "/"
        async with sk.connect(url) as client:
            await client.publish("/topic/news", "hello", receipt=True)
            await until(b"RECEIPT")
            await until(b"1 connection")
        process.send_signal(signal.SIGINT)
        await until(b"0 findings\r\n")
    assert await asyncio.to_thread(process.wait, 20) == 0
    os.close(controller)
    assert b"SEND /topic/news" in shown and b"Traceback" not in shown


def test_what_cannot_be_is_said_before_anything_begins(tmp_path):
    assert "no address of a broker" in fails("--to", "http://127.0.0.1/")
    assert "no address of a broker" in fails("--to", "ws://")
    assert "let other machines speak" in fails("--to", "ws://127.0.0.1:1/", "--listen", "0.0.0.0:0")
    assert "no place to listen" in fails("--to", "ws://127.0.0.1:1/", "--listen", "here:there")
    assert "cannot write" in fails("--to", "ws://127.0.0.1:1/", "--record", str(tmp_path / "no" / "file"))


async def test_a_port_that_is_taken_is_named():
    async with sk.serve() as server:
        port = server.url.rsplit(":", 1)[1].rstrip("/")
        assert "taken by another program" in await asyncio.to_thread(fails, "--to", server.url, "--listen", port)
