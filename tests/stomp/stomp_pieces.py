"""One run of octets fed to a strict decoder in pieces, and what it made of them."""

from collections.abc import Iterable

from stompkata.errors import RemoteProtocolError
from stompkata.stomp.decoder import Decoder
from stompkata.stomp.frame import Beat, StompFrame


def octet_by_octet(data: bytes) -> list[bytes]:
    return [data[at:at + 1] for at in range(len(data))]


def verdict(pieces: Iterable[bytes], version: str | None = "1.2", **options):
    """The events, and None or the rule that was broken and its offset in all the octets together."""
    decoder = Decoder(version, **options)
    events: list[StompFrame | Beat] = []
    fed = begins = 0
    try:
        for piece in pieces:
            decoder.feed(piece)
            fed += len(piece)
            begins = fed - decoder.buffered
            while (event := decoder.next()) is not None:
                events.append(event)
                begins = fed - decoder.buffered
    except RemoteProtocolError as error:
        return events, (error.rule, begins + error.at)
    return events, None


def read(data: bytes, version: str | None = "1.2", **options) -> list[StompFrame | Beat]:
    """The events of octets that nothing is wrong with."""
    events, refused = verdict([data], version, **options)
    assert refused is None, refused
    return events
