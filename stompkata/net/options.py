"""What a client can be told: stompjs's options and callbacks in Python spelling, and a few of our own."""

import asyncio
import enum
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field, fields
from difflib import get_close_matches
from inspect import iscoroutine
from random import Random
from typing import TYPE_CHECKING, Any

from stompkata.dissection.secrets import hide_text, is_secret
from stompkata.net.activation import ActivationState, ReconnectionTimeMode
from stompkata.net.clock import Clock
from stompkata.net.message import Message
from stompkata.net.pipe import Pipe
from stompkata.net.stomp_socket import CloseEvent, StompSocket
from stompkata.stomp.frame import StompFrame
from stompkata.stomp.versions import VERSIONS
from stompkata.trace.recording import Recording

if TYPE_CHECKING:
    from ssl import SSLContext

Source = str | Pipe | StompSocket


class TickerStrategy(enum.StrEnum):
    """What drives our heart-beats: a timer of the loop, or a thread that a busy loop does not hold up."""

    INTERVAL = "interval"
    WORKER = "worker"


@dataclass(eq=False, repr=False)
class Options:
    """Keywords of `Client`, and attributes that may be set at any time; times are in milliseconds, as in stompjs."""

    broker_url: str | Pipe | None = None            # ws, wss, stomp, tcp or stomp+ssl; or a pipe
    _: KW_ONLY
    web_socket_factory: Callable[[], Source | Awaitable[Source]] | None = None      # called for each attempt; wins
    stomp_versions: Sequence[str] = VERSIONS
    connection_timeout: int = 0                     # from the first octet to CONNECTED; 0: `timeout` decides
    reconnect_delay: int = 5_000                    # 0 is never; read by activate(), and at each CONNECTED
    max_reconnect_delay: int = 900_000              # for EXPONENTIAL; 0 is no bound
    reconnect_time_mode: ReconnectionTimeMode = ReconnectionTimeMode.LINEAR
    reconnect_jitter: Random | None = None          # draws each wait from half of it to all of it
    heartbeat_incoming: int = 10_000                # how often we want to hear the server; 0 is never
    heartbeat_outgoing: int = 10_000                # how often we can be heard
    heartbeat_tolerance_multiplier: float = 2       # after so many intervals of silence the server is given up
    heartbeat_strategy: TickerStrategy = TickerStrategy.INTERVAL
    split_large_frames: bool = False                # text frames over several WebSocket messages: not in any standard
    max_web_socket_chunk_size: int = 8 * 1024       # of UTF-16 units in each of them
    force_binary_ws_frames: bool = False            # heart-beats stay text, as in stompjs
    append_missing_null_on_incoming: bool = False   # for a peer whose messages lose their NUL; breaks split frames
    discard_websocket_on_comm_failure: bool = False     # do not wait for the Close of a server that is not heard
    connect_headers: Mapping[str, str] = field(default_factory=dict)
    disconnect_headers: Mapping[str, str] = field(default_factory=dict)
    resubscribe: bool = False                       # subscriptions outlive a connection, and are sent again
    log_raw_communication: bool = False
    debug: Callable[[str], object] | None = None
    before_connect: "Callable[[Any], object | Awaitable] | None" = None     # gets the client, before each attempt
    on_connect: Callable[[StompFrame], object] | None = None
    on_disconnect: Callable[[StompFrame], object] | None = None             # gets the RECEIPT of our DISCONNECT
    on_stomp_error: Callable[[StompFrame], object] | None = None
    on_web_socket_close: Callable[[CloseEvent], object] | None = None
    on_web_socket_error: Callable[[Exception], object] | None = None
    on_unhandled_message: Callable[[Message], object] | None = None
    on_unhandled_receipt: Callable[[StompFrame], object] | None = None
    on_unhandled_frame: Callable[[StompFrame], object] | None = None        # without it, such a frame ends the session
    on_heartbeat_received: Callable[[], object] | None = None
    on_heartbeat_lost: Callable[[], object] | None = None
    on_change_state: Callable[[ActivationState], object] | None = None
    timeout: float = 10.0                           # seconds for each wait, such as for a receipt
    recording: Recording | None = None              # of every unit that crosses the wire
    ssl: "SSLContext | None" = None                 # for wss and stomp+ssl, if the system's certificates will not do
    clock: Clock | None = None                      # another source of time, for tests

    def __post_init__(self) -> None:
        self.configure()

    def configure(self, **options: Any) -> None:
        """Set many at once.

        Raises:
            TypeError: there is no such option; nothing is set then.
        """
        known = [option.name for option in fields(self)]
        unknown = options.keys() - set(known)
        if unknown:
            near = [name for wrong in unknown for name in get_close_matches(wrong, known, 1)]
            raise TypeError(f"a client has no option {', '.join(sorted(unknown))}\n  try:  {', '.join(near or known)}")
        for name, value in options.items():
            setattr(self, name, value)
        if 0 < self.max_reconnect_delay < self.reconnect_delay:
            self.log(f"Warning: max_reconnect_delay ({self.max_reconnect_delay}ms) is less than reconnect_delay "
                     f"({self.reconnect_delay}ms). Using reconnect_delay as the maximum.")
            self.max_reconnect_delay = self.reconnect_delay

    def call(self, name: str, *args: object) -> None:
        """Call what is set under that name now; if it fails, the loop's exception handler is told, and all goes on."""
        callback = getattr(self, name)
        if callback is not None:
            call_safely(name, callback, *args)

    def log(self, line: str) -> None:
        """Tell `debug`, without secrets."""
        if self.debug is not None:
            call_safely("debug", self.debug, self.hide(line))

    def hide(self, text: str) -> str:
        """A text without secrets, those of `connect_headers` among them, as a server may quote them."""
        return hide_text(text, [value for name, value in self.connect_headers.items() if is_secret(name)])


def call_safely(name: str, callback: Callable[..., object], *args: object) -> None:
    """Call what belongs to the user: its mistakes are reported, and neither end a session nor starve the others."""
    try:
        result = callback(*args)
        if result is not None and iscoroutine(result):
            result.close()
            raise TypeError(f"{name} is called, not awaited\n  try:  a function that calls asyncio.create_task(…)")
    except Exception as error:
        report(f"{name} failed", error)


def report(what: str, error: BaseException) -> None:
    """Tell the loop's exception handler."""
    asyncio.get_running_loop().call_exception_handler({"message": what, "exception": error})
