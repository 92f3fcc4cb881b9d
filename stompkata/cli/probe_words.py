"""What each try of a probe means, in words: the table of `stompkata probe`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from stompkata.dissection.visible import visible
from stompkata.errors import ProtocolError
from stompkata.probing.probe import FOREIGN
from stompkata.probing.questions import sockjs_info
from stompkata.probing.tries import EVERY_VERSION, Outcome, Probed, Try
from stompkata.stomp.heartbeat import HeartBeat, Intervals, agree

GOOD, BAD, PLAIN = "green", "yellow", ""
WAYS = {"tcp": "over TCP", "plain": "over WebSocket", "raw": "over raw SockJS", "framed": "over framed SockJS"}
_ALL = "v12.stomp,v11.stomp,v10.stomp"
_MOST = 60  # characters of a stranger's text in a cell


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `tone` is its colour on a terminal."""

    asked: str
    answer: str
    meaning: str = ""
    tone: str = PLAIN


_LOOKS = [
    (name, re.compile(pattern))
    for name, pattern in (
        ("HTTP", rb"HTTP/\d|\s*<(?i:!doctype|html)"),
        ("SSH", rb"SSH-"),
        ("TLS", rb"[\x15\x16]\x03"),
        ("AMQP", rb"AMQP"),
        ("STOMP", rb"\s*(CONNECTED|ERROR)\r?\n"),
        ("mail or FTP", rb"220[ -]"),
        ("SockJS", rb"(o|h|[ac]\[.*\])\Z"),
    )
]


def rows(probed: Probed) -> list[Row]:
    """The table; neighbours that say the same are one line."""
    every = [row for one in probed.tries for row in _row(one, probed)]
    return [_joined(list(alike)) for _, alike in groupby(every, lambda row: (_head(row), row.answer, row.meaning))]


def _head(row: Row) -> str:
    return row.asked.partition(", ")[0]


def _joined(alike: list[Row]) -> Row:
    if len(alike) == 1:
        return alike[0]
    details = list(dict.fromkeys(row.asked.partition(", ")[2] for row in alike))
    return replace(
        alike[0],
        asked=f"{_head(alike[0])}, {' · '.join(filter(None, details))}"
        if len(details) < 4
        else f"{_head(alike[0])}, {len(details)} ways",
    )


def _row(one: Try, probed: Probed) -> Iterator[Row]:
    if one.kind == "info" and one.way == "guess" and not one.answered:
        return
    asked, meaning = _WORDS[one.kind](one, probed)
    yield Row(asked, answer(one), meaning, _tone(one, probed))


def _tone(one: Try, probed: Probed) -> str:
    """Good news, bad news, or none: many ways are tried, and nobody needs them all."""
    if one.kind == "get" or one.asked == FOREIGN:
        return PLAIN
    if one.answered:
        return BAD if "S12-38" in (_greeting(one) if one.frame else "") else GOOD
    return BAD if one.kind in ("connect", "stomp") or probed.connected() is None else PLAIN


def answer(one: Try) -> str:
    """What came back, and never a control character of a stranger's."""
    if one.frame is not None:
        return _frame(one)
    if one.status:
        chosen = f", {visible(one.subprotocol, _MOST)}" if one.subprotocol and one.subprotocol != one.asked else ""
        late = ", then silence" if one.outcome is Outcome.SILENT else ""
        return f"{one.status} {visible(one.reason, _MOST)}".rstrip() + chosen + late
    if one.outcome is Outcome.STRANGE:
        return visible(one.data[:_MOST].decode("utf-8", "replace"), _MOST) or visible(one.why, _MOST)
    return "connected" if one.answered else visible(one.why, _MOST)


def protocol(data: bytes) -> str:
    """What octets seem to be that were not asked for."""
    return next((name for name, looks in _LOOKS if looks.match(data)), "none that a probe knows")


def _frame(one: Try) -> str:
    headers = one.frame.headers
    if one.frame.command == "CONNECTED":
        version = visible(headers.get("version", "1.0"), 40)  # no version is 1.0
        if one.asked != EVERY_VERSION:
            return "CONNECTED, in that version" if version == one.asked else f"CONNECTED {version}"
        return (
            f"CONNECTED {version}, heart-beat {visible(headers['heart-beat'], 20)}"
            if "heart-beat" in headers
            else (f"CONNECTED {version}, no heart-beat")
        )
    return f"{one.frame.command}: {visible(error_text(one)[0], 2 * _MOST)}".removesuffix(": ")


def error_text(one: Try) -> tuple[str, str]:
    """What an ERROR says, and what it says more, without line ends; a message repeated in the body is said once."""
    message, body = (" ".join(text.split()) for text in (one.frame.headers.get("message", ""), one.frame.text))
    return (message, body.removeprefix(message).strip()) if message else (body, "")


def _connect(one: Try, probed: Probed) -> tuple[str, str]:
    if one.asked:
        said = {
            Outcome.YES: "the port speaks TLS",
            Outcome.NO_TLS: "no TLS here",
            Outcome.UNTRUSTED: "the port speaks TLS, but its certificate cannot be checked",
        }
        return f"TLS with {one.url}", said.get(one.outcome, "")
    return f"TCP to {one.url}", "somebody listens" if one.answered else ""


def _get(one: Try, probed: Probed) -> tuple[str, str]:
    said = [f"Server: {visible(one.headers['server'], _MOST)}"] if "server" in one.headers else []
    if one.data.strip() == b"Welcome to SockJS!":
        said.append("SockJS greets")
    elif "text/html" in one.headers.get("content-type", ""):
        said.append("a page of HTML")
    elif one.status == 426:
        said.append("wants an upgrade, as a WebSocket does")
    return "HTTP GET", "; ".join(said) or _other(one)


def _info(one: Try, probed: Probed) -> tuple[str, str]:
    said = sockjs_info(one.data)
    if not said:
        return "SockJS /info", "no SockJS here" if one.status else _other(one)
    cookie = ", asks for a sticky session cookie" if said.get("cookie_needed") else ""
    return "SockJS /info", f"SockJS{cookie}" if said[
        "websocket"
    ] else f"SockJS, with its WebSockets switched off{cookie}"


def _upgrade(one: Try, probed: Probed) -> tuple[str, str]:
    if one.way == "guess":
        return f"WebSocket at {visible(one.url, 80)}", "here it is" if one.answered else "not here"
    if one.way != "plain":
        return f"SockJS's WebSocket, {one.way}", _sockjs(one, probed) or _other(one)
    if one.asked == FOREIGN:
        return "WebSocket, from another site's page", _origin(one)
    if one.asked == "permessage-deflate":
        agreed = "permessage-deflate" in one.headers.get("sec-websocket-extensions", "")
        return f"WebSocket, {one.asked}", ("compresses" if agreed else "does not compress") if one.answered else _other(
            one
        )
    name = "no subprotocol" if not one.asked else "all subprotocols" if one.asked == _ALL else one.asked
    return f"WebSocket, {name}", _chosen(one)


def _sockjs(one: Try, probed: Probed) -> str:
    if one.answered and not any(found.answered for found in probed.all("info")):
        return "no SockJS: it grants any path"
    return (
        {"raw": "STOMP without SockJS's frames", "framed": "where sockjs-client connects"}[one.way]
        if one.answered
        else ""
    )


def _origin(one: Try) -> str:
    if one.answered:
        return "Origin is not checked: any page that a user visits may connect"
    return "Origin is checked: allow your page's" if one.status == 403 else _other(one)


def _chosen(one: Try) -> str:
    if not one.answered:
        return visible(f"{one.findings[0].message} [{one.findings[0].rule}]", 120) if one.findings else _other(one)
    if one.asked and not one.subprotocol:
        return "none is chosen: Chromium and Node refuse such an answer"
    return "chosen" if one.asked == one.subprotocol else "the best is chosen" if one.asked else "granted"


def _stomp(one: Try, probed: Probed) -> tuple[str, str]:
    name = {EVERY_VERSION: "all versions", "": "no accept-version", "no host": "no host header"}.get(
        one.asked, one.asked
    )
    if one.asked == EVERY_VERSION and len({other.host for other in probed.all("stomp", one.way)}) > 1:
        name = f"host:{visible(one.host, _MOST)}"
    return f"CONNECT {WAYS[one.way]}, {name}", _greeting(one) if one.frame is not None else _other(one)


def _greeting(one: Try) -> str:
    if one.frame.command != "CONNECTED":
        return visible(error_text(one)[1], 160)
    offered = {"": "1.0", "no host": EVERY_VERSION}.get(one.asked, one.asked)
    version = one.frame.headers.get("version", "1.0")
    if version not in offered.split(","):
        return f"{visible(version, 20)} was not offered, and a client must give up (S12-38)"
    if one.asked == "no host":
        return "as stompjs does, unless told a host"
    return heart_beats(one.frame.headers.get("heart-beat")) if one.asked == EVERY_VERSION else ""


def heart_beats(header: str | None) -> str:
    """What the server's answer to an offer of 10000,10000 means."""
    try:
        ours = agreed(header)
    except ProtocolError as error:
        return f"{error.what} [{error.rule}]"
    if not any(ours):
        return "no heart-beats: a dead peer is noticed late, and proxies may cut a silent connection"
    if ours.receive_ms == ours.send_ms:
        return f"both sides beat every {ours.send_ms / 1000:g} s"
    sides = (("the server beats", ours.receive_ms), ("the client beats", ours.send_ms))
    return ", ".join(f"{who} every {ms / 1000:g} s" for who, ms in sides if ms)


def agreed(header: str | None) -> Intervals:
    """The intervals that follow from the server's answer to 10000,10000; raises `ProtocolError` if it is none."""
    return agree(HeartBeat(10_000, 10_000), HeartBeat.parse(header))


def _other(one: Try) -> str:
    """Whose protocol the answer is, if it is not that of the question."""
    if one.outcome is not Outcome.STRANGE:
        return ""
    if one.data.lstrip().startswith((b"CONNECT\n", b"CONNECT\r\n")):
        return "what was sent comes back: an echo"
    return f"the protocol is {protocol(one.data)}"


_WORDS = {"connect": _connect, "get": _get, "info": _info, "upgrade": _upgrade, "stomp": _stomp}
