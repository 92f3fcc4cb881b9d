"""The heart-beats of a client, as its options have them."""

from typing import TYPE_CHECKING

from websockets.frames import Opcode

from stompkata.net.link import Link
from stompkata.net.pulse import EARLY, Pulse
from stompkata.net.ticker import Ticker
from stompkata.net.wheel import Wheel
from stompkata.stomp.frame import BEAT
from stompkata.stomp.heartbeat import Intervals

if TYPE_CHECKING:
    from stompkata.net.options import Options


class Heart:
    """A pulse; and where a thread is asked for, and possible, that beats for it."""

    def __init__(self, wheel: Wheel, link: Link, intervals: Intervals, options: "Options"):
        self._link, self._options, self._ticker = link, options, None
        options.log(f"send PING every {intervals.send_ms}ms")
        options.log(f"check PONG every {intervals.receive_ms}ms")
        if intervals.send_ms and options.heartbeat_strategy == "worker" and Ticker.can_drive(link.transport):
            self._ticker = Ticker(link.transport, intervals.send_ms / 1000 * EARLY, self._octets, self._has_beaten)
            intervals = Intervals(0, intervals.receive_ms)
        self._pulse = Pulse(wheel, link, intervals, options.heartbeat_tolerance_multiplier, self._beat)

    def stop(self) -> None:
        """Beat no more, and expect nothing."""
        self._pulse.stop()
        if self._ticker is not None:
            self._ticker.stop()

    def _beat(self) -> None:
        self._options.log(">>> PING")
        self._link.beat()

    def _octets(self) -> bytes:
        return self._link.frame(Opcode.TEXT, BEAT.value) if self._link.has_messages else BEAT.value

    def _has_beaten(self, octets: bytes) -> None:
        self._options.log(">>> PING")
        if self._link.tape is not None:
            self._link.tape.sent(self._link.layer, octets)
