"""Chapter 08: a SEND frame, and who waits for which RECEIPT. Both kata are core."""

# in the order in which they are learnt, and in which causes are tried: importing registers them
from stompkata.course.ch08_publish import (  # noqa: I001
    predictions,
    send_frame,
    causes_of_send_frame,
    receipts,
    causes_of_receipts,
)

__all__ = ["causes_of_receipts", "causes_of_send_frame", "predictions", "receipts", "send_frame"]
