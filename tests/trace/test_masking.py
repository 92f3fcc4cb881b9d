"""No secret reaches a recording, however its octets are cut; what is masked keeps its length."""

import itertools

import pytest

from stompkata.trace.masking import Masker

CONNECT = b"CONNECT\naccept-version:1.2\nlogin:ada\npasscode:s3cr\xc3\xa9t\nhost:localhost\n\n\0"
MASKED = b"CONNECT\naccept-version:1.2\nlogin:ada\npasscode:*******\nhost:localhost\n\n\0"
KEY = b"\x37\xfa\x21\x3d"


def websocket(payload: bytes, key: bytes = KEY, first: int = 0x81) -> bytes:
    """A client's frame, its header written by hand (RFC 6455 §5.2)."""
    size = bytes([0x80 | len(payload)]) if len(payload) < 126 else b"\xfe" + len(payload).to_bytes(2, "big")
    return bytes([first]) + size + key + bytes(octet ^ key[i % 4] for i, octet in enumerate(payload))


def through(masker: Masker, layer: str, *units: bytes, connection: str = "a") -> bytes:
    return b"".join(masker.mask(connection, "to_server", layer, unit) for unit in units)


def held(masker: Masker) -> bytes:
    return masker._sources["a"][1].lines._held


def test_the_passcode_of_a_connect_becomes_stars_of_the_same_length():
    assert through(Masker(), "stomp", CONNECT) == MASKED


@pytest.mark.parametrize(
    "data, masked",
    [
        (b"STOMP\r\npasscode:abc\r\n\r\n\0", b"STOMP\r\npasscode:***\r\n\r\n\0"),
        (b"\n\r\nCONNECT\npasscode:abc\n\n\0", b"\n\r\nCONNECT\npasscode:***\n\n\0"),
        (b"CONNECT\n Passcode : abc\n\n\0", b"CONNECT\n Passcode : ***\n\n\0"),  # not legal, and secret all the same
        (b"CONNECT\npasscode:a:b\npasscode:c\n\n\0", b"CONNECT\npasscode:***\npasscode:*\n\n\0"),
        (b"CONNECT\npasscode:abc", b"CONNECT\npasscode:***"),
        (b"CONNECT\npasscode:abc\0", b"CONNECT\npasscode:***\0"),
        (b"CONNECT \t\npasscode:abc\n\n\0", b"CONNECT \t\npasscode:***\n\n\0"),
        (b"CONNECT\npASScoDE:abc\n\n\0", b"CONNECT\npASScoDE:***\n\n\0"),
        (b"CONNECT\n\\pass\\code:a\\nb\n\n\0", b"CONNECT\n\\pass\\code:****\n\n\0"),  # escapes that no version has
        (b"CONNECT\nAuthorization:Bearer abc\n\n\0", b"CONNECT\nAuthorization:**********\n\n\0"),  # of Spring's users
        (b"\n\npasscode:abc\0", b"\n\npasscode:***\0"),
        (b"SEND\npasscode:abc\0", b"SEND\npasscode:***\0"),
        (b"CONNECT\n\npasscode:abc\0", b"CONNECT\n\npasscode:***\0"),  # a blank line too early
        (b"CONNECT\nmy-passcode:abc\n\n\0", b"CONNECT\nmy-passcode:***\n\n\0"),
        (b"CONNECTED\nversion:1.2\npasscode:abc\n\n\0", b"CONNECTED\nversion:1.2\npasscode:***\n\n\0"),
        (b"SEND\ndestination:/a\npasscode:abc\n\ntoken:x\0", b"SEND\ndestination:/a\npasscode:***\n\ntoken:x\0"),
        (b"SEND\npasscode:abc\0SEND\n\n\0", b"SEND\npasscode:***\0SEND\n\n\0"),
        (b"CONNECT\npasscode:ab\0cd\n\n\0", b"CONNECT\npasscode:**\0**\n\n\0"),  # our decoder reads it to the LF
        (b"connect\npasscode:abc\n\n\0", b"connect\npasscode:***\n\n\0"),
        (b"\xef\xbb\xbfCONNECT\n\xef\xbb\xbfpasscode:abc\n\n\0", b"\xef\xbb\xbfCONNECT\n\xef\xbb\xbfpasscode:***\n\n\0"),
        (b"a\0b\nc\nCONNECT\nlogin\n passcode:abc\n\n\0", b"a\0b\nc\nCONNECT\nlogin\n passcode:***\n\n\0"),
        (b"CONNECT\r\r\npasscode:abc\r\r\n\r\r\n\0", b"CONNECT\r\r\npasscode:***\r\r\n\r\r\n\0"),
        (b"CONNECT\rpasscode:abc\r\r\0", b"CONNECT\rpasscode:***\r\r\0"),
        (b"CONNECT\npasscode abc\n\n\0", b"CONNECT\npasscode ***\n\n\0"),
        (b"CONNECT passcode=abc\n\n\0", b"CONNECT passcode=***\n\n\0"),
        (b'["CONNECT\\npasscode:a\\"b\\\\n\\r\\nhost:a\\n\\n\\u0000"]', b'["CONNECT\\npasscode:*******\\r\\nhost:a\\n\\n\\u0000"]'),
        (b'a["CONNECT\\u000apassc\\u006Fde\\u003aabc\\u000a"]', b'a["CONNECT\\u000apassc\\u006Fde\\u003a***\\u000a"]'),
        (b'data: a["x\\npasscode:abc"]\r\n', b'data: a["x\\npasscode:***"]\r\n'),
        (b"CONNECT\nCookie:a=b; c=d\nhost:a\n\n\0", b"CONNECT\nCookie:********\nhost:a\n\n\0"),
    ],
)
def test_odd_connects_are_masked_too(data, masked):
    assert through(Masker(), "stomp", data) == masked


@pytest.mark.parametrize(
    "data",
    [
        b"SEND\ndestination:/topic/a\n\npasscode:abc\0",  # a body, not a header
        b"SEND\ndestination:/topic/a\nauthor:ada\npassenger:bob\ncontent-length:2\n\n\n\n\0",
        b"MESSAGE\ndestination:/queue/a\nmessage-id:1\nsubscription:1\n\n{\"token\": \"abc\"}\npassword = x\0",
        b"CONNECT\nlogin:ada\nhost:token\n\n\0",
        b"ERROR\nmessage:the login or the passcode is wrong\n\n  rule: S12-26\0",
        b"\n",
        b"",
    ],
)
def test_other_octets_are_recorded_as_they_crossed(data):
    assert through(Masker(), "stomp", data) == data


def test_a_connect_under_a_masking_key_is_unmasked_cleaned_and_masked_again():
    assert through(Masker(), "websocket", websocket(CONNECT)) == websocket(MASKED)
    assert through(Masker(), "websocket", websocket(CONNECT, b"\0\0\0\0")) == websocket(MASKED, b"\0\0\0\0")


def test_a_client_that_forgot_the_masking_key_leaks_nothing():
    head = b"\x81" + bytes([len(CONNECT)])

    assert through(Masker(), "websocket", head + CONNECT) == head + MASKED


def test_a_long_connect_is_found_behind_a_16_bit_length():
    long = b"CONNECT\nhost:" + b"h" * 300 + b"\npasscode:abc\n\n\0"

    assert through(Masker(), "websocket", websocket(long)) == websocket(long.replace(b":abc", b":***"))


def test_a_connect_cut_in_two_at_any_octet_is_masked():
    for at in range(len(CONNECT) + 1):
        masker = Masker()

        assert through(masker, "stomp", CONNECT[:at], CONNECT[at:]) == MASKED, at
        assert not held(masker)


def test_a_connect_that_comes_octet_by_octet_is_masked():
    assert through(Masker(), "stomp", *(bytes([octet]) for octet in CONNECT)) == MASKED


BEHIND = b"SEND\ndestination:/topic/a\n\nx\0\n\n" + CONNECT + CONNECT, b"SEND\ndestination:/topic/a\n\nx\0\n\n" + MASKED + MASKED


def test_a_connect_behind_another_frame_of_one_message_is_masked():
    assert through(Masker(), "websocket", websocket(BEHIND[0])) == websocket(BEHIND[1])


def test_a_connect_behind_another_frame_is_masked_at_every_cut():
    data, masked = BEHIND
    for at in range(len(data) + 1):
        assert through(Masker(), "stomp", data[:at], data[at:]) == masked, at
    assert through(Masker(), "stomp", *(bytes([octet]) for octet in data)) == masked


@pytest.mark.parametrize("more", range(4))
def test_in_a_large_message_a_connect_is_found_wherever_it_begins(more):
    large = b"SEND\ndestination:/topic/a\n\n" + b"x" * (5000 + more) + b"\0"
    data, masked = large + CONNECT, large + MASKED
    for at in (len(data), *range(len(large) - 2, len(large) + 66, 3)):
        pieces, wanted = (data[:at], data[at:]), (masked[:at], masked[at:])
        masker = Masker()
        got = [through(masker, "websocket", websocket(piece)) for piece in pieces]

        assert got == [websocket(piece) for piece in wanted], at


def test_what_a_tap_says_meanwhile_does_not_make_a_half_connect_be_forgotten():
    masker = Masker()
    through(masker, "stomp", b"CONNECT\npasscode:ab")
    masker.mask("a", "none", "event", b"waits: the server does not read")

    assert through(masker, "stomp", b"cd\n\n\0") == b"**\n\n\0"


def test_fragments_with_a_ping_between_them_are_masked():
    for one, two in itertools.pairwise((0, 3, 12, 41, 49, 52, 55, len(CONNECT))):
        pieces = CONNECT[:one], CONNECT[one:two], CONNECT[two:]
        firsts = 0x01, 0x00, 0x80
        masker = Masker()
        ping = websocket(b"", first=0x89)
        got = [through(masker, "websocket", websocket(p, first=f), ping) for p, f in zip(pieces, firsts, strict=True)]

        wanted = MASKED[:one], MASKED[one:two], MASKED[two:]
        assert got == [websocket(p, first=f) + ping for p, f in zip(wanted, firsts, strict=True)]


def test_two_connections_do_not_mix():
    masker = Masker()
    through(masker, "stomp", b"CONNECT\npasscode:", connection="a")

    assert through(masker, "stomp", b"SEND\ndestination:/topic/a\n\n\0", connection="b").endswith(b"/topic/a\n\n\0")
    assert through(masker, "stomp", b"abc\n\n\0", connection="a") == b"***\n\n\0"


def test_a_closed_connection_is_forgotten():
    masker = Masker()
    through(masker, "stomp", b"CONNECT\npasscode:")
    masker.mask("a", "none", "event", b"closed 1006")

    assert not masker._sources


def test_an_endless_header_line_costs_no_memory():
    masker = Masker()
    through(masker, "stomp", b"CONNECT\npasscode:")
    for _ in range(100):
        assert through(masker, "stomp", b"x" * 1000) == b"*" * 1000

    assert len(held(masker)) <= 1024 + 256


def test_cookies_and_authorization_of_a_handshake_are_masked():  # a page sends its host's cookies to every port
    head = b"GET / HTTP/1.1\r\nHost: localhost\r\nCookie: token=abc\r\nauthorization:Basic xyz\r\n\r\n"

    assert Masker().mask("a", "to_server", "handshake", head) == (
        b"GET / HTTP/1.1\r\nHost: localhost\r\nCookie: *********\r\nauthorization:*********\r\n\r\n"
    )


@pytest.mark.parametrize("direction", ["to_server", "to_client"])
def test_a_handshake_that_comes_in_pieces_is_masked_at_every_cut(direction):
    head = b"GET / HTTP/1.1\r\nCookie: a=b\r\nSet-Cookie: c\r\nAuthorization: Basic x\r\nHost: a\r\n\r\n"
    masked = b"GET / HTTP/1.1\r\nCookie: ***\r\nSet-Cookie: *\r\nAuthorization: *******\r\nHost: a\r\n\r\n"
    for at in range(len(head) + 1):
        masker = Masker()

        assert b"".join(masker.mask("a", direction, "handshake", piece) for piece in (head[:at], head[at:])) == masked, at


def test_a_folded_line_of_a_handshake_is_masked_to_its_end():  # RFC 9112 §5.2
    head = b"GET / HTTP/1.1\r\nAuthorization: Basic\r\n xyz\r\nHost: a\r\n\r\n"

    assert Masker().mask("a", "to_server", "handshake", head) == head.replace(b"Basic\r\n xyz", b"*****\r\n****")


@pytest.mark.parametrize("data", [b"", b"\x81", b"\x81\xfe", b"\x81\xfe\x00", b"\x81\x85\x37\xfa", b"\xff" * 30])
def test_a_torn_frame_is_recorded_as_it_is(data):
    assert through(Masker(), "websocket", data) == data


def quoted(masker: Masker, said: bytes, layer: str = "stomp") -> bytes:
    return masker.mask("a", "to_client", layer, said)


@pytest.mark.parametrize("secret, masked", [(b"abc", b"ERROR\nmessage:no abc here\n\n\0"), (b"abcd", b"ERROR\nmessage:no **** here\n\n\0")])
def test_what_a_server_quotes_is_known_again_from_four_octets_on(secret, masked):  # `a` would turn all to stars
    masker = Masker()
    through(masker, "stomp", b"CONNECT\npasscode:" + secret + b"\n\n\0")

    assert quoted(masker, b"ERROR\nmessage:no " + secret + b" here\n\n\0") == masked


def test_a_destination_that_is_called_like_a_passcode_stays():  # `guest` is that of RabbitMQ
    masker, message = Masker(), b"MESSAGE\ndestination:/topic/guest\nmessage-id:1\nsubscription:1\n\nguest\0"
    through(masker, "stomp", b"CONNECT\nlogin:guest\npasscode:guest\n\n\0")

    assert quoted(masker, message) == message
    assert through(masker, "stomp", message.replace(b"MESSAGE", b"SEND")) == message.replace(b"MESSAGE", b"SEND")


@pytest.mark.parametrize("quote", [rb"b'a\xc3\xa9\\:b'", b"a\xc3\xa9\\\\\\cb"])
def test_a_secret_is_known_as_python_or_stomp_writes_it(quote):
    masker = Masker()
    through(masker, "stomp", b"CONNECT\npasscode:a\xc3\xa9\\:b\n\n\0")
    said = quoted(masker, b"ERROR\nmessage:no " + quote + b"\n\n\0")

    assert b":b" not in said[14:] and rb"\cb" not in said


@pytest.mark.parametrize("value, part", [(b"Bearer 12345678", b"12345678"), (b"a=b; session=87654321", b"87654321")])
def test_a_part_of_a_value_is_known_again_from_eight_octets_on(value, part):
    masker = Masker()
    through(masker, "handshake", b"GET / HTTP/1.1\r\nCookie: " + value + b"\r\n\r\n")

    assert quoted(masker, b"no %s and no Bearer\n" % part) == b"no ******** and no Bearer\n"


@pytest.mark.parametrize("size, known", [(1024, True), (1025, False)])
def test_a_secret_is_remembered_up_to_so_many_octets(size, known):
    masker, secret = Masker(), b"x" * size
    through(masker, "stomp", b"CONNECT\npasscode:" + secret + b"\n\n\0")

    assert (quoted(masker, b"no " + secret + b"\n") == b"no " + b"*" * size + b"\n") is known


@pytest.mark.parametrize("others, known", [(15, True), (16, False)])
def test_so_many_secrets_of_a_connection_are_remembered(others, known):
    masker = Masker()
    through(masker, "stomp", b"CONNECT\n" + b"".join(b"token:number%d\n" % at for at in range(others)) + b"passcode:abcd\n\n\0")

    assert (quoted(masker, b"no abcd\n") == b"no ****\n") is known


@pytest.mark.parametrize("layer", ["stomp", "websocket"])
def test_a_quoted_secret_is_masked_at_every_cut(layer):
    said, masked = b"ERROR\nmessage:no s3cret here\n\nfor s3cret\0", b"ERROR\nmessage:no ****** here\n\nfor ******\0"
    for at in range(1, len(said)):
        masker = Masker()
        through(masker, "stomp", b"CONNECT\npasscode:s3cret\n\n\0")
        heads = [b"\x01%c", b"\x80%c"] if layer == "websocket" else [b"", b""]
        units = [(head % len(piece) if head else b"") + piece for head, piece in zip(heads, (said[:at], said[at:]), strict=True)]
        got = b"".join(quoted(masker, unit, layer)[len(head) // 2 and 2 :] for unit, head in zip(units, heads, strict=True))

        assert b"s3cret" not in got and len(got) == len(said)
        assert all(one in (want, ord("*")) for one, want in zip(got, masked, strict=True)), at  # a last `s` may be its first


def test_after_an_end_of_a_connection_its_secrets_are_forgotten():
    masker = Masker()
    through(masker, "stomp", b"CONNECT\npasscode:s3cret\n\n\0")
    masker.mask("a", "none", "event", b"closed")

    assert quoted(masker, b"no s3cret\n") == b"no s3cret\n"
