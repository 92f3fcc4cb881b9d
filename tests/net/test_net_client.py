"""The client: what it sends, what it waits for, and what it says when it waits in vain."""

import asyncio
import gc

import pytest
from wire import CONNECT, text, upgrade

import stompkata as sk
from stompkata.errors import (
    ConnectionLost, DeadlineExceeded, ErrorReceived, LocalProtocolError, NotConnectedError, RemoteProtocolError,
)
from stompkata.net.address import parse
from stompkata.net.client import Client, connect
from stompkata.net.clock import settle
from stompkata.net.pipe import Pipe
from stompkata.net.server import serve
from stompkata.recording import Recording


@pytest.fixture
async def server(in_memory):
    async with in_memory() as server:
        yield server


class Canned(asyncio.Protocol):
    """A server that says what it is told to, whatever it hears."""

    def __init__(self, *answers):
        self.answers, self.heard = list(answers), b""

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.heard += data
        if self.answers:
            self.transport.write(self.answers.pop(0))

    def eof_received(self):
        return None

    def connection_lost(self, error):
        pass


def canned(*answers):
    peer = Canned(*answers)
    return peer, Pipe(lambda: peer, "tcp")


CONNECTED = b"CONNECTED\nversion:1.2\n\n\0"


async def test_the_program_of_the_readme_works_as_written():
    async with sk.serve() as server:
        async with sk.connect(server.url) as client:
            news = client.subscribe("/topic/news")
            await client.publish("/topic/news", "hello", receipt=True)
            assert (await anext(news)).text == "hello"


@pytest.mark.req("S11-18", "S12-28", "S12-29", "S12-30", "S12-31", "S12-33")
async def test_connect_says_versions_in_order_host_login_and_heart_beat(server, clock):
    recording = Recording()
    async with connect(server.pipe("tcp"), login="ada", passcode="p:w", heart_beat=(1000, 2000), headers={"x": "1"},
                       recording=recording, clock=clock) as client:
        assert (client.version, client.connected) == ("1.2", True)

    first = next(record.data for record in recording if record.layer == "stomp")
    assert first.startswith(b"CONNECT\naccept-version:1.0,1.1,1.2\nhost:pipe\nheart-beat:1000,2000\nlogin:ada\n")
    assert first.endswith(b"x:1\n\n\0") and b"p:w" not in first


@pytest.mark.req("S12-47", "S12-48", "S12-14", "S12-16")
@pytest.mark.parametrize("body, headers, octets", [
    ("é", None, "SEND\ndestination:/a\ncontent-type:text/plain\ncontent-length:2\n\né\0".encode()),
    (b"\0\xff", {"x": "1"}, b"SEND\ndestination:/a\nx:1\ncontent-length:2\n\n\0\xff\0"),
    ("{}", {"content-type": "application/json"}, b"SEND\ndestination:/a\ncontent-type:application/json\ncontent-length:2\n\n{}\0"),
    (b"", None, b"SEND\ndestination:/a\n\n\0"),
])
async def test_publish_sends_text_as_utf_8_and_octets_as_they_are(server, clock, body, headers, octets):
    recording = Recording()
    async with connect(server.pipe("tcp"), recording=recording, clock=clock) as client:
        client.publish("/a", body, headers=headers)

    assert octets in [record.data for record in recording]


async def test_a_publish_without_await_is_sent_all_the_same(server, clock):
    async with connect(server.pipe(), clock=clock) as client, connect(server.pipe(), clock=clock) as other:
        news = other.subscribe("/topic/a")
        await other.publish("/topic/b", receipt=True)
        client.publish("/topic/a", "hello")
        assert (await news.receive()).text == "hello"


@pytest.mark.req("S12-75", "S12-76")
async def test_a_receipt_means_that_the_broker_has_processed_it(server, clock):
    async with connect(server.pipe(), clock=clock) as client:
        client.subscribe("/topic/a", headers={"receipt": "mine"})
        await client.publish("/topic/b", "x", receipt=True)

        assert server.subscriptions == 1


async def test_messages_are_iterated_in_order_and_end_with_unsubscribe(server, clock):
    async with connect(server.pipe(), clock=clock) as client:
        async with client.subscribe("/topic/a") as news:
            for number in range(5):
                client.publish("/topic/a", f"{number}")
            got = [await anext(news) for _ in range(5)]
            assert [message.text for message in got] == list("01234")
            assert {message.destination for message in got} == {"/topic/a"}
            assert len({message.message_id for message in got}) == 5
            assert {message.subscription_id for message in got} == {news.id}
        assert [message async for message in news] == []
        await client.publish("/topic/a", "late", receipt=True)
        assert server.subscriptions == 0


async def test_what_came_before_unsubscribe_can_still_be_read(server, clock):
    async with connect(server.pipe(), clock=clock) as client:
        news = client.subscribe("/topic/a")
        await client.publish("/topic/a", "one", receipt=True)
        news.unsubscribe()

        assert [message.text async for message in news] == ["one"]


async def test_a_callback_that_fails_is_reported_and_the_session_goes_on(server, clock):
    heard, reports = [], []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: reports.append(context))

    def callback(message):
        heard.append(message.text)
        if message.text == "bad":
            raise ZeroDivisionError

    async with connect(server.pipe(), clock=clock) as client:
        client.subscribe("/topic/a", callback)
        for body in ("bad", "good"):
            await client.publish("/topic/a", body, receipt=True)

    assert heard == ["bad", "good"]
    assert isinstance(reports[0]["exception"], ZeroDivisionError) and "sub-0 to /topic/a" in reports[0]["message"]


async def test_a_coroutine_function_is_no_callback(server, clock):
    async def callback(message):
        pass

    async with connect(server.pipe(), clock=clock) as client:
        with pytest.raises(TypeError, match="async for message in"):
            client.subscribe("/topic/a", callback)


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


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
async def test_every_version_can_be_asked_for_and_converses(server, clock, version):
    async with connect(server.pipe(), versions=[version], clock=clock) as client:
        assert client.version == version
        async with client.subscribe("/topic/a") as news:
            await client.publish("/topic/a", "hello", headers={"k": "v"}, receipt=True)
            assert (await news.receive()).headers["k"] == "v"
        await client.publish("/topic/a", receipt=True)
        assert server.subscriptions == 0


@pytest.mark.req("S12-41", "S12-42", "S12-43", "S12-44")
async def test_the_client_beats_and_gives_a_silent_server_up(clock):
    peer, pipe = canned(b"CONNECTED\nversion:1.2\nheart-beat:1000,1000\n\n\0")
    client = await connect(pipe, heart_beat=(1000, 1000), clock=clock)
    news = client.subscribe("/topic/a")
    await clock.wind(2.05)
    assert peer.heard.endswith(b"\n\n")

    await clock.wind(0.1)
    with pytest.raises(RemoteProtocolError, match="no heart-beat: the server was silent for 2.1 s"):
        await news.receive()
    await client.disconnect()


async def test_half_an_hour_of_heart_beats_keeps_a_session(server, clock):
    async with connect(server.pipe(), heart_beat=(20_000, 20_000), clock=clock) as client:
        await clock.wind(1800)
        assert client.connected


async def test_a_client_that_reads_nothing_stops_receiving_and_says_so(server, clock):
    async with connect(server.pipe(), clock=clock) as reader, connect(server.pipe(), clock=clock) as writer:
        news = reader.subscribe("/topic/a")
        await reader.publish("/topic/b", receipt=True)
        for number in range(400):
            await writer.publish("/topic/a", f"{number}")
        await writer.publish("/topic/b", receipt=True)
        await settle()
        assert reader._session.link.holding and 256 <= reader._session.inbox.messages < 400
        assert "messages wait here unread" in reader._session.so_far()

        assert [(await news.receive()).text for _ in range(400)] == [str(number) for number in range(400)]
        assert not reader._session.link.holding


async def test_a_client_with_a_full_inbox_can_still_end_in_order(server, clock):
    async with connect(server.pipe(), clock=clock) as writer:
        async with connect(server.pipe(), clock=clock) as reader:
            reader.subscribe("/topic/a")
            await reader.publish("/topic/b", receipt=True)
            for number in range(600):
                await writer.publish("/topic/a", f"{number}")
            await settle()
            assert reader._session.link.holding
        assert "2 RECEIPT" in reader._session.so_far()


async def test_awaiting_a_publish_waits_for_room_when_the_server_does_not_read(clock):
    peer, pipe = canned(CONNECTED)
    client = await connect(pipe, clock=clock)
    peer.transport.pause_reading()
    for _ in range(3):
        sent = client.publish("/a", b"x" * 40_000)
    await settle()
    waiting = asyncio.ensure_future(sent) if asyncio.isfuture(sent) else client.publish("/a")
    assert asyncio.isfuture(waiting) and not waiting.done()

    peer.transport.resume_reading()
    await settle()
    assert waiting.done()
    client._session.link.abort()
    await settle()


async def test_a_long_series_of_publishes_lets_the_loop_do_its_other_work(server, clock):
    ticks = []
    async with connect(server.pipe(), clock=clock) as client:
        asyncio.get_running_loop().call_soon(ticks.append, 1)
        for _ in range(200):
            await client.publish("/topic/a", "x")
        assert ticks == [1]


async def test_a_life_of_connections_calls_back_and_connects_again(in_memory, clock):
    said = []
    async with in_memory() as server:
        client = sk.Client(broker_url=server.pipe(), on_connect=lambda frame: said.append(frame.command),
                           on_web_socket_close=said.append, reconnect_delay=5000, clock=clock)
        assert not client.active
        client.activate()
        await settle()
        assert said == ["CONNECTED"] and client.active and client.connected
        for link in list(server._hub.links):
            link.close(1001, "bye")
        await settle()
        assert said == ["CONNECTED", (1001, "bye", True)]

        await clock.wind(4.9)
        assert len(said) == 2
        await clock.wind(0.2)
        assert said[2:] == ["CONNECTED"]
        await client.deactivate()
        await settle()
        assert not client.active and server.sessions == ()
        await clock.wind(60)
        assert said.count("CONNECTED") == 2


async def test_a_life_that_finds_no_broker_tries_again_and_can_be_ended(clock):
    said = []
    client = sk.Client(broker_url="ws://127.0.0.1:1/", on_web_socket_close=said.append, reconnect_delay=1000)
    client.activate()
    async with asyncio.timeout(5):
        while not said:
            await asyncio.sleep(0)
    await client.deactivate()

    assert said[0].code == 1006 and "127.0.0.1" in said[0].reason


async def test_error_frames_reach_their_callback(in_memory, clock):
    said = []
    async with in_memory(users={"ada": "x"}) as server:
        client = sk.Client(broker_url=server.pipe(), on_stomp_error=lambda frame: said.append(frame.headers["message"]),
                           reconnect_delay=0, clock=clock)
        client.activate()
        await settle(60)
        await client.deactivate()

    assert said == ["the login or the passcode is wrong"]


async def test_closed_connections_leave_no_task_no_alarm_and_no_link(server, clock):
    gc.collect()
    before = asyncio.all_tasks()
    for transport in ("ws", "tcp"):
        for _ in range(20):
            async with connect(server.pipe(transport), clock=clock) as client:
                client.subscribe("/topic/a")
                client.publish("/topic/a", "x")
    for _ in range(20):
        client = await connect(server.pipe(), clock=clock)
        client.subscribe("/topic/a")
        client._session.link.abort()
    await settle()

    assert asyncio.all_tasks() == before
    assert clock.pending == 1                   # the server's own
    assert server._hub.links == {} and server.sessions == () and server.subscriptions == 0


async def test_real_connections_leave_no_socket_and_no_task_either():
    import psutil

    process, before = psutil.Process(), asyncio.all_tasks()
    sockets = len(process.net_connections())
    async with serve(tcp_port=0) as server:
        for url in (server.url, server.tcp_url) * 5:
            async with connect(url) as client:
                await client.publish("/topic/a", "x", receipt=True)
        abandoned = await connect(server.url)
    with pytest.raises((ConnectionLost, ErrorReceived)):
        await abandoned.publish("/topic/a", receipt=True)
    await abandoned.disconnect()

    assert len(process.net_connections()) == sockets
    assert asyncio.all_tasks() == before


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


async def test_text_and_frames_of_one_segment_all_arrive(raw, server, clock):
    async with connect(server.pipe(), clock=clock) as client:
        news = client.subscribe("/topic/a")
        await client.publish("/topic/b", receipt=True)
        await raw(server, upgrade() + text(CONNECT) + text(b"SEND\ndestination:/topic/a\n\nx\0" * 3))

        assert [(await news.receive()).text for _ in range(3)] == ["x"] * 3
