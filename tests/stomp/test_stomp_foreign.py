"""What is no STOMP ends the reading, however lenient the reader is and however the octets are cut."""

import pytest

from stompkata.errors import ProtocolError
from stompkata.stomp.decoder import Decoder

FRAMES = b"\0\nCONNECT\naccept-version:1.2\nhost:a\n\n\0SEND\ndestination:/topic/a\n\nowned\0"
HEAD = b"\r\nHost: 127.0.0.1:61613\r\nContent-Type: text/plain\r\n\r\n"
TLS = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(32))
LENGTH_OF_LF = b"\x16\x03\x01\x0a:\n"  # a ClientHello whose length has the octet of a LF

HTTP = [method + b" / HTTP/1.1" for method in (b"GET", b"POST", b"HEAD", b"PUT", b"DELETE", b"PATCH", b"OPTIONS", b"patch",
                                               b"INVENTED", b"x", b"SEND", b"M!#$%&'*+-.^_`|~9")]  # fmt: skip
HTTP += [b"GET /", b"GET http://a/", b"OPTIONS * HTTP/1.1", b"CONNECT a:80 HTTP/1.1", b"PRI * HTTP/2.0", b"get / http/1.0",
         b"HTTP/1.1 400 Bad Request", b"POST /a/path/longer/than/any/command/of/STOMP HTTP/1.1"]  # fmt: skip


def refusal(*pieces: bytes, strict: bool, version: str | None) -> ProtocolError:
    decoder = Decoder(version, strict=strict)
    with pytest.raises(ProtocolError) as caught:
        for piece in pieces:
            decoder.receive(piece)
    with pytest.raises(ProtocolError):
        decoder.receive(FRAMES)  # nothing is read after it
    return caught.value


@pytest.mark.parametrize(
    "strict, version", [(True, None), (False, None), (False, "1.0"), (False, "1.1"), (False, "1.2")]
)
@pytest.mark.parametrize("line", HTTP, ids=bytes.decode)
@pytest.mark.parametrize("before", [b"", b"\n\n"], ids=["", "after beats"])
def test_http_is_refused_at_its_first_line_whole_octet_by_octet_and_at_every_split(before, line, strict, version):
    data = before + line + HEAD + FRAMES
    ways = [[data], [bytes([octet]) for octet in data], *([data[:at], data[at:]] for at in range(len(line) + 4))]

    assert {refusal(*way, strict=strict, version=version).what for way in ways} == {"this is HTTP, not STOMP"}


def test_the_refusal_of_http_says_where_it_belongs():
    assert str(refusal(b"GET / HTTP/1.1\r\n", strict=False, version="1.2")) == (
        "this is HTTP, not STOMP (byte 0: b'GET / HTTP/1.1')\n"
        '  rule: S12-46 (STOMP 1.2, "Client Frames")\n'
        "  try:  WebSocket and HTTP have a port of their own (ws://); on this one STOMP begins, with CONNECT"
    )


@pytest.mark.parametrize("hello", [TLS, LENGTH_OF_LF, TLS.replace(b"\0", b"\xff")], ids=["NUL", "LF", "neither"])
def test_tls_is_refused_with_a_word_of_what_to_try(hello):
    for data in ([hello + FRAMES], [bytes([octet]) for octet in hello + FRAMES]):
        assert "without it (stomp:// or ws://)" in refusal(*data, strict=False, version=None).hint


def test_a_web_pages_turn_over_tcp_is_refused():  # STUN's Allocate (RFC 8489 §5), as WebRTC sends it to any port
    allocate = b"\0\x03\0\x08\x21\x12\xa4\x42" + b"\x0a" * 12 + b"\0\x19\0\x04\x11\0\0\0"

    refusal(allocate + FRAMES, strict=False, version=None)


@pytest.mark.parametrize(
    "line", [b"SEND /topic/a", b"HTTP", b"GET", b"GET this", b"send", b"EVIL", b"HTTPS/1", b"XHTTP/1"]
)
def test_a_command_that_is_not_known_and_not_http_is_left_to_the_roles(line):
    (frame,) = Decoder(None, strict=False).receive(line + b"\n\n\0")

    assert frame.command == line.decode()
