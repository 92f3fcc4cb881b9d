"""The loop thread of a kernel: calls, interrupts, names, and the end."""

import asyncio
import signal
import subprocess
import sys
import textwrap
import threading
import time

import pytest

import stompkata as sk
from stompkata.errors import DeadlineExceeded, StompkataError
from stompkata.net.runtime import THREAD, Runtime


@pytest.fixture
def runtime():
    runtime = Runtime()
    yield runtime
    runtime.close()


async def answer():
    return threading.current_thread().name, 42


def test_a_call_runs_on_the_loop_thread_and_returns_here(runtime):
    assert runtime.call(answer()) == (THREAD, 42)


def test_there_is_one_runtime_in_a_process():
    assert Runtime.current() is Runtime.current()


def test_a_call_that_takes_too_long_is_named_and_cancelled(runtime):
    cancelled = threading.Event()

    async def forever():
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    with pytest.raises(DeadlineExceeded, match="forever did not end within 0.01 s"):
        runtime.call(forever(), 0.01)
    assert cancelled.wait(5)


def test_the_coroutines_own_deadline_is_its_own(runtime):
    async def late():
        raise DeadlineExceeded("no RECEIPT")

    with pytest.raises(DeadlineExceeded, match="no RECEIPT"):
        runtime.call(late(), 5)


def test_a_call_from_the_loop_thread_itself_is_refused(runtime):
    async def nested():
        runtime.call(answer())

    with pytest.raises(StompkataError, match="cannot wait for the loop"):
        runtime.call(nested(), 5)


async def test_wrap_awaits_from_another_loop(runtime):
    assert await runtime.wrap(answer()) == (THREAD, 42)


def test_a_name_is_replaced_and_what_had_it_is_closed(runtime):
    async def start():
        return await sk.serve(port=None, tcp_port=0)

    first, second = runtime.call(start()), runtime.call(start())
    runtime.replace("broker", first)
    runtime.replace("broker", first)
    runtime.replace("broker", second)

    async def connect(url):
        async with sk.connect(url):
            pass

    with pytest.raises(OSError):
        runtime.call(connect(first.tcp_url))
    runtime.call(connect(second.tcp_url))


def test_close_ends_the_thread_and_tells_the_peers(runtime):
    closed = []

    class Thing:
        async def close(self):
            closed.append(threading.current_thread().name)

    runtime.replace("thing", Thing())
    runtime.close()
    assert closed == [THREAD] and not runtime._thread.is_alive()
    runtime.close()


class Kept:
    def __init__(self):
        self.closed = 0

    async def close(self):
        self.closed += 1


def test_closing_ends_what_is_kept_with_a_name_and_without(runtime):
    named, unnamed = Kept(), Kept()
    runtime.replace("broker", named)
    runtime.keep(unnamed)
    runtime.close()

    assert (named.closed, unnamed.closed) == (1, 1)
    assert not runtime.running


def test_after_the_end_another_runtime_takes_its_place():
    first = Runtime.current()
    first.close()
    with pytest.raises(StompkataError, match="the runtime is closed"):
        first.call(answer())

    second = Runtime.current()
    assert second is not first and second.call(answer()) == (THREAD, 42)
    second.close()


PROGRAM = textwrap.dedent("""
    import sys, stompkata as sk
    from stompkata.net.runtime import Runtime

    async def start():
        server = await sk.serve()
        client = await sk.connect(server.url)
        return server, client.subscribe("/topic/never")

    runtime = Runtime.current()
    server, news = runtime.call(start(), 5)
    runtime.replace("broker", server)

    async def wait():
        print("waiting", flush=True)    # said by the loop, so that the cell is in call() when it is interrupted
        await news.receive(60)

    try:
        runtime.call(wait())
    except KeyboardInterrupt:
        print("interrupted", flush=True)

    async def again():
        async with sk.connect(server.url) as client:
            await client.publish("/topic/a", "x", receipt=True)
        return "works"

    print(runtime.call(again(), 5), flush=True)
""")


def test_an_interrupt_reaches_the_cell_only_and_the_next_one_works():
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "waiting\n", process.communicate()[1]
        start = time.monotonic()
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == "interrupted\n"
        assert time.monotonic() - start < 3       # 0.5 s on a quiet machine; the message never comes at all
        assert process.stdout.readline() == "works\n"
        assert process.wait(10) == 0
        assert process.stderr.read() == ""
