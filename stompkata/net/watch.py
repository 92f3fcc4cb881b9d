"""What time does to one link: deadlines, trickles, noise, slow readers, silence."""

from stompkata.errors import LimitExceeded
from stompkata.net.link import Link

EVERY = 1.0     # seconds between two looks


class Watch:
    """Looks at one link every second, and tells its party what is over a limit."""

    __slots__ = ("_frames", "_link", "_part_since", "_pinged_at", "noise")

    def __init__(self, link: Link):
        self._link = link
        self.noise = 0                          # EOLs between frames since the last look
        self._frames = 0
        self._part_since: float | None = None
        self._pinged_at: float | None = None

    def look(self, now: float) -> None:
        """See what has become of it."""
        link, limits = self._link, self._link.limits
        if link.ended:
            if now > (link.linger_until or 0) + (limits.drain_seconds if link.writer.held else 0):
                link.abort()
        elif not link.is_open:
            if now - link.born > limits.handshake_seconds:
                link.abort()
        elif self._part_is_late(now):
            self._over("frame_seconds", limits.frame_seconds, "a frame is not complete after frame_seconds = {:g}")
        elif link.server and link.writer.stalled(now, limits.stalled_seconds):
            self._over("stalled_seconds", limits.stalled_seconds,
                       "slow consumer: nothing was read for stalled_seconds = {:g}")
        elif self.noise > limits.noise:
            self._over("noise", limits.noise, "more EOLs between frames in a second than noise = {:g}")
        else:
            self._ping(now)
        self.noise = 0

    def _over(self, limit: str, value: float, what: str) -> None:
        self._link.party.broken(self._link, LimitExceeded(limit, value, what=what.format(value)))

    def _part_is_late(self, now: float) -> bool:
        link = self._link
        if not link.in_part or link.holding:
            self._part_since = None
        elif self._part_since is None or link.frames != self._frames:
            self._part_since, self._frames = now, link.frames
        return self._part_since is not None and now - self._part_since > link.limits.frame_seconds

    def _ping(self, now: float) -> None:
        link, seconds = self._link, self._link.limits.ping_seconds
        if link.holding or link.writer.held or now - link.heard <= seconds:
            self._pinged_at = None      # it cannot answer what it has not read
        elif self._pinged_at is None:
            self._pinged_at = now if link.ping() else None
        elif now - self._pinged_at > seconds:
            self._over("ping_seconds", seconds, "no sign of life, and no Pong within ping_seconds = {:g}")
