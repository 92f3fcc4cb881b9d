"""What stompjs keeps for programs of its ancestor: `Stomp.client(url)`, `client.connect(…)`, `client.send(…)`."""

import warnings
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from stompkata.stomp.frame import StompFrame
from stompkata.stomp.versions import SUBPROTOCOLS
from stompkata.stompjs.client import Client
from stompkata.stompjs.spelling import Alias, spelled
from stompkata.stompjs.versions import StompHeaders, Versions


class HeartbeatInfo:
    """`client.heartbeat`: `incoming` and `outgoing` are the client's, in milliseconds."""

    incoming, outgoing = Alias("_client.heartbeat_incoming"), Alias("_client.heartbeat_outgoing")

    def __init__(self, client: Client):
        self._client = client


@spelled("max_web_socket_frame_size")
class CompatClient(Client):
    """A Client with the ancestor's names: it does not reconnect, and prints what it does. Made by `Stomp`."""

    max_web_socket_frame_size = 16 * 1024       # stompjs keeps the name, and makes nothing of it, either
    ws, onreceive, onreceipt = Alias("web_socket"), Alias("on_unhandled_message"), Alias("on_unhandled_receipt")

    def __init__(self, web_socket_factory: Callable[[], Any]):
        super().__init__(web_socket_factory=web_socket_factory, reconnect_delay=0, debug=print)

    def connect(self, *args: Any) -> None:
        """Connect: (headers, onConnect, onError, onClose), or (login, passcode, onConnect, onError, onClose, host).

        The second is taken where the second argument cannot be called. What follows it may be left out; `host` counts
        as the sixth of six only.

        Raises:
            TypeError: fewer than two arguments.
        """
        if len(args) < 2:
            raise TypeError("connect needs at least 2 arguments\n  try:  connect(headers, on_connect)")
        headers, callbacks = args[0], args[1:4]
        if not callable(args[1]):
            headers, callbacks = {"login": args[0], "passcode": args[1]}, args[2:5]
            if len(args) == 6:
                headers["host"] = args[5]
        names = ("connect_headers", "on_connect", "on_stomp_error", "on_web_socket_close")
        given = zip(names, (headers, *callbacks), strict=False)
        self.configure({name: value for name, value in given if value is not None})
        self.activate()

    def disconnect(self, callback: Callable[[Any], object] | None = None,
                   headers: StompHeaders | None = None) -> Awaitable[None]:
        """End in order; `callback` gets the RECEIPT. What is returned may be awaited."""
        if callback is not None:
            self.on_disconnect = callback
        self.disconnect_headers = headers or {}
        return self.deactivate()

    def send(self, destination: str | StompFrame, headers: Mapping[str, Any] | None = None,
             body: str = "") -> Awaitable[StompFrame | None]:
        """Send a message; a content-length that is False says that there shall be none."""
        if isinstance(destination, StompFrame):         # which is what our own client means by send
            return super().send(destination)
        headers = dict(headers or {})
        skipped = headers.get("content-length") is False
        if skipped:
            del headers["content-length"]
        return self.publish({"destination": destination, "headers": headers, "body": body,
                             "skip_content_length_header": skipped})

    @property
    def heartbeat(self) -> HeartbeatInfo:
        """The two intervals; set it to a map with `incoming` and `outgoing`, too."""
        return HeartbeatInfo(self)

    @heartbeat.setter
    def heartbeat(self, value: Mapping[str, int]) -> None:
        self.configure(heartbeat_incoming=value["incoming"], heartbeat_outgoing=value["outgoing"])


class Stomp:
    """Where a program of the ancestor begins. `Stomp.WebSocketClass` makes the sockets, if it is set."""

    WebSocketClass: Callable[[str, Sequence[str]], Any] | None = None

    @staticmethod
    def client(url: str, protocols: Sequence[str] | None = None) -> CompatClient:
        """A client of that address; `protocols` are the subprotocols that it offers."""
        protocols = protocols or Versions.default.protocol_versions()
        client = CompatClient(lambda: Stomp.WebSocketClass(url, protocols) if Stomp.WebSocketClass else url)
        client.stomp_versions = [version for version, name in SUBPROTOCOLS.items() if name in protocols]
        return client

    @staticmethod
    def over(socket: Any) -> CompatClient:
        """A client over what a function makes for each attempt (an address, pipe or StompSocket), or over one socket."""
        if callable(socket):
            return CompatClient(socket)
        warnings.warn("Stomp.over got a socket, not a function that makes one: it cannot connect again", stacklevel=2)
        return CompatClient(lambda: socket)
