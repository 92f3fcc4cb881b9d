"""One module a chapter: its checks, hints and misconceptions."""


def cite(rule: str) -> str:
    """A requirement id with the section that it comes from: `S12-08 (STOMP 1.2, "Value Encoding")`."""
    from stompkata.stomp.requirements import catalogue as stomp
    from stompkata.websocket.requirements import catalogue as websocket

    known = {**stomp(), **websocket()}
    return f"{rule} ({known[rule].section})" if rule in known else rule


_FRAMES = ("stomp_frame.escape", "stomp_frame.unescape", "stomp_frame.encode_frame", "stomp_frame.decode_frame")
_SESSION = (*_FRAMES, "connect.connect_frame", "connect.on_connected")
_JUDGE = ("handshake.accept_key", "handshake.check_101")


def abilities() -> list[tuple[str, tuple[str, ...]]]:
    """What the learner's client can do, and every kata that it needs for that."""
    return [
        ("says CONNECT, a first frame by hand", ("first_green.hello_frame",)),
        ("judges a server's answer to the handshake", _JUDGE),
        ("opens a WebSocket", (*_JUDGE, "handshake.build_upgrade")),
        ("writes and reads STOMP frames", _FRAMES),
        ("connects: agrees with a broker on a session", _SESSION),
        ("says what a broker's ERROR is about", ("connect.read_error",)),
        ("publishes", (*_SESSION, "publish.send_frame")),
        ("knows what the broker has received", (*_SESSION, "publish.send_frame", "publish.Receipts")),
        ("subscribes, and hears what comes", (*_SESSION, "subscribe.Subscriptions")),
    ]


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
