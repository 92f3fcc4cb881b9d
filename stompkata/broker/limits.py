"""How much one peer, and all of them together, may ask of a broker."""

from dataclasses import dataclass

from stompkata.stomp.limits import FrameLimits


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers that protect a broker on one's own machine; octets, seconds or counts.

    Source of `command` to `body`: STOMP 1.2, "Size Limits" (S12-23); the others keep a peer that floods, trickles or
    never reads from harming the rest.
    """

    # one frame
    command: int = 32
    headers: int = 64
    header_line: int = 4096
    header_block: int = 16384
    body: int = 4 * 2**20
    before_connect: int = 8192              # any frame, and any WebSocket message, until CONNECT is accepted
    destination: int = 255
    # time
    handshake_seconds: float = 10.0         # the whole HTTP upgrade
    connect_seconds: float = 10.0           # then, or on TCP at once, CONNECT
    frame_seconds: float = 30.0             # a whole frame from its first octet
    ping_seconds: float = 20.0              # of silence before a WebSocket Ping, and again for its answer
    drain_seconds: float = 5.0              # for queues to give when the broker stops, and again for peers to leave
    linger_seconds: float = 2.0             # from our Close, or the last octet, to the end of the connection
    # count
    connections: int = 64
    subscriptions: int = 256                # of one connection
    destinations: int = 1024                # topics with subscribers, and queues
    noise: int = 64                         # EOLs between frames in one second
    login_sessions: int | None = None       # connections with one login; None: an equal share of them, and 16 at least
    # queues; what is ready and what is unacknowledged counts
    queue_messages: int = 1000
    queue_octets: int = 8 * 2**20
    retained: int = 64 * 2**20              # octets of all queues together
    unacknowledged: int = 1024              # of one connection; then it is given no more
    # transactions of one connection
    transactions: int = 8                   # open at a time
    transaction_operations: int = 1000
    transaction_octets: int = 2**20
    transaction_seconds: float = 60.0
    # pace
    frames_a_turn: int = 64                 # of one connection, before the others get theirs
    flush: int = 65536                      # gathered octets that are written before the turn ends
    outbound: int = 512 * 1024              # that may wait behind a message on its way when more is written
    stalled_seconds: float = 10.0           # without progress of these
    # heart-beats
    beat_fastest_ms: int = 1000
    beat_slowest_ms: int = 60_000
    beat_tolerance: float = 2.0

    def share(self, logins: int) -> int:
        """How many connections one of so many logins may have."""
        return self.login_sessions or max(16, self.connections // max(logins, 1))

    @property
    def message(self) -> int:
        """The largest WebSocket message after CONNECT: a body, its headers and some room."""
        return self.body + 65536

    def frame(self, *, connected: bool) -> FrameLimits:
        """What the STOMP decoder enforces, before and after CONNECT."""
        return FrameLimits(self.command, self.headers, self.header_line, self.header_block, self.body,
                           None if connected else self.before_connect)
