"""Which requirement of which version a broken frame breaks."""

COMMANDS = frozenset({"CONNECT", "STOMP", "CONNECTED", "SEND", "SUBSCRIBE", "UNSUBSCRIBE", "ACK", "NACK", "BEGIN",
                      "COMMIT", "ABORT", "DISCONNECT", "MESSAGE", "RECEIPT", "ERROR"})
MAY_HAVE_BODY = frozenset({"SEND", "MESSAGE", "ERROR"})

# what is wrong -> version -> requirement id; 1.1 says only what it changes, so 1.0's ids stand on
RULES = {
    "command": {"1.0": "S10-01", "1.1": "S11-24", "1.2": "S12-46"},
    "command-cr": {"1.0": "S10-01", "1.1": "S11-08", "1.2": "S12-02"},
    "header-cr": {"1.0": "S10-01", "1.1": "S11-08", "1.2": "S12-05"},
    "no-colon": {"1.0": "S10-01", "1.1": "S10-01", "1.2": "S12-05"},
    "no-name": {"1.0": "S10-02", "1.1": "S10-02", "1.2": "S12-05"},
    "raw-colon": {"1.1": "S11-04", "1.2": "S12-05"},
    "utf-8": {"1.0": "S10-02", "1.1": "S11-01", "1.2": "S12-19"},
    "escape": {"1.1": "S11-03", "1.2": "S12-07"},
    "body": {"1.1": "S11-07", "1.2": "S12-11"},
    "length": {"1.0": "S10-11", "1.1": "S11-39", "1.2": "S12-13"},
    "repeat": {"1.0": "S10-11", "1.1": "S11-11", "1.2": "S12-22"},
    "limit": {"1.0": "S11-09", "1.1": "S11-09", "1.2": "S12-23"},
}


def rule(wrong: str, version: str | None) -> str:
    """The requirement id for what is wrong; before a version is agreed (None), 1.2 is the judge."""
    return RULES[wrong][version or "1.2"]
