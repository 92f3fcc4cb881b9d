"""One unit that crossed a wire."""

from typing import Literal, NamedTuple

Direction = Literal["to_server", "to_client", "none"]
Layer = Literal["handshake", "websocket", "stomp", "event"]


class Record(NamedTuple):
    """One handshake head, one WebSocket frame, one STOMP frame or beat on TCP, or an event in words.

    `number` counts from 1 in its recording; `at` is monotonic seconds; `connection` names the connection;
    `data` is the exact bytes of the unit (secrets masked), or UTF-8 text for an event (direction "none").
    """

    number: int
    at: float
    connection: str
    direction: Direction
    layer: Layer
    data: bytes
