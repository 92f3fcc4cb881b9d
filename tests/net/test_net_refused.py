"""The log of who was not let in."""

import logging

import pytest
from wire import CONNECT, client_frame, close, text, upgrade

import stompkata as sk
from stompkata.broker.limits import Limits
from stompkata.errors import ErrorReceived

CANARY = b"correct-horse-battery-staple"


class Lines(logging.Handler):
    """What is logged, in a list."""

    def __init__(self):
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record):
        self.lines.append(record.getMessage())


@pytest.fixture
def lines():
    log, handler = logging.getLogger("stompkata.refused"), Lines()
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    yield handler.lines
    log.removeHandler(handler)
    log.setLevel(logging.NOTSET)


async def test_a_page_that_is_not_invited_is_one_line_with_its_origin_and_host(in_memory, raw, lines):
    async with in_memory() as server:
        await raw(server, upgrade(b"Origin: http://evil.test", host=b"localhost:61614"))

    assert lines == ["refused ws-1: 403 not invited under this origin or host, Origin 'http://evil.test', Host 'localhost:61614'"]


@pytest.mark.parametrize("handshake, line", [
    (upgrade(host=b"evil.test"), "400 not invited under this origin or host, Origin none, Host 'evil.test'"),
    (upgrade(b"Host: evil.test"), "400 not invited under this origin or host, Origin none, Host '127.0.0.1', 'evil.test'"),
    (upgrade().replace(b"Version: 13", b"Version: 8"), "426 no upgrade to WebSocket, Origin none, Host '127.0.0.1'"),
    (b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "426 no upgrade to WebSocket, Origin none, Host 'localhost'"),
    (CONNECT + b"\r\n\r\n", "400 no upgrade to WebSocket, Origin none, Host none"),
    (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 200 + b"\r\n", "431 no upgrade to WebSocket, Origin none, Host none"),
    (b"\0\1\2", "400 no upgrade to WebSocket, Origin none, Host none"),
    (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "400 it speaks TLS, which this port does not, Origin none, Host none")])
async def test_any_refused_handshake_is_one_line(in_memory, raw, lines, handshake, line):
    async with in_memory() as server:
        await raw(server, handshake)

    assert lines == [f"refused ws-1: {line}"]


async def test_what_a_stranger_chose_stays_on_its_line_in_ascii_and_short(in_memory, raw, lines):
    origin = "é\x1b[31m\x85\u202e'".encode() + b"x" * 4000
    async with in_memory() as server:
        await raw(server, upgrade(b"Origin: " + origin))
        await raw(server, upgrade(b"Origin: a\r\n forged: line"))

    assert all(line.isascii() and line.isprintable() and len(line) < 300 for line in lines)
    assert len(lines) == 2


@pytest.mark.parametrize("transport", ["ws", "tcp"])
async def test_a_wrong_passcode_is_one_line_without_it(in_memory, raw, lines, transport):
    connect = b"CONNECT\naccept-version:1.2\nhost:a\nlogin:ada\npasscode:" + CANARY + b"\n\n\0"
    async with in_memory(users={"ada": "secret"}) as server:
        await raw(server, *([connect] if transport == "tcp" else [upgrade(), text(connect)]), transport=transport)

    assert lines == [f"refused {transport}-1: no CONNECTED, the login or the passcode is wrong"]


@pytest.mark.parametrize("frame", [
    CANARY + b"\n\n\0", b"CONNECT\n" + CANARY + b"\n\n\0",
    b"CONNECT\naccept-version:" + CANARY + b"\nhost:a\n\n\0", b"SEND\ndestination:" + CANARY + b"\n\n\0"])
@pytest.mark.parametrize("preset", ["strict", "rabbitmq"])
async def test_a_frame_that_breaks_a_rule_before_connected_is_not_quoted(in_memory, raw, lines, frame, preset):
    async with in_memory(preset=preset) as server:
        await raw(server, frame, transport="tcp")

    assert lines and all("no CONNECTED, its frame breaks S1" in line for line in lines)
    assert CANARY.decode() not in "".join(lines)


async def test_who_is_one_too_many_is_a_line(in_memory, raw, lines):
    async with in_memory(limits=Limits(connections=1)) as server:
        await raw(server, CONNECT, transport="tcp")
        await raw(server, CONNECT, transport="tcp")

    assert lines == ["refused tcp-2: no CONNECTED, over the limit connections = 1"]


async def test_who_has_to_make_room_for_others_is_a_line(in_memory, raw, lines):
    async with in_memory(limits=Limits(connections=1)) as server:
        for _ in range(3):
            await raw(server, transport="tcp")

    assert lines == ["refused tcp-1: no CONNECTED, over the limit connections = 1"]


async def test_who_was_let_in_is_no_line_whatever_it_does_later(in_memory, raw, lines):
    async with in_memory() as server:
        await raw(server, upgrade(), text(CONNECT), client_frame(1, b"NONSENSE\n\n\0"))
        await raw(server, upgrade(), close())

    assert lines == []


async def test_a_line_names_the_address_it_came_from(lines):
    async with sk.serve(tcp_port=0, users={"ada": "secret"}) as server:
        with pytest.raises(ErrorReceived):
            async with sk.connect(server.tcp_url, login="ada", passcode="wrong"):
                pass

    assert lines[0].startswith("refused tcp-1 from 127.0.0.1 port ")


async def test_without_a_handler_nothing_is_written(in_memory, raw, capfd):
    async with in_memory() as server:
        await raw(server, upgrade(b"Origin: http://evil.test"))

    assert capfd.readouterr() == ("", "")
