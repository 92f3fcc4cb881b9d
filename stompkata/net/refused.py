"""The log of who was not let in: a line at level INFO of the logger `stompkata.refused` for each.

What is quoted was chosen by a stranger, so it is cut, and in ASCII without control characters; it is never a passcode.
"""

import logging

from websockets.datastructures import Headers

from stompkata.errors import LimitExceeded, ProtocolError
from stompkata.net.link import Link

QUOTED, LONGEST = ("Origin", "Host"), 100     # headers, and characters of each
log = logging.getLogger("stompkata.refused")


def refused_upgrade(link: Link, answer: bytes, headers: Headers, why: str) -> None:
    """A handshake was answered with another status than 101; `why` quotes nothing."""
    sent = (f"{name} {', '.join(f'{text[:LONGEST]!a}' for text in headers.get_all(name)) or 'none'}" for name in QUOTED)
    _note(link, ", ".join([f"{answer[9:12].decode()} {why}", *sent]))


def refused_session(link: Link, error: ProtocolError) -> None:
    """A connection gets an ERROR, or its end, in place of CONNECTED."""
    ours = isinstance(error, LimitExceeded) or error.rule == "S12-26"      # else it may quote what was sent
    _note(link, f"no CONNECTED, {error.what if ours else f'its frame breaks {error.rule}'}")


def _note(link: Link, what: str) -> None:
    peer = link.transport and link.transport.get_extra_info("peername")
    log.info("refused %s%s: %s", link.name, f" from {peer[0]} port {peer[1]}" if peer else "", what)
