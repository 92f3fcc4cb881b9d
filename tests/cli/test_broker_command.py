"""`stompkata broker` in a process of its own: found at once, shared, and ended in order."""

import asyncio
import os
import signal
import socket
import stat
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from broker_command import UPGRADE, end, fails, read_until, running, upgrade

import stompkata as sk
from stompkata.broker.profile import PRESETS
from stompkata.errors import StompkataError

CANARY = "correct-horse-battery-staple"
pytestmark = pytest.mark.skipif(os.name != "posix", reason="ended by a signal")


async def test_the_first_line_says_where_it_listens_and_clients_of_both_transports_meet_there():
    with running("--tcp-port", "0") as (_, where):
        async with sk.connect(where["url"]) as ws_client, sk.connect(where["tcp_url"]) as tcp_client:
            news = ws_client.subscribe("/topic/news")
            await ws_client.publish("/topic/ready", "", receipt=True)
            await tcp_client.publish("/topic/news", "hello", receipt=True)

            assert (await anext(news)).text == "hello"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_in_order(number):
    with running() as (process, _):
        assert end(process, number) == "stopped; no queue held a message\n"


async def test_a_signal_is_answered_with_what_is_lost():
    with running("--tcp-port", "0") as (process, where):
        async with sk.connect(where["tcp_url"]) as client:
            for _ in range(3):
                await client.publish("/queue/orders", "one", receipt=True)
            await client.publish("/queue/bills", "one", receipt=True)
        said = end(process, signal.SIGTERM)

    assert said.splitlines() == ["stopped; lost with it, as it keeps nothing on disk:",
                                 "  /queue/bills: 1 ready, 0 unacknowledged", "  /queue/orders: 3 ready, 0 unacknowledged"]


async def test_a_signal_closes_every_connection_in_order():
    with running("--tcp-port", "0") as (process, where):
        async with sk.connect(where["tcp_url"]) as client:
            await client.publish("/queue/orders", "kept", receipt=True)
        address = urlsplit(where["url"])
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        lines = [f"{name}: {value}" for name, value in UPGRADE.items()]
        writer.write("\r\n".join(["GET / HTTP/1.1", f"Host: {address.netloc}", *lines, "", ""]).encode())
        frames = b"CONNECT\naccept-version:1.2\nhost:a\n\n\0SUBSCRIBE\nid:0\ndestination:/queue/orders\n\n\0"
        writer.write(b"\x82\xfe" + len(frames).to_bytes(2) + bytes(4) + frames)
        await reader.readuntil(b"kept\0")
        process.send_signal(signal.SIGTERM)
        goodbye = await asyncio.wait_for(reader.readuntil((1001).to_bytes(2) + b"the broker is stopping"), 10)
        writer.close()
        await asyncio.to_thread(process.communicate, None, 20)
        assert process.returncode == 0

    assert b"ERROR\nmessage:the broker is stopping\n" in goodbye


@pytest.mark.parametrize("preset", PRESETS)
async def test_every_preset_can_be_asked_for(preset):
    with running("--preset", preset, "--tcp-port", "0") as (_, where):
        connection = socket.create_connection(("127.0.0.1", int(where["tcp_url"].rsplit(":", 1)[1])), timeout=10)
        with connection, connection.makefile("rb") as answers:
            connection.sendall(b"CONNECT\naccept-version:1.2\n\n\0")
            answer = answers.readline()

    assert answer == (b"ERROR\n" if preset == "strict" else b"CONNECTED\n")     # 1.2 demands a host header (S12-29)


def test_a_port_that_is_taken_is_named():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        complaint = fails("--port", port)

    assert port in complaint and "--port 0" in complaint


def test_another_address_than_loopback_is_refused_without_logins_and_origins():
    complaint = fails("--host", "0.0.0.0", "--port", "0")

    assert "0.0.0.0" in complaint and "--login" in complaint and "--origin" in complaint


def test_a_page_of_another_origin_is_refused_before_the_upgrade():
    with running("--origin", "http://localhost:5173") as (_, where):
        assert upgrade(where["url"], Origin="http://localhost:5173") == 101
        assert upgrade(where["url"], Origin="http://localhost:5174") == 403
        assert upgrade(where["url"], Origin="null") == 403
        assert upgrade(where["url"], Host="evil.test") == 400
        assert upgrade(where["url"], Host="evil.test", Origin="http://evil.test") == 400
        assert upgrade(where["url"]) == 101


def test_a_program_that_sends_the_brokers_own_address_as_its_origin_is_let_in():  # websocket-client, so stomp.py, does
    with running() as (_, where):
        own = "http://" + urlsplit(where["url"]).netloc
        assert upgrade(where["url"], Origin=own) == 101
        assert upgrade(where["url"], Origin=own + "0") == 403


async def test_the_passcode_comes_from_the_environment_and_is_spilled_nowhere(tmp_path):
    file = tmp_path / "conversation.jsonl"
    with running("--login", "ada", "--record", str(file), STOMPKATA_PASSCODE=CANARY) as (process, where):
        async with sk.connect(where["url"], login="ada", passcode=CANARY) as client:
            await client.publish("/topic/news", "hello", receipt=True)
        with pytest.raises(StompkataError) as refused:
            async with sk.connect(where["url"], login="ada", passcode="wrong"):
                pass
        end(process, signal.SIGTERM)

    assert CANARY not in file.read_text(encoding="utf-8") + str(refused.value) + repr(client)
    assert "SEND /topic/news" in sk.Recording.load(file).text()


def test_without_a_passcode_and_without_anybody_to_ask_it_does_not_start():
    environment = {"STOMPKATA_PASSCODE": ""}
    assert "STOMPKATA_PASSCODE" in fails("--login", "ada", "--port", "0", **environment)


async def test_the_recording_is_complete_readable_and_ours_alone(tmp_path):
    file = tmp_path / "conversation.jsonl"
    with running("--record", str(file)) as (_, where):
        async with sk.connect(where["url"]) as client:
            await client.publish("/topic/news", "hello", receipt=True)

    layers = [record.layer for record in sk.Recording.load(file)]
    assert "handshake" in layers and "websocket" in layers
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_recording_that_cannot_be_written_is_known_before_the_work(tmp_path):
    assert "cannot write" in fails("--port", "0", "--record", str(tmp_path / "no" / "where.jsonl"))


async def test_in_a_terminal_a_live_line_counts_connections_and_subscriptions():
    controller, terminal = os.openpty()
    command = [sys.executable, "-m", "stompkata", "broker", "--port", "0"]
    process = subprocess.Popen(
        command, stdin=terminal, stdout=terminal, stderr=terminal, env=os.environ | {"TERM": "xterm", "COLUMNS": "120"}
    )
    os.close(terminal)
    try:
        url = read_until(controller, b"/").split("ws://")[1].split("/")[0]
        async with sk.connect(f"ws://{url}/") as client:
            client.subscribe("/topic/news")
            await client.publish("/topic/news", "hello", receipt=True)
            await client.publish("/queue/orders", "hello", receipt=True)
            shown = read_until(controller, b"1 queue holding 1")
    finally:
        end(process, signal.SIGINT)
        os.close(controller)

    assert "1 connection" in shown and "1 subscription" in shown


def test_a_broker_of_its_own_still_collects_cycles_but_seldom():
    program = "import gc; from stompkata.cli.broker import spare_the_collector as spare; spare(); print(gc.isenabled(), *gc.get_threshold())"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout

    assert said.split() == ["True", "50000", "20", "50"]


@pytest.mark.parametrize(("connections", "least"), [(10, 100), (300, 664)])
def test_a_room_of_people_may_have_as_many_files_open_as_it_needs(connections, least):
    program = (
        "import resource as r; from stompkata.cli.broker import allow_files; most = r.getrlimit(r.RLIMIT_NOFILE)[1];"
        f"r.setrlimit(r.RLIMIT_NOFILE, (100, most)); allow_files({connections}); print(r.getrlimit(r.RLIMIT_NOFILE)[0])"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout

    assert int(said) == least


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--port", "65536"], "less than or equal to 65535"),
        (["--tcp-port", "-1"], "greater than or equal to 0"),
        (["--host", "192.0.2.77", "--port", "0"], "cannot listen on 192.0.2.77"),
        (["--host", "nowhere.invalid", "--port", "0"], "cannot listen on nowhere.invalid"),
        (["--host", "a..b", "--port", "0"], "cannot listen on a..b"),
    ],
)
def test_a_place_where_nobody_can_listen_is_named(arguments, complaint):
    said = fails(*arguments, "--login", "ada", "--origin", "https://hub.example", STOMPKATA_PASSCODE=CANARY)

    assert complaint in said and CANARY not in said
