"""Heart-beats of one session: ours go out at a steady pace, the peer's are missed when they stay away."""

from collections.abc import Callable

from stompkata.errors import HeartBeatLost
from stompkata.net.lag import Lag
from stompkata.net.link import Link
from stompkata.net.wheel import Wheel
from stompkata.stomp.heartbeat import Intervals

EARLY = 0.9         # beat before the interval is over, as the way takes time too
LATE = 0.1          # of an interval: ActiveMQ leaves out the beat after a frame, and is silent for exactly two intervals


class Pulse:
    """Beats, by `beat` if that is given, and listens, while the link is there.

    Any octet proves that the peer lives (S12-43). It is given up after `tolerance` intervals and a tenth, and never
    before one interval and a second, as a short interval leaves little for a busy machine (S12-45).
    """

    __slots__ = ("_beat_once", "_beating", "_lag", "_link", "_listening", "_patience", "_receive", "_send", "_wheel")

    def __init__(self, wheel: Wheel, link: Link, intervals: Intervals, tolerance: float,
                 beat: Callable[[], None] | None = None):
        self._wheel, self._link, self._beat_once = wheel, link, beat or link.beat
        self._send = intervals.send_ms / 1000 * EARLY
        self._receive = intervals.receive_ms / 1000
        self._patience = max(self._receive * (tolerance + LATE), self._receive + 1)
        self._beating = wheel.after(self._send, self._beat) if intervals.send_ms else None
        self._listening = wheel.after(self._patience, self._listen) if intervals.receive_ms else None
        agreed = [each / 1000 for each in (intervals.send_ms, intervals.receive_ms) if each]
        self._lag = Lag(wheel, link, min(agreed)) if agreed else None

    def stop(self) -> None:
        """Beat no more, and expect nothing."""
        for spoke in (self._beating, self._listening, self._lag):
            if spoke is not None:
                spoke.cancel()

    def _beat(self) -> None:
        self._beating = self._wheel.after(self._send, self._beat)
        self._beat_once()

    def _listen(self) -> None:
        link, now = self._link, self._wheel.clock.now()
        silence = 0.0 if link.holding else now - link.heard
        if silence < self._patience:
            self._listening = self._wheel.after(self._patience - silence, self._listen)
            return
        self._listening = None
        peer = "the client" if link.server else "the server"
        link.party.broken(link, HeartBeatLost(
            f"no heart-beat: {peer} was silent for {silence:.1f} s, and said it would be heard every {self._receive:g} s",
            rule="S12-44", source='STOMP 1.2, "Heart-beating"', hint="send a LF in time, or ask for heart-beat:0,0"))
