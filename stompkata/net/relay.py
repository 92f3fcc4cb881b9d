"""A tap: a TCP relay that passes every octet on unchanged, and a recording of what it saw."""

import asyncio
import itertools
from collections import Counter
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from stompkata.errors import UnsafeAddressError
from stompkata.net.address import parse
from stompkata.net.clock import Clock, LoopClock
from stompkata.net.faults import Faults
from stompkata.net.faulty_way import do_at_once
from stompkata.net.gate import is_loopback
from stompkata.net.joint import Joint
from stompkata.net.tape import Tape
from stompkata.trace.recording import Recording

if TYPE_CHECKING:
    from ssl import SSLContext

BUFFER = 256 * 1024     # octets that wait for one who does not read, before the other is not read any more
CONNECTIONS = 1024      # at a time


class Relay:
    """Stands between any applications and their server; made by `tap`.

    `url` is where the applications connect. `octets` counts what passed each way (`to_server`, `to_client`);
    `connections` who came; `waits` how often one side was not read because the other did not read. `faults` is what is to go wrong; as it comes, nothing.
    """

    def __init__(self, to: str, *, host: str, port: int, ssl: "SSLContext | None", recording: Recording | None,
                 buffer: int, clock: Clock | None, faults: Faults | None):
        if not is_loopback(host):
            raise UnsafeAddressError(f"a tap at {host} would let other machines speak to {to}\n"
                                     "  try:  127.0.0.1, and ssh -L for a way there from another machine")
        self.to, self.address, self.ssl, self.buffer, self.clock = to, parse(to), ssl, buffer, clock
        self.faults = faults or Faults()
        self.recordings = [recording] if recording is not None else []
        self.octets: Counter[str] = Counter()
        self.connections = self.waits = 0
        self.joints: set[Joint] = set()
        self.url = ""
        self._host, self._port, self._names = host, port, itertools.count(1)
        self._listener: asyncio.Server | None = None

    async def start(self) -> Self:
        """Listen."""
        self.clock = self.clock or LoopClock()
        loop, faults = asyncio.get_running_loop(), self.faults
        self._event = Tape(self.recordings, self.clock, "tap", server=True).event
        self._unobserve = faults.observe(
            changed=lambda: loop.call_soon_threadsafe(self._go), happened=self._event,
            at_once=lambda *what: loop.call_soon_threadsafe(self._at_once, *what))
        self._listener = await loop.create_server(self._join, self._host, self._port, backlog=CONNECTIONS)
        host, port = self._listener.sockets[0].getsockname()[:2]
        parts = urlsplit(self.to)
        plain = {"wss": "ws", "stomp+ssl": "stomp"}.get(parts.scheme, parts.scheme)
        self.url = parts._replace(scheme=plain, netloc=f"[{host}]:{port}" if ":" in host else f"{host}:{port}").geturl()
        return self

    def _go(self) -> None:
        for joint in self.joints:
            for side in (joint.client, joint.server):
                side.faulty.go()

    def _at_once(self, kind: str, way: str, more: dict) -> None:
        if not self.joints:
            self._event(f"fault: {kind}: nobody is connected")
        for joint in list(self.joints):
            do_at_once(joint, kind, way, **more)

    def _join(self) -> asyncio.Protocol:
        self.connections += 1
        joint = Joint(self, f"tap-{next(self._names)}", full=len(self.joints) >= CONNECTIONS)
        self.joints.add(joint)
        return joint.client

    async def close(self) -> None:
        """Accept nobody new, and cut every connection."""
        if self._listener is not None:
            self._listener.close()
            self._unobserve()
        ends = [joint.cut("the tap ends") for joint in list(self.joints)]
        await asyncio.gather(*ends, return_exceptions=True)

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, *_error: object) -> None:
        await self.close()


def tap(to: str, *, host: str = "127.0.0.1", port: int = 0, ssl: "SSLContext | None" = None,
        recording: Recording | None = None, buffer: int = BUFFER, clock: Clock | None = None,
        faults: Faults | None = None) -> Relay:
    """Put a relay between applications and their server: `async with tap("ws://…") as relay`, then use `relay.url`.

    Args:
        to: the server: ws, wss, stomp, tcp or stomp+ssl; TLS is spoken towards the server only.
        host: the address to listen on; of loopback only.
        port: 0 is any free one.
        ssl: the context for a server with TLS; by default the system's.
        recording: records from the first octet.
        buffer: octets, each way, that may wait for a slow reader before the faster side is not read any more.
        clock: another source of time, for tests.
        faults: what is to go wrong; the recording then holds what was heard, and an event for each fault.

    Raises:
        UnsafeAddressError: at once, if other machines could reach it.
    """
    return Relay(to, host=host, port=port, ssl=ssl, recording=recording, buffer=buffer, clock=clock,
                 faults=faults)
