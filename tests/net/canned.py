"""A server on TCP, in memory, that says what it is told to, whatever it hears."""

import asyncio

from stompkata.net.clock import settle
from stompkata.net.pipe import Pipe
from stompkata.stomp.decoder import Decoder

CONNECTED = b"CONNECTED\nversion:1.2\n\n\0"


class Canned(asyncio.Protocol):
    """One connection: the first octets that come are answered with the first answer, and so on."""

    def __init__(self, *answers):
        self.answers, self.heard = list(answers), b""
        self.ended = self.lost = False
        self.transport = None

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.heard += data
        if self.answers:
            self.transport.write(self.answers.pop(0))

    def eof_received(self):
        self.ended = True

    def connection_lost(self, error):
        self.lost = True

    def say(self, *frames):
        for frame in frames:
            self.transport.write(frame)

    @property
    def frames(self):
        return [frame for frame in Decoder(strict=False).receive(self.heard) if not hasattr(frame, "value")]

    @property
    def commands(self):
        return [frame.command for frame in self.frames]


def canned(*answers):
    """One such connection, and the pipe to it."""
    peer = Canned(*answers)
    return peer, Pipe(lambda: peer, "tcp")


class CannedServer:
    """Each connection is another `Canned` with the same answers; `peers` keeps them."""

    def __init__(self, *answers):
        self.answers, self.peers = answers or (CONNECTED,), []
        self.pipe = Pipe(self._accept, "tcp")

    def _accept(self):
        self.peers.append(Canned(*self.answers))
        return self.peers[-1]

    @property
    def last(self):
        return self.peers[-1]


def message(text="x", subscription="sub-0", number=0, headers=b""):
    body = text if isinstance(text, bytes) else text.encode()
    return (b"MESSAGE\nmessage-id:%d\nsubscription:%s\ndestination:/a\n%scontent-length:%d\n\n%s\0"
            % (number, subscription.encode(), headers, len(body), body))


async def answer_the_farewell(peer):
    """The RECEIPT of DISCONNECT, as a server of the standard gives it before it closes."""
    await settle()
    receipt_id = peer.frames[-1].headers["receipt"]
    peer.say(b"RECEIPT\nreceipt-id:" + receipt_id.encode() + b"\n\n\0")
    await settle()
    peer.transport.close()
    await settle()


class Log(list):
    """What a client's callbacks said, in order."""

    def options(self, *names):
        return {f"on_{name}": lambda *args, name=name: self.append((name, *args)) for name in names}

    @property
    def names(self):
        return [entry[0] for entry in self]
