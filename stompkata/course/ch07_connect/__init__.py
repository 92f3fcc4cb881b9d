"""Chapter 07: a session on top of an open socket.

connect_frame and on_connected are core; read_error is for those who want what a refusal says in full.
"""

# in the order in which they are learnt: importing registers them
from stompkata.course.ch07_connect import predictions, connect_frame, connect_misconceptions, on_connected, read_error  # noqa: I001

__all__ = ["connect_frame", "connect_misconceptions", "on_connected", "predictions", "read_error"]
