"""`websockets` and our dissector judge the same frames alike, but for three known exceptions.

1. A length that is not in its shortest form: `websockets` reads it, we name W-13.
2. The top bit of a 64-bit length: `websockets` sees a long frame, we name W-13.
3. UTF-8 of a text frame: `websockets` leaves it to who joins the message, we name W-23.
"""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vectors import WEBSOCKET
from websockets.exceptions import PayloadTooBig, ProtocolError
from websockets.frames import Close, Frame
from websockets.frames import Opcode as TheirOpcode
from websockets.streams import StreamReader

from stompkata.websocket.dissector import dissect_frame
from stompkata.websocket.frame import Opcode, WebSocketFrame, encode

KNOWN_EXCEPTIONS = {"W-13", "W-23"}


def theirs(data: bytes, sender: str) -> tuple[str, bytes]:
    """What `websockets` makes of the octets: "refused", "incomplete" or "read", and the payload."""
    reader = StreamReader()
    reader.feed_data(data)
    parser = Frame.parse(reader.read_exact, mask=sender == "client", max_size=2**20)
    try:
        next(parser)
    except StopIteration as stop:
        frame = stop.value
        try:
            if frame.opcode is TheirOpcode.CLOSE:
                Close.parse(frame.data)
        except (ProtocolError, UnicodeDecodeError):
            return "refused", b""
        return "read", bytes(frame.data)
    except (ProtocolError, PayloadTooBig):
        return "refused", b""
    return "incomplete", b""


def ours(data: bytes, sender: str) -> tuple[str, bytes]:
    """The same verdict from our dissector, with the known exceptions forgiven."""
    dissection = dissect_frame(data, sender=sender)
    if any(error.rule not in KNOWN_EXCEPTIONS for error in dissection.errors):
        return "refused", b""
    if len(data) >= 2 and frame_size(data) > 2**20:
        return "refused", b""  # the limit that we gave to websockets
    return ("read", dissection.payload) if dissection.complete else ("incomplete", b"")


def frame_size(data: bytes) -> int:
    extended = {126: 2, 127: 8}.get(data[1] & 0x7F, 0)
    return int.from_bytes(data[2:2 + extended], "big") if len(data) >= 2 + extended and extended else data[1] & 0x7F


@pytest.mark.parametrize("vector", WEBSOCKET, ids=str)
def test_the_examples_are_judged_alike(vector):
    masked = bool(vector.data[1] & 0x80)
    sender = vector.sender or ("client" if masked else "server")

    assert ours(vector.data, sender) == theirs(vector.data, sender)


FRAMES = st.builds(
    lambda first, masked, form, size, key, payload: (bytes([first]) + head(masked, form, size) + key * masked, payload),
    st.integers(0, 255), st.booleans(), st.sampled_from([0, 2, 8]),
    st.sampled_from([0, 1, 2, 3, 125, 126, 127, 65536]),
    st.binary(min_size=4, max_size=4),
    st.sampled_from([b"\x03\xe8bye", b"\x03\xed", b"Hello" * 30, b"\xff" * 200, b""]),
)
CUTS = (0, 1, 2, 5, 200)     # octets of the payload that have come


def head(masked: bool, form: int, size: int) -> bytes:
    mark = 0x80 if masked else 0
    if form == 0:
        return bytes([mark | min(size, 125)])
    return bytes([mark | (126 if form == 2 else 127)]) + (size % 2 ** (8 * form)).to_bytes(form, "big")


@settings(derandomize=True, database=None, deadline=None, max_examples=300)
@given(FRAMES)
def test_generated_and_malformed_frames_are_judged_alike(frame):
    before, payload = frame
    for cut, sender in product(CUTS, ["client", "server"]):
        judge(before + payload[:cut], sender)


def judge(data: bytes, sender: str) -> None:
    # an incomplete frame is refused by us as soon as its head is wrong, by them when the head is whole
    theirs_is = theirs(data, sender)

    if theirs_is[0] == "incomplete":
        assert not dissect_frame(data, sender=sender).complete
    else:
        assert ours(data, sender) == theirs_is


@pytest.mark.req("W-13", "W-16", "W-18")
@settings(derandomize=True, database=None, deadline=None, max_examples=300)
@given(st.sampled_from(list(Opcode)), st.binary(max_size=125), st.none() | st.binary(min_size=4, max_size=4))
def test_they_read_what_we_write(opcode, payload, key):
    if opcode is Opcode.CLOSE:
        payload = b"\x03\xe8" + payload[:50].hex().encode()
    data = encode(WebSocketFrame(opcode, payload, masking_key=key))
    sender = "server" if key is None else "client"

    assert theirs(data, sender) == ("read", payload)
    assert ours(data, sender) == ("read", payload)


@pytest.mark.parametrize("data, rule", [
    (bytes.fromhex("82 7e 00 01 61"), "W-13"),
    (bytes.fromhex("82 7f 00 00 00 00 00 00 00 01 61"), "W-13"),
    (bytes.fromhex("81 01 ff"), "W-23"),
])
def test_the_known_exceptions_are_read_by_them_and_named_by_us(data, rule):
    assert theirs(data, "server")[0] == "read"
    assert [error.rule for error in dissect_frame(data, sender="server").errors] == [rule]
