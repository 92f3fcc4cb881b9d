"""What a probe asks over one connection; each fills in the facts as they come, so that none is lost."""

import asyncio
import json
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

import h11

from stompkata.dissection import Finding
from stompkata.dissector import dissect, requirement
from stompkata.errors import ProtocolError
from stompkata.probing.channels import (
    Ended,
    Place,
    SockJSWire,
    Strange,
    WebSocketWire,
    Wire,
)
from stompkata.probing.tries import Outcome, Try
from stompkata.stomp.decoder import Decoder
from stompkata.stomp.frame import StompFrame

Facts = dict[str, Any]
Question = Callable[[Wire, Facts], Awaitable[None]]
Channel = Wire | WebSocketWire | SockJSWire

_ENOUGH = 4096  # octets of a body; a page is known by less


async def ask(place: Place, timeout: float, about: Try, question: Question) -> Try:
    """Connect, ask, and say how it ended; never raises for what a server or a network does."""
    facts: Facts = {}
    try:
        async with asyncio.timeout(timeout), place.dial() as wire:
            await question(wire, facts)
    except (OSError, UnicodeError, Ended, Strange) as error:
        outcome, why = _ending(error)
        if isinstance(error, Strange):
            facts["data"] = error.data
        if "outcome" not in facts:
            facts["outcome"] = Outcome.STRANGE if facts.get("data") else outcome
            facts["why"] = why
    return replace(about, **facts)


def _ending(error: Exception) -> tuple[Outcome, str]:
    match error:
        case Strange():
            return Outcome.STRANGE, str(error)
        case Ended():
            return Outcome.CLOSED, str(error)
        case ssl.SSLCertVerificationError():
            return Outcome.UNTRUSTED, error.verify_message
        case ssl.SSLError():
            return Outcome.NO_TLS, (error.reason or "no TLS").lower().replace("_", " ")
        case TimeoutError():
            return Outcome.SILENT, "no answer in time"
        case socket.gaierror() | UnicodeError():
            return Outcome.UNKNOWN_HOST, "no such host"
        case ConnectionRefusedError():
            return Outcome.REFUSED, "connection refused"
        case ConnectionError():
            return Outcome.CLOSED, "the server broke the connection off"
        case _:
            return Outcome.UNREACHABLE, error.strerror or str(error)


async def reach(_wire: Wire, facts: Facts) -> None:
    """A connection is all."""
    facts["outcome"] = Outcome.YES


def get(place: Place, target: str) -> Question:
    """An ordinary HTTP request."""

    async def question(wire: Wire, facts: Facts) -> None:
        http = h11.Connection(h11.CLIENT)
        headers = [("Host", place.name), ("User-Agent", "stompkata probe"), ("Connection", "close")]
        wire.send(http.send(h11.Request(method="GET", target=target, headers=headers)) + http.send(h11.EndOfMessage()))
        came, body = b"", b""
        while len(body) < _ENOUGH:
            try:
                event = http.next_event()
            except h11.RemoteProtocolError:
                if "outcome" in facts:
                    return  # it ended too soon, or in nonsense, but who it is was said
                raise Strange(came) from None
            if event is h11.NEED_DATA:
                came += (data := await _rest(wire, came))
                http.receive_data(data)
            elif isinstance(event, h11.Response):
                facts |= {
                    "outcome": Outcome.YES,
                    "status": event.status_code,
                    "reason": event.reason.decode("latin-1"),
                    "headers": {name.decode(): value.decode("latin-1") for name, value in event.headers},
                }
            elif isinstance(event, h11.Data):
                facts["data"] = body = body + bytes(event.data)
            elif isinstance(event, (h11.EndOfMessage, h11.ConnectionClosed)):
                return

    return question


async def _rest(wire: Wire, came: bytes) -> bytes:
    try:
        return await wire.receive()
    except Ended:
        if came:
            return b""
        raise


def info(place: Place, target: str) -> Question:
    """SockJS's /info: JSON that has "websocket" in it."""

    async def question(wire: Wire, facts: Facts) -> None:
        await get(place, target)(wire, facts)
        facts["outcome"] = Outcome.YES if facts["status"] == 200 and sockjs_info(facts.get("data", b"")) else Outcome.NO

    return question


def sockjs_info(body: bytes) -> dict[str, Any]:
    """What SockJS's /info says; empty if this is none."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) and "websocket" in said else {}


def upgrade(
    url: str,
    subprotocols: Sequence[str] = (),
    *,
    origin: str | None = None,
    deflate: bool = False,
    framed: bool = False,
) -> Question:
    """The opening handshake of WebSocket, and SockJS's o where that is to come."""

    async def question(wire: Wire, facts: Facts) -> None:
        channel = WebSocketWire(wire, url, subprotocols, origin, deflate)
        await _open(channel, facts)
        if facts["outcome"] is Outcome.YES:
            if framed:
                del facts["outcome"]
                await SockJSWire(channel).open()
                facts["outcome"] = Outcome.YES
            await channel.goodbye()

    return question


async def _open(channel: WebSocketWire, facts: Facts) -> None:
    head, rest, faults = await channel.shake_hands()
    status, _, reason = head.start_line.partition(" ")[2].partition(" ")
    open_ = status == "101" and channel.protocol.handshake_exc is None
    facts |= {
        "outcome": Outcome.YES if open_ else Outcome.NO,
        "reason": reason,
        "status": int(status) if status.isascii() and status.isdigit() else 0,
        "headers": {name.lower(): value for name, value in head.headers},
        "data": b"" if open_ else rest,
        "subprotocol": head.get("Sec-WebSocket-Protocol"),
        "findings": tuple(
            Finding(fault.rule, "error", fault.what, 0, source=requirement(fault.rule).section) for fault in faults
        ),
    }


def stomp(
    connect: bytes, secret: str = "", *, way: str = "tcp", url: str = "", subprotocols: Sequence[str] = ()
) -> Question:
    """Send a CONNECT frame over a channel, and wait for one frame.

    Args:
        secret: the passcode, which is masked where a server repeats it.
    """

    async def question(wire: Wire, facts: Facts) -> None:
        channel: Channel = wire
        if way != "tcp":
            channel = WebSocketWire(wire, url, subprotocols, None, deflate=False)
            await _open(channel, handshake := {})
            if handshake["outcome"] is not Outcome.YES:
                raise Ended("the upgrade was refused this time")
            if way == "framed":
                channel = SockJSWire(channel)
                await channel.open()
        channel.send(connect)
        await _first_frame(channel, facts, secret)
        if facts["outcome"] is Outcome.YES:
            channel.send(b"DISCONNECT\n\n\0")
        await channel.goodbye()

    return question


async def _first_frame(channel: Channel, facts: Facts, secret: str) -> None:
    decoder, data, frame = Decoder(None, strict=False), b"", None
    while not isinstance(frame, StompFrame):
        data += (piece := await channel.receive())
        facts["data"] = data
        decoder.feed(piece)
        try:
            while (frame := decoder.next()) and not isinstance(frame, StompFrame):
                pass  # beats
        except ProtocolError:
            raise Strange(data) from None
    version = frame.headers.get("version", "1.0") if frame.command == "CONNECTED" else None
    facts |= {
        "outcome": {"CONNECTED": Outcome.YES, "ERROR": Outcome.NO}.get(frame.command, Outcome.STRANGE),
        "frame": _masked(frame, secret),
        "data": b"",
        "findings": dissect(data, "stomp", version=version, sender="server").findings,
    }


def _masked(frame: StompFrame, secret: str) -> StompFrame:
    if not secret or frame.command == "CONNECTED":
        return frame
    headers = {name: value.replace(secret, "*****") for name, value in frame.headers.items()}
    return StompFrame(frame.command, headers, frame.body.replace(secret.encode(), b"*****"))
