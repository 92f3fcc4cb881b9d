"""What asked for a RECEIPT in one connection, and who waits for it."""

import asyncio
from collections.abc import Callable

from stompkata.errors import ConnectionLost, ErrorReceived
from stompkata.net.options import call_safely
from stompkata.net.waiting import quiet
from stompkata.stomp.frame import StompFrame

Watcher = Callable[[StompFrame], object]


class Receipts:
    """The frames that asked and were not answered, and the watchers, by receipt id."""

    def __init__(self):
        self._frames: dict[str, StompFrame] = {}
        self._watchers: dict[str, list[tuple[asyncio.Future, Watcher | None]]] = {}

    def sent(self, frame: StompFrame) -> None:
        """A frame goes out; it may ask for a receipt."""
        if "receipt" in frame.headers:
            self._frames[frame.headers["receipt"]] = frame

    def watch(self, receipt_id: str, watcher: Watcher | None) -> asyncio.Future:
        """What resolves with the RECEIPT of that id; `watcher` is called with it first."""
        future = quiet(asyncio.get_running_loop().create_future())
        self._watchers.setdefault(receipt_id, []).append((future, watcher))
        return future

    def came(self, receipt_id: str, frame: StompFrame) -> bool:
        """A RECEIPT came: False if nobody waits for it."""
        self.forget(receipt_id)
        watchers = self._watchers.pop(receipt_id, [])
        for future, watcher in watchers:
            if watcher is not None:
                call_safely(f"the watcher of receipt {receipt_id}", watcher, frame)
            future.set_result(frame)
        return bool(watchers)

    def forget(self, receipt_id: str) -> None:
        """It is no longer unknown what became of the frame."""
        self._frames.pop(receipt_id, None)

    def fail(self, failure: Exception) -> list[StompFrame]:
        """No RECEIPT will come: tell who waits, and return each SEND of which nobody knows what became of it."""
        for receipt_id, watchers in self._watchers.items():
            reason = self._unanswered(receipt_id, failure)
            for future, _ in watchers:
                if not future.done():
                    future.set_exception(reason)
        return [frame for frame in self._frames.values() if frame.command == "SEND"]

    def _unanswered(self, receipt_id: str, failure: Exception) -> Exception:
        frame = self._frames.get(receipt_id)
        if frame is None or isinstance(failure, ErrorReceived):
            return failure
        what = " to ".join(filter(None, (frame.command, frame.headers.get("destination"))))
        return ConnectionLost(f"{failure}; still unanswered: {receipt_id} for {what}, which may be processed or not")
