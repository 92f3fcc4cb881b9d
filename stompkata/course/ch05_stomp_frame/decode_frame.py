"""Octets to values."""

from stompkata.course.seed import draw, word
from stompkata.kata import Kata, check, diagnosis, expect, expect_error
from stompkata.stomp.encoder import encode
from stompkata.stomp.frame import StompFrame

Kata(
    "stomp_frame.decode_frame",
    "the values of one frame",
    chapter="05_stomp_frame",
    rule="S12-01",
    minutes=9,
    hints=[
        "Can you cut the octets at every NUL, or at every line end, before you know where the headers stop?",
        (
            'STOMP 1.2, "Augmented BNF" for the parts, "Header content-length" for the end of the body, "Repeated'
            ' Header Entries".'
        ),
        (
            r'From b"a:1\nb:2:3\n\nrest": lines come until an empty one; "b:2:3".partition(":") gives b and 2:3; what'
            r" is left is rest."
        ),
        r'decode_frame(b"MESSAGE\nfoo:World\nfoo:Hello\n\n\x00\n") should be ("MESSAGE", {"foo": "World"}, b"").',
    ],
)


@check("stomp_frame.decode_frame", "command, headers and body", rule="S12-01")
def parts(decode_frame):
    expect(
        decode_frame(b"SEND\ndestination:/topic/a\nempty:\n\nhi\n\n\0"),
        ("SEND", {"destination": "/topic/a", "empty": ""}, b"hi\n\n"),
        because="the first empty line ends the headers; the body may hold more of them",
    )
    source = draw("stomp_frame.decode_frame")
    destination, text = f"/topic/{word(source)}", word(source, source.randint(1, 40))
    expect(
        decode_frame(f"SEND\ndestination:{destination}\n\n{text}\0".encode()),
        ("SEND", {"destination": destination}, text.encode()),
        because="the same holds for any destination and any body",
    )
    expect(
        decode_frame(b"DISCONNECT\n\n\0"),
        ("DISCONNECT", {}, b""),
        because="a frame may have neither headers nor body",
    )
    expect(
        decode_frame(b"SEND\na:x\0y\n\nhi\0"),
        ("SEND", {"a": "x\0y"}, b"hi"),
        because="the NUL that ends a frame stands behind the empty line; the grammar lets a header hold one",
    )


@check("stomp_frame.decode_frame", "lines may end in CR LF, and line ends may follow the NUL", rule="S12-02")
def line_ends(decode_frame):
    want = ("MESSAGE", {"subscription": "0", "foo": "bar"}, b"hi\r\n")
    expect(
        decode_frame(b"MESSAGE\r\nsubscription:0\r\nfoo:bar\r\n\r\nhi\r\n\0\r\n\n"),
        want,
        because="1.2 allows CR LF for the lines of the head; the body is not made of lines",
    )
    expect(decode_frame(b"MESSAGE\nsubscription:0\r\nfoo:bar\n\r\nhi\r\n\0"), want, because="each line may choose")


@check("stomp_frame.decode_frame", "of repeated headers the first counts, and nothing is trimmed", rule="S12-22")
def first_counts(decode_frame):
    expect(
        decode_frame(b"MESSAGE\nfoo:World\nfoo:Hello\nFoo: x \n\n\0"),
        ("MESSAGE", {"foo": "World", "Foo": " x "}, b""),
        because="the first is the newest, names differ by case, and spaces belong to the value",
    )


@check("stomp_frame.decode_frame", "names and values are unescaped, but not in CONNECT and CONNECTED", rule="S12-09")
def escapes(decode_frame):
    expect(
        decode_frame("SEND\na\\cb:c\\n\\\\né\n\n\0".encode()),
        ("SEND", {"a:b": "c\n\\né"}, b""),
        because="a reader undoes what the writer did",
    )
    for command in ("CONNECT", "CONNECTED"):
        expect(
            decode_frame(command.encode() + b"\npasscode:a:b\\c\\x\n\n\0"),
            (command, {"passcode": "a:b\\c\\x"}, b""),
            because="these two are never escaped, so the name ends at the first colon and the rest is the value",
        )


@check("stomp_frame.decode_frame", "content-length decides where the body ends", rule="S12-13")
def by_length(decode_frame):
    expect(
        decode_frame(b"SEND\ncontent-length:3\n\na\0b\0\n"),
        ("SEND", {"content-length": "3"}, b"a\0b"),
        because="octets are counted, whatever they are",
    )
    expect(
        decode_frame(b"SEND\ncontent-length:0\n\n\0"),
        ("SEND", {"content-length": "0"}, b""),
        because="nothing is a length too",
    )
    expect(
        decode_frame("SEND\ncontent-length:5\n\né中\0".encode()),
        ("SEND", {"content-length": "5"}, "é中".encode()),
        because="it counts octets",
    )


@check("stomp_frame.decode_frame", "a length that does not fit is refused", rule="S12-13")
def wrong_length(decode_frame):
    expect(
        decode_frame(b"SEND\ncontent-length:2\n\nhi\0"),
        ("SEND", {"content-length": "2"}, b"hi"),
        because="this one fits",
    )
    for length in (b"0", b"1", b"3", b"4", b"99", b"two", b"-1"):
        expect_error(
            lambda data=length: decode_frame(b"SEND\ncontent-length:" + data + b"\n\nhi\0"),
            ValueError,
            because="after the counted octets the NUL must come, or one of the two is wrong",
        )


@check("stomp_frame.decode_frame", "octets that are not one whole frame are refused", rule="S12-01")
def not_a_frame(decode_frame):
    expect(decode_frame(b"SEND\na:b\n\nhi\0\n"), ("SEND", {"a": "b"}, b"hi"), because="this one is a frame")
    for data, because in (
        (b"SEND\na:b\n\nhi", "the NUL has not come yet"),
        (b"SEND\na:b\0", "there is no empty line"),
        (b"SEND\nnocolon\n\n\0", "a header line needs a colon"),
        (b"SEND\na:\\t\n\n\0", "the escape is not defined"),
        (b"SEND\na\\:b\n\n\0", "the name ends in half an escape"),
        (b"SEND\na:\xff\n\n\0", "the header is not UTF-8"),
        (b"SEND\na:b\n\nhi\0SEND\n\n\0", "a second frame follows; this function reads one"),
        (b"SEND\na:b\n\nhi\0\n ", "behind the NUL only ends of line may stand, and a space is none"),
        (b"SEND\na:b\n\nhi\0S", "behind the NUL a second frame begins"),
        (b"SEND\n\n\0 ", "a space follows, which is no end of line"),
        (b"", "there is nothing at all"),
    ):
        expect_error(lambda octets=data: decode_frame(octets), ValueError, because=because)


@check("stomp_frame.decode_frame", "what our encoder writes is read back", rule="S12-06", peer="our encoder")
def read_back(decode_frame):
    for command, headers, body in FRAMES:
        data = encode(StompFrame(command, headers, body))
        got = decode_frame(data)
        if isinstance(got, tuple) and len(got) == 3 and isinstance(got[1], dict):
            got = (got[0], {name: value for name, value in got[1].items() if name != "content-length"}, got[2])
        expect(got, (command, headers, body), because="an encoder that is not yours decides what you have to read")


FRAMES = [
    ("CONNECTED", {"version": "1.2", "server": "kata/1"}, b""),
    (
        "MESSAGE",
        {"subscription": "0", "message-id": "7:1", "destination": "/topic/a", "path": "C:\\new\n"},
        "é中".encode(),
    ),
    ("ERROR", {"message": "a\r\nb\\c"}, bytes(range(256)) * 3),
    ("RECEIPT", {"receipt-id": "\\\\:\\n"}, b""),
]


@diagnosis("stomp_frame.decode_frame", "last-wins", next="dict.setdefault keeps what is there")
def last_wins(seen):
    if isinstance(seen.got, str | tuple) and seen.args[0].count(b"foo:") == 2 and "Hello" in repr(seen.got):
        return "The second entry has taken the place of the first, as in a dict that is filled pair by pair."


@diagnosis("stomp_frame.decode_frame", "trims")
def trims(seen):
    if (
        isinstance(seen.got, tuple)
        and isinstance(seen.want, tuple)
        and seen.got[1] == {name.strip(): value.strip() for name, value in seen.want[1].items()} != seen.want[1]
    ):
        return "Spaces around a value are gone. HTTP trims; STOMP 1.1 and 1.2 forbid it."


@diagnosis("stomp_frame.decode_frame", "stops-at-first-nul", next="look at content-length before you look for a NUL")
def stops_at_first_nul(seen):
    if (
        isinstance(seen.got, tuple)
        and isinstance(seen.want, tuple)
        and b"\0" in seen.want[2]
        and (seen.got[2] == seen.want[2].partition(b"\0")[0])
    ):
        return "The body ends at its first NUL, though content-length says that it goes on."


@diagnosis("stomp_frame.decode_frame", "carriage-return-left")
def carriage_return_left(seen):
    if b"\r\n" in seen.args[0] and isinstance(seen.got, tuple) and ("\r" in repr(seen.got[:2]).replace(r"\r", "\r")):
        return "A carriage return has stayed in the command or in a header. It belongs to the line end."


@diagnosis("stomp_frame.decode_frame", "body-split-at-lines")
def body_split(seen):
    if (
        isinstance(seen.got, tuple)
        and isinstance(seen.want, tuple)
        and seen.got[2] == seen.want[2].split(b"\n\n")[0] != seen.want[2]
    ):
        return (
            "You cut at every empty line. Only the first one ends the headers; in the body it is an octet like any"
            " other."
        )


@diagnosis("stomp_frame.decode_frame", "accepts-anything")
def accepts_anything(seen):
    if "ValueError" in repr(seen.want) and seen.error is None:
        return "You gave values for octets that are not one whole frame. A stream that went wrong would go on, wrong."


@diagnosis(
    "stomp_frame.decode_frame", "refused-by-accident", next="raise ValueError yourself, and say what was wrong"
)
def by_accident(seen):
    if "ValueError" in repr(seen.want) and isinstance(seen.error, LookupError | TypeError):
        return f"It stopped, but by accident: {type(seen.error).__name__} says nothing about the frame."
