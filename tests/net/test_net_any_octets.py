"""Whatever comes in whatever pieces: the same answers, and never a traceback."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wire import CONNECT, client_frame, close, ping, server_frames, text, upgrade

from stompkata.net.clock import WoundClock
from stompkata.net.server import serve

SUBSCRIBE = b"SUBSCRIBE\nid:0\ndestination:/topic/\xc3\xa9\n\n\0"
SEND = b"SEND\ndestination:/topic/\xc3\xa9\nreceipt:1\n\n\xc3\xa9\0"
WEB = (upgrade() + text(CONNECT) + text(SUBSCRIBE) + ping(b"p") + text(SEND[:24], fin=False) + client_frame(0, SEND[24:])
       + text(b"\n") + text(SEND + SEND) + close())
TCP = CONNECT + b"\n" + SUBSCRIBE + SEND + b"\n\n" + SEND + b"DISCONNECT\nreceipt:2\n\n\0"


class Page(asyncio.Transport):
    """What a link writes ends up here at once."""

    def __init__(self):
        super().__init__()
        self.written, self.closed = b"", False

    def write(self, data):
        self.written += data

    def get_write_buffer_size(self):
        return 0

    def can_write_eof(self):
        return True

    def write_eof(self):
        self.closed = True

    def close(self):
        self.closed = True

    abort = close

    def pause_reading(self):
        pass

    resume_reading = pause_reading


async def answers(transport, *pieces):
    """What the server says to these octets, in these pieces."""
    server = await serve(port=None, clock=WoundClock())
    link, page = (server.web_socket_link if transport == "ws" else server.tcp_link)(), Page()
    link.connection_made(page)
    for piece in pieces:
        link.data_received(piece)
        while link._owed:
            await asyncio.sleep(0)
    server._hub.outbox.flush()
    written = page.written
    link.connection_lost(None)
    await server.close()
    return written


def without_names(data):
    """Without the session id and the date, which differ each time."""
    lines = data.split(b"\n")
    return b"\n".join(line for line in lines if not line.startswith((b"session:", b"Date:")))


@pytest.mark.parametrize("transport, octets", [("ws", WEB), ("tcp", TCP)])
async def test_the_answers_are_the_same_at_every_split_and_octet_by_octet(transport, octets):
    whole = without_names(await answers(transport, octets))
    assert whole.count(b"MESSAGE\n") == whole.count(b"RECEIPT\nreceipt-id:1\n") > 1

    for cut in range(1, len(octets)):
        assert without_names(await answers(transport, octets[:cut], octets[cut:])) == whole
    assert without_names(await answers(transport, *(octets[i:i + 1] for i in range(len(octets))))) == whole


MUTATIONS = st.lists(st.tuples(st.integers(0, len(WEB) - 1), st.integers(0, 255)), max_size=4)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MUTATIONS, st.integers(1, len(WEB)), st.booleans(), st.binary(max_size=40))
def test_no_octets_bring_a_traceback_and_what_is_said_about_them_is_well_formed(mutations, cut, web, rest):
    octets = bytearray(WEB if web else TCP)
    for at, octet in mutations:
        octets[at % len(octets)] = octet
    octets += rest
    written = asyncio.run(answers("ws" if web else "tcp", bytes(octets[:cut]), bytes(octets[cut:])))

    if web and written.startswith(b"HTTP/1.1 101"):
        frames = server_frames(written.partition(b"\r\n\r\n")[2])
        assert [opcode for opcode, _ in frames].count(8) <= 1
        assert all(payload.endswith((b"\0", b"\n")) for opcode, payload in frames if opcode in (1, 2))
