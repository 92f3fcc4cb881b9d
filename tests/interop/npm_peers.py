"""The npm libraries under node: one process a library, in it any number of sessions, each with a client of its own."""

import asyncio
import json
from asyncio.subprocess import PIPE
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from peers import Events

HERE = Path(__file__).parent
LINE = 8 * 2**20  # octets of the longest event: a body of 1 MiB in base64, with room to spare


@dataclass(frozen=True)
class Peer:
    """A library as it comes from npm, over one of the transports and in one of the versions that it speaks."""

    library: str
    transport: str
    version: str

    def __str__(self) -> str:
        return f"{self.library}-{self.transport}-{self.version}"


VERSIONS = ("1.2", "1.1", "1.0")
PEERS = [
    *(Peer("stompjs", transport, version) for transport in ("text", "binary", "tcp") for version in VERSIONS),
    Peer("stompjs", "split", "1.2"),
    *(Peer("webstomp", transport, version) for transport in ("text", "binary") for version in VERSIONS),
    *(Peer("stompjs2", transport, "1.1") for transport in ("text", "overWS", "tcp")),
    *(Peer("stompit", "tcp", version) for version in VERSIONS),
]


class Session(Events):
    """One client of a library; `wait` gives up at once when the session has ended otherwise than was awaited."""

    patience = 30.0  # dozens of sessions at once, some of which keep their process busy for seconds
    FATAL = ("error", "failed", "closed", "socket-error", "beat-lost")

    def __init__(self, process: "NodeProcess", name: str):
        super().__init__()
        self._process, self.name, self._leaving = process, name, False

    async def perform(self, **command) -> None:
        self._leaving = self._leaving or command["do"] == "disconnect"
        self._process.tell({"session": self.name, **command})

    def _take(self, kind: str, facts: dict[str, Any]) -> dict[str, Any] | None:
        event = super()._take(kind, facts)
        if event is None:
            self.check(f"no {kind} {facts}")
        return event

    def check(self, otherwise: str) -> None:
        """Fail if the session has ended, but by its own wish."""
        for event in self.seen:
            fatal = event["event"] in self.FATAL and not (self._leaving and event["event"] == "closed")
            assert not fatal, f"{otherwise}: {event}"

    async def publish(self, destination: str, body: str = "", *, receipt: str | None = None, **more) -> None:
        await self.perform(do="publish", destination=destination, body=body, receipt=receipt, **more)
        if receipt:
            await self.wait("receipt", receipt=receipt)

    async def settle(self) -> None:
        """Wait until all that was sent before is processed: few libraries can ask for a receipt of ACK or COMMIT."""
        await self.publish("/topic/settled", receipt=f"settled-{len(self.seen)}")

    async def message(self) -> dict[str, Any]:
        return await self.wait("message")

    async def leave(self) -> None:
        await self.perform(do="disconnect")
        await self.wait("done")


class NodeProcess:
    """`async with NodeProcess(library) as process: …`; `process.session(name)` is a new client in it."""

    def __init__(self, library: str):
        self._library, self._sessions = library, {}

    async def __aenter__(self) -> Self:
        command = ["node", HERE / "node_peer.mjs", self._library]
        self._process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, limit=LINE)
        self._reader = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_) -> None:
        self._process.stdin.close()
        await asyncio.wait_for(self._process.wait(), Session.patience)
        await self._reader

    def session(self, name: str) -> Session:
        return self._sessions.setdefault(name, Session(self, name))

    def tell(self, command: dict[str, Any]) -> None:
        self._process.stdin.write(json.dumps(command).encode() + b"\n")

    async def _read(self) -> None:
        async for line in self._process.stdout:
            event = json.loads(line)
            name = event.pop("session", None)  # what a library throws from nowhere may concern any of them
            for session in [self._sessions[name]] if name else self._sessions.values():
                session.add(event)
