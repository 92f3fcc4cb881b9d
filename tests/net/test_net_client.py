"""The client: what it sends, and what comes back."""

import asyncio

import pytest
from wire import CONNECT, text, upgrade

import stompkata as sk
from stompkata.net.client import connect
from stompkata.recording import Recording


@pytest.fixture
async def server(in_memory):
    async with in_memory() as server:
        yield server


async def test_the_program_of_the_readme_works_as_written():
    async with sk.serve() as server, sk.connect(server.url) as client:
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


@pytest.mark.req("S12-47", "S12-48", "S12-14", "S12-17")
@pytest.mark.parametrize("body, headers, octets", [
    ("é", None, "SEND\ndestination:/a\ncontent-length:2\n\né\0".encode()),
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


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
async def test_every_version_can_be_asked_for_and_converses(server, clock, version):
    async with connect(server.pipe(), versions=[version], clock=clock) as client:
        assert client.version == version
        async with client.subscribe("/topic/a") as news:
            await client.publish("/topic/a", "hello", headers={"k": "v"}, receipt=True)
            assert (await news.receive()).headers["k"] == "v"
        await client.publish("/topic/a", receipt=True)
        assert server.subscriptions == 0


async def test_text_and_frames_of_one_segment_all_arrive(raw, server, clock):
    async with connect(server.pipe(), clock=clock) as client:
        news = client.subscribe("/topic/a")
        await client.publish("/topic/b", receipt=True)
        await raw(server, upgrade() + text(CONNECT) + text(b"SEND\ndestination:/topic/a\n\nx\0" * 3))

        assert [(await news.receive()).text for _ in range(3)] == ["x"] * 3
