"""Chapter 05: escapes, and one frame in both directions."""

from stompkata.course.ch05_stomp_frame import decode_frame, encode_frame, escape, predictions, unescape

__all__ = ["decode_frame", "encode_frame", "escape", "predictions", "unescape"]
