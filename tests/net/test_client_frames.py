"""What a client writes, and what its options make of it; its debug log."""

import pytest
from canned import CONNECTED, Canned, CannedServer
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.utils import accept_key

import stompkata as sk
from stompkata.errors import LocalProtocolError, NotConnectedError
from stompkata.net.clock import settle
from stompkata.net.framing import pieces
from stompkata.net.pipe import Pipe
from stompkata.recording import Recording
from stompkata.websocket.frame import frame_length

HEAD = "SEND\ndestination:/a\ncontent-length:"


def sent(recording):
    """(opcode, payload) of each WebSocket message to the server, unmasked."""
    for record in recording:
        if record.layer == "websocket" and record.direction == "to_server":
            data = record.data
            size = frame_length(data)
            start = {126: 8, 127: 14}.get(data[1] & 0x7F, 6)
            key, masked = data[start - 4:start], data[start:size]
            yield data[0] & 0x0F, bytes(octet ^ key[i % 4] for i, octet in enumerate(masked))


@pytest.fixture
async def talk(in_memory, clock):
    """`await talk(**options)` is a connected client and its recording."""
    clients = []
    async with in_memory() as server:
        async def connect(transport="ws", **options):
            recording = Recording()
            client = sk.Client(server.pipe(transport), clock=clock, recording=recording, **options)
            clients.append(client)
            await client.open()
            return client, recording

        yield connect
        for client in clients:
            await client.deactivate(force=True)


@pytest.mark.parametrize("size, frames", [(8192, 1), (8193, 2), (16384, 2), (16385, 3)])
async def test_a_large_text_frame_is_split_over_messages_where_that_is_asked(talk, size, frames):
    client, recording = await talk(split_large_frames=True)
    news = client.subscribe("/topic/a")
    frame = f"{HEAD}%d\n\n%s\0".replace("/a", "/topic/a")
    body = "x" * (size - len(frame % (size, "")))
    body = "x" * (size - len(frame % (len(body), "")))
    await client.publish("/topic/a", body, receipt=False)
    assert (await news.receive()).text == body

    messages = [payload for _, payload in sent(recording)][2:]      # after CONNECT and SUBSCRIBE
    assert [len(message) for message in messages] == [8192] * (frames - 1) + [size - 8192 * (frames - 1)]


async def test_binary_frames_and_frames_on_tcp_are_never_split(talk):
    client, recording = await talk(split_large_frames=True, max_web_socket_chunk_size=10)
    client.publish("/a", b"\xff" * 100)
    await settle()
    assert [opcode for opcode, payload in sent(recording) if b"\xff" in payload] == [2]

    client, recording = await talk("tcp", split_large_frames=True, max_web_socket_chunk_size=10)
    client.publish("/a", "x" * 100)
    await settle()
    assert any(record.data.startswith(b"SEND") and record.data.endswith(b"\0") for record in recording)


@pytest.mark.parametrize("text, most, expected", [
    ("abcdef", 4, ["abcd", "ef"]), ("abcd", 4, ["abcd"]), ("", 4, []), ("ab😀cd", 3, ["ab", "😀c", "d"]),
    ("😀😀", 1, ["😀", "😀"]), ("aé😀", 0, ["aé", "😀"]),
])
def test_a_piece_never_ends_within_a_character(text, most, expected):
    assert [piece.decode() for piece in pieces(text.encode(), most)] == expected


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=20), st.integers(-1, 9))
def test_pieces_are_the_whole_and_none_is_longer_than_asked(text, most):
    cut = [piece.decode() for piece in pieces(text.encode(), most)]

    assert "".join(cut) == text
    assert all(len(piece.encode("utf-16-le")) // 2 <= max(most, 2) for piece in cut)


async def test_every_frame_is_binary_where_that_is_asked_but_not_the_beats(talk, clock):
    client, recording = await talk(force_binary_ws_frames=True, heartbeat_outgoing=1000)
    client.publish("/a", "text")
    await clock.wind(1.1)

    assert [(opcode, payload[:4]) for opcode, payload in sent(recording)] == [(2, b"CONN"), (2, b"SEND"), (1, b"\n")]


@pytest.mark.req("S12-15")
async def test_text_may_go_without_content_length_and_octets_may_not(talk):
    client, recording = await talk("tcp")
    client.publish("/a", "é", skip_content_length_header=True, headers={"content-length": "9"})
    client.publish("/a", b"e", skip_content_length_header=True)
    await settle()

    frames = [record.data for record in recording if record.data.startswith(b"SEND")]
    assert frames == ["SEND\ndestination:/a\n\né\0".encode(),
                      b"SEND\ndestination:/a\ncontent-length:1\n\ne\0"]
    with pytest.raises(LocalProtocolError, match="a body that holds a NUL needs its content-length"):
        client.publish("/a", "a\0b", skip_content_length_header=True)


async def test_user_headers_override_the_destination(talk):
    client, recording = await talk("tcp")
    client.publish("/a", headers={"destination": "/b"})
    await settle()

    assert b"SEND\ndestination:/b\n\n\0" in [record.data for record in recording]


@pytest.mark.req("S12-29", "S12-30", "S11-13", "S11-14")
async def test_connect_headers_do_not_override_what_the_options_say_and_are_not_changed(clock):
    server, headers = CannedServer(), {"heart-beat": "1,1", "accept-version": "9", "host": "vhost", "login": "ada"}
    client = sk.Client(server.pipe, clock=clock, connect_headers=headers, heartbeat_outgoing=0, heartbeat_incoming=5,
                       stomp_versions=("1.2", "1.0"))
    client.activate()
    await settle()

    assert server.last.heard == b"CONNECT\naccept-version:1.0,1.2\nhost:vhost\nheart-beat:0,5\nlogin:ada\n\n\0"
    assert headers["heart-beat"] == "1,1"
    await client.deactivate(force=True)


@pytest.mark.parametrize("asked, beats, unhandled", [(True, 1, 2), (False, 1, 0)])
async def test_a_missing_nul_is_appended_to_a_message_where_that_is_asked(clock, asked, beats, unhandled):
    class Chopped(Canned):
        """A WebSocket server, as React Native shows it: the NUL at the end of a message is lost."""

        def data_received(self, data):
            super().data_received(data)
            if data.startswith(b"GET"):
                key = data.partition(b"Sec-WebSocket-Key: ")[2].partition(b"\r\n")[0].decode()
                self.say(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                         b"Sec-WebSocket-Accept: " + accept_key(key).encode() + b"\r\n\r\n")
                for text in (b"CONNECTED\nversion:1.2\n\n", b"\n", b"RECEIPT\nreceipt-id:1\n\n\0",
                             b"RECEIPT\nreceipt-id:2\n\n"):
                    self.say(bytes([0x81, len(text)]) + text)

    heard = []
    client = sk.Client(Pipe(Chopped, "ws"), clock=clock, append_missing_null_on_incoming=asked, heartbeat_outgoing=0,
                       on_heartbeat_received=lambda: heard.append("beat"), reconnect_delay=0,
                       on_unhandled_receipt=lambda frame: heard.append(frame.headers["receipt-id"]))
    client.activate()
    await settle()

    assert heard == (["beat", "1", "2"] if asked else [])
    await client.deactivate(force=True)


async def test_the_debug_log_has_stompjss_lines_and_no_passcode(clock):
    server = CannedServer(b"CONNECTED\nversion:1.2\nheart-beat:1000,1000\nserver:x\n\n\0", b"MESSAGE\nmessage-id:1\n"
                          b"subscription:s\ndestination:/a\n\nbody\0\n")
    lines = []
    client = sk.Client(server.pipe, clock=clock, debug=lines.append, connect_headers={"passcode": "secret"},
                       heartbeat_outgoing=1000, heartbeat_incoming=1000, reconnect_delay=50)
    client.activate()
    await settle()
    client.publish("/a", b"")
    await clock.wind(1)
    server.last.transport.close()
    await settle()
    await client.deactivate()

    assert lines == [
        "Opening Web Socket...", "Web Socket Opened...",
        ">>> CONNECT\naccept-version:1.0,1.1,1.2\nhost:pipe\nheart-beat:1000,1000\npasscode:********\n\n",
        "Received data", "<<< CONNECTED\nversion:1.2\nheart-beat:1000,1000\nserver:x\n\n",
        "send PING every 1000ms", "check PONG every 1000ms",
        ">>> SEND\ndestination:/a\n\n", "Received data",
        "<<< MESSAGE\nmessage-id:1\nsubscription:s\ndestination:/a\n\n", "<<< PONG", ">>> PING",
        "STOMP: scheduling reconnection in 50ms"]


async def test_raw_communication_is_logged_as_it_crosses_without_the_passcode(clock):
    server, lines = CannedServer(CONNECTED + b"\xff"), []
    client = sk.Client(server.pipe, clock=clock, debug=lines.append, log_raw_communication=True, reconnect_delay=0,
                       connect_headers={"passcode": "secret"}, heartbeat_incoming=0, heartbeat_outgoing=0)
    client.activate()
    await settle()
    client.publish("/a", "hi")
    await client.deactivate(force=True)

    assert lines[2:5] == [
        ">>> CONNECT\naccept-version:1.0,1.1,1.2\nhost:pipe\nheart-beat:0,0\npasscode:********\n\n\0", "Received data",
        "<<< CONNECTED\nversion:1.2\n\n\0\ufffd"]
    assert lines[-1] == ">>> SEND\ndestination:/a\ncontent-length:2\n\nhi\0"


async def test_what_the_client_has_no_name_for_goes_to_the_unhandled_callbacks(clock):
    server, got = CannedServer(CONNECTED), []
    client = sk.Client(server.pipe, clock=clock, reconnect_delay=0, on_unhandled_message=got.append,
                       on_unhandled_receipt=got.append, on_unhandled_frame=got.append)
    await client.open()
    server.last.say(b"MESSAGE\nmessage-id:1\nsubscription:/temp-queue/a\ndestination:/a\n\n\0",
                    b"RECEIPT\nreceipt-id:x\n\n\0", b"NEWS\n\n\0")
    await settle()

    assert [frame.command for frame in got] == ["MESSAGE", "RECEIPT", "NEWS"] and client.connected
    assert client._session.so_far() == "1 CONNECTED, 1 MESSAGE, 1 RECEIPT, 1 other"
    await client.deactivate(force=True)


@pytest.mark.parametrize("call", [
    lambda client: client.publish("/a"), lambda client: client.subscribe("/a"), lambda client: client.begin(),
    lambda client: client.begin("tx"), lambda client: client.ack("1"), lambda client: client.unsubscribe("1"),
    lambda client: client.watch_for_receipt("1")])
async def test_without_a_session_nothing_can_be_said(clock, call):
    client = sk.Client(CannedServer(b"\n").pipe, clock=clock)
    with pytest.raises(NotConnectedError, match="not connected"):
        call(client)
    client.activate()
    with pytest.raises(NotConnectedError, match="needs a session, and there is none: not connected"):
        call(client)
    await settle()
    with pytest.raises(NotConnectedError, match="needs a session, and there is none: waiting for CONNECTED"):
        call(client)

    await client.deactivate(force=True)
    with pytest.raises(ConnectionError):
        call(client)


async def test_the_web_socket_can_be_looked_at_and_used_behind_the_clients_back(in_memory, clock):
    async with in_memory() as server:
        client = sk.Client(server.pipe(), clock=clock, reconnect_delay=0)
        client.activate()
        await settle()
        socket = client.web_socket
        assert socket.ready_state == 1
        news = client.subscribe("/topic/a")
        socket.send("SEND\ndestination:/topic/a\n\nx\0")
        socket.send(b"SEND\ndestination:/topic/a\n\ny\0")
        assert [(await news.receive()).text for _ in range(2)] == ["x", "y"]

        socket.close(3000, "enough")
        assert socket.ready_state == 2
        await settle()
        assert (socket.ready_state, client.web_socket) == (3, None)
        await client.deactivate()

        client.activate()
        while client.web_socket is None:
            await settle(1)
        assert client.web_socket.ready_state == 0
        client.web_socket.terminate()
        await settle()
        assert client.web_socket is None
        await client.deactivate()
