"""The versions of STOMP, and how two peers agree on one."""

VERSIONS = ("1.2", "1.1", "1.0")
SUBPROTOCOLS = {"1.2": "v12.stomp", "1.1": "v11.stomp", "1.0": "v10.stomp"}

# The server has not answered yet, so neither side may escape (STOMP 1.2, "Value Encoding").
UNESCAPED = frozenset({"CONNECT", "STOMP", "CONNECTED"})


def listed(offered: str, *, strict: bool = True) -> list[str]:
    """The versions of an accept-version header.

    Commas alone stand between them, so that a space belongs to the version beside it, and makes it one that nobody
    knows: RabbitMQ 3.10 and ActiveMQ 5.17 take `1.0, 1.1` for 1.0 without a word. A lenient reader cuts it off.

    Source: STOMP 1.2, "Protocol Negotiation".
    """
    return [version if strict else version.strip(" \t") for version in offered.split(",")]


def choose(offered: str | None, spoken: tuple[str, ...] = VERSIONS, *, strict: bool = True) -> str | None:
    """Pick the highest version that both sides speak.

    Args:
        offered: the accept-version header, comma separated; None when the frame has none.
        spoken: the versions this side speaks.
        strict: a version with a space beside it is none that this side speaks.

    Returns:
        The version, or None when there is no common one. No header at all means 1.0 (S12-37).

    Source: STOMP 1.2, "Protocol Negotiation".
    """
    wanted = {"1.0"} if offered is None else set(listed(offered, strict=strict))
    return max(wanted.intersection(spoken), default=None)
