"""Chapter 05: escapes, and one frame in both directions.

All four kata are core: encode_frame and decode_frame call the two small ones, and together they fit the chapter's time.
"""

# in the order in which they are learnt: importing registers them
from stompkata.course.ch05_stomp_frame import predictions, escape, unescape, encode_frame, decode_frame  # noqa: I001

__all__ = ["decode_frame", "encode_frame", "escape", "predictions", "unescape"]
