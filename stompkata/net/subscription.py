"""A subscription as its owner sees it: something to iterate over, or a callback."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from stompkata.errors import NotConnectedError
from stompkata.net.message import Message
from stompkata.net.options import call_safely
from stompkata.net.waiting import DONE, within

if TYPE_CHECKING:
    from stompkata.net.session import Session


class Subscription:
    """The messages of one SUBSCRIBE, in the order they came.

    `async for message in subscription`, or `await subscription.receive()`; as a context it unsubscribes at its end.
    With a callback, messages go there and cannot be waited for. The iteration ends when we unsubscribe or deactivate;
    when the connection is lost it fails, unless the client resubscribes.
    """

    def __init__(self, session: "Session", headers: Mapping[str, str], callback: Callable[[Message], object] | None):
        self.id, self.destination, self.headers = headers["id"], headers["destination"], headers
        self._session, self._callback = session, callback
        self._messages: deque[Message] = deque()
        self._waiters: deque[asyncio.Future] = deque()
        self._is_over = False
        self._failure: Exception | None = None

    def __aiter__(self) -> "Subscription":
        return self

    async def __anext__(self) -> Message:
        while not self._messages:
            if self._is_ended():
                raise StopAsyncIteration
            await self._more(None)
        return self._take()

    async def receive(self, timeout: float = 10.0) -> Message:
        """Wait for the next message, but not longer than `timeout` seconds.

        Raises:
            DeadlineExceeded: none came.
        """
        while not self._messages:
            if self._is_ended():
                raise NotConnectedError(f"{self.destination} is not subscribed to any more")
            await self._more(timeout)
        return self._take()

    def unsubscribe(self, headers: Mapping[str, str] | None = None) -> Awaitable[None]:
        """Get no more messages; those that have come can still be read."""
        if not self._is_over:
            self._session.unsubscribe(self, headers)
            self.end(None)
        return DONE

    async def __aenter__(self) -> "Subscription":
        return self

    async def __aexit__(self, *_error: object) -> None:
        self.unsubscribe()
        while self._messages:
            self._take()

    # For the session.

    def deliver(self, message: Message) -> None:
        """A message came."""
        if self._callback is not None:
            call_safely(self, self._callback, message)
            return
        self._messages.append(message)
        self._session.inbox.add(message.size)
        self._wake()

    def end(self, failure: Exception | None) -> None:
        """No message will come any more: because of a failure, or because it was unsubscribed."""
        self._is_over, self._failure = True, failure
        for _ in range(len(self._waiters)):
            self._wake()

    def move(self, session: "Session") -> None:
        """The client has another connection, and is subscribed there."""
        self._session = session
        for message in self._messages:
            session.inbox.add(message.size)

    def _is_ended(self) -> bool:
        if self._failure is not None:
            raise self._failure.with_traceback(None)
        return self._is_over

    async def _more(self, timeout: float | None) -> None:
        """Wait until there may be a message to take; whoever is woken and then cancelled wakes the next."""
        waiter = asyncio.get_running_loop().create_future()
        self._waiters.append(waiter)
        try:
            if timeout is None:
                await waiter
            else:
                session = self._session
                await within(session.wheel, timeout, waiter, f"message for {self.destination}", session.so_far)
        except BaseException:
            if waiter in self._waiters:
                self._waiters.remove(waiter)
            elif self._messages:
                self._wake()
            raise

    def _wake(self) -> None:
        while self._waiters:
            waiter = self._waiters.popleft()
            if not waiter.done():
                waiter.set_result(None)
                return

    def _take(self) -> Message:
        message = self._messages.popleft()
        self._session.inbox.remove(message.size)
        return message

    def __str__(self) -> str:
        return f"the callback of subscription {self.id} to {self.destination}"

    def __repr__(self) -> str:
        return f"<Subscription {self.id!r} to {self.destination!r}>"
