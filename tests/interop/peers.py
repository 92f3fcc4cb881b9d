"""The other side of a conversation: real clients, each told what to do and heard through one list of events."""

import asyncio
import json
from asyncio.subprocess import PIPE
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PATIENCE = 10.0  # seconds for any one event; every one of them takes milliseconds, a beat takes one second


class Events:
    """Everything a peer told, in order; `wait` returns the next event of a kind that was not waited for yet."""

    patience = PATIENCE

    def __init__(self):
        self.seen: list[dict[str, Any]] = []
        self._taken: set[int] = set()
        self._news = asyncio.Event()

    def add(self, event: dict[str, Any]) -> None:
        self.seen.append(event)
        self._news.set()

    async def wait(self, kind: str, **facts) -> dict[str, Any]:
        try:
            async with asyncio.timeout(self.patience):
                while (found := self._take(kind, facts)) is None:
                    self._news.clear()
                    await self._news.wait()
                return found
        except TimeoutError:
            raise AssertionError(f"no {kind} {facts} within {self.patience} s; events so far: {self.seen}") from None

    def _take(self, kind: str, facts: dict[str, Any]) -> dict[str, Any] | None:
        for number, event in enumerate(self.seen):
            if number not in self._taken and event["event"] == kind and facts.items() <= event.items():
                self._taken.add(number)
                return event
        return None


class Stompjs(Events):
    """An unmodified @stomp/stompjs; `perform` hands a command to `peer.js`."""

    async def perform(self, **command) -> None:
        raise NotImplementedError

    async def connect(self, url: str, name: str, beats: int = 0) -> dict[str, Any]:
        await self.perform(do="connect", url=url, headers={"peer": name}, beats=beats)
        return await self.wait("connected")

    async def subscribe(self, destination: str) -> None:
        await self._confirmed(do="subscribe", destination=destination)

    async def unsubscribe(self, destination: str) -> None:
        await self._confirmed(do="unsubscribe", destination=destination)

    async def publish(self, destination: str, body: str = "", **more) -> None:
        await self._confirmed(do="publish", destination=destination, body=body, **more)

    async def disconnect(self) -> None:
        await self.perform(do="disconnect")
        await self.wait("disconnected")
        await self.wait("done")

    async def _confirmed(self, **command) -> None:
        receipt = f"receipt-{len(self.seen)}-{command['do']}"
        await self.perform(**command, receipt=receipt)
        await self.wait("receipt", receipt=receipt)


class StompjsUnderNode(Stompjs):
    """In a process of its own; ended with the `async with`."""

    async def __aenter__(self) -> "StompjsUnderNode":
        command = ["node", HERE / "node_peer.mjs", "stompjs"]
        self._process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, limit=2**20)
        self._reader = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_) -> None:
        self._process.stdin.close()
        await asyncio.wait_for(self._process.wait(), PATIENCE)
        await self._reader

    async def perform(self, **command) -> None:
        self._process.stdin.write(json.dumps(command).encode() + b"\n")

    async def _read(self) -> None:
        async for line in self._process.stdout:
            self.add(json.loads(line))


class StompjsInPage(Stompjs):
    """In a page of a real browser."""

    def __init__(self, page):
        super().__init__()
        self._page = page

    async def open(self, address: str) -> None:
        await self._page.expose_function("told", self.add)
        await self._page.goto(address)
        await self._page.wait_for_function("window.perform !== undefined")

    async def perform(self, **command) -> None:
        await self._page.evaluate("command => { window.perform(command) }", command)
