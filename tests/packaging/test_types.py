"""mypy --strict over programs of a user, who has the package installed: it sees what is there, and what is wrong."""

import re
import subprocess
import sys
from importlib import import_module

import pytest

pytestmark = pytest.mark.timeout(180)     # one run of mypy, for the first of them

PROGRAM = '''\
"""A price board."""

import asyncio
from typing import TypedDict

import stompkata as sk
from stompkata.errors import ErrorReceived, NotJson
from stompkata.net.message import Message


class Price(TypedDict):
    name: str
    cents: int


async def read(client: sk.Client) -> list[str]:
    found: list[str] = []
    async with client.subscribe("/topic/prices") as prices:
        async for message in prices:
            try:
                found.append(f"{message.json()['name']}: {message.headers['content-type'].upper()}")
            except NotJson as error:
                print(error, message.text, len(message.body), message.message_id)
            if message.headers.get("last"):
                break
    return found


def heard(message: Message) -> None:
    print(message.destination)
    message.ack(transaction="t-1")


async def work(client: sk.Client) -> None:
    jobs = client.subscribe("/queue/jobs", headers={"ack": "client-individual"})
    async with client.begin() as transaction:
        client.publish("/queue/jobs", "paint", headers={"transaction": transaction.id})
    paint = await anext(jobs)
    paint.nack()
    again: Message = await jobs.receive(timeout=2.5)
    await again.ack({"receipt": "r-1"})
    begun = client.begin("t-1")
    client.ack(again, transaction=begun.id)
    await begun.commit()
    await client.watch_for_receipt("r-2")
    jobs.unsubscribe()


async def main() -> None:
    recording = sk.Recording(1_000)
    async with sk.serve(tcp_port=0, limits=sk.Limits(connections=10), recording=recording) as server:
        async with sk.connect(server.url) as client, sk.connect(server.tcp_url, heart_beat=(0, 0)) as other:
            reading = asyncio.create_task(read(other))
            prices: list[Price] = [{"name": "tea", "cents": 450}]
            await client.publish("/topic/prices", json=prices[0], receipt=True)
            client.publish("/topic/prices", "no price", headers={"last": "yes"})
            client.subscribe("/topic/other", heard)
            print(await reading, client.connected_version, server.delivered, [one.login for one in server.sessions])
        print(recording.text(), len(recording.filter("SEND")), [record.data for record in recording])
    async with sk.tap("ws://127.0.0.1:61614/") as tap:
        print(tap.url, tap.octets["to_server"])


def lives(url: str) -> sk.Client:
    def connected(frame: sk.StompFrame) -> None:
        print(frame.headers["server"], frame.command)

    client = sk.Client(url, on_connect=connected, on_stomp_error=print, heartbeat_incoming=10_000, reconnect_delay=5_000,
                       on_change_state=lambda state: print(state.name))
    client.activate()
    return client


def explain(data: bytes) -> None:
    dissection = sk.dissect(data, version="1.2", sender="client")
    for finding in dissection.errors:
        print(finding.rule.lower(), finding.at + finding.length)
    decoder = sk.Decoder()
    decoder.feed(sk.encode(sk.StompFrame("SEND", {"destination": "/a"}, b"hi")))
    print(decoder.next(), dissection.summary, sk.diff("lenient", sk.Broker("strict").profile), sk.Faults(seed=1))


try:
    asyncio.run(main())
except ErrorReceived as error:
    print(error.frame.headers["message"], error.frame.text)
'''
WRONG = '''\
import stompkata as sk


async def main(client: sk.Client) -> None:
    client.publish("/topic/a", "17")
    client.publish(17)
    client.publish("/topic/a", json=17)
'''
MISTAKES = '''\
import stompkata as sk
from stompkata import lab

sk.conect("ws://")
sk.connect("ws://", login=17)
sk.StompFrame("SEND", {"a": 1})
lab.chek
async def main(client: sk.Client) -> None:
    client.publish("/topic/a", body={"a": 1})
    client.subscribe("/topic/a").recieve()
    async for message in client.subscribe("/topic/a"):
        message.txt
'''
FOREIGN = {  # parts of a type that are the user's own affair
    "Client": "before_connect: (def (Any) -> object)",
    "Recording": "dissector: def (*Any, **Any) -> ",
}


MODULES = ("stompkata", "stompkata.lab", "stompkata.stompjs")
NAMES = {f"names_of_{module.replace('.', '_')}": module for module in MODULES}


def revealed(module: str) -> str:
    """A program that asks for the type of each public name, one a line."""
    return "\n".join(f"from {module} import {name} as _{name}; reveal_type(_{name})" for name in import_module(module).__all__)


@pytest.fixture(scope="module")
def said(tmp_path_factory, pytestconfig) -> dict[str, list[tuple[int, str, str]]]:
    """What one run of mypy --strict says of each program: line, kind, message. Of our own files it must say nothing."""
    folder = tmp_path_factory.mktemp("user")
    programs = {"program": PROGRAM, "wrong": WRONG, "mistakes": MISTAKES, **{name: revealed(NAMES[name]) for name in NAMES}}
    for name, program in programs.items():
        (folder / f"{name}.py").write_text(program, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(pytestconfig.cache.mkdir("mypy"))]
    command += [f"{name}.py" for name in programs]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=170, check=False)
    assert done.stderr == "" and done.returncode == 1, done.stdout + done.stderr
    found = {name: [] for name in programs}
    for name, line, kind, message in re.findall(r"^(.+)\.py:(\d+): (\w+): (.*)$", done.stdout, re.MULTILINE):
        found[name].append((int(line), kind, message))
    return found


def test_a_program_without_mistakes_has_no_errors(said):
    assert said["program"] == []


def test_a_number_is_no_destination_and_nothing_else_is_wrong(said):
    ((line, kind, message),) = said["wrong"]

    assert (line, kind) == (6, "error")
    assert message.startswith('Argument 1 to "publish" of "Client" has incompatible type "int"; expected "str"')


def test_every_line_with_a_mistake_is_found(said):
    assert [(line, kind) for line, kind, _ in said["mistakes"]] == [(line, "error") for line in (4, 5, 6, 7, 9, 10, 12)]


@pytest.mark.parametrize("file", NAMES)
def test_every_public_name_has_a_type_of_its_own(said, file):
    names = import_module(NAMES[file]).__all__

    assert [line for line, _, _ in said[file]] == list(range(1, len(names) + 1))
    for line, _, message in said[file]:
        name, shown = names[line - 1], message.removeprefix("Revealed type is ").strip('"')
        assert shown != "Any" and not shown.endswith("-> Any"), f"{name}: {shown}"
        if file == "names_of_stompkata":
            assert "Any" not in shown.replace(FOREIGN.get(name, "-"), ""), f"{name}: {shown}"
