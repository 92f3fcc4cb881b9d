"""One message to many subscribers: what they share is encoded once, and what differs is one header line."""

from collections.abc import Callable, Iterable

from stompkata.broker.session import Subscription
from stompkata.errors import LocalProtocolError
from stompkata.net.link import Link
from stompkata.net.outbox import Outbox
from stompkata.net.websocket_link import is_utf8
from stompkata.stomp.encoder import encode_head
from stompkata.stomp.frame import StompFrame
from stompkata.stomp.versions import VERSIONS

_SAME = {version: version for version in VERSIONS}     # one object a version, so that `is` will do
_COMMAND = len(b"MESSAGE\n")


class Outlet:
    """Where the copies for one subscription go, and what stands before the shared part.

    `prefix` is right for shared parts of `size` octets (negative: binary ones); it is made again when that changes.
    """

    __slots__ = ("line", "link", "out", "prefix", "size", "version", "writer")

    def __init__(self, subscription: Subscription, link: Link):
        self.link, self.writer, self.out = link, link.writer, link.writer.out
        self.version = _SAME[link.version]
        own = () if subscription.subscription_id is None else (("subscription", subscription.subscription_id),)
        self.line = encode_message_head(own, self.version)
        self.size: int | None = None
        self.prefix = b""

    def fit(self, size: int) -> None:
        """Make the prefix for shared parts of this size."""
        self.size = size
        self.prefix = self.link.head(len(self.line) + abs(size), text=size > 0) + self.line


def encode_message_head(pairs: Iterable[tuple[str, str]], version: str) -> bytes:
    """The first line and the header lines of a MESSAGE.

    What a version cannot express is written with the escapes of 1.2, as RabbitMQ does: the subscriber of 1.0 reads
    `a\\nb`, and nothing is lost, and nobody can smuggle a header in.
    """
    try:
        return encode_head("MESSAGE", pairs, version)
    except LocalProtocolError:
        return encode_head("MESSAGE", pairs, "1.2")


def shared_part(frame: StompFrame, version: str) -> bytes:
    """All of a MESSAGE but its first line and its subscription header."""
    head = encode_message_head(frame.headers.items(), version)[_COMMAND:]
    body = frame.body
    return b"%scontent-length:%d\n\n%s\0" % (head, len(body), body) if body else head + b"\n\0"


def fan_out(frame: StompFrame, subscriptions: tuple[Subscription, ...], outbox: Outbox,
            outlet_of: Callable[[Subscription], Outlet]) -> None:
    """Give every subscriber its copy. This loop is the hot path: nothing in it is done twice that can be done once."""
    parts: dict[str, bytes] = {}
    version, part, size, mark = None, b"", 0, outbox.mark
    for subscription in subscriptions:
        outlet = subscription.outlet or outlet_of(subscription)
        if outlet.version is not version:
            version = outlet.version
            part = parts.get(version) or parts.setdefault(version, shared_part(frame, version))
            size = len(part) if is_utf8(frame.body) else -len(part)
        if outlet.size != size:
            outlet.fit(size)
        out = outlet.out
        if not out:
            mark(outlet.writer)
        out.append(outlet.prefix)
        out.append(part)
    outbox.count(abs(size))


def fan_out_recorded(frame: StompFrame, subscriptions: tuple[Subscription, ...], outbox: Outbox,
                     outlet_of: Callable[[Subscription], Outlet]) -> None:
    """The same, each copy through its link, where it can be written to a tape."""
    parts = {version: shared_part(frame, version) for version in VERSIONS}
    for subscription in subscriptions:
        outlet = subscription.outlet or outlet_of(subscription)
        outlet.link.put(outlet.line + parts[outlet.version], frame.body)


def encode_message(frame: StompFrame, version: str) -> bytes:
    """A MESSAGE that is nobody else's, in whatever version its reader speaks."""
    return encode_message_head(frame.headers.items(), version) + shared_part(frame._replace(headers={}), version)
