"""What a probe asked, and what came back: plain facts, to be put into words elsewhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from stompkata.dissection import Finding
from stompkata.dissection.visible import visible
from stompkata.stomp.frame import StompFrame

EVERY_VERSION = "1.2,1.1,1.0"


class Outcome(StrEnum):
    """How a try ended."""

    YES = "yes"  # the server did what was asked
    NO = "no"  # it answered in that protocol, and refused
    STRANGE = "strange"  # it answered in another protocol: `data` has its octets
    CLOSED = "closed"  # it ended the connection without an answer
    SILENT = "silent"  # nothing came in time
    REFUSED = "refused"  # nobody listens there
    UNKNOWN_HOST = "unknown host"  # the name leads nowhere
    UNREACHABLE = "unreachable"  # the network does not get there
    NO_TLS = "no TLS"  # TLS was tried, and what came back is none
    UNTRUSTED = "untrusted"  # TLS works, but the certificate cannot be checked


@dataclass(frozen=True, slots=True)
class Try:
    """One question, and what came back.

    `kind` is "connect" (TCP, or TLS where `asked` says so), "get", "info", "upgrade" or "stomp"; `way` is "tcp",
    "plain" (WebSocket at the URL), "raw" (SockJS's …/websocket), "framed" (SockJS's …/server/session/websocket), or
    "guess" (WebSocket at a path that servers have by habit). `asked` is the subprotocol, the Origin, the
    extension or the accept-version that the question carried.
    """

    kind: str
    url: str
    way: str = ""
    asked: str = ""
    outcome: Outcome = Outcome.SILENT
    why: str = ""
    status: int = 0
    reason: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)  # of HTTP; names in lower case
    data: bytes = b""
    subprotocol: str | None = None
    frame: StompFrame | None = None
    findings: tuple[Finding, ...] = ()
    host: str = ""  # the host header of a CONNECT

    @property
    def answered(self) -> bool:
        """Whether the server did what was asked."""
        return self.outcome is Outcome.YES

    def __str__(self) -> str:
        said = f"{self.status} {self.reason}" if self.status else self.frame.command if self.frame else self.why
        question = " ".join(word for word in (self.kind, self.way, self.asked) if word)
        return f"{question:<46} {self.outcome:<12} {visible(said, 120)}".rstrip()


@dataclass(frozen=True, slots=True)
class Probed:
    """Everything that was asked of one server.

    `base` is the URL whose endpoints were tried; it differs from `url` where a path had to be guessed. `host` is the
    host header of STOMP with which CONNECT was answered best.
    """

    url: str
    base: str
    tries: tuple[Try, ...]
    seconds: float
    host: str
    finished: bool = True  # False: the time for all tries together ran out

    @property
    def speaks_stomp(self) -> bool:
        """Whether something answered in STOMP, be it with ERROR."""
        return any(one.frame is not None for one in self.tries)

    def all(self, kind: str, way: str | None = None, asked: str | None = None) -> Iterator[Try]:
        """The tries of a kind; None is any."""
        for one in self.tries:
            if one.kind == kind and way in (None, one.way) and asked in (None, one.asked):
                yield one

    def find(self, kind: str, way: str | None = None, asked: str | None = None) -> Try | None:
        """The first of them."""
        return next(self.all(kind, way, asked), None)

    def connected(self, way: str | None = None) -> Try | None:
        """The CONNECT that was answered with CONNECTED, by the best version."""
        return next((one for one in self.all("stomp", way) if one.answered), None)

    def __str__(self) -> str:
        return "\n".join([f"probe of {self.url}: {len(self.tries)} tries", *map(str, self.tries)])
