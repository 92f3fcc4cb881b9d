"""A tap speaks TLS to the server, and is plain to the application."""

import asyncio
import random
import ssl

import pytest
import trustme
from canned import Canned
from tapped_peers import Waiting, events, joined, relay_address, units
from wire import CONNECT, close, text, upgrade

import stompkata as sk
from stompkata.errors import StompkataError
from stompkata.net.relay import tap

SEND = b"SEND\ndestination:/topic/a\n\nhi\0"
WEBSOCKET, STOMP = "wss://localhost", "stomp+ssl://localhost"


class Certified:
    """A server's context for `localhost`, one that trusts it, and `asked`: the names that clients asked for."""

    def __init__(self):
        authority, self.asked = trustme.CA(), []
        self.server, self.trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
        authority.issue_cert("localhost", "127.0.0.1").configure_cert(self.server)
        authority.configure_trust(self.trusting)
        self.server.sni_callback = lambda _, name, __: self.asked.append(name)

    def joined(self, recording=None, to=STOMP, **options):
        return joined(recording, to=to, server_tls=self.server, ssl=self.trusting, **options)


@pytest.fixture
def certified():
    return Certified()


@pytest.mark.parametrize("transport", ["url", "tcp_url"])
async def test_a_session_over_tls_is_whole_and_its_recording_shows_it(certified, transport):
    recording = sk.Recording()
    async with (sk.serve(tcp_port=0, ssl=certified.server) as server,
                tap(getattr(server, transport), ssl=certified.trusting, recording=recording) as relay):
        assert relay.url.startswith(("ws://127.0.0.1:", "stomp://127.0.0.1:"))
        async with sk.connect(relay.url) as client:
            await client.publish("/topic/a", "é" * 100_000, receipt=True)

    assert "STOMP SEND" in recording.text() and events(recording)[-1] == "closed"


@pytest.mark.parametrize("to", [WEBSOCKET, STOMP])
async def test_any_octets_in_any_pieces_arrive_unchanged_both_ways_over_tls(certified, to):
    chance, recording = random.Random(8), sk.Recording()
    said = chance.randbytes(300_000), chance.randbytes(300_000)
    async with certified.joined(recording, to) as (client, server, relay):
        for at in range(0, 300_000, 7001):
            client.write(said[0][at:at + 7001])
            server.write(said[1][at:at + 7001])
            await asyncio.sleep(0)
        await server.until(lambda peer: len(peer.received) == len(said[0]))
        await client.until(lambda peer: len(peer.received) == len(said[1]))

        assert (server.received, client.received) == said
        assert relay.octets == {"to_server": 300_000, "to_client": 300_000}


async def test_the_server_is_asked_for_by_its_name_and_the_host_header_is_the_applications(certified):
    head = upgrade(host=b"127.0.0.1:61700")
    async with certified.joined(to=WEBSOCKET, path="/ws") as (client, server, relay):
        client.write(head)
        await server.until(lambda peer: peer.received == head)

        assert certified.asked == ["localhost"] and relay.url.endswith("/ws")


async def test_a_close_code_of_either_side_passes_over_tls(certified):
    recording, answer = sk.Recording(), b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"
    said, answered = close(4001, b"enough"), b"\x88\x08\x0f\xa1enough"
    async with certified.joined(recording, WEBSOCKET) as (client, server, _):
        client.write(upgrade(), text(CONNECT))
        await server.until(lambda peer: peer.received)
        server.write(answer)
        client.write(said)
        await server.until(lambda peer: peer.received.endswith(said))
        server.write(answered)
        server.transport.close()
        await client.until(lambda peer: peer.ended)

        assert client.received == answer + answered
    assert units(recording, "to_server")[-1] == ("websocket", said)
    assert units(recording, "to_client")[-1] == ("websocket", answered)


async def test_after_a_half_close_the_answer_still_comes_back_over_tls(certified):
    recording = sk.Recording()
    async with certified.joined(recording) as (client, server, _):
        client.write(b"DISCONNECT\nreceipt:bye\n\n\0")
        client.transport.write_eof()
        await server.until(lambda peer: peer.received.endswith(b"\0"))
        server.write(b"RECEIPT\nreceipt-id:bye\n\n\0")
        await client.until(lambda peer: peer.received)
        server.transport.close()
        await client.until(lambda peer: peer.ended)

        assert client.received == b"RECEIPT\nreceipt-id:bye\n\n\0"
    assert events(recording)[:2] == ["open", "the client ended its side"] and events(recording)[-1] == "closed"


async def test_a_half_close_that_tls_has_not_is_recorded_as_such(certified):
    recording = sk.Recording()
    async with certified.joined(recording) as (client, server, relay):
        client.write(SEND)
        await server.until(lambda peer: peer.received == SEND)
        relay.faults.now("half_close", "to_server")
        client.write(SEND)
        await server.until(lambda peer: peer.received == SEND + SEND)

    assert "client: fault: half_close towards the server: not possible here, TLS has no half-close" in events(recording)


async def test_a_server_that_says_nothing_after_a_half_close_is_left_soon(certified, monkeypatch):
    monkeypatch.setattr("stompkata.net.joint.LINGER", 0.05)
    async with certified.joined() as (client, server, relay):
        client.write(SEND)
        client.transport.write_eof()
        await server.until(lambda peer: peer.ended and peer.received == SEND)
        await client.until(lambda peer: peer.ended)

    assert not relay.joints


async def test_a_server_over_tls_that_breaks_off_is_passed_on(certified):
    async with certified.joined() as (client, server, _):
        client.write(SEND)
        await server.until(lambda peer: peer.received == SEND)
        server.transport.abort()
        await client.until(lambda peer: peer.ended or peer.lost)


async def test_a_tap_that_ends_while_it_dials_ends_its_connections(certified, reports):
    mute = Waiting()                # it never answers TLS's greeting
    listener = await asyncio.get_running_loop().create_server(lambda: mute, "127.0.0.1", 0)
    async with tap(f"wss://localhost:{listener.sockets[0].getsockname()[1]}", ssl=certified.trusting) as relay:
        _, client = await asyncio.get_running_loop().create_connection(Waiting, *relay_address(relay))
        await mute.until(lambda peer: peer.received)
    for peer in (mute, client):
        await peer.until(lambda peer: peer.ended or peer.lost)
        if not peer.lost:
            peer.transport.abort()
            await peer.until(lambda peer: peer.lost)
    listener.close()

    assert not relay.joints and not reports


# A server that is not trusted, or is none.

async def refused(relay, *said: bytes) -> bytes:
    """What a client hears that says this."""
    _, client = await asyncio.get_running_loop().create_connection(Waiting, *relay_address(relay))
    client.write(*said)
    await client.until(lambda peer: peer.ended or peer.lost)
    if not client.lost:
        client.transport.close()
        await client.until(lambda peer: peer.lost)
    return client.received


@pytest.mark.parametrize("to", [WEBSOCKET, STOMP])
async def test_a_certificate_that_is_refused_is_explained_to_the_application_in_its_own_protocol(certified, to):
    recording = sk.Recording()
    certified.trusting = None
    async with sk.serve(tcp_port=0, ssl=certified.server) as server:
        async with tap(server.url if to == WEBSOCKET else server.tcp_url, recording=recording) as relay:
            http, stomp, other = [await refused(relay, said) for said in (upgrade(), CONNECT, b"hello")]

    words = b"its certificate is refused, unable to get local issuer certificate"
    assert http.startswith(b"HTTP/1.1 502 Bad Gateway\r\n") and words in http and b"SSL_CERT_FILE=ca.pem" in http
    assert stomp.startswith(b"ERROR\nmessage:the tap has no connection to the server\n") and words in stomp
    assert other == b""
    assert [event.startswith("closed: no connection to ") for event in events(recording)].count(True) == 3
    assert "CERTIFICATE_VERIFY_FAILED" in events(recording)[-1]


async def test_our_client_says_why_when_a_tap_trusts_nobody(certified):
    async with sk.serve(tcp_port=0, ssl=certified.server) as server:
        for url in (server.url, server.tcp_url):
            async with tap(url) as relay:
                with pytest.raises((ConnectionError, StompkataError), match="certificate is refused"):
                    await sk.connect(relay.url)


async def test_a_certificate_for_another_name_is_refused(certified):
    other = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority = trustme.CA()
    authority.issue_cert("elsewhere.example").configure_cert(other)
    authority.configure_trust(certified.trusting)
    async with sk.serve(port=0, ssl=other) as server, tap(server.url, ssl=certified.trusting) as relay:
        assert b"certificate is not valid for '127.0.0.1'" in await refused(relay, upgrade())


async def test_a_server_without_tls_is_said_to_have_none():
    server = await asyncio.get_running_loop().create_server(
        lambda: Canned(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "127.0.0.1", 0)
    async with server, tap(f"wss://localhost:{server.sockets[0].getsockname()[1]}") as relay:
        assert b"no TLS, WRONG_VERSION_NUMBER" in await refused(relay, upgrade())
