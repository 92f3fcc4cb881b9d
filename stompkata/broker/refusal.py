"""Saying no: one ERROR frame that names the rule or limit, and then the end."""

from stompkata.errors import LimitExceeded, ProtocolError, RemoteProtocolError
from stompkata.stomp.frame import StompFrame
from stompkata.stomp.versions import VERSIONS

NORMAL, GOING_AWAY, PROTOCOL_ERROR, POLICY = 1000, 1001, 1002, 1008     # RFC 6455 §7.4.1


class NotAllowed(ProtocolError):
    """The peer may not do this here, although the protocol allows it."""


class LostCount(RemoteProtocolError):
    """Peer and broker no longer mean the same by an id: what ends a session even where an ERROR else does not."""


def error_frame(error: ProtocolError, *, version: str | None, cause: StompFrame | None = None) -> StompFrame:
    """ERROR for a peer: `message` in a sentence, the rule and what to try in the body.

    Args:
        error: what went wrong.
        version: what the session speaks; None before CONNECT, when ERROR also lists what we speak.
        cause: the frame at fault, whose `receipt` comes back as `receipt-id`.

    Source: STOMP 1.2, "ERROR" (S12-79 to S12-82).
    """
    headers = {"message": error.what.translate({10: " ", 13: " "}), "content-type": "text/plain"}
    if version is None:
        headers["version"] = ",".join(sorted(VERSIONS))
    if cause is not None and "receipt" in cause.headers and cause.command not in ("CONNECT", "STOMP"):
        headers["receipt-id"] = cause.headers["receipt"]
    return StompFrame("ERROR", headers, str(error).encode("utf-8", "replace"))


def close_code(error: ProtocolError) -> int:
    """The WebSocket close code that goes with a refusal."""
    return POLICY if isinstance(error, (LimitExceeded, NotAllowed)) else PROTOCOL_ERROR
