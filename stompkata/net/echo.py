"""A WebSocket server that gives every message back as it came: for lessons about frames, and for faulty links."""

import asyncio
import itertools
from collections.abc import Sequence
from typing import Self

from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory
from websockets.frames import Frame, Opcode

from stompkata.broker.limits import Limits
from stompkata.errors import ProtocolError
from stompkata.net.clock import LoopClock
from stompkata.net.framing import BINARY, TEXT
from stompkata.net.gate import Gate, check_address
from stompkata.net.link import CHOKED, Link
from stompkata.net.outbox import Outbox
from stompkata.net.tape import Tape
from stompkata.net.upgrade import ServerWebSocketLink
from stompkata.net.watch import EVERY, Watch
from stompkata.net.wheel import Wheel
from stompkata.trace.recording import Recording

HOST = "127.0.0.1"


class EchoLink(ServerWebSocketLink):
    """Says what it hears: text as text, octets as octets; compressed if the client asked for permessage-deflate."""

    def __init__(self, *args, deflate: bool, **options):
        super().__init__(*args, **options)
        self.protocol.available_extensions = [ServerPerMessageDeflateFactory()] if deflate else []

    def _deliver(self, payload: bytes, is_text: bool) -> None:
        self._as = TEXT if is_text else BINARY
        super()._deliver(payload, is_text)

    def deliver(self, payload: bytes) -> None:
        """Give it back."""
        self.put(bytes(payload), self._as)

    def frame(self, opcode: Opcode, payload: bytes) -> bytes:
        """One whole frame, as the extension that was agreed on writes it."""
        return Frame(opcode, payload).serialize(mask=False, extensions=self.protocol.extensions)


class Echo:
    """The server, and the party of all its links; made by `echo`. `url` says where it listens."""

    def __init__(self, *, port: int, origins: Sequence[str], recording: Recording | None, deflate: bool, limits: Limits):
        check_address(HOST, users=False, origins=origins)
        self.url, self._port, self._deflate, self._limits = "", port, deflate, limits
        self._gate, self._recording = Gate(HOST, origins), recording
        self._names = (f"echo-{number}" for number in itertools.count(1))
        self._watches: dict[Link, Watch] = {}
        self._listener: asyncio.Server | None = None

    async def start(self) -> Self:
        """Listen."""
        self._clock = LoopClock()
        self._wheel, self._outbox = Wheel(self._clock), Outbox(self._limits.flush)
        self._listener = await asyncio.get_running_loop().create_server(self._link, HOST, self._port)
        self.url = f"ws://{HOST}:{self._listener.sockets[0].getsockname()[1]}/"
        self._look()
        return self

    async def close(self) -> None:
        """Accept nobody new, and end every connection."""
        if self._listener is not None:
            self._listener.close()
            for link in list(self._watches):
                link.close(1001, "the echo stops")
                link.abort()
            self._wheel.stop()

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, *_error) -> None:
        await self.close()

    def _link(self) -> Link:
        return EchoLink(next(self._names), self, self._outbox, self._clock, self._limits, gate=self._gate, deflate=self._deflate)

    def _look(self) -> None:
        self._wheel.after(EVERY, self._look)
        for watch in list(self._watches.values()):
            watch.look(self._clock.now())

    # What a link says.

    def made(self, link: Link) -> None:
        """There is a connection."""
        self._watches[link] = Watch(link)
        if self._recording is not None:
            link.record(Tape([self._recording], self._clock, link.name, server=True))
            link.tape.event("open")

    def opened(self, link: Link) -> None:
        """The upgrade was granted: messages may be as large as after a CONNECT."""
        link.agree("1.2")

    def received(self, link: Link, frame: object) -> None:
        """There are no STOMP frames here."""

    def broken(self, link: Link, error: ProtocolError) -> None:
        """The client broke WebSocket, or a limit."""
        link.close(1002, error.what)

    def choked(self, link: Link) -> None:
        """A client that does not read what it said is not heard any more, for as long."""
        link.hold(CHOKED)

    def flowing(self, link: Link) -> None:
        """It reads again."""
        link.release(CHOKED)

    def lost(self, link: Link, reason: str) -> None:
        """Nothing can be said any more."""

    def gone(self, link: Link) -> None:
        """The connection itself has ended."""
        self._watches.pop(link, None)
        if link.tape is not None:
            link.tape.event(link.ending)


def echo(*, port: int = 0, origins: Sequence[str] = (), recording: Recording | None = None, deflate: bool = True,
         limits: Limits = Limits()) -> Echo:
    """Start a WebSocket server on this machine that gives every message back: `async with echo() as server`.

    Args:
        port: 0 is any free one.
        origins: the web pages that may connect.
        recording: records from the first octet.
        deflate: whether a client that offers permessage-deflate gets it.
        limits: what a peer may ask of it.
    """
    return Echo(port=port, origins=origins, recording=recording, deflate=deflate, limits=limits)
