"""A recording read as what was said, however it was cut up."""

import zlib

from talk import Talk, connected

import stompkata as sk
from stompkata.analysis.units import Reader, read
from stompkata.websocket.frame import Opcode, WebSocketFrame, encode

SEND = b"SEND\ndestination:/queue/a\n\nhello\0"


def said(talk):
    return [(unit.number, unit.command) for unit in read(talk.recording)]


def test_a_unit_says_command_headers_and_body():
    talk = connected().client("SUBSCRIBE id:0 destination:/topic/a\\cb")
    unit = read(talk.recording)[-1]

    assert (unit.number, unit.at, unit.connection, unit.direction, unit.layer) == (3, 3.0, "c1", "to_server", "stomp")
    assert (unit.command, dict(unit.headers)) == ("SUBSCRIBE", {"id": "0", "destination": "/topic/a:b"})
    assert (unit.version, unit.octets, unit.is_stomp, unit.findings) == ("1.2", 41, True, ())


def test_a_masked_passcode_stays_masked():
    talk = Talk().client("CONNECT accept-version:1.2 host:h login:me passcode:secret")

    assert read(talk.recording)[0].headers["passcode"] == "******"


def test_the_frame_in_fragments_is_said_by_the_last_one():
    talk = Talk().frame("to_server", SEND[:9], fin=False).frame("to_client", b"p", Opcode.PING)
    talk.frame("to_server", SEND[9:], Opcode.CONTINUATION)

    assert said(talk) == [(1, "fragment"), (2, "ping"), (3, "SEND")]
    assert read(talk.recording)[2].text == "hello"


def test_a_frame_in_several_messages_is_said_by_the_last_one():  # as stompjs's splitLargeFrames sends it
    talk = Talk().frame("to_server", SEND[:20]).frame("to_server", SEND[20:])

    assert said(talk) == [(1, "fragment"), (2, "SEND")]


def test_several_frames_in_one_message_are_several_units():
    talk = Talk().frame("to_server", SEND + b"\n" + SEND + b"\n")

    assert said(talk) == [(1, "SEND"), (1, "SEND")]


def test_what_is_no_stomp_has_the_name_of_its_opcode():
    talk = Talk().frame("to_server", b"hello").frame("to_client", b"\1\2", Opcode.BINARY).frame("to_client", b"\n")

    assert said(talk) == [(1, "text"), (2, "binary"), (3, "beat")]


def test_a_close_has_code_and_reason():
    talk = Talk().frame("to_client", b"\x03\xe9away", Opcode.CLOSE).frame("to_server", b"", Opcode.CLOSE)

    assert [(unit.command, unit.code, unit.text) for unit in read(talk.recording)] == [
        ("close", 1001, "away"), ("close", None, "")]  # fmt: skip


def test_a_handshake_has_the_headers_of_http():
    recording = sk.Recording()
    recording.add(0.0, "c1", "to_server", "handshake", b"GET /ws HTTP/1.1\r\nHost: h\r\n\r\n")
    recording.add(0.0, "c1", "to_client", "handshake", b"HTTP/1.1 403 Forbidden\r\nA: b\r\n\r\n")

    assert [(unit.text, unit.headers, unit.code) for unit in read(recording)] == [
        ("GET /ws HTTP/1.1", {"host": "h"}, None), ("HTTP/1.1 403 Forbidden", {"a": "b"}, 403)]  # fmt: skip


def test_a_broken_unit_does_not_spoil_the_next():
    talk = Talk().client("SEND nocolon content-length:x").client("SEND destination:/a")
    talk.recording.add(9.0, "c1", "to_server", "websocket", b"\x81")
    talk.recording.add(9.0, "c1", "to_server", "websocket", b"\x83\x00")

    assert [command for _, command in said(talk)] == ["broken", "SEND", "broken", "broken"]
    assert [finding.rule for finding in read(talk.recording)[0].findings][:1] == ["S12-05"]


def test_a_reader_gives_only_what_is_new():
    talk = connected()
    reader = Reader(talk.recording)

    assert [unit.number for unit in reader.more(1)] == [1]
    assert [unit.number for unit in reader.more()] == [2]
    assert reader.more() == []
    talk.client("DISCONNECT")
    assert [unit.command for unit in reader.more()] == ["DISCONNECT"]


def test_what_was_begun_before_a_loss_is_not_completed():
    talk = Talk(recording=sk.Recording(capacity=2)).frame("to_server", SEND[:20])
    reader = Reader(talk.recording)
    reader.more()
    talk.frame("to_server", SEND[20:]).frame("to_server", SEND).frame("to_server", SEND)

    assert [unit.command for unit in reader.more()] == ["SEND", "SEND"]


def test_a_new_connection_under_an_old_name_begins_anew():
    talk = Talk().frame("to_server", SEND[:20]).event("open").frame("to_server", SEND)

    assert [command for _, command in said(talk)] == ["fragment", "event", "SEND"]


def compressed(*texts):
    deflater, talk = zlib.compressobj(wbits=-15), Talk()
    head = b"HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
    talk.recording.add(0.0, "c1", "to_client", "handshake", head)
    for text in texts:
        deflated = (deflater.compress(text) + deflater.flush(zlib.Z_SYNC_FLUSH))[:-4]
        talk.recording.add(0.0, "c1", "to_client", "websocket", encode(WebSocketFrame(Opcode.TEXT, deflated, rsv=4)))
    return talk


def test_compressed_messages_are_read_with_those_before_them_in_mind():  # RFC 7692 §7.2.2
    talk = compressed(b"CONNECTED\nversion:1.1\n\n\0", SEND, SEND)
    talk.recording.add(0.0, "c1", "to_client", "websocket", encode(WebSocketFrame(Opcode.TEXT, b"hello", rsv=4)))
    units = read(talk.recording)[1:]

    assert [unit.command for unit in units] == ["CONNECTED", "SEND", "SEND", "broken"]
    assert (units[2].text, units[2].version) == ("hello", "1.1")
    assert [unit.number for unit in read(talk.recording.filter("text:hello SEND"))] == [3, 4]


def test_a_bomb_is_not_read():
    assert said(compressed(bytes(5 * 2**20)))[1:] == [(2, "broken")]


def test_a_name_that_is_used_again_speaks_the_version_of_its_own_time():
    talk = connected("1.1").event("open")
    connected("1.2", recording=talk.recording)

    assert [unit.version for unit in read(talk.recording) if unit.command == "CONNECTED"] == ["1.1", "1.2"]
