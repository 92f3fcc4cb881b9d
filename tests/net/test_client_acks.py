"""Acknowledgements and transactions of a client, in each version, and across connections."""

import asyncio

import pytest
from canned import CannedServer

import stompkata as sk
from stompkata.errors import ConnectionLost, LocalProtocolError, NotConnectedError, StaleAck
from stompkata.net.clock import settle
from stompkata.net.message import Message

MESSAGE = b"MESSAGE\nmessage-id:m1\nack:a1\nsubscription:sub-0\ndestination:/queue/a\n\nx\0"


async def connected(clock, version="1.2", **options):
    named = b"" if version == "1.0" else b"version:" + version.encode() + b"\n"
    server = CannedServer(b"CONNECTED\n" + named + b"\n\0")
    client = sk.Client(server.pipe, clock=clock, reconnect_delay=1000, **options)
    await client.open()
    return server, client


async def received(server, client):
    news = client.subscribe("/queue/a", headers={"ack": "client-individual"})
    server.last.say(MESSAGE)
    return await news.receive()


@pytest.mark.req("S12-63", "S11-34", "S10-21")
@pytest.mark.parametrize("version, headers", [
    ("1.2", {"id": "a1"}), ("1.1", {"message-id": "m1", "subscription": "sub-0"}), ("1.0", {"message-id": "m1"})])
async def test_a_message_is_acknowledged_by_what_its_version_asks_for(clock, version, headers):
    server, client = await connected(clock, version)
    message = await received(server, client)
    message.ack()
    client.ack(message)
    client.ack(headers.get("id") or "m1", "sub-0")
    client.ack(message, headers={"receipt": "r"}, transaction="tx")
    await settle()

    frames = [dict(frame.headers) for frame in server.last.frames if frame.command == "ACK"]
    assert frames == [headers] * 3 + [{**headers, "transaction": "tx", "receipt": "r"}]
    await client.deactivate(force=True)


@pytest.mark.req("S12-63")
async def test_a_message_is_refused_in_the_same_way(clock):
    server, client = await connected(clock)
    message = await received(server, client)
    message.nack({"requeue": "false"}, transaction="tx")
    client.nack(message)
    client.nack("a1")
    await settle()

    assert [dict(frame.headers) for frame in server.last.frames if frame.command == "NACK"] == [
        {"id": "a1", "transaction": "tx", "requeue": "false"}, {"id": "a1"}, {"id": "a1"}]
    await client.deactivate(force=True)


@pytest.mark.req("S10-27")
async def test_there_is_no_nack_in_1_0(clock):
    server, client = await connected(clock, "1.0")
    message = await received(server, client)

    with pytest.raises(LocalProtocolError, match="STOMP 1.0 has no NACK"):
        message.nack()
    await client.deactivate(force=True)


@pytest.mark.req("S12-73")
async def test_a_message_without_an_ack_header_has_nothing_to_acknowledge(clock):
    server, client = await connected(clock)
    news = client.subscribe("/topic/a")
    server.last.say(MESSAGE.replace(b"ack:a1\n", b""))

    with pytest.raises(LocalProtocolError, match="MESSAGE m1 has no ack header, so it waits for no ACK"):
        (await news.receive()).ack()
    await client.deactivate(force=True)


async def test_a_message_of_an_earlier_connection_cannot_be_acknowledged_and_nothing_is_sent(clock):
    server, client = await connected(clock)
    message = await received(server, client)
    name = client._session.link.name
    server.last.transport.close()
    await settle()
    with pytest.raises(StaleAck, match=f"ACK a1 belongs to {name}, a connection that has ended"):
        message.ack()

    await clock.wind(1.1)
    assert client.connected
    for call in (message.ack, message.nack, lambda: client.ack(message)):
        with pytest.raises(StaleAck, match=name):
            call()
    assert server.last.commands == ["CONNECT"]
    await client.deactivate(force=True)


def test_a_message_that_came_over_no_connection_says_so():
    with pytest.raises(NotConnectedError, match="over no connection"):
        Message("MESSAGE", {"ack": "1"}).ack()


@pytest.mark.req("S12-66")
async def test_a_transaction_has_an_id_of_its_own_or_the_one_it_is_given(clock):
    server, client = await connected(clock)
    one, two = client.begin(), client.begin("mine", {"receipt": "r"})
    one.commit({"receipt": "c"})
    two.abort()
    client.commit("x")
    client.abort("y")
    await settle()

    assert (one.id, two.id, repr(two)) == ("tx-0", "mine", "<Transaction 'mine'>")
    assert [(frame.command, dict(frame.headers)) for frame in server.last.frames[1:]] == [
        ("BEGIN", {"transaction": "tx-0"}), ("BEGIN", {"transaction": "mine", "receipt": "r"}),
        ("COMMIT", {"transaction": "tx-0", "receipt": "c"}), ("ABORT", {"transaction": "mine"}),
        ("COMMIT", {"transaction": "x"}), ("ABORT", {"transaction": "y"})]
    await client.deactivate(force=True)


@pytest.mark.req("S12-67", "S12-68", "S12-65")
async def test_a_block_is_committed_at_its_end_or_aborted_if_it_fails(in_memory, clock):
    async with in_memory() as server, sk.connect(server.pipe(), clock=clock) as client:
        news = client.subscribe("/queue/a", headers={"ack": "client-individual"})
        async with client.begin() as transaction:
            client.publish("/queue/a", "one", headers={"transaction": transaction.id})
            await settle()
            assert server.broker.queues == {} or server.broker.queues["/queue/a"].ready == 0
        first = await news.receive()
        assert first.text == "one"

        with pytest.raises(ZeroDivisionError):
            async with client.begin() as transaction:
                first.ack(transaction=transaction.id)
                client.publish("/queue/a", "never", headers={"transaction": transaction.id})
                raise ZeroDivisionError
        await client.publish("/queue/a", "two", receipt=True)
        assert (await news.receive()).text == "two"
        first.nack()
        again = await news.receive()
        assert (again.text, again.headers["redelivered"]) == ("one", "true")


async def test_a_block_whose_connection_is_lost_fails_as_its_commit_is_not_confirmed(clock):
    server, client = await connected(clock)

    async def block():
        async with client.begin():
            pass

    waiting = asyncio.ensure_future(block())
    await settle()
    server.last.transport.close()
    with pytest.raises(ConnectionLost, match="tx-0-commit for COMMIT"):
        await waiting

    with pytest.raises(ZeroDivisionError):              # and the abort that cannot be sent hides nothing
        await clock.wind(2)
        async with client.begin():
            await client.deactivate(force=True)
            raise ZeroDivisionError


@pytest.mark.parametrize("transport", ["ws", "tcp"])
@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
async def test_a_queue_is_worked_through_in_every_version(in_memory, clock, transport, version):
    async with in_memory() as server, sk.connect(server.pipe(transport), versions=[version], clock=clock) as client:
        work = client.subscribe("/queue/work", headers={"ack": "client"})
        for number in range(5):
            await client.publish("/queue/work", f"{number}", receipt=True)
        messages = [await work.receive() for _ in range(5)]
        messages[2].ack({"receipt": "acked"})
        await client.watch_for_receipt("acked")
        work.unsubscribe({"receipt": "gone"})
        await client.watch_for_receipt("gone")

        assert [message.text for message in messages] == list("01234")
        assert server.broker.queues["/queue/work"].ready == 2
