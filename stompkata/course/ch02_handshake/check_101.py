"""The judge of the server's answer."""

from websockets.server import ServerProtocol
from websockets.utils import accept_key as proof

from stompkata.course.ch02_handshake.answer import NO_PROTOCOL, accepts, answer, refuses
from stompkata.course.ch02_handshake.request import KEY, OFFERED, OTHER_KEY, drawn_key, request
from stompkata.course.seed import draw
from stompkata.kata import Kata, check, diagnosis, expect

Kata(
    "handshake.check_101",
    "the judge of the server's answer",
    chapter="02_handshake",
    rule="W-10",
    minutes=7,
    hints=[
        "What must you know before you look at any header at all?",
        'RFC 6455 §4.1, the list that begins after "the client MUST validate the server\'s response".',
        (
            'Of another head: headers_of(["A: 1", "B:2"]) is {"a": "1", "b": "2"}; and a list falls apart at its commas,'
            ' [part.strip() for part in "x, y ,z".split(",")].'
        ),
        (
            'The head b"HTTP/1.1 101\\r\\nCONNECTION: keep-alive, upgrade\\r\\nUPGRADE: WebSocket\\r\\n..." is legal,'
            " with the right proof."
        ),
    ],
)


@check("handshake.check_101", "a right answer gives the chosen subprotocol, or None", rule="W-09")
def right_answers(check_101):
    accepts(check_101)
    expect(check_101(answer(NO_PROTOCOL), KEY), None, because="you offered nothing, and the server chose nothing")
    key = drawn_key(draw("handshake.check_101"))
    expect(
        check_101(answer(("v11", "v12"), key=key), key, OFFERED),
        "v12.stomp",
        because="each connection has a key of its own",
    )


@check("handshake.check_101", "case, spaces, lists and other headers do not matter", rule="W-12")
def odd_but_legal(check_101):
    for changes in (
        [("Upgrade: websocket", "upgrade: WebSocket"), ("Sec-WebSocket-Accept", "sec-websocket-accept")],
        [
            ("Connection: Upgrade", "CONNECTION: keep-alive, upgrade"),
            ("Sec-WebSocket-Protocol", "SEC-WEBSOCKET-PROTOCOL"),
        ],
        [("Connection: Upgrade", "Connection:UPGRADE ,close"), ("Upgrade: websocket", "Upgrade:  websocket \t")],
        [(" Switching Protocols", ""), ("Upgrade: websocket", "Server: caf\xe9: 200\r\nUpgrade: websocket")],
        [(" Switching Protocols", " "), ("Sec-WebSocket-Accept: ", "Sec-WebSocket-Accept:")],
    ):
        expect(
            check_101(answer(*changes), KEY, OFFERED),
            "v11.stomp",
            because=(
                "names and tokens are compared without regard to case, and spaces around a value are not part of it"
            ),
        )


@check("handshake.check_101", "what follows the head is not looked at", rule="W-08")
def octets_behind(check_101):
    expect(
        check_101(answer() + b"\x81\x02hi\r\nUpgrade: no\r\n\r\n", KEY, OFFERED),
        "v11.stomp",
        because="the server's first WebSocket frame may come in the same piece",
    )
    expect(check_101(answer(NO_PROTOCOL) + b"\xff\xfe: \x80", KEY, OFFERED), None, because="a frame is not text")
    text = b"\r\nUpgrade: h2c\r\n\r\n"
    expect(
        check_101(answer() + b"\x81" + bytes([len(text)]) + text, KEY, OFFERED),
        "v11.stomp",
        because="the head ends at the first empty line; a message may hold another one",
    )


@check("handshake.check_101", "incomplete: the empty line has not come", rule="W-10")
def incomplete(check_101):
    accepts(check_101)
    for piece in (answer()[:-1], answer()[:-2], answer()[:-4], answer()[:40], b"HTTP/1.1 200 OK\r\n", b""):
        refuses(check_101, "incomplete", piece, "TCP may deliver the head in pieces")


@check("handshake.check_101", "status: only 101 will do", rule="W-10")
def status(check_101):
    accepts(check_101)
    for line in ("200 OK", "426 Upgrade Required", "400 101", "1011 Odd", "302 Found"):
        refuses(
            check_101,
            "status",
            answer(("101 Switching Protocols", line)),
            "any other status means that the server stays with HTTP",
        )


@check("handshake.check_101", "upgrade: the header must be there and say websocket", rule="W-10")
def upgrade(check_101):
    accepts(check_101)
    for value in ("", "Upgrade:\r\n", "Upgrade: h2c\r\n", "Upgrade: websocket2\r\n", "X-Upgrade: websocket\r\n"):
        refuses(
            check_101,
            "upgrade",
            answer(("Upgrade: websocket\r\n", value)),
            "a 101 may also change to another protocol",
        )
    refuses(check_101, "upgrade", b"HTTP/1.1 101\r\n\r\n", "a head without any header is complete, and says nothing")


@check("handshake.check_101", "connection: the list must hold upgrade", rule="W-10")
def connection(check_101):
    accepts(check_101)
    for value in (
        "",
        "Connection:\r\n",
        "Connection: close\r\n",
        "Connection: no-upgrade\r\n",
        "Connection: keep-alive upgrade\r\n",
    ):
        refuses(
            check_101,
            "connection",
            answer(("Connection: Upgrade\r\n", value)),
            "without it a proxy on the way has not changed protocols",
        )


@check("handshake.check_101", "accept: the proof must be the one for your key", rule="W-10")
def accept(check_101):
    accepts(check_101)
    right = proof(KEY)
    for value in (proof(OTHER_KEY), right.lower(), right[:-1], right + "=", KEY, ""):
        refuses(check_101, "accept", answer((right, value)), "a cache could have kept somebody else's answer")
    refuses(check_101, "accept", answer((f"Sec-WebSocket-Accept: {right}\r\n", "")), "there is no proof at all")


@check("handshake.check_101", "extensions, protocol: nothing that you did not ask for", rule="W-10")
def unasked(check_101):
    accepts(check_101)
    for value in ("permessage-deflate", 'odd; mark=":"', ""):
        changed = answer(("Upgrade: websocket", f"Sec-WebSocket-Extensions: {value}\r\nUpgrade: websocket"))
        refuses(check_101, "extensions", changed, "the server would send frames that you cannot read")
    for value in ("v10.stomp", "mqtt", "V12.STOMP", "stomp", ""):
        refuses(check_101, "protocol", answer(("v11.stomp", value)), "you would read its messages by the wrong rules")
    refuses(check_101, "protocol", answer(), "you offered none at all", offered=())


@check("handshake.check_101", "the first word that applies is the reason", rule="W-10")
def first_reason(check_101):
    accepts(check_101)
    order = [
        ("101 Switching Protocols", "200 OK"),
        ("Upgrade: websocket", "Upgrade: h2c"),
        ("Connection: Upgrade", "Connection: close"),
        (proof(KEY), proof(OTHER_KEY)),
        ("v11.stomp", "mqtt\r\nSec-WebSocket-Extensions: x"),
        ("v11.stomp", "mqtt"),
    ]
    words = ("status", "upgrade", "connection", "accept", "extensions", "protocol")
    for place, word in enumerate(words):
        refuses(check_101, word, answer(*order[place:]), "several things are wrong here; name the first of your list")


@check("handshake.check_101", "the answers of the websockets library", rule="W-10", peer="websockets")
def answers_of_websockets(check_101):
    for offered in ((), OFFERED, ("v10.stomp", "v12.stomp")):
        server = ServerProtocol(
            subprotocols=["v12.stomp"],
            select_subprotocol=lambda _, names: "v12.stomp" if "v12.stomp" in names else None,
        )
        server.receive_data(request(offered))
        server.send_response(server.accept(server.events_received()[0]))
        expect(
            check_101(b"".join(server.data_to_send()), KEY, offered),
            "v12.stomp" if offered else None,
            because="this is what a server that is in wide use puts on the wire",
        )


@diagnosis("handshake.check_101", "accepts-whatever-says-101")
def accepts_whatever(seen):
    if "HandshakeError" in repr(seen.want) and seen.error is None and b" 101" in seen.args[0][:13]:
        return "Your function let this answer pass. That the status is 101 is one condition of several."


@diagnosis("handshake.check_101", "case-matters", next="compare names and tokens in lower case")
def case_matters(seen):
    if (
        seen.error is not None
        and type(seen.error).__name__ == "HandshakeError"
        and "HandshakeError" not in repr(seen.want)
        and (b"upgrade: WebSocket" in seen.args[0] or b"CONNECTION:" in seen.args[0])
    ):
        return (
            "This answer is right. HTTP compares names of headers, and these tokens, without regard to case; you told"
            " them apart by it."
        )


@diagnosis("handshake.check_101", "part-of-a-word", next="split the list at its commas, and compare whole words")
def part_of_a_word(seen):
    if (
        seen.error is None
        and "HandshakeError" in repr(seen.want)
        and any(
            part in seen.args[0]
            for part in (b"no-upgrade", b"websocket2", b"keep-alive upgrade", b"400 101", b"1011 Odd")
        )
    ):
        return "You looked for a word somewhere inside the value. It is a longer word here, and another one."
