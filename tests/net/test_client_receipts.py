"""Receipts: who waits for one, what happens when none comes, and what is said of a SEND that nobody confirmed."""

import asyncio
from dataclasses import replace

import pytest
from canned import CannedServer

import stompkata as sk
from stompkata.errors import ConnectionLost, DeadlineExceeded, ErrorReceived, LocalProtocolError
from stompkata.net.clock import settle
from stompkata.recording import Recording

RECEIPT = b"RECEIPT\nreceipt-id:%s\n\n\0"


@pytest.fixture
def server():
    return CannedServer()


@pytest.fixture
async def client(server, clock):
    client = sk.Client(server.pipe, clock=clock, timeout=3, reconnect_delay=1000)
    await client.open()
    yield client
    await client.deactivate(force=True)


async def test_a_receipt_is_given_to_its_watchers_once_and_to_whoever_waits(server, client):
    said, stray = [], []
    client.on_unhandled_receipt = stray.append
    waiting = asyncio.ensure_future(asyncio.wait_for(client.watch_for_receipt("r", said.append), 5))
    client.watch_for_receipt("r", said.append)
    await settle()
    server.last.say(RECEIPT % b"r", RECEIPT % b"r")
    await settle()

    assert [frame.headers["receipt-id"] for frame in said] == ["r", "r"] and len(stray) == 1
    assert (await waiting) is said[0]


async def test_a_watcher_that_fails_is_reported_and_is_gone_all_the_same(server, client, reports):
    def fail(frame):
        raise ZeroDivisionError

    receipt = client.watch_for_receipt("r", fail)
    server.last.say(RECEIPT % b"r")

    assert (await receipt).command == "RECEIPT"
    assert reports[0]["message"] == "the watcher of receipt r failed"


async def test_any_frame_may_ask_for_a_receipt(server, client):
    client.subscribe("/a", headers={"receipt": "subscribed"})
    receipt = client.watch_for_receipt("subscribed")
    server.last.say(RECEIPT % b"subscribed")

    assert (await receipt).headers["receipt-id"] == "subscribed"


async def test_a_receipt_may_be_awaited_twice_and_long_after_it_came(server, client):
    sent = client.publish("/a", "x", receipt=True)
    server.last.say(RECEIPT % b"receipt-0")

    assert (await sent) is (await sent)


async def test_a_wait_that_is_given_up_leaves_the_others_waiting(server, client, clock):
    sent = client.publish("/a", "x", receipt=True)

    async def wait():
        return await sent

    waiting = [asyncio.ensure_future(wait()) for _ in range(3)]
    await settle()
    waiting[0].cancel()
    await clock.wind(3.1)
    assert waiting[0].cancelled() and all(isinstance(task.exception(), DeadlineExceeded) for task in waiting[1:])
    server.last.say(RECEIPT % b"receipt-0")

    assert (await sent).command == "RECEIPT"


async def test_a_receipt_in_the_moment_of_the_deadline_counts(server, client, clock):
    sent = client.publish("/a", "x", receipt=True)
    waiting = asyncio.ensure_future(asyncio.wait_for(sent, 60))
    await settle()
    clock._now += 4
    client._life.wheel._turn()
    client._session.received(client._session.link, sk.StompFrame("RECEIPT", {"receipt-id": "receipt-0"}))

    with pytest.raises(DeadlineExceeded):
        await waiting
    assert (await sent).command == "RECEIPT"


async def test_a_wait_that_ran_out_ends_no_session_and_the_receipt_still_counts(server, client, clock):
    sent = client.publish("/a", "x", receipt=True)
    waiting = asyncio.ensure_future(asyncio.wait_for(sent, 100))
    await clock.wind(3.1)
    with pytest.raises(DeadlineExceeded, match="no RECEIPT receipt-0 within 3 s\n  so far: 1 CONNECTED$"):
        await waiting
    server.last.say(RECEIPT % b"receipt-0")
    await settle()
    server.last.transport.close()
    await settle()

    assert client.unconfirmed == []


async def test_what_was_not_confirmed_is_reported_by_name_and_is_not_sent_again(server, client, clock):
    confirmed = client.publish("/a", "one", receipt=True)
    lost = client.publish("/queue/b", "two", receipt=True)
    client.publish("/a", "nobody asked")
    client.send(sk.StompFrame("SEND", {"destination": "/c", "receipt": "mine"}))
    client.subscribe("/a", headers={"receipt": "sub"})
    server.last.say(RECEIPT % b"receipt-0")
    await confirmed
    server.last.transport.close()
    await settle()

    with pytest.raises(ConnectionLost, match="receipt-1 for SEND to /queue/b, which may be processed or not"):
        await lost
    assert [frame.headers["destination"] for frame in client.unconfirmed] == ["/queue/b", "/c"]
    await clock.wind(5)
    assert client.connected and server.last.commands == ["CONNECT"]
    client.unconfirmed.clear()
    server.last.transport.close()
    await settle()
    assert client.unconfirmed == []


async def test_an_error_names_the_frame_it_refuses_and_leaves_the_others_unconfirmed(server, client):
    refused = client.publish("/a", "x", receipt=True)
    other = client.publish("/b", "y", receipt=True)
    server.last.say(b"ERROR\nreceipt-id:receipt-0\nmessage:no\n\n\0")
    await settle()

    for sent in (refused, other):
        with pytest.raises(ErrorReceived, match="no"):
            await sent
    assert [frame.headers["destination"] for frame in client.unconfirmed] == ["/b"]


async def test_a_broken_rule_of_the_server_names_what_was_unanswered_too(server, client):
    sent = client.publish("/b", "y", receipt=True)
    server.last.say(b"SEND\n\n\0")

    with pytest.raises(ConnectionLost, match="SEND is not for a server to send(.|\n)*receipt-0 for SEND to /b"):
        await sent


async def test_a_farewell_without_an_answer_is_raised_by_disconnect(server, client, clock):
    ending = asyncio.ensure_future(client.disconnect())
    await clock.wind(8)

    with pytest.raises(DeadlineExceeded, match="no RECEIPT for DISCONNECT within 5 s\n  so far: 1 CONNECTED;"):
        await ending


async def test_a_farewell_that_the_end_of_the_connection_overtakes_is_raised_too(server, client):
    ending = asyncio.ensure_future(client.disconnect())
    await settle()
    server.last.transport.close()

    with pytest.raises(ConnectionLost, match="still unanswered: close-0 for DISCONNECT"):
        await ending


async def test_a_farewell_that_cannot_be_expressed_is_raised_too(server, client):
    client.disconnect_headers = {"": "x"}
    ending = asyncio.ensure_future(client.disconnect())
    await settle()
    server.last.transport.close()

    with pytest.raises(LocalProtocolError):
        await ending


@pytest.mark.parametrize("server_name, sessions, restarted", [
    ("stompkata/1", ("abc-1", "abc-2"), False), ("stompkata/1", ("abc-1", "xyz-2"), True),
    ("RabbitMQ/4", ("session-1", "other-2"), False), ("stompkata/1", ("abc-1", ""), False)])
async def test_a_broker_that_has_started_anew_is_recognised_by_its_sessions(clock, server_name, sessions, restarted):
    def connected(session):
        return f"CONNECTED\nversion:1.2\nserver:{server_name} x\nsession:{session}\n\n\0".encode()

    server, lines = CannedServer(connected(sessions[0])), []
    client = sk.Client(server.pipe, clock=clock, reconnect_delay=1000, debug=lines.append)
    await client.open()
    assert not client.restarted
    server.answers = (connected(sessions[1]),)
    server.last.transport.close()
    await clock.wind(1.1)

    assert (client.connected, client.restarted) == (True, restarted)
    assert ("the broker has started anew: what its queues held is gone" in lines) is restarted
    await client.deactivate(force=True)


async def test_a_whole_conversation_with_receipts_over_real_ports():
    async with sk.serve(tcp_port=0) as server:
        for url in (server.url, server.tcp_url):
            client = sk.Client(url)
            await client.open()
            await client.publish("/topic/a", "x", receipt=True)
            await client.disconnect()
            assert client.unconfirmed == []


async def test_a_block_ends_quietly_where_the_connection_had_ended_and_shows_its_own_error(clock):
    server = CannedServer()
    async with sk.connect(server.pipe, clock=clock) as client:
        asyncio.get_running_loop().call_soon(server.last.transport.close)       # as the farewell is under way
    assert not client.connected

    with pytest.raises(ZeroDivisionError):
        async with sk.connect(server.pipe, clock=clock):
            asyncio.get_running_loop().call_soon(server.last.say, b"ERROR\nmessage:no\n\n\0")
            raise ZeroDivisionError


async def test_a_recording_may_begin_and_end_in_the_midst_of_a_session(server, client):
    recording = Recording()
    client.attach(recording)
    client.publish("/a")
    client.detach(recording)
    client.publish("/b")
    await settle()

    assert [record.data for record in recording] == [b"SEND\ndestination:/a\n\n\0"]


async def test_ten_thousand_sends_and_a_farewell_lose_nothing(in_memory, clock):
    limits = replace(sk.Limits(), queue_messages=10_000, queue_octets=2**26)
    async with in_memory(limits=limits) as server:
        async with sk.connect(server.pipe("tcp"), clock=clock) as client:
            for number in range(10_000):
                client.publish("/queue/a", f"{number}")

        assert server.broker.queues["/queue/a"].ready == 10_000
