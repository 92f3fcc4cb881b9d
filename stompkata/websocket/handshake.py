"""The opening handshake: one HTTP request, one answer, and what proves that the other side understood.

Connections are opened by `websockets`; here the two heads are built and judged for lessons and dissections.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from stompkata.errors import RemoteProtocolError
from stompkata.websocket.requirements import requirement

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def accept_key(key: str) -> str:
    """The Sec-WebSocket-Accept that answers a Sec-WebSocket-Key (RFC 6455 §4.2.2)."""
    return base64.b64encode(hashlib.sha1((key + GUID).encode(), usedforsecurity=False).digest()).decode()


def build_request(host: str, path: str = "/", *, key: str, subprotocols: Sequence[str] = (),
                  origin: str | None = None) -> bytes:
    """The head of a client's opening request (RFC 6455 §4.1).

    Args:
        host: name, and port where it is not the default.
        key: the base64 of 16 octets, fresh for each connection.
        subprotocols: best first.
    """
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}", "Upgrade: websocket", "Connection: Upgrade",
             f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13"]
    if subprotocols:
        lines.append(f"Sec-WebSocket-Protocol: {', '.join(subprotocols)}")
    if origin is not None:
        lines.append(f"Origin: {origin}")
    return "\r\n".join([*lines, "", ""]).encode()


def build_response(key: str, *, subprotocol: str | None = None) -> bytes:
    """The head of a server's 101 answer to a request with this key (RFC 6455 §4.2.2)."""
    lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade",
             f"Sec-WebSocket-Accept: {accept_key(key)}"]
    if subprotocol is not None:
        lines.append(f"Sec-WebSocket-Protocol: {subprotocol}")
    return "\r\n".join([*lines, "", ""]).encode()


def check_request(head: bytes) -> None:
    """Refuse a request that does not open a WebSocket connection; raises `RemoteProtocolError` (W-06)."""
    _raise_first(judge_request(Head.parse(head)))


def check_response(head: bytes, *, key: str, subprotocols: Sequence[str] = ()) -> str | None:
    """Judge an answer as a client must, and return the subprotocol that it names.

    Args:
        key, subprotocols: what the request carried.

    Raises:
        RemoteProtocolError: the client must fail the connection (RFC 6455 §4.1).
    """
    parsed = Head.parse(head)
    _raise_first(judge_response(parsed, key=key, subprotocols=subprotocols))
    return parsed.get("Sec-WebSocket-Protocol")


class Fault(NamedTuple):
    """What is wrong with a head: the rule, one sentence, the header it is about ("" is the first line), a hint."""

    rule: str
    what: str
    header: str
    hint: str


class Head(NamedTuple):
    """A request or answer head: its first line, and its headers in order."""

    start_line: str
    headers: tuple[tuple[str, str], ...]

    @classmethod
    def parse(cls, data: bytes) -> "Head":
        """Read a head; what follows the blank line is left alone (RFC 9112 §2.1)."""
        start_line, *lines = data.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in lines)
        return cls(start_line, tuple((name, value.strip(" \t")) for name, _, value in pairs))

    def get(self, name: str) -> str | None:
        """The value of a header, whatever its case; repeated lines are one list (W-12)."""
        values = [value for found, value in self.headers if found.lower() == name.lower()]
        return ", ".join(values) if values else None

    def tokens(self, name: str) -> list[str]:
        """The entries of a comma separated header."""
        return [token.strip(" \t") for token in (self.get(name) or "").split(",") if token.strip(" \t")]

    def has(self, name: str, token: str) -> bool:
        """Whether a list header holds a token, whatever its case (W-12)."""
        return token.lower() in (found.lower() for found in self.tokens(name))


def judge_request(head: Head) -> Iterator[Fault]:
    """What a server must refuse (RFC 6455 §4.2.1)."""
    method, _, version = re.fullmatch(r"(\S+) (\S+) HTTP/(\d\.\d)|.*", head.start_line, re.DOTALL).groups("")
    if method != "GET" or version < "1.1":
        yield Fault("W-02", "the request is not a GET of HTTP/1.1 or later", "", "begin with GET / HTTP/1.1")
    if head.get("Host") is None:
        yield Fault("W-02", "there is no Host", "", "add Host: name:port")
    yield from _judge_upgrade(head, "W-02")
    key = head.get("Sec-WebSocket-Key")
    if key is None or not _is_key(key):
        yield Fault("W-02", "Sec-WebSocket-Key is not the base64 of 16 octets", "Sec-WebSocket-Key",
                    "base64-encode 16 random octets: 24 characters that end in ==")
    if head.get("Sec-WebSocket-Version") != "13":
        yield Fault("W-07", "Sec-WebSocket-Version is not 13", "Sec-WebSocket-Version", "answer 426 and name 13")
    offered = head.tokens("Sec-WebSocket-Protocol")
    if len(set(offered)) < len(offered):
        yield Fault("W-04", "a subprotocol is offered twice", "Sec-WebSocket-Protocol", "list each once, best first")


def judge_response(head: Head, *, key: str | None, subprotocols: Sequence[str] | None) -> Iterator[Fault]:
    """What a client must refuse (RFC 6455 §4.1); None is not known here, and not judged."""
    if head.start_line.split(" ")[:2] != ["HTTP/1.1", "101"]:
        yield Fault("W-08", f"the answer is {head.start_line!r}, not 101", "", "the server did not switch protocols")
        return
    yield from _judge_upgrade(head, "W-10")
    accept = head.get("Sec-WebSocket-Accept")
    if accept is None or key is not None and accept != accept_key(key):
        yield Fault("W-10", "Sec-WebSocket-Accept does not answer the key", "Sec-WebSocket-Accept",
                    "base64 of the 20 octets of SHA-1 over the key, as sent, and the GUID")
    chosen = head.tokens("Sec-WebSocket-Protocol")
    if len(chosen) > 1:
        yield Fault("W-09", "the answer names more than one subprotocol", "Sec-WebSocket-Protocol", "choose one")
    elif chosen and subprotocols is not None and chosen[0] not in subprotocols:
        yield Fault("W-10", f"the subprotocol {chosen[0]} was never offered", "Sec-WebSocket-Protocol",
                    "answer with one of the offer, or with none")
    if subprotocols is not None and head.tokens("Sec-WebSocket-Extensions"):
        yield Fault("W-10", "an extension that was never offered", "Sec-WebSocket-Extensions", "offer it first")


def _judge_upgrade(head: Head, rule: str) -> Iterator[Fault]:
    alone = rule == "W-10"                  # a request may list other protocols too, an answer names the one
    if not head.has("Upgrade", "websocket") or alone and len(head.tokens("Upgrade")) > 1:
        yield Fault(rule, "Upgrade does not say websocket", "Upgrade", "add Upgrade: websocket")
    if not head.has("Connection", "Upgrade"):
        yield Fault(rule, "Connection does not say Upgrade", "Connection", "add Connection: Upgrade")


def _is_key(key: str) -> bool:
    try:
        return len(base64.b64decode(key, validate=True)) == 16
    except (binascii.Error, ValueError):
        return False


def _raise_first(faults: Iterator[Fault]) -> None:
    fault = next(faults, None)
    if fault is not None:
        raise RemoteProtocolError(fault.what, rule=fault.rule, source=requirement(fault.rule).section, hint=fault.hint)
