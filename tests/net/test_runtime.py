"""The loop in a thread of its own: one for the process, patient with interrupts, empty at the end."""

import asyncio
import signal
import socket
import threading

import pytest

import stompkata as sk
from stompkata.errors import DeadlineExceeded, StompkataError
from stompkata.net.runtime import Runtime


@pytest.fixture
def runtime():
    runtime = Runtime()
    yield runtime
    runtime.close()


class Kept:
    def __init__(self):
        self.closed = 0

    async def close(self):
        self.closed += 1


async def forever(started: threading.Event, ended: list):
    started.set()
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        ended.append("cancelled")
        raise


def test_a_process_has_one_runtime_until_it_is_closed():
    first = Runtime.current()

    assert Runtime.current() is first
    first.close()
    second = Runtime.current()
    assert second is not first and second.running
    second.close()


def test_a_wait_that_runs_out_cancels_what_it_waited_for(runtime):
    ended = []
    with pytest.raises(DeadlineExceeded, match="forever did not end within 0.01 s"):
        runtime.call(forever(threading.Event(), ended), 0.01)

    runtime.call(asyncio.sleep(0))
    assert ended == ["cancelled"]


def test_an_interrupt_cancels_the_wait_and_the_loop_lives_on(runtime):
    started, ended = threading.Event(), []
    main = threading.main_thread().ident
    threading.Thread(target=lambda: (started.wait(5), signal.pthread_kill(main, signal.SIGINT)), daemon=True).start()
    with pytest.raises(KeyboardInterrupt):
        runtime.call(forever(started, ended), 10)

    async def one():
        return 1

    assert runtime.call(one()) == 1
    assert ended == ["cancelled"]


def test_the_loop_refuses_to_wait_for_itself(runtime):
    async def wait_inside():
        runtime.call(asyncio.sleep(0))

    with pytest.raises(StompkataError, match="cannot wait for the loop"):
        runtime.call(wait_inside())


async def test_a_coroutine_can_be_awaited_from_another_loop(runtime):
    async def where():
        return asyncio.get_running_loop()

    assert await runtime.wrap(where()) is runtime.loop


def test_a_name_holds_one_thing_and_the_old_one_is_closed(runtime):
    old, new = Kept(), Kept()
    runtime.replace("broker", old)
    runtime.replace("broker", new)

    assert (old.closed, new.closed) == (1, 0)


def test_closing_ends_what_is_kept_and_the_thread(runtime):
    named, unnamed = Kept(), Kept()
    runtime.replace("broker", named)
    runtime.keep(unnamed)
    runtime.close()

    assert (named.closed, unnamed.closed) == (1, 1)
    assert not runtime.running
    with pytest.raises(StompkataError, match="the runtime is closed"):
        runtime.call(asyncio.sleep(0))


def test_the_end_of_the_runtime_frees_the_port_of_its_broker(runtime):
    async def start():
        return await sk.serve()

    server = runtime.call(start())
    port = int(server.url.removesuffix("/").rpartition(":")[2])
    runtime.replace("broker", server)
    runtime.close()

    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
