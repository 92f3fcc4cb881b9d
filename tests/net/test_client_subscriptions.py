"""Subscriptions: what is read when, by whom, how much is kept, and what a reconnection does to them."""

import asyncio

import pytest
from canned import CannedServer

import stompkata as sk
from stompkata.errors import ConnectionLost, DeadlineExceeded, LocalProtocolError, NotConnectedError, StaleAck
from stompkata.net.clock import settle
from stompkata.net.inbox import MESSAGES, OCTETS
from stompkata.net.message import Message


def message(text="x", subscription="sub-0", number=0, headers=b""):
    body = text if isinstance(text, bytes) else text.encode()
    return (b"MESSAGE\nmessage-id:%d\nsubscription:%s\ndestination:/a\n%scontent-length:%d\n\n%s\0"
            % (number, subscription.encode(), headers, len(body), body))


@pytest.fixture
def server():
    return CannedServer()


@pytest.fixture
async def client(server, clock):
    client = sk.Client(server.pipe, clock=clock, timeout=3, reconnect_delay=1000)
    await client.open()
    yield client
    await client.deactivate(force=True)


async def test_a_cancelled_reader_takes_no_message_with_it(server, client):
    news = client.subscribe("/a")
    readers = [asyncio.ensure_future(anext(news)) for _ in range(3)]
    await settle()
    server.last.say(message("one"), message("two"))
    readers[1].cancel()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    readers[0].cancel()                 # it may have been woken already
    await settle()

    got = [reader.result().text for reader in readers if reader.done() and not reader.cancelled()]
    while len(got) < 2:
        got.append((await news.receive()).text)
    assert sorted(got) == ["one", "two"]
    for reader in readers:
        reader.cancel()


async def test_a_reader_that_was_woken_and_cancelled_wakes_the_next(server, client):
    news = client.subscribe("/a")
    first, second = asyncio.ensure_future(anext(news)), asyncio.ensure_future(anext(news))
    await settle()
    news.deliver(Message("MESSAGE", {"message-id": "1"}, b"x"))
    first.cancel()                      # woken, but not yet running
    await settle()

    assert first.cancelled() and (await second).text == "x"


async def test_a_reader_that_gave_up_leaves_the_message_to_the_next(server, client, clock):
    news = client.subscribe("/a")
    with pytest.raises(DeadlineExceeded):
        reading = asyncio.ensure_future(news.receive(1))
        await clock.wind(1.1)
        await reading
    server.last.say(message("late"))

    assert (await news.receive()).text == "late"


async def test_iteration_ends_when_we_leave_and_fails_when_the_connection_is_lost(server, client, clock):
    news = client.subscribe("/a")
    reading = asyncio.ensure_future(anext(news, None))
    await settle()
    server.last.transport.close()
    with pytest.raises(ConnectionLost):
        await reading
    with pytest.raises(ConnectionLost):
        await news.receive()
    await clock.wind(1.1)

    news = client.subscribe("/a")
    server.last.say(message("kept"))
    await settle()
    reading = asyncio.ensure_future(collect(news))
    await client.deactivate(force=True)
    assert await reading == ["kept"]
    with pytest.raises(NotConnectedError, match="/a is not subscribed to any more"):
        await news.receive()


async def collect(news):
    return [message.text async for message in news]


@pytest.mark.req("S12-61", "S11-33")
async def test_unsubscribe_takes_headers_and_knows_other_ids(server, client):
    news = client.subscribe("/a", headers={"id": "mine", "durable": "true"})
    client.unsubscribe("mine", {"durable": "true"})
    client.unsubscribe("mine")
    news.unsubscribe()
    await settle()

    assert [dict(frame.headers) for frame in server.last.frames if frame.command == "UNSUBSCRIBE"] == [
        {"id": "mine", "durable": "true"}, {"id": "mine"}]


@pytest.mark.req("S12-51")
async def test_one_id_is_one_subscription(server, client):
    client.subscribe("/a", headers={"id": "mine"})

    with pytest.raises(LocalProtocolError, match="there is a subscription mine already"):
        client.subscribe("/b", headers={"id": "mine"})
    await settle()
    assert server.last.commands == ["CONNECT", "SUBSCRIBE"]


async def test_a_message_after_unsubscribe_is_unhandled(server, client):
    stray = []
    client.on_unhandled_message = stray.append
    client.subscribe("/a").unsubscribe()
    server.last.say(message())
    await settle()

    assert [type(message).__name__ for message in stray] == ["Message"]


@pytest.mark.parametrize("unread, holding", [(MESSAGES - 1, False), (MESSAGES, True)])
async def test_so_many_unread_messages_are_the_most(server, client, unread, holding):
    news = client.subscribe("/a")
    server.last.say(*[message(f"{number}") for number in range(unread)])
    await settle(60)

    assert client._session.link.holding is holding
    assert [(await news.receive()).text for _ in range(unread)] == [f"{number}" for number in range(unread)]
    await settle()
    assert not client._session.link.holding


@pytest.mark.parametrize("size, holding", [(OCTETS - 201, False), (OCTETS - 200, True)])
async def test_so_many_unread_octets_are_the_most(server, client, size, holding):
    news = client.subscribe("/a")
    server.last.say(message(b"x" * size))
    while not client._session.inbox.messages:
        await settle()

    assert client._session.link.holding is holding
    assert len((await news.receive()).body) == size
    assert not client._session.link.holding


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


async def test_a_reader_that_is_cancelled_as_the_subscription_ends_is_just_cancelled(server, client):
    news = client.subscribe("/a")
    reading = asyncio.ensure_future(anext(news))
    await settle()
    news.unsubscribe()
    reading.cancel()
    await settle()

    assert reading.cancelled() and repr(news) == "<Subscription 'sub-0' to '/a'>"


async def test_a_message_in_the_moment_of_the_deadline_is_received(server, client, clock):
    news = client.subscribe("/a")
    reading = asyncio.ensure_future(news.receive(1))
    await settle()
    news.deliver(Message("MESSAGE", {"message-id": "1"}, b"just in time"))
    clock._now += 2
    client._life.wheel._turn()

    assert (await reading).text == "just in time"


async def test_leaving_the_block_drops_what_was_not_read(server, client):
    async with client.subscribe("/a") as news:
        server.last.say(*[message(f"{number}") for number in range(5)])
        await settle()
        assert (await anext(news)).text == "0"

    assert await collect(news) == [] and client._session.inbox.messages == 0


@pytest.mark.req("S10-17")
async def test_in_1_0_a_message_without_subscription_goes_by_its_destination(clock):
    server, stray = CannedServer(b"CONNECTED\nsession:1\n\n\0"), []
    client = sk.Client(server.pipe, clock=clock, reconnect_delay=0, on_unhandled_message=stray.append)
    await client.open()
    client.subscribe("/b")
    news = client.subscribe("/a")
    server.last.say(b"MESSAGE\nmessage-id:1\ndestination:/a\n\nx\0", b"MESSAGE\nmessage-id:2\ndestination:/c\n\nx\0")

    assert (await news.receive()).message_id == "1"
    assert [message.message_id for message in stray] == ["2"]
    news.unsubscribe()
    await settle()
    assert dict(server.last.frames[-1].headers) == {"id": "sub-1", "destination": "/a"}
    await client.deactivate(force=True)
