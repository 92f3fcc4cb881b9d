"""What a byte view tells its page, what it does with an edit, and what stands where no script runs."""

import re
import zlib

import pytest
from scene import KEY, REQUEST, shop

from stompkata import lab
from stompkata.recording import Recording
from stompkata.websocket.frame import Opcode, WebSocketFrame, encode
from stompkata.widgets.byte_layers import layers
from stompkata.widgets.byte_page import FIELDS, WINDOW
from stompkata.widgets.byte_subject import EDITS
from stompkata.widgets.byte_view import ByteView

HELLO = b"\x81\x85" + KEY + bytes.fromhex("7f9f4d5158")  # RFC 6455 §5.7: "Hello", masked
SEND = b"SEND\ndestination:/topic/a\ncontent-type:text/plain\n\nhi\0"
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\u202e\x1b"


def masked(payload: bytes, opcode: Opcode = Opcode.TEXT, **options) -> bytes:
    return encode(WebSocketFrame(opcode, payload, masking_key=KEY, **options))


def deflated(message: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-15)
    return (compressor.compress(message) + compressor.flush(zlib.Z_SYNC_FLUSH))[:-4]


def told(view: ByteView, layer: int = 0) -> dict:
    return view.shown["layers"][layer]


def field(view: ByteView, name: str, layer: int = 0) -> dict:
    return next(one for one in told(view, layer)["fields"] if one["name"] == name)


def test_fields_are_told_with_their_bits_and_octets_in_one_piece():
    view = ByteView(HELLO)

    assert view.shown["octets"] == HELLO
    assert [(one["name"], one["bit"], one["bits"]) for one in told(view)["fields"]][:7] == [
        ("FIN", 0, 1), ("RSV1", 1, 1), ("RSV2", 2, 1), ("RSV3", 3, 1), ("opcode", 4, 4), ("MASK", 8, 1),
        ("payload length", 9, 7),
    ]  # fmt: skip
    assert (field(view, "masking-key")["value"], told(view)["frames"]) == ("37 fa 21 3d", [(0, 2, 6, 11)])


def test_stomp_lies_in_the_payloads_of_its_fragments():
    data = (masked(SEND[:9], fin=False) + masked(b"x", Opcode.PING) + masked(SEND[9:], Opcode.CONTINUATION))
    wire, stomp = layers(ByteView(data, layer="websocket")._subject.explain(data))

    assert [stomp.wire(at) for at in (0, 8, 9, 50)] == [6, 14, 28, 69]
    assert [stomp.wire(len(SEND)), wire.wire(len(data))] == [None, None]


def test_an_inflated_message_lies_nowhere_on_the_wire():
    view = ByteView(masked(deflated(SEND), rsv=4), deflate=True)

    assert [one["layer"] for one in view.shown["layers"]] == ["websocket", "deflate", "stomp"]
    assert (told(view, 1)["runs"], told(view, 2)["runs"]) == ([(0, 6, len(deflated(SEND)))], [])
    assert view.shown["octets"].endswith(SEND)


def test_inflated_octets_that_are_no_stomp_are_shown_too():
    view = ByteView(masked(deflated(b"just words"), rsv=4), deflate=True)

    assert [one["name"] for one in view.shown["layers"]] == ["WebSocket", "permessage-deflate", "inflated"]


def test_an_octet_typed_over_is_dissected_again():
    view = ByteView(HELLO, sender="client")
    view.heard({"type": "edit", "layer": 0, "at": 1, "octet": 0x05})

    assert view.octets == b"\x81\x05" + HELLO[2:]
    assert [one["name"] for one in told(view)["fields"] if one["parent"] is None] == ["frame 1", "frame 2"]
    assert [finding["rule"] for finding in told(view)["findings"]][:1] == ["W-17"]  # a client's frame is not masked
    view.heard({"type": "undo"})
    assert (view.octets, view.shown["edits"], told(view)["findings"]) == (HELLO, 0, [])


def test_what_is_typed_over_the_unmasked_text_is_masked_for_the_wire():
    view = ByteView(masked(SEND))
    view.heard({"type": "edit", "layer": 1, "at": 0, "octet": ord("X")})
    view.heard({"type": "edit", "layer": 0, "at": 7, "octet": ord("Y"), "plain": True})

    assert view.octets == masked(b"XY" + SEND[2:])
    assert view.shown["changed"] == [6, 7]
    view.heard({"type": "reset"})
    assert view.octets == masked(SEND)


@pytest.mark.parametrize("message", [
    {"type": "edit", "layer": 2, "at": 0, "octet": 0},  # inflated: no octet of the wire
    {"type": "edit", "layer": 9, "at": 0, "octet": 0}, {"type": "edit", "layer": -1, "at": 0, "octet": 0},
    {"type": "edit", "layer": 0, "at": -1, "octet": 0}, {"type": "edit", "layer": 0, "at": 10**9, "octet": 0},
    {"type": "edit", "layer": 0, "at": 0, "octet": 256}, {"type": "edit", "layer": 0, "at": "0", "octet": 1},
    {"type": "undo"}, {"type": "reset"}, {"type": "walk", "by": 7}, {"type": "walk", "by": 1}, {"type": "x"}, None,
    {"type": "window", "layer": 5, "at": 4000}, {"type": "window", "layer": 0, "at": -4000},
])  # fmt: skip
def test_a_message_that_makes_no_sense_changes_nothing(message):
    view = ByteView(masked(deflated(SEND), rsv=4), deflate=True)
    before = view.octets
    view.heard(message)

    assert view.octets == before


def test_edits_that_can_be_undone_are_bounded():
    view = ByteView(HELLO)
    for number in range(EDITS + 50):
        view.heard({"type": "edit", "layer": 0, "at": 6, "octet": number % 256})

    assert view.shown["edits"] == EDITS
    view.heard({"type": "reset"})
    assert view.octets == HELLO


def test_a_large_body_is_given_in_windows():
    view = ByteView(masked(bytes(100_000), Opcode.BINARY))
    view.heard({"type": "window", "layer": 0, "at": 70_000})

    shown = {name: told(view)[name] for name in ("first", "shown", "size")}
    assert shown == {"first": 70_000 // WINDOW * WINDOW, "shown": WINDOW, "size": 100_014}
    assert len(view.shown["octets"]) == WINDOW


def test_a_frame_of_very_many_headers_is_cut_and_says_so():
    view = ByteView(b"SEND\n" + b"a:b\n" * 1000 + b"\n\0", layer="stomp")

    assert len(told(view)["fields"]) == FIELDS
    assert told(view)["more"] == 1 + 5 * 1000 + 2 - FIELDS


def test_a_handshake_shows_how_the_answer_comes_from_the_key():
    answer, request = (ByteView(shop(), number=number).shown["accept"] for number in (3, 2))

    assert [step["name"] for step in answer["steps"]] == ["key", "GUID", "key + GUID", "SHA-1", "base64"]
    assert answer["steps"][3]["octets"] == "b3 7a 4f 2c c0 62 4f 16 90 f6 46 06 cf 38 59 45 b2 be c4 ea"
    assert answer["steps"][-1]["text"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
    assert answer["verdict"] == request["verdict"]
    assert answer["verdict"].startswith("The answer says the same")
    assert ByteView(REQUEST).shown["accept"]["verdict"].startswith("The answer must say Sec-WebSocket-Accept: s3pPLM")


def test_a_changed_key_no_longer_fits_the_answer():
    view = ByteView(shop(), number=2)
    view.heard({"type": "edit", "layer": 0, "at": view.octets.index(b"dGhl"), "octet": ord("e")})

    assert "must fail the connection" in view.shown["accept"]["verdict"]


def test_the_record_that_is_selected_elsewhere_is_shown_with_the_edits_it_had():
    recording = shop()
    view = ByteView(recording, number=2)
    view.heard({"type": "edit", "layer": 0, "at": 0, "octet": ord("P")})
    for number in (4, 2):
        view.selection.select(number)
        view._tell()  # which the pump does

    assert (view.shown["number"], view.octets[:3], view.shown["edits"]) == (2, b"PET", 1)
    view.heard({"type": "walk", "by": 1})
    assert view.selection.number == 3
    view.selection.select(10**6)
    view._tell()
    assert view.shown["number"] == 2


def test_a_view_may_have_nothing_to_show():
    for view in (ByteView(Recording()), ByteView(b""), ByteView(shop(), number=1)):
        assert view.shown["octets"] == b""
        assert view.snapshot()["text/plain"] is not None


def test_the_snapshot_holds_the_dissection_and_no_markup_of_a_peer():
    view = ByteView(f"SEND\ndestination:/topic/{HOSTILE}\n\n{HOSTILE}\0".encode(), layer="stomp")
    html = view.snapshot()["text/html"]

    assert "script" not in re.findall(r"<(\w+)", html) and "&lt;script&gt;alert(1)" in html
    assert "⟨U+202E⟩⟨ESC⟩" in view.snapshot()["text/plain"]
    assert "⟨U+202E⟩⟨ESC⟩" in repr(view)
    assert "The answer says the same" in ByteView(shop(), number=3).snapshot()["text/html"]


def test_a_view_carries_its_snapshot_beside_the_live_widget():
    data, _ = ByteView(HELLO)._repr_mimebundle_()

    assert set(data) == {"application/vnd.jupyter.widget-view+json", "text/html", "text/plain"}
    assert repr(ByteView(HELLO)) == "<ByteView: WebSocket text frame, masked, 5 octets of payload>"


@pytest.mark.parametrize("layer", ["handshake", "websocket", "stomp"])
@pytest.mark.parametrize("data", [b"", b"\0", b"\xff" * 20, b"\x81", b"\x81\x85\x37", b"GET", b"\n\n\n", b"\x88\x01a"])
def test_any_octets_can_be_looked_at_and_changed(layer, data):
    view = ByteView(data, layer=layer)
    for at in range(len(data)):
        view.heard({"type": "edit", "layer": 0, "at": at, "octet": 0x80})

    assert view.octets == bytes([0x80] * len(data))


def test_the_facade_takes_octets_a_record_or_what_has_a_recording():
    recording = shop()
    for source in (HELLO, bytearray(HELLO), memoryview(HELLO)):
        assert lab.bytes(source).octets == HELLO
    assert lab.bytes(recording.get(2)).octets == REQUEST == lab.bytes(recording, number=2).octets
    with pytest.raises(TypeError, match="has no recording"):
        lab.bytes(7)


def test_a_compressed_record_that_was_changed_is_inflated_anew():
    recording = Recording()
    answer = b"HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
    recording.add(0.0, "c1", "to_client", "handshake", answer)
    recording.add(0.1, "c1", "to_client", "websocket", encode(WebSocketFrame(Opcode.TEXT, deflated(SEND), rsv=4)))
    view = ByteView(recording)
    assert view.shown["octets"].endswith(SEND)

    view.heard({"type": "edit", "layer": 0, "at": 2, "octet": 0xFF})
    assert not view.shown["octets"].endswith(SEND)
    assert [finding["rule"] for finding in told(view, 1)["findings"]] == ["WD-06"]
