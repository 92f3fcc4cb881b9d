"""What a reconnection does to subscriptions."""

import asyncio

import pytest
from canned import message

import stompkata as sk
from stompkata.errors import ConnectionLost, StaleAck
from stompkata.net.clock import settle
from stompkata.net.inbox import MESSAGES


@pytest.fixture
async def client(server, clock):
    client = sk.Client(server.pipe, clock=clock, timeout=3, reconnect_delay=1000)
    await client.open()
    yield client
    await client.deactivate(force=True)


async def collect(news):
    return [message.text async for message in news]


async def test_what_a_paused_client_has_not_read_stays_with_the_server(server, client):
    news = client.subscribe("/a")
    server.last.say(*[message(b"x" * 10_000) for _ in range(2000)])
    await settle(400)
    kept = client._session.inbox

    assert client._session.link.holding and kept.messages <= MESSAGES + 64
    assert server.last.transport.get_write_buffer_size() > 15_000_000
    for _ in range(2000):
        await news.receive()


async def test_without_resubscribe_nothing_is_subscribed_again(server, client, clock):
    client.subscribe("/a")
    server.last.transport.close()
    await clock.wind(1.1)

    assert client.connected and server.last.commands == ["CONNECT"]


async def test_subscriptions_outlive_a_connection_where_that_is_asked(server, client, clock):
    client.resubscribe = True
    said, called = [], []
    news = client.subscribe("/a", headers={"ack": "client-individual", "x": "1"})
    client.subscribe("/b", called.append)
    gone = client.subscribe("/c")
    reading = asyncio.ensure_future(anext(news))
    late = asyncio.ensure_future(news.receive(60))
    await settle()
    server.last.say(message("before"), message("kept", headers=b"ack:7\n"), message("unread", headers=b"ack:8\n"))
    await settle()
    client.on_connect = lambda frame: said.append(client.subscribe("/d").id)
    server.last.transport.close()
    await settle()
    gone.unsubscribe()
    more = asyncio.ensure_future(news.receive(60))
    another = asyncio.ensure_future(news.receive(60))
    await clock.wind(1.1)

    assert [(frame.command, dict(frame.headers)) for frame in server.last.frames[1:]] == [
        ("SUBSCRIBE", {"id": "sub-0", "destination": "/a", "ack": "client-individual", "x": "1"}),
        ("SUBSCRIBE", {"id": "sub-1", "destination": "/b"}), ("SUBSCRIBE", {"id": "sub-2", "destination": "/d"})]
    assert said == ["sub-2"]
    assert [(await task).text for task in (reading, late, more)] == ["before", "kept", "unread"]
    with pytest.raises(StaleAck):
        late.result().ack()
    server.last.say(message("after"), message("to the callback", "sub-1"))
    assert (await another).text == "after"
    await settle()
    assert [message.text for message in called] == ["to the callback"]


async def test_unread_messages_count_in_the_next_connection(server, client, clock):
    client.resubscribe = True
    news = client.subscribe("/a")
    server.last.say(*[message(f"{number}") for number in range(MESSAGES - 1)])
    await settle(60)
    server.last.transport.close()
    await clock.wind(1.1)
    assert client._session.inbox.messages == MESSAGES - 1 and not client._session.link.holding

    server.last.say(message("last"))
    await settle()
    assert client._session.link.holding
    for _ in range(MESSAGES):
        await news.receive()
    assert client._session.inbox.messages == 0


@pytest.mark.parametrize("way", ["deactivate", "no delay", "deactivate while waiting"])
async def test_what_will_not_be_resubscribed_ends(server, clock, way):
    client = sk.Client(server.pipe, clock=clock, reconnect_delay=0 if way == "no delay" else 1000, resubscribe=True)
    await client.open()
    reading = asyncio.ensure_future(collect(client.subscribe("/a")))
    await settle()
    if way != "deactivate":
        server.last.transport.close()
        await settle()
    assert reading.done() is (way == "no delay")
    await client.deactivate(force=True)
    await settle()

    if way == "no delay":
        assert isinstance(reading.exception(), ConnectionLost)
    else:
        assert await reading == []


async def test_a_whole_reconnection_over_a_real_port_goes_on_with_its_subscriptions():
    connected = asyncio.Event()
    async with sk.serve(tcp_port=0) as server:
        client = sk.Client(server.tcp_url, resubscribe=True, reconnect_delay=10, on_connect=lambda _: connected.set())
        await client.open()
        news = client.subscribe("/topic/a")
        await client.publish("/topic/b", receipt=True)
        connected.clear()
        client.force_disconnect()
        await connected.wait()
        await client.publish("/topic/a", "again", receipt=True)
        assert (await news.receive()).text == "again"
        await client.deactivate()
