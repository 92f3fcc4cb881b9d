"""The learner's client runs as far as his functions reach, and says which chapter comes next."""

import hashlib
import os
import runpy
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest
from client_parts import PARTS

from stompkata.course import given
from stompkata.course.peers import peer
from stompkata.kata.registry import KATA, Kata
from stompkata.lab.desk import Desk

LENT = ("03_websocket_frame", "04_messages", "06_streaming_parser")
PATIENCE = 20.0


@pytest.fixture
def broker():
    with peer("strict") as place:
        yield place


@pytest.fixture
def hasty():
    """The address of a server that answers CONNECT with the octets it is given, in one write, and then hears all."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve(octets: bytes) -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(octets)
                while b"DISCONNECT" not in (heard := connection.recv(65536)) and heard:
                    pass

        def url(octets: bytes) -> str:
            threading.Thread(target=serve, args=(octets,), daemon=True).start()
            return f"stomp://127.0.0.1:{server.getsockname()[1]}"

        yield url


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A learner's folder; call it with the chapters that are solved beside 02, 05 and what is lent."""
    monkeypatch.setenv("STOMPKATA_HOME", str(tmp_path))

    def make(*parts: str, without: str = ""):
        desk = Desk()
        for name in ("02_handshake", "05_stomp_frame", *LENT):
            if name != without:
                desk.borrow(name)
        for name in parts:
            (tmp_path / "mystomp" / f"{name}.py").write_text(PARTS[name])
        return tmp_path

    return make


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "mystomp", *arguments, "--host", "kata", "--login", "guest"]


def run(folder, *arguments: str, say: str = "") -> subprocess.CompletedProcess:
    return subprocess.run(
        command(*arguments), cwd=folder, input=say, text=True, capture_output=True, timeout=PATIENCE,
        env=os.environ | {"MYSTOMP_PASSCODE": "guest"}, check=False,
    )  # fmt: skip


def test_with_02_alone_it_opens_the_websocket(package, broker):
    done = run(package(), broker.url, "/topic/x")

    assert done.stdout == "the WebSocket is open, for v12.stomp\n"
    assert done.stderr == "chapter 07 writes connect_frame: stompkata next, or stompkata borrow connect\n"


def test_without_02_it_says_what_is_missing(package, broker):
    done = run(package(without="02_handshake"), broker.url, "/topic/x")

    assert done.stderr == "chapter 02 writes build_upgrade: stompkata next, or stompkata borrow handshake\n"


def test_with_07_it_is_connected(package, broker):
    assert run(package("connect"), broker.url, "/topic/x", say="hello\n").stdout == (
        "the WebSocket is open, for v12.stomp\n"
        "connected, version 1.2\n"
        "chapter 09 writes Subscriptions: stompkata next, or stompkata borrow subscribe\n"
        "chapter 08 writes send_frame: stompkata next, or stompkata borrow publish\n"
        "bye\n"
    )


def test_with_08_it_publishes(package, broker):
    observer = broker.observer("/topic/x")
    done = run(package("connect", "publish"), broker.url, "/topic/x", say="hello\né中\n")

    assert done.stdout.endswith("bye\n")
    assert [body.decode() for _, _, body in observer.messages] == ["hello", "é中"]
    assert not [headers for _, headers, _ in observer.messages if "content-type" in dict(headers)]


@pytest.mark.parametrize("way", ["WebSocket", "TCP"])
def test_with_09_it_hears_what_comes(package, broker, way):
    url = broker.url if way == "WebSocket" else f"stomp://127.0.0.1:{broker.tcp_port}"
    done = run(package(*PARTS), url, "/topic/x", say="hello\n\x1b[2Jé中\n")

    assert done.stdout.removeprefix("the WebSocket is open, for v12.stomp\n") == (
        "connected, version 1.2\nsubscribed to /topic/x\n/topic/x: hello\n/topic/x: \\x1b[2Jé中\nbye\n"
    )
    assert done.stderr == ""


MESSAGE = b"MESSAGE\nsubscription:0\nmessage-id:1\ndestination:/topic/x\n\nhello\0"


@pytest.mark.parametrize("around", [(b"", b""), (b"\n", b"\n")], ids=["frames", "beats too"])
def test_what_comes_with_connected_in_one_piece_is_heard_too(package, hasty, around):
    before, between = around
    done = run(package(*PARTS), hasty(before + b"CONNECTED\nversion:1.2\n\n\0" + between + MESSAGE), "/topic/x")

    assert done.stdout == "connected, version 1.2\nsubscribed to /topic/x\n/topic/x: hello\nbye\n"


def test_an_error_behind_connected_ends_it(package, hasty):
    done = run(package(*PARTS), hasty(b"CONNECTED\nversion:1.2\n\n\0ERROR\nmessage:go away\n\n\0"), "/topic/x")

    assert (done.returncode, done.stderr) == (1, "ERROR: go away\n")


def test_a_function_that_is_still_a_stub_is_missing_too(package, broker):
    folder = package(*PARTS)
    (folder / "mystomp" / "connect.py").write_text('def connect_frame(host, **options):\n    """Task."""\n')

    assert run(folder, broker.url, "/topic/x").stderr.startswith("chapter 07 writes connect_frame: stompkata next")


def test_an_error_of_the_broker_is_told_without_a_traceback(package, broker):
    folder = package(*PARTS)
    (folder / "mystomp" / "publish.py").write_text("def send_frame(*_, **options):\n    return b'SEND\\n\\n\\0'\n")
    done = run(folder, broker.url, "/topic/x", say="hello\n")

    assert done.returncode == 1
    assert done.stderr.startswith("ERROR: ") and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("url", "start"),
    [("ws://127.0.0.1:1/", "--port 1"), ("ws://localhost:1/", "--port 1"), ("stomp://127.0.0.1:1", "--tcp-port 1")],
)
def test_nobody_at_the_address_is_one_sentence_that_says_what_to_start(package, url, start):
    done = run(package(*PARTS), url, "/topic/x")
    place = url.partition("//")[2].rstrip("/")

    assert done.returncode == 1
    assert done.stderr == (
        f"nobody listens at {place}: start the server that is meant to be there; "
        f"a broker of your own: stompkata broker {start}\n"
    )


@pytest.mark.parametrize("url", ["wss://127.0.0.1/", "127.0.0.1:8080", "ws:///x", "http://127.0.0.1/"])
def test_an_address_that_it_does_not_speak_is_told(package, url):
    done = run(package(*PARTS), url, "/topic/x")

    assert done.returncode == 1
    assert done.stderr == f"{url} is no address for this client: it speaks ws://host:port/path and stomp://host:port\n"


def test_a_server_that_refuses_the_upgrade_is_told_in_its_own_words(package, hasty):
    url = hasty(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n").replace("stomp:", "ws:")
    done = run(package(*PARTS), url, "/topic/x")

    assert (done.returncode, done.stderr) == (1, "your check_101 refuses the answer (status): HTTP/1.1 403 Forbidden\n")


def test_a_port_that_speaks_no_http_is_told_with_what_came(package, broker):
    done = run(package(*PARTS), f"ws://127.0.0.1:{broker.tcp_port}/", "/topic/x")

    assert done.returncode == 1
    assert done.stderr.startswith("the server has closed the connection before its answer was complete: b'ERROR")


def test_ctrl_c_says_goodbye(package, broker):
    process = subprocess.Popen(
        command(broker.url, "/topic/x"), cwd=package(*PARTS), text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, env=os.environ | {"MYSTOMP_PASSCODE": "guest", "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    while not process.stdout.readline().startswith("subscribed"):
        pass
    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    said, complaints = process.communicate(timeout=PATIENCE)

    assert (said, complaints, process.returncode) == ("bye\n", "", 0)
    assert time.monotonic() - began < 5


def test_what_no_chapter_teaches_yet_is_there_from_the_beginning_and_asking_for_it_marks_it(package):
    folder = package(without="03_websocket_frame")
    file = folder / "mystomp" / "websocket_frame.py"

    assert file.read_text().startswith("# --- WsFrame, mask, encode_ws, decode_ws (given) ---\n")
    assert Desk().borrow("03_websocket_frame")[-1] == "websocket_frame.decode_ws"
    assert file.read_text().startswith("# --- WsFrame, mask, encode_ws, decode_ws (borrowed) ---\n")
    assert Desk().borrow("03_websocket_frame") == []
    assert file.read_text().startswith("# --- WsFrame, mask, encode_ws, decode_ws (borrowed) ---\n")


def test_a_given_file_that_the_learner_has_changed_stays_and_another_one_follows_the_edition(package):
    folder, desk = package(), Desk()
    (folder / "mystomp" / "client.py").write_text("mine")
    old = folder / "mystomp" / "__main__.py"
    new = old.read_text()
    old.write_text("an older edition")
    desk.ledger.wrote("__main__", "not its digest")
    desk.write_shell()

    assert old.read_text() == "an older edition"
    desk.ledger.wrote("__main__", hashlib.sha256(b"an older edition").hexdigest()[:16])
    desk.write_shell()
    assert old.read_text() == new
    assert (folder / "mystomp" / "client.py").read_text() == "mine"


def test_when_a_chapter_comes_what_was_given_for_it_is_neither_started_nor_written(package):
    (package(without="04_messages") / ".stompkata").touch()
    kata = Kata("messages.Assembler", "whole messages", chapter="04_messages")
    del KATA[kata.id]

    assert not Desk().started(kata) and not Desk().written(kata)


def test_each_chapter_that_the_shell_names_is_in_the_course(package):
    shell = runpy.run_path(str(package() / "mystomp" / "client.py"))

    assert shell["CHAPTERS"].items() <= {(kata.module, kata.chapter[:2]) for kata in Desk().catalogue.all()}


def test_the_shell_stays_short():
    lines = [line.strip() for text in given.shell().values() for line in text.splitlines()]
    code = [line for line in lines if line and not line.startswith(('"""', "#"))]

    assert len(code) <= 205
