"""The embedded broker on loopback, with a loop in a thread beside the check."""

import asyncio
import threading
from typing import Self

from stompkata.course.peers.place import LOGIN, PASSCODE, Place
from stompkata.net.server import Server, serve

STARTS_WITHIN = 3.0  # seconds; it takes about one millisecond


class Embedded(Place):
    """`with Embedded("strict") as place`: one broker for one check; it asks for the login guest.

    Args:
        preset: "strict" or "lenient".
        options: whatever `serve` takes, such as `users={"ada": "secret"}`.
    """

    def __init__(self, preset: str = "strict", *, observed_by: str = "our own client", **options: object):
        super().__init__(f"embedded broker ({preset})", observed_by=observed_by)
        self._options = {"preset": preset, "users": {LOGIN: PASSCODE}, "tcp_port": 0} | options
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="stompkata-peer", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._server: Server = self._in_loop(self._start())
        self.url, self.tcp_port = self._server.url, int(self._server.tcp_url.rpartition(":")[2])
        return self

    def __exit__(self, *_error) -> None:
        self.close()
        self._in_loop(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(STARTS_WITHIN)
        self._loop.close()

    async def _start(self) -> Server:
        return await serve(**self._options)

    async def _stop(self) -> None:
        while accepting := asyncio.all_tasks() - {asyncio.current_task()}:  # a check may fail before it was accepted
            await asyncio.wait(accepting)
        await self._server.close()

    def _in_loop(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(STARTS_WITHIN)
