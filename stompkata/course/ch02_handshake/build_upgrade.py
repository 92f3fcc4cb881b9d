"""The opening request."""

from websockets.server import ServerProtocol

from stompkata.course.ch02_handshake.request import KEY, OFFERED, OTHER_KEY, request
from stompkata.kata import Kata, check, diagnosis, expect, fail

Kata(
    "handshake.build_upgrade",
    "the opening request",
    chapter="02_handshake",
    rule="W-02",
    minutes=5,
    core=False,
    hints=[
        "Which lines are always there, and which only if you have something to say in them?",
        "RFC 6455 §4.1, the numbered list of requirements for the opening handshake.",
        (
            'Another request: b"GET /chat HTTP/1.1\\r\\nHost: example.org\\r\\n\\r\\n" ends in two line ends: the'
            " second one is the empty line."
        ),
        (
            'build_upgrade("kata:8080", "/ws", KEY, protocols=("a", "b")) holds the line "Sec-WebSocket-Protocol: a,'
            ' b" once.'
        ),
    ],
)


def _lines(made) -> list[str]:
    if not isinstance(made, bytes):
        expect(made, request(()), because="octets go to the server, not text")
    if not made.endswith(b"\r\n\r\n"):
        expect(
            made,
            made.rstrip(b"\r\n") + b"\r\n\r\n",
            because="an empty line ends the head; until it comes the server waits",
        )
    lines = made.decode("latin-1").split("\r\n")[:-2]
    if "\n" in "".join(lines) or "" in lines:
        fail("lines end in CR LF, and the empty line comes once, at the end", because="HTTP ends a line in CR LF")
    return lines


@check("handshake.build_upgrade", "the lines of the RFC, in a GET for the path", rule="W-02")
def lines(build_upgrade):
    for host, path, key in (("kata:8080", "/ws", KEY), ("[::1]", "/stomp?room=1", OTHER_KEY)):
        first, *rest = _lines(build_upgrade(host, path, key))
        expect(first, f"GET {path} HTTP/1.1", because="the request line names the resource")
        want = [
            "connection: Upgrade",
            f"host: {host}",
            f"sec-websocket-key: {key}",
            "sec-websocket-version: 13",
            "upgrade: websocket",
        ]
        expect(
            _sorted(rest), want, because="each of these headers must be there once, and nothing else was asked for"
        )


@check("handshake.build_upgrade", "subprotocols in one header, origin in another", rule="W-04")
def optional_lines(build_upgrade):
    made = build_upgrade("kata", "/", KEY, protocols=OFFERED, origin="https://kata.example")
    wanted = [
        "connection: Upgrade",
        "host: kata",
        "origin: https://kata.example",
        f"sec-websocket-key: {KEY}",
        "sec-websocket-protocol: v12.stomp, v11.stomp",
        "sec-websocket-version: 13",
        "upgrade: websocket",
    ]
    expect(_sorted(_lines(made)[1:]), wanted, because="the server takes the first name in your list that it knows")
    one = build_upgrade("kata", "/", KEY, protocols=("v10.stomp",), origin="null")
    expect(
        [line for line in _sorted(_lines(one)[1:]) if line[0] in "o" or "protocol" in line],
        ["origin: null", "sec-websocket-protocol: v10.stomp"],
        because="one name needs no comma; null is an origin too",
    )


@check("handshake.build_upgrade", "the websockets library accepts it", rule="W-06", peer="websockets")
def websockets_accepts(build_upgrade):
    for offered in ((), OFFERED):
        made = build_upgrade("kata:8080", "/ws", KEY, protocols=offered)
        expect(_judged(made, offered), 101, because="a server that is in wide use judges your request")


@diagnosis("handshake.build_upgrade", "lf-only", next=r"end each line in \r\n")
def lf_only(seen):
    if isinstance(seen.got, bytes) and b"\n" in seen.got and b"\r\n" not in seen.got:
        return "Your lines end in LF alone. STOMP likes it so; HTTP wants CR LF."


@diagnosis("handshake.build_upgrade", "empty-header", next="leave the whole line out")
def empty_header(seen):
    if isinstance(seen.got, bytes) and (
        b"Origin: None" in seen.got or b"Origin: \r" in seen.got or b"Protocol: \r" in seen.got
    ):
        return "There is a header with nothing in it. An empty value, or the word None, is not the same as no header."


def _sorted(headers: list[str]) -> list[str]:
    split = [line.partition(":") for line in headers]
    return sorted(f"{name.lower()}: {value.strip()}" for name, _, value in split)


def _judged(request, offered: tuple[str, ...]) -> int:
    server = ServerProtocol(subprotocols=list(offered) or None)
    server.receive_data(request if isinstance(request, bytes) else b"")
    events = server.events_received()
    return server.accept(events[0]).status_code if events else 0
