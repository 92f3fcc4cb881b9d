"""Learn, and see, WebSocket and STOMP.

`serve` starts an embedded broker, `connect` opens a client, `dissect` explains
bytes. Names are resolved when they are first used (PEP 562), so importing the
package loads no asyncio and no Jupyter, opens nothing and starts no thread.
"""

from importlib import import_module
from typing import TYPE_CHECKING

_HOME = {
    "serve": "stompkata.net.server",
    "connect": "stompkata.net.client",
    "Client": "stompkata.net.client",
    "tap": "stompkata.net.relay",
    "Faults": "stompkata.net.faults",
    "dissect": "stompkata.dissector",
    "Recording": "stompkata.recording",
    "Broker": "stompkata.broker.broker",
    "Limits": "stompkata.broker.limits",
    "diff": "stompkata.broker.profile",
    "StompFrame": "stompkata.stomp.frame",
    "Decoder": "stompkata.stomp.decoder",
    "encode": "stompkata.stomp.encoder",
}

__all__ = sorted(_HOME)


if TYPE_CHECKING:       # the same names for type checkers, which cannot see what __getattr__ finds
    # isort: off
    from stompkata.broker.broker import Broker as Broker
    from stompkata.broker.limits import Limits as Limits
    from stompkata.broker.profile import diff as diff
    from stompkata.dissector import dissect as dissect
    from stompkata.net.client import Client as Client, connect as connect
    from stompkata.net.faults import Faults as Faults
    from stompkata.net.relay import tap as tap
    from stompkata.net.server import serve as serve
    from stompkata.recording import Recording as Recording
    from stompkata.stomp.decoder import Decoder as Decoder
    from stompkata.stomp.encoder import encode as encode
    from stompkata.stomp.frame import StompFrame as StompFrame
else:
    def __getattr__(name: str):
        if name not in _HOME:
            raise AttributeError(f"module 'stompkata' has no attribute {name!r}; it has {', '.join(__all__)}")
        value = getattr(import_module(_HOME[name]), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return [*__all__, *(name for name in globals() if name.startswith("__"))]
