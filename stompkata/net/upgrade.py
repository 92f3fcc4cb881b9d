"""The opening handshake, from both sides: HTTP in, a WebSocket out."""

from collections.abc import Callable, Sequence
from http import HTTPStatus

from websockets.client import ClientProtocol
from websockets.datastructures import Headers
from websockets.exceptions import InvalidHeaderValue
from websockets.http11 import Request, Response
from websockets.protocol import State
from websockets.server import ServerProtocol
from websockets.uri import WebSocketURI

from stompkata.broker.limits import Limits
from stompkata.errors import RemoteProtocolError
from stompkata.net.clock import Clock
from stompkata.net.outbox import Outbox
from stompkata.net.party import Party
from stompkata.net.refused import refused_upgrade
from stompkata.net.websocket_link import WebSocketLink
from stompkata.stomp.versions import SUBPROTOCOLS

Refusal = tuple[HTTPStatus, str]


class ServerWebSocketLink(WebSocketLink):
    """The server's end: the head of the request goes to the library alone, and what follows it after the 101.

    Args:
        gate: looks at the request's headers before the upgrade, and returns a refusal or None.
    """

    def __init__(self, name: str, party: Party, outbox: Outbox, clock: Clock, limits: Limits, *,
                 gate: Callable[[Headers], Refusal | None], strict: bool = True):
        protocol = ServerProtocol(select_subprotocol=_select, max_size=limits.before_connect)
        super().__init__(name, party, outbox, clock, limits, protocol=protocol, strict=strict)
        self._gate = gate

    def _begin(self) -> None:
        """The client speaks first."""

    def _shake_hands(self) -> bool:
        head = self._cut_head()
        if not head or self.ended:
            return False
        protocol = self.protocol
        protocol.receive_data(head)
        requests, answers = protocol.events_received(), protocol.data_to_send()
        if requests:
            protocol.send_response(self._judge(requests[0]))
            answers = protocol.data_to_send()
        elif not any(answers):
            why = protocol.handshake_exc and protocol.handshake_exc.__cause__ or "the head has no end"
            answers = [protocol.reject(HTTPStatus.BAD_REQUEST, f"not an upgrade to WebSocket: {why}.\n").serialize()]
        answer = b"".join(answers)
        self._put("handshake", answer)
        if protocol.state is State.OPEN:
            super()._begin()
        else:
            is_upgrade = requests and protocol.handshake_exc is None
            why = "not invited under this origin or host" if is_upgrade else "no upgrade to WebSocket"
            why = "it speaks TLS, which this port does not" if head.startswith(b"\x16\x03") else why
            refused_upgrade(self, answer, requests[0].headers if requests else Headers(), why)
            self._end("the upgrade was refused")
            self._finish()
        return True

    def _judge(self, request: Request) -> Response:
        protocol, refusal = self.protocol, self._gate(request.headers)
        if refusal:
            return protocol.reject(*refusal)
        response, error = protocol.accept(request), protocol.handshake_exc
        if isinstance(error, InvalidHeaderValue) and error.name == "Sec-WebSocket-Version":
            # the library says 400; the standard wants 426, and the version that would do (W-07, RFC 6455 §4.4)
            response = protocol.reject(HTTPStatus.UPGRADE_REQUIRED, f"{error}\n")
            response.headers["Upgrade"] = "websocket"
            response.headers["Sec-WebSocket-Version"] = "13"
        return response


class ClientWebSocketLink(WebSocketLink):
    """The client's end: asks for the upgrade, and judges the answer."""

    def __init__(self, name: str, party: Party, outbox: Outbox, clock: Clock, limits: Limits, *, uri: WebSocketURI,
                 subprotocols: Sequence[str], strict: bool = True):
        protocol = ClientProtocol(uri, subprotocols=list(subprotocols) or None, max_size=limits.message)
        super().__init__(name, party, outbox, clock, limits, protocol=protocol, strict=strict, server=False)
        self._has_head = False

    def _begin(self) -> None:
        self.protocol.send_request(self.protocol.connect())
        self._put("handshake", b"".join(self.protocol.data_to_send()))

    def _shake_hands(self) -> bool:
        data = self._cut_head(self._has_head)   # once it has one, the body of a refusal follows
        if not data or self.ended:
            return False
        self._has_head = True
        self.protocol.receive_data(data)
        answers = self.protocol.events_received()
        self.protocol.data_to_send()
        if self.protocol.state is State.OPEN:
            super()._begin()
        elif answers or self.protocol.handshake_exc:
            raise RemoteProtocolError(_why(answers, self.protocol.handshake_exc), rule="W-10", source="RFC 6455 §4.1")
        return True


def _why(answers: list, error: Exception | None) -> str:
    if answers and answers[0].status_code != 101:
        body = bytes(answers[0].body).decode("utf-8", "replace").strip()
        return f"the server refused the upgrade: {answers[0].status_code} {answers[0].reason_phrase}. {body}".strip()
    return f"the server's answer is no upgrade to WebSocket: {error.__cause__ or error}"


def _select(protocol: ServerProtocol, offered: Sequence[str]) -> str | None:
    """The highest version on offer; nothing if nothing was offered, as a browser fails on either mistake (W-09)."""
    return next((name for name in SUBPROTOCOLS.values() if name in offered), None)
