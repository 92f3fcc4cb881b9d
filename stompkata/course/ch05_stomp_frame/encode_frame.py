"""Values to octets."""

from stompkata.course.seed import draw, word
from stompkata.errors import ProtocolError
from stompkata.kata import Kata, check, diagnosis, expect, fail
from stompkata.stomp.decoder import Decoder

Kata(
    "stomp_frame.encode_frame",
    "the octets of one frame",
    chapter="05_stomp_frame",
    rule="S12-01",
    minutes=6,
    hints=[
        "Which parts are text and become UTF-8, and which part is octets already? Where do the two meet?",
        'STOMP 1.2, "Augmented BNF" for the order of the parts; "Header content-length" for what is counted.',
        r"A MESSAGE with one header and the body ok: b'MESSAGE\nsubscription:0\ncontent-length:2\n\nok\x00'.",
        r'encode_frame("SEND", [("a:b", "c")], b"\x00") should be b"SEND\na\\cb:c\ncontent-length:1\n\n\x00\x00".',
    ],
)


@check("stomp_frame.encode_frame", "a command alone: its line, an empty line, a NUL", rule="S12-01")
def command_alone(encode_frame):
    expect(
        encode_frame("DISCONNECT", []),
        b"DISCONNECT\n\n\0",
        because="the empty line ends the headers even when there are none",
    )
    expect(encode_frame("CONNECT", []), b"CONNECT\n\n\0", because="without a body there is no content-length")


@check("stomp_frame.encode_frame", "headers stand in the order given, one on each line", rule="S12-01")
def in_order(encode_frame):
    frame = encode_frame("SUBSCRIBE", [("id", "0"), ("destination", "/topic/a"), ("ack", ""), ("id", "1")])
    expect(
        frame,
        b"SUBSCRIBE\nid:0\ndestination:/topic/a\nack:\nid:1\n\n\0",
        because="a reader takes the first of two, so order has a meaning",
    )


@check("stomp_frame.encode_frame", "names and values are escaped, and written in UTF-8", rule="S12-08")
def escaped(encode_frame):
    expect(
        encode_frame("SEND", [("a:b", "c\nd\\e\r")]),
        b"SEND\na\\cb:c\\nd\\\\e\\r\n\n\0",
        because="a reader must find the one colon and the one line end",
    )
    expect(
        encode_frame("ERROR", [("é", " 中 ")]),
        "ERROR\né: 中 \n\n\0".encode(),
        because="text in a frame is UTF-8, and nothing is trimmed",
    )


@check("stomp_frame.encode_frame", "CONNECT and CONNECTED are not escaped", rule="S12-09")
def not_escaped(encode_frame):
    because = "a peer of version 1.0 must be able to read these two, and it knows no escapes"
    expect(encode_frame("CONNECT", [("passcode", "a:b\\c")]), b"CONNECT\npasscode:a:b\\c\n\n\0", because=because)
    expect(
        encode_frame("CONNECTED", [("server", "kata/1.0:x")]), b"CONNECTED\nserver:kata/1.0:x\n\n\0", because=because
    )


@check("stomp_frame.encode_frame", "content-length counts octets, and stands last", rule="S12-15")
def content_length(encode_frame):
    for body, length in (("é中".encode(), b"5"), (b"hello", b"5"), (b"\0", b"1"), (b"\n\n\0\xff" * 100, b"400")):
        expect(
            encode_frame("SEND", [("destination", "/topic/t")], body),
            b"SEND\ndestination:/topic/t\ncontent-length:" + length + b"\n\n" + body + b"\0",
            because="the peer takes that many octets, and then expects the NUL",
        )


@check("stomp_frame.encode_frame", "our decoder reads the same values back", rule="S12-13", peer="our decoder")
def read_back(encode_frame):
    source = draw("stomp_frame.encode_frame")
    name, value = f"x-{word(source)}", f"{word(source)}:{word(source)}"
    mine = ("SEND", [("destination", f"/topic/{word(source)}"), (name, value)], source.randbytes(source.randint(1, 300)))
    for command, pairs, body in [*FRAMES, mine]:
        made = encode_frame(command, pairs, body)
        try:
            frames = Decoder().receive(made if isinstance(made, bytes) else b"")
        except ProtocolError as error:
            fail(f"a peer cannot read this frame: {error.what}", because="it would answer with an ERROR, and close")
        got = [
            (frame.command, [pair for pair in frame.headers.pairs if pair[0] != "content-length"], frame.body)
            for frame in frames
        ]
        expect(got, [(command, pairs, body)], because="what the peer reads must be what you meant")


FRAMES = [
    ("CONNECT", [("accept-version", "1.2"), ("host", "kata"), ("passcode", "p:q\\n")], b""),
    (
        "SEND",
        [("destination", "/topic/a"), ("nick", "eve\ndestination:/topic/b"), ("path", "C:\\new\r")],
        "é中".encode(),
    ),
    ("SEND", [("destination", "/queue/b"), (" padded ", " x ")], bytes(range(256))),
    ("UNSUBSCRIBE", [("id", "0"), ("\\:\r\n", ":\\\n\r")], b""),
]


@diagnosis("stomp_frame.encode_frame", "counts-characters", next="measure the body after encoding, not before")
def counts_characters(seen):
    body = seen.args[2]
    characters = len(body.decode("utf-8"))
    if b"content-length:%d\n" % characters in seen.got and characters != len(body):
        return (
            f"{characters} is the number of characters; the body has {len(body)} octets. The peer reads {characters}"
            " octets, expects the NUL, and meets something else."
        )


@diagnosis("stomp_frame.encode_frame", "counts-nul")
def counts_nul(seen):
    if b"content-length:%d\n" % (len(seen.args[2]) + 1) in seen.got:
        return "Your content-length is one too many: the NUL that ends the frame is no part of the body."


@diagnosis("stomp_frame.encode_frame", "forgot-nul")
def forgot_nul(seen):
    if isinstance(seen.want, bytes) and seen.got == seen.want[:-1]:
        return "All is there but the NUL at the end. Even with a content-length, the frame ends in one."


@diagnosis("stomp_frame.encode_frame", "forgot-empty-line")
def forgot_empty_line(seen):
    if (
        isinstance(seen.got, bytes)
        and isinstance(seen.want, bytes)
        and b"\n\n" in seen.want
        and b"\n\n" not in seen.got
    ):
        return "There is no empty line: the reader would take the body for one more header."


@diagnosis("stomp_frame.encode_frame", "not-escaped", next="call escape for names and for values")
def not_escaped_at_all(seen):
    if (
        isinstance(seen.got, bytes)
        and isinstance(seen.want, bytes)
        and rb"\c" in seen.want
        and rb"\c" not in seen.got
    ):
        return (
            "A name or a value went in as it was. What its author wrote into it now counts as lines and colons of"
            " yours."
        )


@diagnosis("stomp_frame.encode_frame", "escapes-connect", next="which two commands are left out?")
def escapes_connect(seen):
    if seen.args[0].startswith("CONNECT") and isinstance(seen.got, bytes) and rb"\c" in seen.got:
        return (
            "You escaped a header of CONNECT or CONNECTED. A password with a colon in it would not be recognised any"
            " more."
        )
