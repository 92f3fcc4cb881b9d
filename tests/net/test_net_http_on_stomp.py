"""A page can send HTTP to any port, with frames in its body: none of them takes effect, in any preset."""

import pytest
from wire import CONNECT, close, text, upgrade

from stompkata.broker.profile import PRESETS

SUBSCRIBE = b"SUBSCRIBE\nid:1\ndestination:/topic/a\n\n\0"
ATTACK = b"\0" + CONNECT + b"SEND\ndestination:/topic/a\n\nfrom a page\0"
FETCH = b"POST / HTTP/1.1\r\nHost: 127.0.0.1:61613\r\nConnection: keep-alive\r\nContent-Length: %d\r\n\r\n" % len(ATTACK)
PREFLIGHT = b"OPTIONS / HTTP/1.1\r\nHost: 127.0.0.1:61613\r\nAccess-Control-Request-Method: EVIL\r\n\r\n"
INVENTED = FETCH.replace(b"POST", b"EVIL")
LONG = FETCH.replace(b"/", b"/a/path/longer/than/any/command/of/STOMP", 1)
HTTP_2 = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
TLS = b"\x16\x03\x01\x0a:\n\x01\0\x01\xfc\x03\x03" + bytes(range(32))
HEADS = {"fetch": FETCH, "preflight": PREFLIGHT, "invented": INVENTED, "long": LONG, "WebSocket": upgrade(), "HTTP/2": HTTP_2,
         "TLS": TLS}  # fmt: skip


@pytest.fixture(params=PRESETS)
async def server(request, in_memory):
    async with in_memory(preset=request.param) as server:
        yield server


async def heard(server, raw, observer) -> list[bytes]:
    """The bodies that came to an observer, up to that of a proper client."""
    await raw(server, CONNECT + b"SEND\ndestination:/topic/a\n\nproper\0", transport="tcp")
    messages = observer.received.split(b"MESSAGE\n")[1:]
    return [message.partition(b"\n\n")[2] for message in messages]


@pytest.mark.parametrize("before", [b"", b"\n\n", CONNECT], ids=["first", "after beats", "after CONNECT"])
@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
async def test_no_frame_behind_it_takes_effect_and_the_connection_ends(server, raw, head, before):
    observer = await raw(server, CONNECT + SUBSCRIBE, transport="tcp")
    octets = before + head + ATTACK
    whole = await raw(server, octets, transport="tcp")
    single = await raw(server, *(bytes([octet]) for octet in octets), transport="tcp")

    assert await heard(server, raw, observer) == [b"proper\0"]
    for peer in (whole, single):
        assert peer.ended and peer.received.count(b"ERROR\n") == 1 and peer.received.endswith(b"\0")
        assert peer.received.count(b"CONNECTED\n") == (before == CONNECT)


@pytest.mark.parametrize("head", [FETCH, LONG, INVENTED])
async def test_the_answer_says_what_came_and_where_it_belongs(server, raw, head):
    peer = await raw(server, head + ATTACK, transport="tcp")

    assert peer.received.startswith(b"ERROR\n") and b"\nmessage:this is HTTP, not STOMP\n" in peer.received
    assert b"WebSocket and HTTP have a port of their own (ws://)" in peer.received and b"S12-46" in peer.received


async def test_at_every_split_of_a_fetch_the_connection_ends_with_one_error(server, raw):
    octets = FETCH + ATTACK
    for at in range(1, len(octets)):
        peer = await raw(server, octets[:at], octets[at:], transport="tcp")

        assert peer.ended and peer.received.count(b"ERROR\n") == 1 and b"CONNECTED" not in peer.received, at
    assert server.sessions == () and server.delivered == 0


async def test_http_in_a_websocket_message_ends_the_connection_too(server, raw):
    observer = await raw(server, CONNECT + SUBSCRIBE, transport="tcp")
    peer = await raw(server, upgrade() + text(FETCH + ATTACK) + close())

    assert await heard(server, raw, observer) == [b"proper\0"]
    assert [payload.split(b"\n")[1] for payload in peer.texts] == [b"message:this is HTTP, not STOMP"]
    assert peer.close_code == 1002


async def test_a_command_that_is_unknown_and_not_http_keeps_its_own_answer(in_memory, raw):
    evil = CONNECT + b"EVIL\n\n\0" + b"SEND\ndestination:/topic/a\nreceipt:1\n\nhi\0"
    async with in_memory(preset="rabbitmq") as server:
        peer = await raw(server, evil, transport="tcp")

        assert b"EVIL is not a command of STOMP" in peer.received and not peer.ended
        assert peer.received.endswith(b"RECEIPT\nreceipt-id:1\n\n\0")
