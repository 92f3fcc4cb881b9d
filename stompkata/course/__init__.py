"""One module a chapter: its checks, hints and misconceptions."""


def cite(rule: str) -> str:
    """A requirement id with the section that it comes from: `S12-08 (STOMP 1.2, "Value Encoding")`."""
    from stompkata.stomp.requirements import catalogue as stomp
    from stompkata.websocket.requirements import catalogue as websocket

    known = {**stomp(), **websocket()}
    return f"{rule} ({known[rule].section})" if rule in known else rule
