"""One message to many subscribers: what their copies share is encoded once, and a copy that several get, too."""

from collections.abc import Iterable, Mapping

from stompkata.broker.deliveries import Fanout
from stompkata.broker.topics import Audience
from stompkata.errors import LocalProtocolError
from stompkata.net.link import Link
from stompkata.net.outbox import Outbox
from stompkata.net.websocket_link import is_utf8
from stompkata.net.writer import Writer
from stompkata.stomp.encoder import encode_head
from stompkata.stomp.frame import StompFrame

BLOCK = 2**17       # octets of a run that become one block for all who get the same; more are handed on in pieces
_COMMAND = len(b"MESSAGE\n")


class Route:
    """Those of an audience whose copies are the same, octet for octet.

    They speak the same version over the same transport, and named their subscription alike; so do all pages of one
    application, as stompjs counts from sub-0 in each. `pieces` is their part of the run. `prefix` is what stands
    before the shared part of a message, and holds for shared parts of `size` octets (negative: that are not text).
    """

    __slots__ = ("_line", "_link", "pieces", "prefix", "size", "version", "writers")

    def __init__(self, link: Link, line: bytes, version: str):
        self._link, self._line, self.version = link, line, version
        self.writers: list[tuple[list[bytes], Writer]] = []
        self.pieces: list[bytes] = []
        self.prefix, self.size = b"", 0

    def fit(self, size: int) -> None:
        """Make the prefix for shared parts of this size."""
        self.size = size
        self.prefix = self._link.head(len(self._line) + abs(size), text=size > 0) + self._line

    def deal(self, outbox: Outbox) -> None:
        """Give every writer what has gathered for all of them."""
        pieces, self.pieces = self.pieces, []
        if len(pieces) > 2 and sum(map(len, pieces)) <= BLOCK:
            pieces = [b"".join(pieces)]
            outbox.largest = max(outbox.largest, len(pieces[0]))
        for out, writer in self.writers:
            if not out:
                outbox.mark(writer)
            out += pieces


def routes(audience: Audience, links: Mapping[str, Link]) -> list[Route]:
    """Sort an audience by what its copies have in common."""
    found: dict[tuple, Route] = {}
    for subscription in audience:
        link = links[subscription.session_id]
        key = link.version, link.layer, subscription.subscription_id
        if key not in found:
            own = () if subscription.subscription_id is None else (("subscription", subscription.subscription_id),)
            found[key] = Route(link, encode_message_head(own, link.version), link.version)
        found[key].writers.append((link.writer.out, link.writer))
    return sorted(found.values(), key=lambda route: route.version)


def fan_out(fanout: Fanout, links: Mapping[str, Link], outbox: Outbox) -> None:
    """Give every subscriber its copy; this is the hot path."""
    audience = fanout.audience
    if audience.routes is None:
        audience.routes = routes(audience, links)
    if outbox.run is not audience.routes:
        outbox.deal()
        outbox.run = audience.routes
        outbox.wake()
    version, part, size = None, b"", 0
    for route in audience.routes:
        if route.version != version:
            version = route.version
            part = shared_part(fanout, version)
            size = len(part) if is_utf8(fanout.body) else -len(part)
        if route.size != size:
            route.fit(size)
        route.pieces += (route.prefix, part)
    outbox.count(len(part))


def fan_out_recorded(fanout: Fanout, links: Mapping[str, Link]) -> None:
    """The same, each copy through its link, where it is written to a tape."""
    for subscription in fanout.audience:
        link = links[subscription.session_id]
        link.put(encode_message(fanout.copy(subscription), link.version), fanout.body)


def shared_part(fanout: Fanout, version: str) -> bytes:
    """All of a MESSAGE but its first line and its subscription header."""
    head = fanout.headers.encoded.get(version)
    if head is None:
        head = encode_message_head(fanout.headers.items(), version)[_COMMAND:]
        fanout.headers.encoded[version] = head
    body, message_id = fanout.body, fanout.message_id.encode()
    if not body:
        return b"message-id:%s\n%s\n\0" % (message_id, head)
    return b"message-id:%s\n%scontent-length:%d\n\n%s\0" % (message_id, head, len(body), body)


def encode_message(frame: StompFrame, version: str) -> bytes:
    """A MESSAGE of its own."""
    head, body = encode_message_head(frame.headers.items(), version), frame.body
    return b"%scontent-length:%d\n\n%s\0" % (head, len(body), body) if body else head + b"\n\0"


def encode_message_head(pairs: Iterable[tuple[str, str]], version: str) -> bytes:
    """The first line and the header lines of a MESSAGE.

    What a version cannot express is written with the escapes of 1.2, as RabbitMQ does: a subscriber of 1.0 reads
    `a\\nb`, so nothing is lost, and nobody smuggles a header in.
    """
    try:
        return encode_head("MESSAGE", pairs, version)
    except LocalProtocolError:
        return encode_head("MESSAGE", pairs, "1.2")
