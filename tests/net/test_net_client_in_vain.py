"""What a client says when it waits in vain, or is asked for what cannot be."""

import asyncio

import pytest
from canned import CONNECTED, canned

import stompkata as sk
from stompkata.errors import (
    ConnectionLost,
    DeadlineExceeded,
    ErrorReceived,
    LocalProtocolError,
    NotConnectedError,
    RemoteProtocolError,
)
from stompkata.net.address import parse
from stompkata.net.client import Client, connect
from stompkata.net.clock import settle
from stompkata.net.server import serve


@pytest.fixture
async def server(in_memory):
    async with in_memory() as server:
        yield server


async def test_a_wait_for_a_message_that_never_comes_says_what_had_come(server, clock):
    async with connect(server.pipe(), clock=clock) as client:
        news = client.subscribe("/topic/a")
        await client.publish("/topic/b", "x", receipt=True)
        waiting = asyncio.ensure_future(news.receive(timeout=3))
        await clock.wind(2.9)
        assert not waiting.done()

        await clock.wind(0.2)
        with pytest.raises(DeadlineExceeded, match="no message for /topic/a within 3 s\n  so far: 1 CONNECTED, 1 RECEIPT"):
            await waiting
        client.publish("/topic/a", "now")
        assert (await news.receive()).text == "now"


async def test_a_wait_for_connected_says_how_far_it_came(clock):
    peer, pipe = canned()
    waiting = asyncio.ensure_future(connect(pipe, timeout=3, clock=clock).__aenter__())
    await clock.wind(4)

    with pytest.raises(DeadlineExceeded, match="no CONNECTED within 3 s\n  so far: nothing; the session is waiting for CONNECTED"):
        await waiting
    assert clock.pending == 0


async def test_a_receipt_that_never_comes_is_named(clock):
    peer, pipe = canned(CONNECTED)
    client = await connect(pipe, timeout=3, clock=clock)
    receipt = client.publish("/a", "x", receipt=True)

    async def wait():
        await receipt

    waiting = asyncio.ensure_future(wait())
    await clock.wind(4)

    with pytest.raises(DeadlineExceeded, match="no RECEIPT receipt-0 within 3 s\n  so far: 1 CONNECTED"):
        await waiting
    client._session.link.abort()
    await settle()


@pytest.mark.req("S12-78", "S12-80", "S12-81")
async def test_error_is_raised_on_whoever_waits_and_on_whoever_comes_later(server, clock):
    client = await connect(server.pipe(), clock=clock)
    news = client.subscribe("/topic/a")
    client.send(sk.StompFrame("SEND", {"receipt": "r"}))
    with pytest.raises(ErrorReceived, match="SEND has no destination header") as first:
        await news.receive()
    assert first.value.frame.headers["receipt-id"] == "r"
    with pytest.raises(ErrorReceived):
        await client.publish("/topic/a", "x", receipt=True)
    with pytest.raises(ErrorReceived):
        client.subscribe("/topic/b")
    await client.disconnect()
    assert not client.connected


async def test_an_error_that_nobody_waited_for_is_raised_at_the_end(server, clock):
    with pytest.raises(ErrorReceived, match="no destination"):
        async with connect(server.pipe(), clock=clock) as client:
            client.send(sk.StompFrame("SEND"))


async def test_a_refused_login_is_raised_by_connect(in_memory, clock):
    async with in_memory(users={"ada": "secret"}) as server:
        with pytest.raises(ErrorReceived, match="the login or the passcode is wrong"):
            await connect(server.pipe(), login="ada", passcode="guess", clock=clock)
        async with connect(server.pipe(), login="ada", passcode="secret", clock=clock) as client:
            assert client.connected


async def test_a_lost_connection_is_raised_with_what_was_unanswered(clock):
    peer, pipe = canned(CONNECTED)
    client = await connect(pipe, clock=clock)
    news = client.subscribe("/topic/a")
    receipt = client.publish("/a", "x", receipt=True)
    await settle()
    peer.transport.close()
    await settle()

    with pytest.raises(ConnectionLost, match="the peer ended the connection; still unanswered: receipt-1"):
        await receipt
    with pytest.raises(ConnectionLost):
        await anext(news)
    with pytest.raises(ConnectionLost):
        client.publish("/a")
    await client.disconnect()


@pytest.mark.parametrize("answer, why", [
    (b"CONNECTED\nversion:1.2\nnocolon\n\n\0", "no ':'|no colon|colon"),
    (b"RECEIPT\nreceipt-id:1\n\n\0", "RECEIPT"),
    (b"SEND\ndestination:/a\n\n\0", "SEND is not for a server to send"),
])
async def test_a_server_that_breaks_the_rules_is_told_so_and_left(clock, answer, why):
    peer, pipe = canned(answer)
    with pytest.raises(RemoteProtocolError, match=why):
        await connect(pipe, clock=clock)


@pytest.mark.req("S12-70", "S11-38", "S12-69")
async def test_after_disconnect_nothing_can_be_sent(server, clock):
    client = await connect(server.pipe(), clock=clock)
    await client.disconnect()
    with pytest.raises((NotConnectedError, ConnectionLost)):
        client.publish("/a")
    await client.disconnect()


async def test_a_frame_that_only_servers_send_is_our_own_mistake(server, clock):
    async with connect(server.pipe(), clock=clock) as client:
        with pytest.raises(LocalProtocolError, match="MESSAGE is not for a client to send"):
            client.send(sk.StompFrame("MESSAGE"))


async def test_a_client_that_never_connected_says_so():
    with pytest.raises(NotConnectedError, match="async with connect"):
        Client("ws://127.0.0.1:1/").publish("/a")


async def test_an_upgrade_that_is_refused_says_why():
    async with serve() as server:
        server._gate._hosts = frozenset()
        with pytest.raises(RemoteProtocolError, match="refused the upgrade: 400 Bad Request. This broker is not 127.0.0.1"):
            await connect(server.url)


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "127.0.0.1:61613", "stomp://", ""])
async def test_what_is_no_address_of_a_broker_is_said_to_be_none(url):
    with pytest.raises(ValueError, match="is no address of a broker"):
        await connect(url)


@pytest.mark.req("W-01")
@pytest.mark.parametrize("url, host, port, secure, over_websocket", [
    ("ws://a.example/stomp", "a.example", 80, False, True), ("wss://a.example", "a.example", 443, True, True),
    ("ws://[::1]:15674/ws", "::1", 15674, False, True), ("stomp://a.example", "a.example", 61613, False, False),
    ("tcp://a.example:1234", "a.example", 1234, False, False), ("stomp+ssl://a.example", "a.example", 61614, True, False)])
def test_an_address_says_how_to_get_there_and_leaves_out_the_usual_port(url, host, port, secure, over_websocket):
    address = parse(url)

    assert (address.host, address.port, address.secure, address.uri is not None) == (host, port, secure, over_websocket)
