"""Chapter 02: the proof in the answer, the judge of the answer, and the request."""

# in the order in which they are learnt: importing registers them
from stompkata.course.ch02_handshake import predictions, accept_key, check_101, build_upgrade  # noqa: I001

__all__ = ["accept_key", "build_upgrade", "check_101", "predictions"]
