"""stompjs 7.5's names and meaning, for those who compare both.

`Client`, `CompatClient` and `Stomp` speak through our own client, which keeps the standard. `FrameImpl`, `Parser` and
`StompHandler` are stompjs itself, octet for octet, with what it does differently; `v4` is its ancestor. Every name with
an underscore can be written in camelCase, too.
"""

from importlib import import_module
from typing import TYPE_CHECKING

_HOME = {
    "Client": "client", "CompatClient": "compat", "HeartbeatInfo": "compat", "Stomp": "compat",
    "FrameImpl": "frame_impl", "to_octets": "frame_impl", "from_octets": "frame_impl", "Parser": "parser",
    "RawFrame": "parser", "Versions": "versions", "StompHeaders": "versions", "StompHandler": "handler",
    "StompSubscription": "handler", "Transaction": "handler", "Ticker": "ticker", "augment_websocket": "discarding",
    "ActivationState": "stompkata.net.activation", "ReconnectionTimeMode": "stompkata.net.activation",
    "TickerStrategy": "stompkata.net.options", "StompSocketState": "stompkata.net.stomp_socket",
    "StompSocket": "stompkata.net.stomp_socket", "CloseEvent": "stompkata.net.stomp_socket",
}

__all__ = sorted(_HOME)


if TYPE_CHECKING:       # the same names for type checkers, which cannot see what __getattr__ finds
    # isort: off
    from stompkata.net.activation import ActivationState as ActivationState
    from stompkata.net.activation import ReconnectionTimeMode as ReconnectionTimeMode
    from stompkata.net.options import TickerStrategy as TickerStrategy
    from stompkata.net.stomp_socket import (
        CloseEvent as CloseEvent, StompSocket as StompSocket, StompSocketState as StompSocketState,
    )
    from stompkata.stompjs.client import Client as Client
    from stompkata.stompjs.compat import CompatClient as CompatClient, HeartbeatInfo as HeartbeatInfo, Stomp as Stomp
    from stompkata.stompjs.discarding import augment_websocket as augment_websocket
    from stompkata.stompjs.frame_impl import FrameImpl as FrameImpl, from_octets as from_octets, to_octets as to_octets
    from stompkata.stompjs.handler import (
        StompHandler as StompHandler, StompSubscription as StompSubscription, Transaction as Transaction,
    )
    from stompkata.stompjs.parser import Parser as Parser, RawFrame as RawFrame
    from stompkata.stompjs.ticker import Ticker as Ticker
    from stompkata.stompjs.versions import StompHeaders as StompHeaders, Versions as Versions
else:
    def __getattr__(name: str):
        if name not in _HOME:
            raise AttributeError(f"module 'stompkata.stompjs' has no attribute {name!r}; it has {', '.join(__all__)}")
        home = _HOME[name]
        value = getattr(import_module(home if "." in home else f"{__name__}.{home}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return [*__all__, *(name for name in globals() if name.startswith("__"))]
