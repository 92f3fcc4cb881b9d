"""What a recording holds: every unit that crossed, whole and octet for octet."""

import pytest
from wire import CONNECT, client_frame, close, ping, text, upgrade

from stompkata.net.client import connect
from stompkata.net.clock import settle
from stompkata.net.socket import open_socket
from stompkata.recording import Recording
from stompkata.stomp.decoder import Decoder

SUBSCRIBE = b"SUBSCRIBE\nid:0\ndestination:/topic/a\n\n\0"
SEND = b"SEND\ndestination:/topic/a\n\nhi\0"


def units(recording, direction):
    return [(record.layer, record.data) for record in recording if record.direction == direction]


@pytest.mark.parametrize("chunk", [None, 1, 7])
async def test_both_directions_of_a_websocket_are_held_frame_by_frame(in_memory, raw, chunk):
    recording = Recording()
    said = [text(CONNECT), text(SUBSCRIBE + SEND), ping(b"p"), text(SEND[:9], fin=False), client_frame(0, SEND[9:]), close()]
    async with in_memory(recording=recording) as server:
        peer = await raw(server, upgrade() + b"".join(said), chunk=chunk)
        await settle(1500)
        heard = peer.received

    assert units(recording, "to_server") == [("handshake", upgrade()), *(("websocket", frame) for frame in said)]
    assert b"".join(data for _, data in units(recording, "to_client")) == heard
    assert [layer for layer, _ in units(recording, "to_client")] == ["handshake", *["websocket"] * 5]
    assert [record.data for record in recording if record.layer == "event"] == [b"open", b"closed 1000"]


@pytest.mark.parametrize("chunk", [None, 1, 7])
async def test_tcp_is_held_stomp_frame_by_stomp_frame_and_beat_by_beat(in_memory, raw, chunk):
    recording = Recording()
    said = [CONNECT, b"\n", b"\n", SUBSCRIBE, SEND, b"\n", b"DISCONNECT\nreceipt:1\n\n\0"]
    async with in_memory(recording=recording) as server:
        peer = await raw(server, b"".join(said), transport="tcp", chunk=chunk)
        await settle(1000)
        heard = peer.received

    assert units(recording, "to_server") == [("stomp", frame) for frame in said]
    assert b"".join(data for _, data in units(recording, "to_client")) == heard
    assert all(len(Decoder("1.2").receive(data)) == 1 for _, data in units(recording, "to_client"))


@pytest.mark.parametrize("cut", range(1, len(text(SEND))))
async def test_a_recording_that_comes_in_the_middle_of_a_frame_begins_with_the_next(in_memory, raw, cut):
    frame = text(SEND)
    async with in_memory() as server:
        peer = await raw(server, upgrade() + text(CONNECT) + frame[:cut])
        recording = Recording()
        server.attach(recording)
        peer.write(frame[cut:] + text(SUBSCRIBE))
        await settle()

    assert units(recording, "to_server") == [("websocket", text(SUBSCRIBE))]


async def test_a_recording_that_comes_between_two_frames_misses_none(in_memory, raw):
    async with in_memory() as server:
        ws = await raw(server, upgrade() + text(CONNECT))
        tcp = await raw(server, CONNECT, transport="tcp")
        recording = Recording()
        server.attach(recording)
        ws.write(text(SUBSCRIBE))
        tcp.write(SUBSCRIBE)
        await settle()

    assert units(recording, "to_server") == [("websocket", text(SUBSCRIBE)), ("stomp", SUBSCRIBE)]


async def test_on_tcp_too_a_recording_begins_with_a_whole_frame(in_memory, raw):
    async with in_memory() as server:
        peer = await raw(server, CONNECT + SEND[:10], transport="tcp")
        recording = Recording()
        server.attach(recording)
        peer.write(SEND[10:] + SUBSCRIBE)
        await settle()

    assert units(recording, "to_server") == [("stomp", SUBSCRIBE)]


async def test_after_detach_nothing_is_added_and_nothing_is_left_on_the_link(in_memory, raw):
    first, second = Recording(), Recording()
    async with in_memory(recording=first) as server:
        peer = await raw(server, upgrade() + text(CONNECT) + text(SUBSCRIBE))
        server.attach(second)
        server.detach(first)
        held = len(first)
        peer.write(text(SEND))
        await settle()
        assert len(first) == held and [record.direction for record in second] == ["to_server", "to_client"]

        server.detach(second)
        link, = server._hub.links
        assert link.tape is None and "recv_frame" not in link.protocol.__dict__


async def test_a_broken_frame_is_held_too_as_it_is_what_one_wants_to_see(in_memory, raw):
    recording = Recording()
    async with in_memory(recording=recording) as server:
        await raw(server, upgrade() + text(CONNECT) + text(b"hi", masked=False))
        await raw(server, CONNECT + b"SEND\nnocolon\n\n\0", transport="tcp")

    assert ("websocket", text(b"hi", masked=False)) in units(recording, "to_server")
    assert ("stomp", b"SEND\nnocolon\n\n\0") in units(recording, "to_server")


async def test_a_recorded_message_and_an_unrecorded_one_are_the_same_octets(in_memory, raw):
    async with in_memory() as server:
        peers = [await raw(server, upgrade() + text(CONNECT) + text(SUBSCRIBE)) for _ in range(2)]
        tcp = await raw(server, CONNECT + SUBSCRIBE, transport="tcp")
        frame = text("SEND\ndestination:/topic/a\nx:é\n\nhi\0".encode())
        before = len(peers[1].received), len(tcp.received)
        peers[0].write(frame)
        await settle()
        plain = peers[1].received[before[0]:], tcp.received[before[1]:]
        server.attach(Recording())
        middle = len(peers[1].received), len(tcp.received)
        peers[0].write(frame)
        await settle()

        recorded = peers[1].received[middle[0]:], tcp.received[middle[1]:]
        assert [data.replace(b"message-id:2", b"message-id:1") for data in recorded] == list(plain)
        assert all(b"MESSAGE" in data for data in plain)


@pytest.mark.parametrize("transport", ["ws", "tcp"])
async def test_the_clients_recording_and_the_servers_hold_the_same_octets(in_memory, clock, transport):
    at_server, at_client = Recording(), Recording()
    async with in_memory(recording=at_server) as server:
        async with connect(server.pipe(transport, chunk=11), recording=at_client, clock=clock, login="ada", passcode="x") as client:
            news = client.subscribe("/topic/a")
            await client.publish("/topic/a", "hello", receipt=True)
            assert (await news.receive()).text == "hello"

    for direction in ("to_server", "to_client"):
        assert units(at_client, direction) == units(at_server, direction) != []
    assert {record.connection for record in at_server} == {f"{transport}-1"}


@pytest.mark.req("W-29", "W-24")
@pytest.mark.parametrize("end, words", [(close(1001, b"bye"), b"closed 1001 bye"), (client_frame(8, b""), b"closed 1005"),
                                        (None, b"closed 1006")])
async def test_the_end_is_recorded_with_the_code_that_the_peer_gave(in_memory, raw, end, words):
    recording = Recording()
    async with in_memory(recording=recording) as server:
        peer = await raw(server, upgrade() + text(CONNECT))
        peer.write(end) if end else peer.transport.abort()
        await settle()

    assert [record.data for record in recording if record.layer == "event"] == [b"open", words]


async def test_a_raw_socket_is_recorded_from_its_first_octet(in_memory, clock):
    recording = Recording()
    async with in_memory() as server:
        async with open_socket(server.pipe(), subprotocols=["v12.stomp"], recording=recording, clock=clock) as socket:
            socket.send(CONNECT)
            await socket.receive()

    assert [record.layer for record in recording] == ["event", "handshake", "handshake", *["websocket"] * 4, "event"]
