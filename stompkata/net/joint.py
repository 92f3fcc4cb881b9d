"""Two connections joined to one: what one side says goes to the other, octet for octet, with its end or its reset."""

import asyncio
import socket
import struct
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from stompkata.net.cutter import Cutter, Unit
from stompkata.net.faulty_way import FaultyWay
from stompkata.net.refusal import answer, reason
from stompkata.net.tape import Tape

if TYPE_CHECKING:
    from stompkata.net.relay import Relay

LINGER = 2.0            # seconds for the end of TLS, and for what is answered after our side's end
FIRST = 0.5             # seconds for a client's first words, if it is to be told why there is no server
WORTH_SAYING = 0.05     # seconds of waiting for a slow reader, before it is recorded
RESET = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


class Side(asyncio.Protocol):
    """The end that one of the two talks to."""

    def __init__(self, joint: "Joint", who: str, way: str, tape: Tape):
        self.joint, self.who, self.way = joint, who, way
        self.other: Side | None = None
        self.transport: asyncio.Transport | None = None
        self.ended = False          # it says nothing more
        self.number = 0             # units that it has said
        self.faulty = FaultyWay(self, self.record)
        self._tape, self._cutter = tape, Cutter()
        self._paused = self._alarm = None
        self._early: list[bytes] = []           # what came before there was anybody to pass it on to
        self.spoke = asyncio.Event()

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Begin; the client's side dials the server."""
        self.transport = transport
        transport.set_write_buffer_limits(high=self.joint.relay.buffer)
        if self is self.joint.client:
            transport.pause_reading()
            self.joint.dial()

    def data_received(self, data: bytes) -> None:
        """First it goes on, then it is looked at."""
        if not self.joint.dialled:              # reading cannot be paused this early before Python 3.11.4
            self._early.append(data)
            self.spoke.set()
            self.hold()
            return
        if self.other.transport is None:
            return
        self.joint.relay.octets[self.way] += len(data)
        if not self.faulty.idle:
            self.faulty.take(self._units(data))
            return
        self.other.transport.write(self._cutter.rest(self.faulty.begun) + data)
        self.record(self._units(data))
        self.faulty.begun = self._cutter.held

    def begin(self) -> None:
        """There is somebody to pass it on to."""
        early, self._early = self._early, []
        for data in early:
            self.data_received(data)
        self.transport.resume_reading()

    async def refuse(self, why: str) -> None:
        """Say why there is nobody, if it speaks what we do; reset it otherwise."""
        if self.transport is not None:
            self.transport.resume_reading()
            with suppress(TimeoutError):
                await asyncio.wait_for(self.spoke.wait(), FIRST)
        if self.transport is not None and (told := answer(b"".join(self._early), why)):
            self._tape.event("the tap told the client so")
            self.transport.write(told)
            self.close()
        else:
            self.reset()

    def _units(self, data: bytes) -> Iterator[Unit]:
        try:
            for layer, unit in self._cutter.feed(data):
                self.number += layer not in ("event", "skipped")
                yield layer, unit
        except Exception as error:      # what looks on must not stop what it looks at
            yield self._cutter.give_up(repr(error))

    def record(self, units: Iterable[Unit]) -> None:
        """Write units and events to the recording."""
        for layer, unit in units:
            if layer == "event":
                self._tape.event(f"{self.who}: {unit.decode()}")
            elif layer != "skipped":
                self._tape.sent(layer, unit)

    def eof_received(self) -> bool:
        """The half-close goes on, where the other side's transport has such."""
        self.ended = True
        if self.faulty.idle:
            return self._pass_end()
        self.faulty.take(self._cutter.end())
        self.faulty.then(self._pass_end)
        return self.transport.can_write_eof()

    def _pass_end(self) -> bool:
        other, rest = self.other.transport, self._cutter.rest(self.faulty.begun)
        if rest and other is not None:
            other.write(rest)
        self.record(self._cutter.end())
        self._tape.event(f"the {self.who} ended its side")
        if other is None or self.other.ended:
            self.other.close()          # after both ends nothing is left
            self.close()
            return False
        if other.can_write_eof():
            other.write_eof()
        else:                           # our TLS has no half-close: what answers what was said may still come
            clock = self.joint.relay.clock
            clock.call_at(clock.now() + LINGER, self.other.close)
        return self.transport is not None and self.transport.can_write_eof()

    def connection_lost(self, error: Exception | None) -> None:
        """Gone: the other side goes likewise, after what it is still owed."""
        self.resume_writing()
        self.transport = None
        self.spoke.set()
        if error is None and not self.faulty.idle and self.other.transport is not None and not self.joint.cutting:
            self.faulty.then(lambda: self.joint.lost(self, None))
            return
        self.faulty.drop()
        self.record(self._cutter.end())
        self.joint.lost(self, error)

    def pause_writing(self) -> None:
        """It does not read: the other side is not read any more, either."""
        relay = self.joint.relay
        relay.waits += 1
        self.other.hold()
        self._paused = relay.clock.now()
        self._alarm = relay.clock.call_at(self._paused + WORTH_SAYING, self._say_that_it_waits)

    def resume_writing(self) -> None:
        """It reads again."""
        if self._paused is None:
            return
        waited, self._paused = self.joint.relay.clock.now() - self._paused, None
        if self._alarm is None:
            self._tape.event(f"goes on: the {self.who} did not read for {waited:.2f} s")
        else:
            self._alarm.cancel()
        self.other.read_on()

    def _say_that_it_waits(self) -> None:
        self._alarm = None
        held = self.transport.get_write_buffer_size() if self.transport else 0
        self._tape.event(f"waits: the {self.who} does not read, and {held} octets are held for it")

    def hold(self) -> None:
        """Read no more for now."""
        if self.transport is not None:
            self.transport.pause_reading()

    def read_on(self) -> None:
        """Read again, unless the other side does not, or too much waits for its time."""
        if self.transport is not None and self.other._paused is None and not self.faulty.full:
            self.transport.resume_reading()

    def close(self) -> None:
        """End, after what is held for it has gone out."""
        if self.transport is not None:
            self.transport.close()

    def reset(self) -> None:
        """End as abruptly as the other side did, but not before what came from there has gone out."""
        if self.transport is None:
            return
        if not self.transport.can_write_eof():
            self.transport.abort()
            return
        self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.transport.close()


class Joint:
    """A client's connection to the tap, and the tap's to the server for it."""

    def __init__(self, relay: "Relay", name: str, *, full: bool):
        self.relay, self.name, self._full = relay, name, full
        tapes = [Tape(relay.recordings, relay.clock, name, server=server) for server in (False, True)]
        self.client, self.server = (Side(self, "client", "to_server", tapes[0]), Side(self, "server", "to_client", tapes[1]))
        self.client.other, self.server.other = self.server, self.client
        self._event = tapes[0].event
        self._dialling: asyncio.Task | None = None
        self.dialled = False
        self._why, self.cutting = "", False
        self._over = asyncio.get_running_loop().create_future()

    def dial(self) -> None:
        """Connect to the server; meanwhile the client is not read."""
        self._event("open")
        self._dialling = asyncio.get_running_loop().create_task(self._dial())

    async def _dial(self) -> None:
        address, relay = self.relay.address, self.relay
        tls = {"ssl": relay.ssl or True, "server_hostname": address.host,
               "ssl_shutdown_timeout": LINGER} if address.secure else {}
        try:
            if self._full:
                raise OSError("too many connections at a time")
            await asyncio.get_running_loop().create_connection(lambda: self.server, address.host, address.port, **tls)
        except OSError as error:        # TLS errors, too
            self._why = self._why or reason(relay.to, error)
            await self.client.refuse(self._why)
        finally:
            self.dialled = True
            self._begin()

    def _begin(self) -> None:
        client, server = self.client.transport, self.server.transport
        if client is None and server is not None:
            server.abort()
        elif server is not None and not self.cutting:
            self.client.begin()
            self.server.begin()
        self._end()

    def lost(self, side: Side, error: Exception | None) -> None:
        """One side is gone."""
        if error is not None:
            self._why = self._why or f"the {side.who} broke off: {error}"
            side.other.reset()
        else:
            side.other.close()
        self._end()

    async def cut(self, why: str) -> None:
        """End both sides at once."""
        self._why, self.cutting = why, True
        for side in (self.client, self.server):
            if side.transport is not None:
                side.transport.abort()
        self._dialling.cancel()
        await self._over

    def _end(self) -> None:
        gone = self.client.transport is None and self.server.transport is None
        if gone and self.dialled and not self._over.done():
            self._event(f"closed: {self._why}" if self._why else "closed")
            self.relay.joints.discard(self)
            self._over.set_result(None)
