"""A server that means harm: whatever it says ends in an error with a name, in bounded time and memory."""

import asyncio
import re

import pytest
from canned import CONNECTED, Canned
from websockets.utils import accept_key

import stompkata as sk
from stompkata.errors import (
    ConnectionLost,
    DeadlineExceeded,
    ErrorReceived,
    LimitExceeded,
    ProtocolError,
    RemoteProtocolError,
)
from stompkata.net.clock import settle
from stompkata.net.pipe import Pipe

KEPT = 4 * 2**20 + 2**17        # a body at its limit, its headers, and what one read brings


class Villain(Canned):
    """Says its lines when it is spoken to, each in a turn of its own; over WebSocket, after the 101."""

    def __init__(self, lines, upgrade):
        super().__init__()
        self.lines, self.upgrade, self.spoken = lines, upgrade, False

    def data_received(self, data):
        super().data_received(data)
        if self.upgrade and data.startswith(b"GET"):
            key = data.partition(b"Sec-WebSocket-Key: ")[2].partition(b"\r\n")[0].decode()
            self.say(self.upgrade.replace(b"%KEY%", accept_key(key).encode()))
        if not self.spoken:
            self.spoken = True
            self.say(*self.lines)


SWITCH = (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          b"Sec-WebSocket-Accept: %KEY%\r\n\r\n")


async def outcome(clock, *lines, upgrade=None):
    """What somebody gets who waits for CONNECTED and then for a message, for an hour."""
    villain = Villain(lines, upgrade)
    client = sk.Client(Pipe(lambda: villain, "ws" if upgrade else "tcp"), clock=clock, reconnect_delay=0,
                       heartbeat_incoming=0)

    async def talk():
        await client.open()
        await client.subscribe("/topic/a").receive(3600)

    waiting = asyncio.ensure_future(talk())
    began, kept = clock.now(), 0
    while not waiting.done() and clock.now() - began < 120:
        await clock.wind(1)
        await settle(200)
        if client._session.link is not None:
            kept = max(kept, client._session.link.decoder.buffered)
    error = waiting.exception() if waiting.done() else waiting.cancel()
    await client.deactivate(force=True)
    await settle()
    assert clock.pending == 0 and kept <= KEPT
    return error


MESSAGE = b"MESSAGE\nmessage-id:1\nsubscription:sub-9\ndestination:/a\n"


@pytest.mark.parametrize("lines, error, words", [
    ([b"ERROR\nmessage:<script>alert(1)</script>\n\n\0"], ErrorReceived, "<script>"),
    ([MESSAGE + b"\n\0"], RemoteProtocolError, "before the session is connected"),
    ([b"CONNECTED\nversion:2.0\n\n\0"], RemoteProtocolError, "CONNECTED says version 2.0, which was not offered"),
    ([b"CONNECTED\nversion:\n\n\0"], RemoteProtocolError, "was not offered"),
    ([b"CONNECTED\nversion:1.2\nheart-beat:a,b\n\n\0"], RemoteProtocolError, "heart-beat is not two whole numbers"),
    ([b"CONNECTED\nversion:1.2\nheart-beat:-1,0\n\n\0"], RemoteProtocolError, "heart-beat"),
    ([b"CONNECTED\nversion:1.2\nheart-beat:" + b"9" * 20 + b",0\n\n\0"], RemoteProtocolError, "heart-beat"),
    ([CONNECTED, CONNECTED], RemoteProtocolError, "CONNECTED while connected"),
    ([CONNECTED, b"SEND\ndestination:/a\n\n\0"], RemoteProtocolError, "SEND is not for a server to send"),
    ([CONNECTED, b"EVIL\n\n\0"], RemoteProtocolError, "EVIL is not a command of STOMP"),
    ([CONNECTED, b"MESSAGE\nnocolon\n\n\0"], RemoteProtocolError, "':'"),
    ([CONNECTED, b"MESSAGE\n:x\n\n\0"], RemoteProtocolError, "name"),
    ([CONNECTED, b"MESSAGE\na:\xff\n\n\0"], RemoteProtocolError, "UTF-8"),
    ([CONNECTED, MESSAGE + b"content-length:x\n\n\0"], RemoteProtocolError, "content-length"),
    ([CONNECTED, MESSAGE + b"content-length:-1\n\n\0"], RemoteProtocolError, "content-length"),
    ([CONNECTED, MESSAGE + b"content-length:" + b"9" * 4096 + b"\n\n\0"], RemoteProtocolError, "limit|content-length"),
    ([CONNECTED, MESSAGE + b"content-length:2\n\nabc\0"], RemoteProtocolError, "no NUL where content-length says"),
    ([CONNECTED, MESSAGE + b"content-length:4194305\n\n"], LimitExceeded, "body = 4194304"),
    ([CONNECTED, b"M" * 40], ProtocolError, "command"),
    ([CONNECTED, b"MESSAGE\n" + b"h:1\n" * 65 + b"\n\0"], LimitExceeded, "headers = 64"),
    ([CONNECTED, b"MESSAGE\na:" + b"x" * 4096], LimitExceeded, "header_line = 4096"),
    ([CONNECTED, b"MESSAGE\na:", *[b"x" * 65536] * 200], LimitExceeded, "header_line = 4096"),
    ([CONNECTED, MESSAGE + b"\n", *[b"x" * 65536] * 100], LimitExceeded, "body = 4194304"),
    ([CONNECTED, MESSAGE + b"content-length:99\n\n"], LimitExceeded, "frame_seconds = 30"),
    ([CONNECTED, b"\n" * 20_000], LimitExceeded, "noise = 64"),
    ([b"\n"], DeadlineExceeded, "no CONNECTED within 10 s"),
    ([b"HTTP/1.1 200 OK\r\n\r\n"], RemoteProtocolError, "this is HTTP, not STOMP"),
    ([b"\0" * 100_000], DeadlineExceeded, "no CONNECTED within 10 s\n  so far: nothing"),
    ([CONNECTED, b"RECEIPT\nreceipt-id:stray\n\n\0" * 1000, b"MESSAGE\n\n\0" * 1000, b"EVIL\n\n\0"],
     RemoteProtocolError, "EVIL is not a command"),
])
async def test_octets_that_are_no_stomp(clock, lines, error, words):
    got = await outcome(clock, *lines)

    assert isinstance(got, error), got
    assert re.search(words, str(got)), got


def frame(payload, first=0x81):
    return bytes([first, len(payload)]) + payload


@pytest.mark.parametrize("upgrade, lines, error, words", [
    (b"HTTP/1.1 302 Found\r\nLocation: ws://10.0.0.1/\r\nContent-Length: 0\r\n\r\n", [], RemoteProtocolError, "302"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhtml", [], RemoteProtocolError, "200 OK. html"),
    (SWITCH.replace(b"%KEY%", b"x"), [], RemoteProtocolError, "no upgrade to WebSocket"),
    (SWITCH.replace(b"\r\n\r\n", b"\r\nSec-WebSocket-Protocol: evil\r\n\r\n"), [], RemoteProtocolError, "subprotocol"),
    (SWITCH.replace(b"\r\n\r\n", b"\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n"), [], RemoteProtocolError,
     "extension"),
    (b"HTTP/1.1 101 X\r\n" + b"a: b\r\n" * 100_000, [], ProtocolError, ""),
    (b"nonsense\r\n\r\n", [], RemoteProtocolError, "no upgrade to WebSocket"),
    (b"HTTP/1.1 101 Sw", [], DeadlineExceeded, "no CONNECTED within 10 s"),
    (SWITCH, [frame(b"\xff")], RemoteProtocolError, "not UTF-8"),
    (SWITCH, [frame(b"x", 0xC1)], RemoteProtocolError, "reserved bits"),
    (SWITCH, [frame(b"x", 0x83)], RemoteProtocolError, "invalid opcode"),
    (SWITCH, [b"\x81\x81abcdx"], RemoteProtocolError, "incorrect masking"),
    (SWITCH, [b"\x82\x7f" + (2**62).to_bytes(8, "big")], LimitExceeded, "limit (message|before_connect)"),
    (SWITCH, [b"\x02\x7e\xff\xff" + b"x" * 65535, *[b"\x00\x7e\xff\xff" + b"x" * 65535] * 100], ProtocolError, "limit"),
    (SWITCH, [frame(CONNECTED), frame(b"\x03\xe8bye", 0x88)], ConnectionLost, "the peer closed: 1000 bye"),
    (SWITCH, [frame(CONNECTED), *[frame(b"", 0x89)] * 3000, frame(b"EVIL\n\n\0")], RemoteProtocolError, "EVIL"),
])
@pytest.mark.req("WD-02")
async def test_octets_that_are_no_websocket(clock, upgrade, lines, error, words):
    got = await outcome(clock, *lines, upgrade=upgrade)

    assert isinstance(got, error), got
    assert re.search(words, str(got)), got
