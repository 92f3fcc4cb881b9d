"""What the codes of a Close mean, and which of them may stand in one (RFC 6455 §7.4)."""

CLOSE_CODES = {
    1000: "normal", 1001: "going away", 1002: "protocol error", 1003: "unsupported data", 1007: "bad data",
    1008: "policy", 1009: "too big", 1010: "an extension is missing", 1011: "server error", 1012: "service restart",
    1013: "try again later", 1014: "bad gateway",
}
NEVER_SENT = {1004: "reserved", 1005: "no code was received", 1006: "the connection was lost", 1015: "TLS failed"}


def may_be_sent(code: int) -> bool:
    """Whether a Close may carry this code: a registered one, or 3000 to 4999."""
    return code in CLOSE_CODES or 3000 <= code < 5000
