"""A WebSocket without STOMP: the learner's own bytes, out and in."""

from stompkata.errors import DeadlineExceeded
from stompkata.lab.keeping import keep, result_of
from stompkata.lab.sync_broker import url_of
from stompkata.net.runtime import Runtime
from stompkata.net.socket import Socket, open_socket
from stompkata.recording import Recording

ANSWERS_WITHIN = 10.0  # seconds


class Nothing(bytes):
    """What comes when nothing comes: no octets, and the time that was waited."""

    def __new__(cls, seconds: float):
        nothing = super().__new__(cls)
        nothing.seconds = seconds
        return nothing

    def __repr__(self) -> str:
        return f"nothing came within {self.seconds:g} s"

    __str__ = __repr__


class LabSocket:
    """An open WebSocket: each `send` is one message, each `receive` gives one."""

    def __init__(self, runtime: Runtime, socket: Socket, recording: Recording):
        self._runtime, self._socket, self.recording = runtime, socket, recording

    def send(self, data: bytes | str) -> None:
        """Send these octets, right or wrong, as one WebSocket message."""
        self._runtime.call(result_of(self._socket.send, data), ANSWERS_WITHIN)

    def receive(self, timeout: float = 2.0) -> bytes:
        """Wait for the next message and return its octets; `Nothing` (which is false) when none came in time."""
        try:
            return self._runtime.call(self._socket.receive(timeout), timeout + ANSWERS_WITHIN)
        except DeadlineExceeded:
            return Nothing(timeout)

    def close(self) -> None:
        """Close the WebSocket."""
        self._runtime.call(self._socket.close(), ANSWERS_WITHIN)

    def __repr__(self) -> str:
        return "<socket>"


def socket(broker_or_url: object, *, name: str | None = None) -> LabSocket:
    """Open a WebSocket to a broker; what to say on it is your business.

    Args:
        broker_or_url: a broker of `lab`, or an address such as ws://127.0.0.1:15674/.
        name: under which it replaces an earlier one; without, it closes when nothing refers to it any more.
    """
    runtime, recording = Runtime.current(), Recording()
    opened = runtime.call(_open(url_of(broker_or_url), recording), ANSWERS_WITHIN)
    made = LabSocket(runtime, opened, recording)
    keep(runtime, made, opened, name)
    return made


async def _open(url: str, recording: Recording) -> Socket:
    return await open_socket(url, recording=recording)
