"""After its end a client leaves no task, timer, socket or thread behind; and it survives a broker that is killed."""

import asyncio
import gc
import os
import random
import signal
import threading

import psutil
import pytest
from broker_process import broker_process
from canned import CannedServer

import stompkata as sk
from stompkata.errors import StompkataError
from stompkata.net.clock import settle


async def a_cycle(client, number, rng):
    """Activates, and is interrupted somewhere, in one of eight ways."""
    way = number % 8
    if way == 0:
        await client.open()
        await client.deactivate()
    elif way == 1:
        client.activate()
        await settle(rng.randrange(12))
        await client.deactivate(force=True)
    elif way == 2:
        opening = asyncio.ensure_future(client.open())
        await settle(rng.randrange(12))
        opening.cancel()
        await asyncio.gather(opening, return_exceptions=True)
    elif way == 3:
        await client.open()
        news = client.subscribe("/topic/a")
        readers = [asyncio.ensure_future(news.receive()), asyncio.ensure_future(client.publish_and_wait())]
        await settle(rng.randrange(4))
        for reader in readers:
            reader.cancel()
        await asyncio.gather(*readers, return_exceptions=True)
        leaving = asyncio.ensure_future(client.deactivate())
        await settle(rng.randrange(4))
        leaving.cancel()
        await asyncio.gather(leaving, return_exceptions=True)
    elif way == 4:
        client.activate()
        client.deactivate()
        client.activate()
        client.deactivate()
    elif way == 5:
        await client.open()
        client.force_disconnect()
        await settle(rng.randrange(12))
    elif way == 6:
        client.before_connect = lambda client: asyncio.sleep(60)
        client.activate()
        await settle(rng.randrange(4))
        client.before_connect = None
    else:
        await client.open()
        with pytest.raises(StompkataError):
            await client.publish_and_wait("SEND without a destination")
    await client.deactivate(force=True)
    await client.deactivate()


class Cycling(sk.Client):
    async def publish_and_wait(self, wrong=None):
        if wrong:
            self.send(sk.StompFrame("SEND"))
        return await self.publish("/topic/a", "x", receipt=True)


def spokes(client):
    wheel = client._life.wheel
    return len(wheel._order) if wheel is not None else 0


def timers():
    return sum(not handle.cancelled() for handle in asyncio.get_running_loop()._scheduled)


@pytest.mark.parametrize("transport", ["ws", "tcp"])
async def test_two_hundred_lives_in_memory_leave_no_task_no_timer_and_no_link(in_memory, clock, transport):
    rng = random.Random(transport)
    async with in_memory() as server:
        gc.collect()
        before = asyncio.all_tasks()
        for number in range(200):
            client = Cycling(server.pipe(transport), clock=clock, reconnect_delay=5000 * (number % 3 > 0),
                             resubscribe=number % 2 == 0)
            await a_cycle(client, number, rng)
            assert spokes(client) == 0
        await settle()

        assert asyncio.all_tasks() == before
        assert clock.pending == 1                       # the server's own
        assert server._hub.links == {} and server.sessions == () and server.subscriptions == 0


async def test_two_hundred_lives_on_real_ports_leave_no_socket_and_no_thread():
    process, rng = psutil.Process(), random.Random(1)
    async with sk.serve(tcp_port=0) as server:
        gc.collect()
        before, sockets, alarms = asyncio.all_tasks(), len(process.net_connections()), timers()
        for number in range(200):
            client = Cycling(server.url if number % 2 else server.tcp_url, reconnect_delay=5000,
                             heartbeat_strategy="worker")
            await a_cycle(client, number // 2, rng)
            assert spokes(client) == 0
        while server.sessions or server._hub.links:
            await asyncio.sleep(0)

        assert asyncio.all_tasks() == before
        assert [thread for thread in threading.enumerate() if thread.name == "stompkata-ticker"] == []
        gc.collect()
        assert len(process.net_connections()) == sockets
        assert timers() == alarms


async def test_a_client_that_is_dropped_in_the_midst_of_its_life_ends_with_its_loop():
    def run():
        async def main():
            client = sk.Client(CannedServer(b"\n").pipe)
            client.activate()
            await settle()

        asyncio.run(main(), debug=True)

    await asyncio.to_thread(run)


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGSTOP")
async def test_a_killed_broker_is_noticed_and_its_successor_is_known_for_a_new_one():      # F14
    connected, lost = asyncio.Event(), asyncio.Event()
    async with broker_process() as (broker, url):
        client = sk.Client(url, reconnect_delay=50, on_connect=lambda frame: connected.set(),
                           on_web_socket_close=lambda event: lost.set())
        await client.open()
        broker.send_signal(signal.SIGSTOP)              # so that nothing is answered any more
        unanswered = client.publish("/queue/a", "perhaps", receipt=True)
        await asyncio.sleep(0)
        broker.kill()
        await lost.wait()
        with pytest.raises(ConnectionError, match="receipt-0 for SEND to /queue/a"):
            await unanswered
    connected.clear()
    async with broker_process(url.rpartition(":")[2]):
        await asyncio.wait_for(connected.wait(), 30)

        assert client.restarted and [frame.text for frame in client.unconfirmed] == ["perhaps"]
        await client.deactivate()
