"""One module a chapter: its checks, hints and misconceptions."""


def cite(rule: str) -> str:
    """A requirement id with the section that it comes from: `S12-08 (STOMP 1.2, "Value Encoding")`."""
    from stompkata.stomp.requirements import catalogue as stomp
    from stompkata.websocket.requirements import catalogue as websocket

    known = {**stomp(), **websocket()}
    return f"{rule} ({known[rule].section})" if rule in known else rule


def warm() -> None:
    """Do once what the dialogues with peers and the transcripts need."""
    import stompkata.course.peers.others  # noqa: F401  a module that comes later looks like checks that were changed
    from stompkata.course import transcripts
    from stompkata.course.peers import warm as warm_peers

    warm_peers()
    for name in transcripts.names():
        transcripts.transcript(name)


def elsewhere(check) -> list:
    """A dialogue once more for each peer that `stompkata check --peers` has found; for other checks, nothing."""
    from stompkata.course.peers.others import elsewhere as at_others

    return at_others(check)
