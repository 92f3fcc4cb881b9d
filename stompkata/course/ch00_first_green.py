"""Chapter 00: one CONNECT frame, whole."""

from stompkata.errors import ProtocolError
from stompkata.kata import Kata, Prediction, check, diagnosis, expect, fail
from stompkata.stomp.decoder import Decoder
from stompkata.stomp.frame import StompFrame

CHAPTER = "00_first_green"
WHOLE = b"CONNECT\naccept-version:1.2\nhost:kata\n\n\0"

Kata(
    "first_green.hello_frame",
    "a whole CONNECT frame",
    chapter=CHAPTER,
    rule="S12-01",
    minutes=2,
    hints=[
        "Which line tells the reader that no more headers follow, and which octet tells it that the frame is over?",
        'STOMP 1.2, "STOMP Frames": the headers are ended by an empty line, the frame by a NUL (shown there as ^@).',
        (
            r'A whole frame of another kind: b"DISCONNECT\nreceipt:77\n\n\x00". Count the octets behind 77: there are'
            r" three."
        ),
        r"Run hello_frame()[-3:]. It should show three octets, of which the last one is b'\x00'.",
    ],
)

Prediction(
    "frame-end",
    "What tells the broker that this frame is over?",
    ["the empty line", "the octet 00", "the end of the WebSocket message", "a pause on the line"],
    answer="the octet 00",
    chapter=CHAPTER,
    because="The NUL ends the frame. The headers were over before it, at the empty line.",
    wrong={
        "the empty line": (
            "empty-line-ends-frame",
            "The empty line ends the headers. The body hi comes after it, and belongs to the frame.",
        ),
        "the end of the WebSocket message": (
            "message-is-frame",
            (
                "STOMP also runs on bare TCP, which has no messages. One WebSocket message may hold several frames,"
                " or a part of one."
            ),
        ),
        "a pause on the line": (
            "pause-ends-frame",
            "A slow network pauses in the middle of a frame too. Time says nothing about where it ends.",
        ),
    },
)


@check(
    "first_green.hello_frame",
    "an empty line ends the headers",
    rule="S12-01",
    next="what comes after the last header line?",
)
def empty_line(hello_frame):
    frame = _connect(hello_frame())
    if not _has_empty_line(frame):
        want = _headers(frame) + b"\n\n" + (b"\0" if frame.endswith(b"\0") else b"")
        expect(frame, want, because="without the empty line, whatever follows would be one more header")


@check(
    "first_green.hello_frame", "a NUL ends the frame", rule="S12-01", next="which octet is missing at the very end?"
)
def nul(hello_frame):
    frame = _connect(hello_frame())
    if not frame.rstrip(b"\r\n").endswith(b"\0"):
        want = _headers(frame) + b"\n\n\0"
        expect(frame, want, because="until the NUL comes, a broker waits for the rest of the frame")


@check(
    "first_green.hello_frame", "it is one CONNECT that offers 1.2 to the host kata", rule="S12-29", peer="our decoder"
)
def connect(hello_frame):
    frame = _connect(hello_frame())
    try:
        frames = [event for event in Decoder(None).receive(frame) if isinstance(event, StompFrame)]
    except ProtocolError as error:
        fail(
            f"a broker cannot read this: {error.what}",
            because="a command, name:value lines, an empty line, a NUL: nothing else",
        )
    if len(frames) != 1:
        fail(f"a broker reads {len(frames)} frames in your octets", because="one CONNECT opens one session")
    command, headers, _ = frames[0]
    expect(
        (command, "1.2" in headers.get("accept-version", "").split(","), headers.get("host")),
        ("CONNECT", True, "kata"),
        because="the broker picks a version from accept-version, and host says whom you want to talk to",
    )


@diagnosis("first_green.hello_frame", "caret-at", next=r'write the octet as b"\x00"')
def caret_at(seen):
    if isinstance(seen.got, bytes) and seen.got.rstrip().endswith((b"^@", rb"\0", rb"\x00", b"NUL")):
        return (
            "Your frame ends in characters that stand for the NUL in print. On the wire it is one octet with the"
            " value zero."
        )


@diagnosis("first_green.hello_frame", "digit-zero", next=r'write the octet as b"\x00"')
def digit_zero(seen):
    if isinstance(seen.got, bytes) and seen.got.endswith(b"\n0"):
        return "Your frame ends in the digit 0, the octet 30. The NUL is the octet 00."


@diagnosis("first_green.hello_frame", "forgot-nul")
def forgot_nul(seen):
    if isinstance(seen.got, bytes) and seen.got.endswith((b"\n\n", b"\n\r\n")):
        return (
            "Headers and empty line are there; the NUL that ends the frame is not. A broker would wait for it without"
            " a word."
        )


@diagnosis("first_green.hello_frame", "forgot-empty-line")
def forgot_empty_line(seen):
    if isinstance(seen.got, bytes) and seen.got.endswith(b"\0") and not _has_empty_line(seen.got):
        return "The NUL is there, but it stands on a header line: the empty line before it is missing."


def _connect(frame) -> bytes:
    if not isinstance(frame, bytes) or not frame.startswith(b"CONNECT"):
        expect(frame, WHOLE, because="a session begins with the octets of a CONNECT frame")
    return frame


def _has_empty_line(frame: bytes) -> bool:
    return b"\n\n" in frame or b"\n\r\n" in frame


def _headers(frame: bytes) -> bytes:
    return frame.rstrip(b"\r\n\0")
