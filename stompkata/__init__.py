"""Learn, and see, WebSocket and STOMP.

`serve` starts an embedded broker, `connect` opens a client, `dissect` explains
bytes. Names are resolved when they are first used (PEP 562), so importing the
package loads no asyncio and no Jupyter, opens nothing and starts no thread.
"""

from importlib import import_module

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


def __getattr__(name: str):
    if name not in _HOME:
        raise AttributeError(f"module 'stompkata' has no attribute {name!r}; it has {', '.join(__all__)}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, *(name for name in globals() if name.startswith("__"))]
