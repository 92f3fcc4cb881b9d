"""Whom `stompkata broker` refuses is written down, with and without a terminal, and no flood of them harms anybody."""

import asyncio
import logging
import os
import signal
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from broker_command import end, fails, read_until, running, upgrade

import stompkata as sk
from stompkata.cli.refusals import A_SECOND, refusals_shown
from stompkata.errors import ErrorReceived

pytestmark = pytest.mark.skipif(os.name != "posix", reason="ended by a signal")
USERS = {"STOMPKATA_PASSCODE": "secret"}
log = logging.getLogger("stompkata.refused")


def test_a_refused_handshake_is_a_line_of_time_origin_and_host():
    with running() as (process, where):
        host = urlsplit(where["url"]).netloc
        upgrade(where["url"], Origin="http://evil.test")
        upgrade(where["url"], Host="evil.test")
        said = end(process, signal.SIGTERM).splitlines()

    assert [line[8:].partition(" from ")[0] for line in said[:2]] == [" refused ws-1", " refused ws-2"]
    assert said[0].endswith(f": 403 not invited under this origin or host, Origin 'http://evil.test', Host '{host}'")
    assert said[1].endswith(": 400 not invited under this origin or host, Origin none, Host 'evil.test'")
    assert said[2:] == ["stopped; no queue held a message"]


async def test_a_refused_login_is_a_line_on_either_transport():
    with running("--login", "ada", "--tcp-port", "0", **USERS) as (process, where):
        for url in (where["url"], where["tcp_url"]):
            with pytest.raises(ErrorReceived):
                async with sk.connect(url, login="ada", passcode="wrong"):
                    pass
        said = end(process, signal.SIGTERM)

    assert said.count("no CONNECTED, the login or the passcode is wrong\n") == 2


@pytest.mark.parametrize("refused", [A_SECOND, A_SECOND + 1, A_SECOND + 313])
async def test_a_flood_is_so_many_lines_and_a_sum(capfd, refused):
    with refusals_shown():
        for number in range(refused):
            log.info("refused ws-%d", number)
    lines = capfd.readouterr().err.splitlines()

    assert len([line for line in lines if " refused ws-" in line]) == A_SECOND
    assert lines[A_SECOND:] == [f"refused {refused - A_SECOND} more within a second"] * (refused > A_SECOND)


async def test_the_sum_comes_by_itself_and_then_lines_again(capfd):
    with refusals_shown():
        for number in range(A_SECOND + 5):
            log.info("refused ws-%d", number)
        said = ""
        while "5 more" not in said:
            said += capfd.readouterr().err
            await asyncio.sleep(0)
        log.info("refused ws-last")

    assert "refused ws-last" in capfd.readouterr().err


async def test_when_nobody_reads_what_it_says_the_broker_goes_on(monkeypatch):
    reading, writing = os.pipe()
    with os.fdopen(writing, "w") as nobody_reads, refusals_shown():
        monkeypatch.setattr("sys.stderr", nobody_reads)
        logged = 0
        while logged < 5000:  # 100 octets each: more than a pipe holds
            log.info("refused ws-%d %s", logged, "x" * 100)
            logged += 1
            if logged % A_SECOND == 0:
                [handler] = log.handlers
                handler.sum_up()
        monkeypatch.undo()
        os.close(reading)

        assert logged == 5000


async def test_afterwards_nothing_is_left_of_it(capfd):
    with refusals_shown():
        pass
    log.info("refused ws-1")

    assert log.handlers == [] and capfd.readouterr() == ("", "")


def test_in_a_terminal_a_refusal_stands_above_the_live_line():
    controller, terminal = os.openpty()
    command = [sys.executable, "-m", "stompkata", "broker", "--port", "0"]
    process = subprocess.Popen(
        command, stdin=terminal, stdout=terminal, stderr=terminal, env=os.environ | {"TERM": "xterm", "COLUMNS": "200"}
    )
    os.close(terminal)
    try:
        place = read_until(controller, b"/\x1b").split("ws://")[1].split("/")[0]
        read_until(controller, b"0 connections")
        upgrade(f"ws://{place}/", Origin="http://evil.test")
        shown = read_until(controller, b"0 connections", after=b"refused ws-1")
    finally:
        end(process, signal.SIGINT)
        os.close(controller)

    assert "Origin 'http://evil.test'" in shown


@pytest.mark.parametrize(
    ("origin", "right"),
    [
        ("http://localhost:5173/", "http://localhost:5173"),
        ("localhost:5173", "http://localhost:5173"),
        ("https://*.hub.example", "such as http://localhost:8888"),
    ],
)
def test_an_origin_that_could_never_match_is_refused_at_the_start(origin, right):
    complaint = fails("--port", "0", "--origin", origin)

    assert f"no browser sends the origin {origin!r}" in complaint and f"try:  {right}\n" in complaint


def test_every_page_at_once_is_refused_at_the_start():
    complaint = fails("--port", "0", "--origin", "*")

    assert "any web page" in complaint and "--login" not in complaint


async def test_on_all_addresses_the_first_line_names_those_that_can_be_used():
    with running(
        "--host", "0.0.0.0", "--tcp-port", "0", "--login", "ada", "--origin", "http://localhost:8888", **USERS
    ) as (_, where):
        for url in (*where["urls"], *where["tcp_urls"]):
            async with sk.connect(url, login="ada", passcode="secret") as client:
                await client.publish("/topic/a", "hello", receipt=True)

    assert where["url"] == where["urls"][0] and where["tcp_url"] == where["tcp_urls"][0]
    assert "0.0.0.0" not in str(where)
