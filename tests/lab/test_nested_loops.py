"""Code pasted from the web: `nest_asyncio` and its successor side by side in one kernel, over live connections."""

import pytest
from test_interrupt import Kernel

SETUP = """
import asyncio
from stompkata import lab
import stompkata as sk

broker = lab.broker()

async def main():
    async with sk.connect(broker.url) as client, asyncio.timeout(10):
        news = client.subscribe("/topic/news")
        await client.publish("/topic/news", "hello", receipt=True)
        async def nested():
            return (await anext(news)).text
        return asyncio.run(nested())

async def beat():
    while True:
        beats.append(1)
        await asyncio.sleep(0.01)

beats, beating = [], asyncio.create_task(beat())
"""
WEB = "import nest_asyncio\nnest_asyncio.apply()\n"
OURS = "lab.allow_nested_loops()\n"
WITHOUT = """
from importlib.machinery import PathFinder

found = PathFinder.find_spec
PathFinder.find_spec = classmethod(lambda cls, name, *more: None if name == "nest_asyncio" else found(name, *more))
"""


@pytest.fixture
def kernel():
    kernel = Kernel()
    yield kernel
    kernel.close()


@pytest.mark.parametrize("applied", [WEB, WEB + OURS, OURS + WEB], ids=["the web's", "the web's, ours", "ours, the web's"])
def test_what_the_web_begins_with_nests_loops_over_live_connections_whatever_came_before(kernel, applied):
    assert kernel.run(SETUP)["status"] == "ok"
    told = kernel.run(applied + "print(asyncio.run(main()), asyncio.run(main()))")
    assert told["printed"] == "hello hello\n", told
    told = kernel.run("count = len(beats); await asyncio.sleep(0.2); print(len(beats) > count, beating.done())")

    assert told["printed"] == "True False\n", told


def test_where_nest_asyncio_is_not_installed_its_successor_answers_to_its_name(kernel):
    assert kernel.run(WITHOUT)["status"] == "ok"
    assert kernel.run("import nest_asyncio")["ename"] == "ModuleNotFoundError"
    assert kernel.run(SETUP)["status"] == "ok"
    told = kernel.run(WEB + "print(nest_asyncio.__name__, asyncio.run(main()))")

    assert told["printed"] == "nest_asyncio2 hello\n", told
