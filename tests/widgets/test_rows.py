"""One line says what a record is: the STOMP frame where there is one, else what carries it."""

import pytest

from stompkata.recording import Recording
from stompkata.websocket.frame import Opcode, WebSocketFrame, encode
from stompkata.widgets.rows import Row, row

KEY = b"\x37\xfa\x21\x3d"


def client(payload: bytes, opcode: Opcode = Opcode.TEXT, **options) -> bytes:
    return encode(WebSocketFrame(opcode, payload, masking_key=KEY, **options))


def server(payload: bytes, opcode: Opcode = Opcode.TEXT, **options) -> bytes:
    return encode(WebSocketFrame(opcode, payload, **options))


def words(direction: str, layer: str, data: bytes) -> Row:
    recording = Recording()
    recording.add(0.0, "c1", direction, layer, data)
    return row(recording, recording.get(1))


@pytest.mark.parametrize(
    "direction, layer, data, said",
    [
        ("none", "event", b"closed 1000", ("event", "closed 1000", "", "")),
        ("to_server", "handshake",
         b"GET /stomp HTTP/1.1\r\nHost: a\r\nSec-WebSocket-Protocol: v12.stomp, v11.stomp\r\n\r\n",
         ("http", "GET", "/stomp", "HTTP/1.1 · v12.stomp, v11.stomp")),
        ("to_client", "handshake", b"HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Protocol: v12.stomp\r\n\r\n",
         ("http", "101", "", "Switching Protocols · v12.stomp")),
        ("to_server", "stomp", b"SUBSCRIBE\nid:7\ndestination:/topic/a\n\n\0",
         ("stomp", "SUBSCRIBE", "/topic/a", "id 7")),
        ("to_server", "websocket", client(b"SEND\ndestination:/topic/a\ncontent-type:text/plain\n\nhi\nyou\0"),
         ("ws text", "SEND", "/topic/a", "hi↵you")),
        ("to_client", "websocket", server(b"CONNECTED\nversion:1.2\n\n\0"),
         ("ws text", "CONNECTED", "", "version 1.2")),
        ("to_client", "websocket", server(b"SEND\ndestination:/a\n\n\xff\0", Opcode.BINARY),
         ("ws binary", "SEND", "/a", "ff")),
        ("to_server", "websocket", client(b"SUBSCRIBE\nid:0\ndestination:/a\n\n\0SEND\ndestination:/a\n\n\0"),
         ("ws text", "SUBSCRIBE + SEND", "", "2 frames in one message")),
        ("to_client", "websocket", server(b"\x03\xe8bye", Opcode.CLOSE), ("ws close", "close", "", "1000 bye")),
        ("to_client", "websocket", server(b"hello"), ("ws text", "text", "", "hello")),  # as an echo says it
        ("to_client", "websocket", server(b"\0", Opcode.BINARY), ("ws binary", "binary", "", "⟨NUL⟩")),
        ("to_client", "websocket", server(b"SEN", fin=False), ("ws text", "fragment", "", "SEN")),
        ("to_client", "websocket", server(b"D\n\n\0", Opcode.CONTINUATION), ("ws cont.", "fragment", "", "D↵↵⟨NUL⟩")),
        ("to_client", "stomp", b"ERROR\nmessage:no such rule\n\nlong words\0", ("stomp", "ERROR", "", "no such rule")),
        ("to_client", "stomp", b"SEND\ndestination:/a\n\nhi", ("stomp", "SEND", "/a", "(incomplete) hi")),
    ],
)  # fmt: skip
def test_a_row_names_what_crossed(direction, layer, data, said):
    found = words(direction, layer, data)

    assert (found.layer, found.command, found.destination, found.note) == said


COMPRESSED = bytes.fromhex("c1 07 f2 48 cd c9 c9 07 00")  # RFC 7692 §7.2.3.1: "Hello"
AGREED = b"HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n"


def test_a_compressed_message_says_what_it_inflates_to():
    recording = Recording()
    recording.add(0.0, "c1", "to_client", "handshake", AGREED)
    recording.add(1.0, "c1", "to_client", "websocket", COMPRESSED)
    found = row(recording, recording.get(2))

    assert (found.layer, found.command, found.note) == ("ws text", "text", "Hello")


@pytest.mark.parametrize(
    "layer, data", [("stomp", b"\n"), ("websocket", server(b"\n")), ("websocket", server(b"", Opcode.PING))]
)
def test_beats_are_dimmed_as_there_are_many(layer, data):
    found = words("to_client", layer, data)

    assert found.dim
    assert found.command in ("beat", "ping")


def test_a_row_counts_its_worst_findings():
    found = words("to_server", "websocket", client(b"SEND\ndestination:/a\nbad\n\n\0"))

    assert (found.severity, found.findings) == ("error", 1)
    assert words("to_server", "stomp", b"DISCONNECT\nreceipt:1\n\n\0").severity == ""


@pytest.mark.parametrize("layer", ["handshake", "websocket", "stomp", "event"])
@pytest.mark.parametrize("data", [b"", b"\0", b"\xff" * 20, b"\x81", b"GET", b"\n\n\n", "\u202e\x1b".encode()])
def test_any_octets_give_a_row(layer, data):
    assert words("to_client", layer, data).layer
