"""How long the loop is kept busy at one go while somebody floods the broker."""

import asyncio
import gc
import time

import pytest

from stompkata.broker.limits import Limits
from stompkata.net.hub import Hub
from stompkata.net.server import serve
from stompkata.net.upgrade import ServerWebSocketLink
from stompkata.websocket.frame import Opcode, WebSocketFrame, encode

UPGRADE = (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")


def text(payload: bytes) -> bytes:
    return encode(WebSocketFrame(Opcode.TEXT, payload, masking_key=b"\1\2\3\4"))


SEND = text(b"SEND\ndestination:/topic/a\n\n" + b"x" * 64 + b"\0")
FLOODS = {"frames": SEND, "frames to a queue": text(b"SEND\ndestination:/queue/a\n\n" + b"x" * 64 + b"\0"),
          "beats": text(b"\n"), "pings": b"\x89\x80\1\2\3\4", "empty messages": b"\x81\x80\1\2\3\4",
          "many frames in a message": text((b"SEND\ndestination:/topic/a\n\n" + b"x" * 64 + b"\0") * 500)}


@pytest.mark.bench
@pytest.mark.parametrize("flood", FLOODS)
async def test_no_flood_keeps_the_loop_for_more_than_20_ms(monkeypatch, capsys, flood):
    stretches = []
    for kind, name in ((ServerWebSocketLink, "data_received"), (ServerWebSocketLink, "_turn"), (Hub, "_pump")):
        def timed(self, *args, original=getattr(kind, name)):
            start = time.thread_time()
            try:
                return original(self, *args)
            finally:
                stretches.append(time.thread_time() - start)

        monkeypatch.setattr(kind, name, timed)
    gc.collect()
    gc.freeze()         # the test runner's own objects are no part of the broker
    async with serve(limits=Limits(noise=10**9, queue_messages=10**6)) as server:
        host, port = "127.0.0.1", int(server.url.rsplit(":", 1)[1].rstrip("/"))
        readers = []
        for _ in range(20):
            reader, writer = await asyncio.open_connection(host, port)
            writer.write(UPGRADE + text(b"CONNECT\naccept-version:1.2\nhost:a\n\n\0")
                         + text(b"SUBSCRIBE\nid:0\ndestination:/topic/a\n\n\0")
                         + text(b"SUBSCRIBE\nid:1\ndestination:/queue/a\n\n\0"))
            readers.append((asyncio.ensure_future(drain(reader)), writer))
        await asyncio.sleep(0.1)
        writer = readers[0][1]
        octets = FLOODS[flood] * (8 * 2**20 // len(FLOODS[flood]))
        for start in range(0, len(octets), 2**18):
            writer.write(octets[start:start + 2**18])
            await writer.drain()
        for task, writer in readers:
            writer.close()
            task.cancel()
        await asyncio.gather(*(task for task, _ in readers), return_exceptions=True)

    gc.unfreeze()
    with capsys.disabled():
        print(f"\n{flood}: longest stretch {max(stretches) * 1000:.1f} ms of {len(stretches)}")
    assert max(stretches) <= 0.020


async def drain(reader: asyncio.StreamReader) -> None:
    while await reader.read(2**18):
        pass
