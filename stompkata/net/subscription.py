"""A subscription as its owner sees it: something to iterate over, or a callback."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from stompkata.errors import NotConnectedError
from stompkata.net.message import Message
from stompkata.net.waiting import DONE, Done, quiet, within

if TYPE_CHECKING:
    from stompkata.net.session import Session


class Subscription:
    """The messages of one SUBSCRIBE, in the order they came.

    `async for message in subscription`, or `await subscription.receive()`; as a context it unsubscribes at its end.
    With a callback, messages go there and cannot be waited for.
    """

    def __init__(self, session: "Session", subscription_id: str, destination: str,
                 callback: Callable[[Message], object] | None):
        self.id, self.destination = subscription_id, destination
        self._session, self._callback = session, callback
        self._messages: deque[Message] = deque()
        self._waiters: deque[asyncio.Future] = deque()
        self._is_over = False
        self._failure: Exception | None = None

    def __aiter__(self) -> "Subscription":
        return self

    async def __anext__(self) -> Message:
        message = self._take() if self._messages else await self._next()
        if message is None:
            raise StopAsyncIteration
        return message

    async def receive(self, timeout: float = 10.0) -> Message:
        """Wait for the next message, but not longer than `timeout` seconds.

        Raises:
            DeadlineExceeded: none came.
        """
        if self._messages:
            return self._take()
        session, what = self._session, f"message for {self.destination}"
        message = await within(session.wheel, timeout, self._next(), what, session.so_far)
        if message is None:
            raise NotConnectedError(f"{self.destination} is not subscribed to any more")
        return message

    def unsubscribe(self) -> Done:
        """Get no more messages; those that have come can still be read."""
        if not self._is_over:
            self._session.unsubscribe(self)
            self.end(None)
        return DONE

    async def __aenter__(self) -> "Subscription":
        return self

    async def __aexit__(self, *_error) -> None:
        self.unsubscribe()
        while self._messages:
            self._take()

    # For the session.

    def deliver(self, message: Message) -> None:
        """A message came."""
        if self._callback is not None:
            self._call_back(message)
            return
        while self._waiters:
            waiter = self._waiters.popleft()
            if not waiter.done():
                waiter.set_result(message)
                return
        self._messages.append(message)
        self._session.inbox.add(message.size)

    def end(self, failure: Exception | None) -> None:
        """No message will come any more: because of a failure, or because it was unsubscribed."""
        if not self._is_over:
            self._is_over, self._failure = True, failure
            for waiter in self._waiters:
                self._finish(waiter)

    def _next(self) -> asyncio.Future:
        """The next message that comes; None when there will be none."""
        waiter = quiet(asyncio.get_running_loop().create_future())
        if self._is_over:
            self._finish(waiter)
        else:
            self._waiters.append(waiter)
        return waiter

    def _finish(self, waiter: asyncio.Future) -> None:
        if waiter.done():
            return
        if self._failure is None:
            waiter.set_result(None)
        else:
            waiter.set_exception(self._failure)

    def _take(self) -> Message:
        message = self._messages.popleft()
        self._session.inbox.remove(message.size)
        return message

    def _call_back(self, message: Message) -> None:
        try:
            self._callback(message)
        except Exception as error:              # one bad callback must not end the session; stompjs goes on, too
            asyncio.get_running_loop().call_exception_handler({
                "message": f"the callback of subscription {self.id} to {self.destination} failed", "exception": error})

    def __repr__(self) -> str:
        return f"<Subscription {self.id!r} to {self.destination!r}>"
