"""What is lent until chapters 03, 04 and 06 exist is right: judged by our own codecs, at every length and every cut."""

import importlib
import sys

import pytest

from stompkata.kata import finder
from stompkata.lab import folder
from stompkata.lab.desk import Desk
from stompkata.websocket.frame import Opcode, WebSocketFrame, encode

KEY = b"\x37\xfa\x21\x3d"


@pytest.fixture(scope="module")
def lent(tmp_path_factory):
    """A learner's package with all that is lent, importable."""
    home = tmp_path_factory.mktemp("lent")
    desk = Desk(home)
    for name in ("05_stomp_frame", "03_websocket_frame", "04_messages", "06_streaming_parser"):
        desk.borrow(name)
    before = {name: sys.modules.pop(name) for name in list(sys.modules) if name.partition(".")[0] == "mystomp"}
    finder.install(lambda: home)
    yield lambda name: importlib.import_module(f"mystomp.{name}")
    finder.install(folder.home)
    finder.forget()
    sys.modules.update(before)


def test_the_example_of_the_rfc_is_masked_as_it_says(lent):  # RFC 6455 §5.7
    frame = lent("websocket_frame").encode_ws(1, b"Hello", key=KEY)

    assert frame == b"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"


@pytest.mark.parametrize("length", [0, 1, 125, 126, 127, 65535, 65536])
@pytest.mark.parametrize("key", [None, KEY])
def test_every_length_goes_there_and_back_as_our_own_codec_writes_it(lent, length, key):
    module, payload = lent("websocket_frame"), bytes(range(256)) * 257
    octets = module.encode_ws(2, payload[:length], key=key)

    assert octets == encode(WebSocketFrame(Opcode.BINARY, payload[:length], masking_key=key))
    assert module.decode_ws(octets + b"more") == ((True, 2, payload[:length]), len(octets))
    assert module.decode_ws(octets[:-1]) is None


def test_messages_are_the_same_at_every_cut_with_a_ping_between_fragments(lent):
    make, module = lent("websocket_frame").encode_ws, lent("messages")
    data = make(1, b"hel", fin=False) + make(9, b"?") + make(0, b"lo") + make(2, b"\xff") + make(8, b"\x03\xe8")
    whole = module.Assembler().feed(data)

    assert whole == [("ping", b"?"), ("text", b"hello"), ("binary", b"\xff"), ("close", b"\x03\xe8")]
    for cut in range(len(data)):
        assembler = module.Assembler()
        assert assembler.feed(data[:cut]) + assembler.feed(data[cut:]) == whole


def test_control_frames_are_answered_and_messages_are_not(lent):
    module, decode = lent("messages"), lent("websocket_frame").decode_ws

    assert decode(module.on_control(module.Event("ping", b"?"), KEY))[0] == (True, 0xA, b"?")
    assert decode(module.on_control(module.Event("close", b"\x03\xe8bye"), KEY))[0] == (True, 8, b"\x03\xe8")
    assert module.on_control(module.Event("text", b"hi"), KEY) is None
    assert module.close_payload(1000, "é") == b"\x03\xe8\xc3\xa9"


def test_frames_are_the_same_at_every_cut(lent):
    module = lent("streaming_parser")
    data = b"\nSEND\na:1\n\nx\0\n\r\nMESSAGE\r\ncontent-length:3\r\n\r\n\0\n\0\0ACK\nid:0\n\n\0"
    whole = module.StompParser().feed(data)

    beat = module.BEAT
    assert whole == [beat, ("SEND", {"a": "1"}, b"x"), beat, beat, ("MESSAGE", {"content-length": "3"}, b"\0\n\0"),
                     ("ACK", {"id": "0"}, b"")]  # fmt: skip
    for cut in range(len(data)):
        parser = module.StompParser()
        found = parser.feed(data[:cut]) + parser.feed(data[cut:])
        assert [one for one in found if one != beat] == [one for one in whole if one != beat], cut


def test_a_frame_without_end_is_refused_in_time(lent):
    parser = lent("streaming_parser").StompParser(limit=100)

    with pytest.raises(ValueError, match="more than 100 octets"):
        parser.feed(b"SEND\n" + b"a" * 200)
