"""Heart-beats from a thread, so that they go out while a callback keeps the loop busy; C code may hold it up, too."""

import asyncio
import os
import sys
import threading
from collections.abc import Callable


class Ticker:
    """Writes a beat to the socket itself, every so many seconds, unless something is on its way already.

    Args:
        octets: makes a beat.
        told: called in the loop, as soon as it has time, with each beat that went out.
    """

    def __init__(self, transport: asyncio.Transport, seconds: float, octets: Callable[[], bytes],
                 told: Callable[[bytes], None]):
        self._transport, self._seconds, self._octets, self._told = transport, seconds, octets, told
        self._loop, self._over, self._rest = asyncio.get_running_loop(), threading.Event(), b""
        self._alone = threading.Lock()          # so that no beat gets into the middle of a frame
        self._write, transport.write = transport.write, self._write_alone
        self._thread = threading.Thread(target=self._run, name="stompkata-ticker", daemon=True)
        self._thread.start()

    @staticmethod
    def can_drive(transport: asyncio.BaseTransport | None) -> bool:
        """Whether octets can be put past the loop: not into TLS, nor a pipe, nor where a socket is no file."""
        if transport is None:
            return False
        socket, is_secure = transport.get_extra_info("socket"), transport.get_extra_info("sslcontext") is not None
        return socket is not None and not is_secure and sys.platform != "win32" and hasattr(transport, "__dict__")

    def stop(self) -> None:
        """Beat no more; the socket may be closed from now on."""
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        descriptor = os.dup(self._transport.get_extra_info("socket").fileno())     # nobody else can close this one
        try:
            while not self._over.wait(self._seconds):
                with self._alone:
                    if self._transport.get_write_buffer_size() == 0:
                        self._beat(descriptor)
        except RuntimeError:
            pass                                # the loop was closed, and with it everything
        finally:
            os.close(descriptor)

    def _beat(self, descriptor: int) -> None:
        octets = self._rest or self._octets()
        try:
            written = os.write(descriptor, octets)
        except OSError:
            return                              # full, so something is on its way; or broken, as the loop will notice
        self._rest = octets[written:]
        self._loop.call_soon_threadsafe(self._told, octets[:written])

    def _write_alone(self, data: bytes) -> None:
        with self._alone:
            rest, self._rest = self._rest, b""
            self._write(rest + data)
