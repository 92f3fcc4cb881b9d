"""Our broker in preset `rabbitmq` says what RabbitMQ says, or the difference is explained."""

import asyncio
import inspect
import secrets
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import scenarios_acks
import scenarios_connect
import scenarios_destinations
import scenarios_frames
import scenarios_queues
import scenarios_transactions
from differences import EXPLAINED, differences, judge
from stage import Stage
from transcript import lines

import stompkata as sk

FILES = (scenarios_connect, scenarios_frames, scenarios_destinations, scenarios_queues, scenarios_acks, scenarios_transactions)
SCENARIOS = {
    name: script
    for file in FILES
    for name, script in inspect.getmembers(file, inspect.isfunction)
    if script.__module__ == file.__name__ and list(inspect.signature(script).parameters) == ["play"]
    and not script.__doc__  # what has one is a beginning that several share
}  # fmt: skip


@pytest.fixture(scope="module")
def ours() -> Iterator[tuple[str, int]]:
    """Our broker, in a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = sk.serve(preset="rabbitmq", port=None, tcp_port=0, users={"guest": "guest"})
    started = asyncio.run_coroutine_threadsafe(start(server), loop).result(10)
    yield address(started.tcp_url)
    asyncio.run_coroutine_threadsafe(started.close(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


async def start(serving):
    return await serving


def address(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return parts.hostname, parts.port


def played(where: tuple[str, int], name: str) -> list[str]:
    """The transcript of a scenario."""
    stage = Stage(where, secrets.token_hex(4))
    try:
        SCENARIOS[name](stage)
    finally:
        stage.leftovers()
    return lines(stage.transcript, any_order=stage.any_order)


@pytest.mark.parametrize("name", SCENARIOS)
def test_both_brokers_say_the_same(name, rabbitmq, ours):
    theirs, mine = played(address(rabbitmq.tcp_url), name), played(ours, name)
    odd = judge(name, differences(theirs, mine))

    assert not odd, "\n".join([*odd, "", "RabbitMQ:", *theirs, "", "ours:", *mine])


def test_the_table_explains_only_what_is_played():
    known = {name for scenarios in EXPLAINED.values() for name in scenarios}

    assert known <= SCENARIOS.keys()
    print(f"{len(SCENARIOS)} scenarios, {len(SCENARIOS) - len(known)} of them the same in every frame")
    assert len(SCENARIOS) - len(known) >= 60
