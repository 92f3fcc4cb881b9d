"""The duties that come with a sans-I/O engine: order in one segment, fragments, UTF-8, bodies. Over TCP and TLS."""

import asyncio
import ssl
from functools import cache

import pytest
import trustme
from wire import CONNECT, client_frame, close, ping, server_frames, text, upgrade

from stompkata.net.server import serve


@cache
def contexts(tls):
    if not tls:
        return None, None
    authority = trustme.CA()
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("127.0.0.1").configure_cert(server)
    authority.configure_trust(client)
    return server, client


@pytest.fixture(params=[False, True], ids=["tcp", "tls"])
async def talk(request):
    """Write octets in one segment, and return the head and the frames of everything that comes until the end."""
    server_context, client_context = contexts(request.param)
    async with serve(ssl=server_context) as server:
        port = int(server.url.rsplit(":", 1)[1].rstrip("/"))

        async def exchange(*segments, until=b""):
            reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=client_context)
            for segment in segments:
                writer.write(segment)
                await writer.drain()
            data = await asyncio.wait_for(reader.readuntil(until) if until else reader.read(), 10)
            writer.close()
            await writer.wait_closed()
            head, _, rest = data.partition(b"\r\n\r\n")
            return head, rest

        yield exchange


@pytest.mark.req("W-08", "W-22", "S12-34")
async def test_upgrade_text_and_ping_in_one_segment_are_answered_in_that_order(talk):
    head, rest = await talk(upgrade() + text(CONNECT) + ping(b"are you there"), until=b"are you there")

    assert head.startswith(b"HTTP/1.1 101 ")
    (first, connected), (second, pong) = server_frames(rest)
    assert (first, connected[:10]) == (1, b"CONNECTED\n")
    assert (second, pong) == (10, b"are you there")


@pytest.mark.req("W-22")
async def test_a_pong_keeps_its_place_between_the_answers_around_it(talk):
    again = b"SEND\ndestination:/topic/a\nreceipt:%d\n\n\0"
    head, rest = await talk(upgrade() + text(CONNECT) + text(again % 1) + ping(b"p") + text(again % 2) + close())

    assert [opcode for opcode, _ in server_frames(rest)] == [1, 1, 10, 1, 8]


@pytest.mark.req("W-25", "W-26")
async def test_text_and_close_in_one_segment_are_both_answered(talk):
    head, rest = await talk(upgrade() + text(CONNECT) + close(1000, b"bye"))

    (first, connected), (second, farewell) = server_frames(rest)
    assert (first, connected[:10]) == (1, b"CONNECTED\n")
    assert (second, farewell) == (8, b"\x03\xe8bye")


@pytest.mark.req("W-06")
@pytest.mark.parametrize("body", [b"hello", b""])
async def test_an_upgrade_with_a_body_is_a_bad_request(talk, body):
    head, rest = await talk(upgrade(b"Content-Length: 5") + body)

    assert head.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b"unsupported request body" in rest


@pytest.mark.req("W-19", "W-23")
async def test_a_text_message_may_be_cut_within_a_code_point(talk):
    frame = "SEND\ndestination:/topic/é\n\né\0".encode()
    middle = frame.index("é".encode()) + 1
    subscribe = "SUBSCRIBE\nid:0\ndestination:/topic/é\n\n\0".encode()
    head, rest = await talk(upgrade() + text(CONNECT) + text(subscribe), text(frame[:middle], fin=False) + ping(),
                            client_frame(0, frame[middle:middle + 5], fin=False), client_frame(0, frame[middle + 5:]) + close())

    assert "MESSAGE\nsubscription:0\nmessage-id:1\ndestination:/topic/é\ncontent-length:2\n\né\0".encode() in rest
    assert [opcode for opcode, _ in server_frames(rest)] == [1, 10, 1, 8]


@pytest.mark.req("W-23", "W-27", "S12-79")
@pytest.mark.parametrize("segments", [
    [text(b"SEND\ndestination:/topic/a\n\n\xff\0")],
    [text(b"SEND\ndestination:/topic/a\n\n\xc3", fin=False), client_frame(0, b"(\0")],
    [text(b"SEND\ndestination:/topic/a\n\n\xed\xa0\x80\0") + close()],
])
async def test_a_text_message_that_is_not_utf_8_is_failed_with_1007(talk, segments):
    head, rest = await talk(upgrade() + text(CONNECT), *segments)

    (_, _), (_, error), (opcode, farewell) = server_frames(rest)
    assert error.startswith(b"ERROR\nmessage:a text message is not UTF-8\n") and b"W-23" in error
    assert opcode == 8 and farewell[:2] == (1007).to_bytes(2, "big")


@pytest.mark.req("W-14", "W-15", "W-17", "W-20", "W-21")
@pytest.mark.parametrize("octets, rule", [
    (text(b"hi", masked=False), b"W-17"), (b"\xf1" + text(b"")[1:], b"W-14"), (client_frame(3, b""), b"W-15"),
    (client_frame(0, b""), b"W-20"), (text(b"a", fin=False) + text(b"b"), b"W-20"), (ping(bytes(126)), b"W-21"),
    (client_frame(9, b"", fin=False), b"W-21"), (client_frame(8, b"\x03"), b"W-24"), (client_frame(8, b"\x03\xed"), b"W-28"),
])
async def test_a_broken_websocket_frame_is_explained_and_failed_with_1002(talk, octets, rule):
    head, rest = await talk(upgrade() + text(CONNECT) + octets)

    *_, (_, error), (opcode, farewell) = server_frames(rest)
    assert error.startswith(b"ERROR\nmessage:broken WebSocket frame") and rule in error
    assert opcode == 8 and farewell[:2] == (1002).to_bytes(2, "big")


@pytest.mark.req("W-09", "W-10")
@pytest.mark.parametrize("offered, chosen", [
    (b"v10.stomp, v11.stomp, v12.stomp", b"v12.stomp"), (b"v11.stomp, v10.stomp", b"v11.stomp"), (b"v12.stomp", b"v12.stomp"),
    (b"chat, v10.stomp", b"v10.stomp"), (b"chat", None), (b"", None)])
async def test_the_highest_subprotocol_on_offer_is_chosen_and_none_if_there_is_none(talk, offered, chosen):
    head, _ = await talk(upgrade(subprotocol=offered) + close())
    lines = [line for line in head.split(b"\r\n") if line.lower().startswith(b"sec-websocket-protocol")]

    assert lines == ([b"Sec-WebSocket-Protocol: " + chosen] if chosen else [])


@pytest.mark.req("S12-01", "S12-03")
@pytest.mark.parametrize("data", [b"GET / HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
                                  b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", b"nonsense\r\n\r\n", b"\r\n\r\n"])
async def test_what_is_no_upgrade_gets_an_answer_in_http(talk, data):
    head, rest = await talk(data)

    assert head.split(b" ")[1] in (b"400", b"405", b"426", b"505")
