"""stompjs's StompHandler: one connection, from CONNECT to its end, octet for octet as stompjs 7.5 has it.

It runs on any `StompSocket`, and waits for nothing, so that a test or a notebook can hand it messages and look at what
it sends. It departs from the standard where stompjs does: no `host`, the newest version first, `subscription` on every
ACK, escapes in 1.2 only. The session of `stompkata.net`, which `Client` uses, keeps the standard.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, NamedTuple

from stompkata.net.clock import LoopClock
from stompkata.net.options import Options
from stompkata.net.stomp_socket import CloseEvent, StompSocket, StompSocketState
from stompkata.stompjs.discarding import augment_websocket
from stompkata.stompjs.frame_impl import FrameImpl
from stompkata.stompjs.javascript import cut, encoded, parse_int
from stompkata.stompjs.parser import Parser, RawFrame
from stompkata.stompjs.spelling import Spelled, in_python, spelled
from stompkata.stompjs.ticker import Ticker
from stompkata.stompjs.versions import StompHeaders, Versions

StompSubscription = NamedTuple("StompSubscription", [("id", str), ("unsubscribe", Callable[..., None])])
Transaction = NamedTuple("Transaction", [("id", str), ("commit", Callable[[], None]), ("abort", Callable[[], None])])


@spelled("connected_version", *(option.name for option in fields(Options)))
class StompHandler(Spelled, Options):
    """One connection over a socket; a client of stompjs makes one for each attempt.

    Args:
        config: options and callbacks of a client, by stompjs's names or Python's. `clock` is the source of time for
            heart-beats; by default that of the running loop.
    """

    def __init__(self, web_socket: StompSocket, config: Mapping[str, Any] | None = None):
        super().__init__()
        self.configure(**in_python(config))
        self.connected, self.connected_version = False, None
        self._web_socket, self._clock = web_socket, self.clock or LoopClock()
        self._counter, self._escapes = 0, False
        self._subscriptions: dict[str, Callable] = {}
        self._receipt_watchers: dict[str, Callable] = {}
        self._last_server_activity = self._clock.now()
        self._tickers: list[Ticker] = []
        self._server_frame_handlers = {"CONNECTED": self._connected, "MESSAGE": self._message, "RECEIPT": self._receipt,
                                       "ERROR": lambda frame: self.call("on_stomp_error", frame)}

    def start(self) -> None:
        """Listen to the socket, and send CONNECT when it is open."""
        socket, parser = self._web_socket, Parser(self._frame, self._ping)
        socket.on_message = lambda data: self._data(parser, data)
        socket.on_close = self._closed
        socket.on_error = lambda error: self.call("on_web_socket_error", error)
        if socket.ready_state == StompSocketState.OPEN:
            self._opened()
        else:
            socket.on_open = self._opened

    # What the application asks for.

    def publish(self, params: Mapping[str, Any]) -> None:
        """Send a message: `destination`, `headers`, `body` or `binaryBody`, `skipContentLengthHeader`."""
        params = in_python(params)
        headers = {"destination": params.pop("destination"), **(params.pop("headers", None) or {})}
        self._transmit("SEND", headers, **params)

    def watch_for_receipt(self, receipt_id: str, callback: Callable[[FrameImpl], object]) -> None:
        """Call once, with the RECEIPT of that id."""
        self._receipt_watchers[receipt_id] = callback

    def subscribe(self, destination: str, callback: Callable[[FrameImpl], object],
                  headers: StompHeaders | None = None) -> StompSubscription:
        """Send SUBSCRIBE; its messages go to the callback."""
        headers = dict(headers or {})
        subscription_id = headers["id"] = headers.get("id") or self._new_id("sub")
        headers["destination"] = destination
        self._subscriptions[subscription_id] = callback
        self._transmit("SUBSCRIBE", headers)
        return StompSubscription(subscription_id, lambda headers=None: self.unsubscribe(subscription_id, headers))

    def unsubscribe(self, subscription_id: str, headers: StompHeaders | None = None) -> None:
        """Forget the callback, and send UNSUBSCRIBE."""
        self._subscriptions.pop(subscription_id, None)
        self._transmit("UNSUBSCRIBE", {**(headers or {}), "id": subscription_id})

    def begin(self, transaction_id: str | None = None) -> Transaction:
        """Send BEGIN."""
        transaction_id = transaction_id or self._new_id("tx")
        self._transmit("BEGIN", {"transaction": transaction_id})
        return Transaction(transaction_id, lambda: self.commit(transaction_id), lambda: self.abort(transaction_id))

    def commit(self, transaction_id: str) -> None:
        """Send COMMIT."""
        self._transmit("COMMIT", {"transaction": transaction_id})

    def abort(self, transaction_id: str) -> None:
        """Send ABORT."""
        self._transmit("ABORT", {"transaction": transaction_id})

    def ack(self, message_id: str, subscription_id: str, headers: StompHeaders | None = None) -> None:
        """Send ACK: by `id` in 1.2, else by `message-id`; with `subscription` in any version."""
        self._acknowledge("ACK", message_id, subscription_id, headers)

    def nack(self, message_id: str, subscription_id: str, headers: StompHeaders | None = None) -> None:
        """Send NACK, as `ack` does."""
        self._acknowledge("NACK", message_id, subscription_id, headers)

    def dispose(self) -> None:
        """Send DISCONNECT, and close when its RECEIPT comes; without a session, close.

        stompjs swallows a DISCONNECT that cannot be sent, and stays; here the socket is closed then.
        """
        if self.connected:
            headers = dict(self.disconnect_headers)
            headers["receipt"] = headers.get("receipt") or self._new_id("close")
            self.watch_for_receipt(headers["receipt"], self._disconnected)
            try:
                self._transmit("DISCONNECT", headers)
            except Exception as error:
                self.log(f"Ignoring error during disconnect {error}")
                self._close()
        elif self._is_up():
            self._close()

    def force_disconnect(self) -> None:
        """Close or discard the socket, without DISCONNECT."""
        if self._is_up():
            self._close_or_discard()

    def discard_websocket(self) -> None:
        """Do not wait for the closing handshake: `on_web_socket_close` is called now."""
        if not callable(getattr(self._web_socket, "terminate", None)):
            augment_websocket(self._web_socket, self.log, self._clock.now)
        self._web_socket.terminate()

    # What the socket says.

    def _opened(self) -> None:
        self.log("Web Socket Opened...")
        self._transmit("CONNECT", {**self.connect_headers, "accept-version": ",".join(self.stomp_versions),
                                   "heart-beat": f"{self.heartbeat_outgoing},{self.heartbeat_incoming}"})

    def _data(self, parser: Parser, data: str | bytes) -> None:
        self.log("Received data")
        self._last_server_activity = self._clock.now()
        if self.log_raw_communication:
            self.log(f"<<< {data if isinstance(data, str) else data.decode('utf-8', 'replace')}")
        parser.parse_chunk(data, self.append_missing_null_on_incoming)

    def _closed(self, event: CloseEvent) -> None:
        self.log(f"Connection closed to {self._web_socket.url}")
        self._clean_up()
        self.call("on_web_socket_close", event)

    def _ping(self) -> None:
        self.log("<<< PONG")
        self.call("on_heartbeat_received")

    def _frame(self, raw: RawFrame) -> None:
        frame = FrameImpl.from_raw_frame(raw, self._escapes)
        if not self.log_raw_communication:
            self.log(f"<<< {frame}")
        self._server_frame_handlers.get(frame.command, lambda frame: self.call("on_unhandled_frame", frame))(frame)

    # What the server says.

    def _connected(self, frame: FrameImpl) -> None:
        self.log(f"connected to server {frame.headers.get('server', 'undefined')}")
        self.connected, self.connected_version = True, frame.headers.get("version")
        self._escapes = self._escapes or self.connected_version == Versions.V1_2
        self._set_up_heartbeat(frame.headers)
        self.call("on_connect", frame)

    def _message(self, frame: FrameImpl) -> None:
        subscription_id = frame.headers.get("subscription")
        message_id = frame.headers.get("ack" if self.connected_version == Versions.V1_2 else "message-id")
        known = message_id is not None and subscription_id is not None      # else there is nothing to acknowledge
        frame.ack = lambda headers=None: known and self.ack(message_id, subscription_id, headers)
        frame.nack = lambda headers=None: known and self.nack(message_id, subscription_id, headers)
        callback = self._subscriptions.get(subscription_id)
        callback(frame) if callback else self.call("on_unhandled_message", frame)

    def _receipt(self, frame: FrameImpl) -> None:
        receipt_id = frame.headers.get("receipt-id")
        if receipt_id in self._receipt_watchers:
            self._receipt_watchers[receipt_id](frame)
            self._receipt_watchers.pop(receipt_id, None)    # not before: a watcher that raises stays
        else:
            self.call("on_unhandled_receipt", frame)

    def _disconnected(self, frame: FrameImpl) -> None:
        self._close()
        self._clean_up()
        self.call("on_disconnect", frame)

    # Heart-beats.

    def _set_up_heartbeat(self, headers: StompHeaders) -> None:
        if headers.get("version") not in (Versions.V1_1, Versions.V1_2) or not headers.get("heart-beat"):
            return
        can, wants, *_ = [parse_int(part) or 0 for part in f"{headers['heart-beat']},0".split(",")]
        self._repeat("send PING", self.heartbeat_outgoing, wants, lambda every: self._beat(), self.log)
        self._repeat("check PONG", self.heartbeat_incoming, can, self._check, lambda line: None)

    def _repeat(self, what: str, ours: int, theirs: int, call: Callable[[int], None],
                debug: Callable[[str], None]) -> None:
        if ours and theirs:
            every = max(ours, theirs)
            self.log(f"{what} every {every}ms")
            self._tickers.append(Ticker(every, self.heartbeat_strategy, debug, clock=self._clock))
            self._tickers[-1].start(lambda elapsed: call(every))

    def _beat(self) -> None:
        if self._web_socket.ready_state == StompSocketState.OPEN:
            self._web_socket.send("\n")         # a text message, whatever force_binary_ws_frames says
            self.log(">>> PING")

    def _check(self, every: int) -> None:
        silence = round((self._clock.now() - self._last_server_activity) * 1000)
        if silence > every * self.heartbeat_tolerance_multiplier:
            self.log(f"did not receive server activity for the last {silence}ms")
            self.call("on_heartbeat_lost")
            self._close_or_discard()

    # Sending, and the end.

    def _new_id(self, kind: str) -> str:
        self._counter += 1
        return f"{kind}-{self._counter - 1}"

    def _acknowledge(self, command: str, message_id: str, subscription_id: str, headers: StompHeaders | None) -> None:
        name = "id" if self.connected_version == Versions.V1_2 else "message-id"
        self._transmit(command, {**(headers or {}), name: message_id, "subscription": subscription_id})

    def _transmit(self, command: str, headers: StompHeaders, **body: Any) -> None:
        frame = FrameImpl(command, headers, escape_header_values=self._escapes, **body)
        message = frame.serialize()
        self.log(f">>> {message if self.log_raw_communication else frame}")
        if self.force_binary_ws_frames and isinstance(message, str):
            message = encoded(message)
        whole = isinstance(message, bytes) or not self.split_large_frames
        for chunk in [message] if whole else cut(message, self.max_web_socket_chunk_size):
            self._web_socket.send(chunk)

    def _is_up(self) -> bool:
        return self._web_socket.ready_state in (StompSocketState.CONNECTING, StompSocketState.OPEN)

    def _close_or_discard(self) -> None:
        if self.discard_websocket_on_comm_failure:
            self.log("Discarding websocket, the underlying socket may linger for a while")
            self.discard_websocket()
        else:
            self.log("Issuing close on the websocket")
            self._close()

    def _close(self) -> None:
        self._web_socket.on_message = lambda data: None
        self._web_socket.close()

    def _clean_up(self) -> None:
        self.connected = False
        while self._tickers:
            self._tickers.pop().stop()
