"""Chapter 09: what a connection has subscribed to, and which callback a MESSAGE is for.

The one kata is a class. Its checks stand in three modules: what goes out, what comes in, and conversations with peers.
"""

# in the order in which they are tried: importing registers them
from stompkata.course.ch09_subscribe import predictions, subscriptions, outgoing, incoming, peers, causes  # noqa: I001

__all__ = ["causes", "incoming", "outgoing", "peers", "predictions", "subscriptions"]
