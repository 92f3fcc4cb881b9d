"""`stompkata tap` between unmodified clients and brokers of other people: nothing changes, and all of it is seen."""

import asyncio
import random
import re
import signal
import sys
from asyncio.subprocess import PIPE
from contextlib import asynccontextmanager, suppress
from typing import Self

import stomp
from peers import Stompjs, StompjsUnderNode
from pypi_peers import StompPy

import stompkata as sk
from stompkata import lab

TOPIC, GREETING = "/topic/tapped", "grüezi, 世界: a\\b"
LARGE = random.Random(4).randbytes(100_000).hex()  # which hardly compresses


class Wire:
    """A second recorder, which shares nothing with the tap: `passed` has the octets of both directions, as they came."""

    def __init__(self, port: int):
        self._port, self.passed, self.over = port, [bytearray(), bytearray()], asyncio.Event()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._join, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_) -> None:
        self._server.close()

    async def _join(self, reader, writer) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self._port)
        await asyncio.gather(self._pump(0, reader, back), self._pump(1, there, writer))
        for end in (back, writer):
            end.close()
        self.over.set()

    async def _pump(self, way: int, source, sink) -> None:
        """Pass octets on, then their end: a server that has said its last word may still be told something."""
        with suppress(ConnectionError):
            while data := await source.read(4096):
                self.passed[way] += data
                with suppress(ConnectionError):
                    sink.write(data)
                    await sink.drain()
        with suppress(OSError):
            sink.write_eof()


@asynccontextmanager
async def tapped(url: str, folder):
    """client → wire → tap → wire → server: the port for the client, both wires, and the tap's file when it has ended."""
    file, port = folder / "tap.jsonl", int(re.search(r":(\d+)", url)[1])
    async with Wire(port) as behind:
        command = ["-m", "stompkata", "tap", "--to", url.replace(f":{port}", f":{behind.port}"), "--record", file]
        tap = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=PIPE)
        try:
            first = (await tap.stdout.readline()).decode()
            async with Wire(int(re.search(r":(\d+)", first)[1])) as before:
                yield before, behind, file
                for wire in (before, behind):  # the last octets are under way
                    await asyncio.wait_for(wire.over.wait(), 20)
        finally:
            tap.send_signal(signal.SIGINT)
            said = (await tap.communicate())[0].decode()
    assert tap.returncode == 0 and "1 connection, " in said, said


def assert_nothing_changed(before: Wire, behind: Wire, file) -> sk.Recording:
    """The octets at both ends are the same, and the recording has every one of them, but for those of CONNECT.

    Its passcode is masked, for which a compressed frame is compressed again.
    """
    same = before.passed == behind.passed
    assert same and all(before.passed), [[len(passed) for passed in wire.passed] for wire in (before, behind)]
    recording = sk.Recording.load(file)
    said = [record for record in recording if record.direction == "to_server"]
    at = next(number for number, record in enumerate(said) if record.layer != "handshake")
    head, rest = (b"".join(record.data for record in part) for part in (said[:at], said[at + 1:]))
    assert before.passed[0].startswith(head) and before.passed[0].endswith(rest) and len(rest) > 1000
    assert "passcode: *****" in str(recording.dissect(said[at]))
    assert before.passed[1] == b"".join(record.data for record in recording if record.direction == "to_client")
    return recording


def assert_all_is_shown(file, *commands: str) -> None:
    """What a notebook shows of it."""
    shown = lab.open(file).snapshot()["text/plain"]

    assert [command for command in commands if f"STOMP {command}" not in shown] == []
    assert " error " not in shown


async def converse_in_stompjs(stompjs: Stompjs, url: str, **login: str) -> None:
    await stompjs.perform(do="connect", url=url, headers=login, beats=1000)
    await stompjs.wait("connected")
    await stompjs.subscribe(TOPIC)
    for body in (GREETING, LARGE):
        await stompjs.publish(TOPIC, body)
        assert (await stompjs.wait("message"))["body"] == body
    await stompjs.wait("beat")
    await stompjs.perform(do="disconnect")
    await stompjs.wait("done")


async def test_stompjs_and_rabbitmq_do_not_notice_and_every_octet_is_seen(tmp_path, node_modules, rabbitmq):
    async with tapped(rabbitmq.url, tmp_path) as (before, behind, file), StompjsUnderNode() as stompjs:
        url = f"ws://127.0.0.1:{before.port}/ws"
        await converse_in_stompjs(stompjs, url, host="/", login=rabbitmq.login, passcode=rabbitmq.passcode)

    assert_nothing_changed(before, behind, file)
    assert_all_is_shown(file, "CONNECT", "CONNECTED", "SUBSCRIBE", "SEND", "MESSAGE", "RECEIPT", "DISCONNECT")


async def test_stomp_py_and_activemq_do_not_notice_and_every_octet_is_seen(tmp_path, activemq):
    async with tapped(activemq.tcp_url, tmp_path) as (before, behind, file):
        client = StompPy(stomp.StompConnection12, before.port)
        await client.connect(beats=1000)
        await client.subscribe(TOPIC)
        for body in (GREETING, LARGE):
            await client.send(TOPIC, body.encode(), receipt=True)
            assert (await client.wait("message"))["body"] == body.encode()
        await asyncio.sleep(1.5)  # for beats
        await client.disconnect()

    recording = assert_nothing_changed(before, behind, file)
    assert_all_is_shown(file, "CONNECTED", "SUBSCRIBE", "SEND", "MESSAGE", "RECEIPT", "DISCONNECT")
    assert any(record.data == b"\n" and record.direction == "to_server" for record in recording)
