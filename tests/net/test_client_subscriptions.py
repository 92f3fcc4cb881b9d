"""Subscriptions: what is read when, by whom, and how much is kept."""

import asyncio

import pytest
from canned import CannedServer, message

import stompkata as sk
from stompkata.errors import ConnectionLost, DeadlineExceeded, LocalProtocolError, NotConnectedError
from stompkata.net.clock import settle
from stompkata.net.inbox import MESSAGES, OCTETS
from stompkata.net.message import Message


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
