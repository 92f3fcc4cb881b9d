"""Chapter 02: the proof in the answer, the judge of the answer, and the request."""

from stompkata.course.ch02_handshake import accept_key, build_upgrade, check_101, predictions

__all__ = ["accept_key", "build_upgrade", "check_101", "predictions"]
