"""The opening request."""

from websockets.server import ServerProtocol

from stompkata.course.ch02_handshake.request import KEY, OFFERED, OTHER_KEY, drawn_key, request
from stompkata.course.seed import draw, word
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


@check("handshake.build_upgrade", "a GET for the path, with the five headers of the RFC", rule="W-02")
def five_headers(build_upgrade):
    source = draw("handshake.build_upgrade")
    mine = (f"{word(source)}.example:{source.randint(1024, 65535)}", f"/{word(source)}", drawn_key(source))
    for host, path, key in (("kata:8080", "/ws", KEY), ("[::1]", "/stomp?room=1", OTHER_KEY), mine):
        first, *headers = _lines(build_upgrade(host, path, key))
        expect(first, f"GET {path} HTTP/1.1", because="the request line names the resource")
        _hold(headers, _five(host, key))


@check("handshake.build_upgrade", "subprotocols in one header, origin in another", rule="W-04")
def optional_headers(build_upgrade):
    _, *both = _lines(build_upgrade("kata", "/", KEY, protocols=OFFERED, origin="https://kata.example"))
    more = {"Sec-WebSocket-Protocol": "v12.stomp, v11.stomp", "Origin": "https://kata.example"}
    _hold(both, _five("kata", KEY) | more)
    _, *one = _lines(build_upgrade("kata", "/", KEY, protocols=("v10.stomp",)))
    _hold(one, _five("kata", KEY) | {"Sec-WebSocket-Protocol": "v10.stomp"})
    _, *null = _lines(build_upgrade("kata", "/", KEY, origin="null"))
    _hold(null, _five("kata", KEY) | {"Origin": "null"})


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


def _five(host: str, key: str) -> dict[str, str]:
    rest = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"}
    return {"Host": host, "Sec-WebSocket-Key": key} | rest


def _hold(lines: list[str], wanted: dict[str, str]) -> None:
    """Each wanted header once and with its value, in any order, and no other."""
    headers = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    for name, value in wanted.items():
        got = [value for other, value in headers if other == name.lower()]
        if len(got) != 1:
            fail(
                f"the request holds {len(got) or 'no'} {name} header{'s' if got else ''}",
                because=f"{name} stands in it once",
            )
        plain = str.lower if name in ("Upgrade", "Connection") else str
        expect(plain(got[0]), plain(value), because=f"this is the value of {name}")
    for name, value in headers:
        if name not in map(str.lower, wanted):
            fail(
                f"the request holds a header that nobody asked for: {name}: {value}",
                because="leave out what you have nothing to say in",
            )


def _judged(request, offered: tuple[str, ...]) -> int:
    server = ServerProtocol(subprotocols=list(offered) or None)
    server.receive_data(request if isinstance(request, bytes) else b"")
    events = server.events_received()
    return server.accept(events[0]).status_code if events else 0
