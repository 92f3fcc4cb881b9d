"""The echo gives back what it hears: the same type, the same octets, and compressed if that was asked for."""

import asyncio

import pytest
import websockets

import stompkata as sk
from stompkata.net.echo import echo


@pytest.mark.parametrize("compression", [None, "deflate"])
async def test_text_comes_back_as_text_and_octets_as_octets(compression):
    recording = sk.Recording()
    async with echo(recording=recording) as server, websockets.connect(server.url, compression=compression, proxy=None) as client:
        for message in ("", "grüezi, 世界", b"", b"octets", b"\xff\0", "x" * 200_000):
            await client.send(message)
            assert await client.recv() == message
        await client.send(["gr", "üe", "zi"])
        assert await client.recv() == "grüezi"
        assert bool(client.protocol.extensions) == bool(compression)
        await (await client.ping())

    layers = [record.layer for record in recording]
    assert layers[:3] == ["event", "handshake", "handshake"] and set(layers[3:-1]) == {"websocket"}
    assert [record.data for record in recording][-1].startswith(b"closed 1000")
    assert sum(record.direction == "to_client" for record in recording) == 1 + 7 + 1 + 1      # head, messages, Pong, Close


async def test_compression_can_be_refused():
    async with echo(deflate=False) as server, websockets.connect(server.url, proxy=None) as client:
        await client.send("hello")
        assert await client.recv() == "hello" and not client.protocol.extensions


@pytest.mark.req("W-31")
async def test_a_text_that_is_not_utf_8_is_answered_with_1007_and_others_live_on():
    async with echo() as server, websockets.connect(server.url, proxy=None) as client, websockets.connect(server.url, proxy=None) as other:
        await client.send(b"\xff", text=True)
        with pytest.raises(websockets.ConnectionClosedError) as closed:
            await client.recv()
        assert closed.value.rcvd.code == 1007
        await other.send("hello")
        assert await other.recv() == "hello"


async def test_who_does_not_read_is_not_heard_until_he_reads():
    async with echo() as server, websockets.connect(server.url, compression=None, max_queue=1, proxy=None) as client:
        sending = asyncio.create_task(send_all(client, 100))
        await asyncio.sleep(0.5)
        assert [len(await client.recv()) for _ in range(100)] == [100_000] * 100
        await sending


async def send_all(client, count):
    for _ in range(count):
        await client.send("x" * 100_000)


async def test_a_page_that_nobody_invited_is_refused():
    async with echo() as server:
        with pytest.raises(websockets.InvalidStatus, match="403"):
            await websockets.connect(server.url, origin="https://example.org", proxy=None)
