"""A connection in memory: the same octets in the same pieces, without a network, so also in a browser's Python."""

import asyncio
from collections.abc import Callable

HIGH, LOW = 65536, 16384        # octets at which the writer is told to wait, and to go on, as asyncio's sockets do
PIECE = 65536


class PipeTransport(asyncio.Transport):
    """One end of a pipe, in the place of a socket's transport.

    What is written is read by the other end in a later turn of the loop, if it reads; else it is held here.
    """

    def __init__(self, protocol: asyncio.Protocol, chunk: int | None):
        super().__init__()
        self._loop = asyncio.get_running_loop()
        self._protocol, self._chunk = protocol, chunk or PIECE
        self._other: PipeTransport | None = None
        self._buffer = bytearray()
        self._paused = self._full = self._due = False
        self._eof = self._heard_eof = self._closing = self._lost = False

    def join(self, other: "PipeTransport") -> None:
        """Make two ends one pipe."""
        self._other, other._other = other, self

    def start(self) -> None:
        """Tell the protocol that it is connected."""
        self._protocol.connection_made(self)

    # For the protocol of this end.

    def write(self, data: bytes) -> None:
        """Hand octets to the other end."""
        if not self._eof and not self._lost:
            self._buffer += data
            if not self._full and len(self._buffer) > HIGH:
                self._full = True
                self._protocol.pause_writing()
            self._move_soon()

    def write_eof(self) -> None:
        """Write no more; the other end is told after the last octet."""
        self._eof = True
        self._move_soon()

    def can_write_eof(self) -> bool:
        """Like TCP, and unlike TLS."""
        return True

    def close(self) -> None:
        """End the connection when everything is written."""
        self._closing = self._eof = True
        self._move_soon()

    def abort(self) -> None:
        """End the connection at once."""
        self._buffer.clear()
        self.close()

    def is_closing(self) -> bool:
        """Whether the end has begun."""
        return self._closing

    def pause_reading(self) -> None:
        """Leave the other end's octets where they are."""
        self._paused = True

    def resume_reading(self) -> None:
        """Take them again."""
        self._paused = False
        self._other._move_soon()

    def get_write_buffer_size(self) -> int:
        """Octets that the other end has not taken."""
        return len(self._buffer)

    # Between the ends.

    def _move_soon(self) -> None:
        if not self._due:
            self._due = True
            self._loop.call_soon(self._move)

    def _move(self) -> None:
        self._due = False
        other = self._other
        if other._lost:
            self._buffer.clear()                # nobody will ever read it
        if self._buffer:
            if other._paused:
                return                          # resume_reading() comes back here
            piece = bytes(self._buffer[:self._chunk])
            del self._buffer[:self._chunk]
            self._tell_room()
            other._protocol.data_received(piece)
            if self._buffer:
                self._move_soon()
                return
        if self._closing and not self._lost:
            self._lost = True
            self._protocol.connection_lost(None)
        if self._eof or self._lost:
            other._hear_eof()

    def _tell_room(self) -> None:
        if self._full and len(self._buffer) <= LOW:
            self._full = False
            self._protocol.resume_writing()

    def _hear_eof(self) -> None:
        if not (self._lost or self._heard_eof or self._paused):
            self._heard_eof = True
            if not self._protocol.eof_received():
                self.close()


class Pipe:
    """A way to a server in the same program; what `connect` takes in place of a URL."""

    def __init__(self, server_end: Callable[[], asyncio.Protocol], transport: str = "ws", chunk: int | None = None):
        self._server_end, self.transport, self._chunk = server_end, transport, chunk

    def connect(self, client_end: asyncio.Protocol) -> None:
        """Connect a protocol to a new one of the server's."""
        client, server = PipeTransport(client_end, self._chunk), PipeTransport(self._server_end(), self._chunk)
        client.join(server)
        server.start()
        client.start()
