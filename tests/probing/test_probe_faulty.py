"""A probe of servers that are broken, or are something else: each try says how it ended, and none hangs or fails."""

import asyncio

import pytest
from probe_servers import answering, certified, http, unused_port

from stompkata.probing.channels import Place
from stompkata.probing.probe import probe
from stompkata.probing.tries import EVERY_VERSION, Outcome

IN_VAIN = 0.4  # seconds for a try that is not answered; the others are, long before the usual time is over
ACCEPTED = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %b\r\n\r\n"
)


async def outcomes(data: bytes | None, path: str = "/ws", scheme: str = "ws", **options) -> dict[str, Outcome]:
    """How the first try of each kind ended."""
    async with answering(data, **options) as port:
        probed = await probe(f"{scheme}://127.0.0.1:{port}{path}", timeout=IN_VAIN if data is None else 10)
    assert not probed.speaks_stomp
    return {
        one.kind + (f" {one.asked}" if one.kind == "connect" and one.asked else ""): one.outcome
        for one in reversed(probed.tries)
    }


async def test_nobody_listens():
    with unused_port() as port:
        probed = await probe(f"ws://127.0.0.1:{port}/")

    assert [(one.kind, one.outcome) for one in probed.tries] == [("connect", Outcome.REFUSED)]


async def test_a_name_that_leads_nowhere():
    probed = await probe("ws://a..b:80/")

    assert [one.outcome for one in probed.tries] == [Outcome.UNKNOWN_HOST]


async def test_a_silent_port_is_asked_little_and_then_left():
    assert await outcomes(None) == {
        "connect": Outcome.YES,
        "get": Outcome.SILENT,
        "upgrade": Outcome.SILENT,
        "stomp": Outcome.SILENT,
        "connect TLS": Outcome.SILENT,
    }


async def test_a_port_that_hangs_up():
    assert (await outcomes(b"")).items() >= {
        ("get", Outcome.CLOSED),
        ("upgrade", Outcome.CLOSED),
        ("stomp", Outcome.CLOSED),
    }


async def test_a_port_of_another_protocol():
    assert (await outcomes(b"SSH-2.0-OpenSSH_9.2\r\n")).items() >= {
        ("get", Outcome.STRANGE),
        ("upgrade", Outcome.STRANGE),
        ("stomp", Outcome.STRANGE),
        ("connect TLS", Outcome.NO_TLS),
    }


@pytest.mark.parametrize("status", ["200 OK", "401 Unauthorized", "403 Forbidden", "404 Not Found", "502 Bad Gateway"])
async def test_a_port_of_http_alone_is_not_asked_for_anything_else(status):
    assert await outcomes(http(status)) == {
        "connect": Outcome.YES,
        "get": Outcome.YES,
        "info": Outcome.NO,
        "upgrade": Outcome.NO,
    }


async def test_http_where_stomp_over_tcp_was_expected():
    found = await outcomes(http("400 Bad Request"), "", "stomp")

    assert found["stomp"] is Outcome.STRANGE and found["get"] is Outcome.YES


async def test_tls_where_the_url_has_none():
    tls, _ = certified()
    assert (await outcomes(b"", tls=tls))["connect TLS"] is Outcome.YES


async def test_no_tls_where_the_url_has_it_and_no_passcode_is_sent_without():
    assert await outcomes(http("200 OK"), scheme="wss") == {
        "connect": Outcome.YES,
        "connect TLS": Outcome.NO_TLS,
        "get": Outcome.YES,
    }


async def test_an_answer_to_another_key_is_no_upgrade_and_the_rule_is_named():
    async with answering(ACCEPTED % b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") as port:
        probed = await probe(f"ws://127.0.0.1:{port}/ws")

    one = probed.find("upgrade", "plain")
    assert (one.outcome, one.status, [finding.rule for finding in one.findings]) == (Outcome.NO, 101, ["W-10"])


async def test_an_error_about_the_host_is_met_with_another_host_and_one_about_the_login_is_not():
    about_host = b"ERROR\nmessage:Bad CONNECT\n\nVirtual host '127.0.0.1' access denied\0"
    for data, hosts in ((about_host, ["127.0.0.1", "/"]), (b"ERROR\nmessage:Access refused\n\n\0", ["127.0.0.1"])):
        async with answering(data) as port:
            probed = await probe(f"stomp://127.0.0.1:{port}")

        assert [one.host for one in probed.all("stomp", "tcp", EVERY_VERSION)] == hosts


async def test_a_passcode_that_a_server_repeats_is_masked():
    async with answering(b"ERROR\nmessage:no canary here\n\ncanary?\0") as port:
        probed = await probe(f"stomp://127.0.0.1:{port}", login="ada", passcode="canary")

    assert probed.find("stomp").frame.text == "*****?" and "canary" not in repr(probed)


async def test_departures_from_the_standard_in_the_servers_frames_are_found():
    async with answering(b"CONNECTED\nversion:1.2\nheart-beat:5\n\n\0") as port:
        probed = await probe(f"stomp://127.0.0.1:{port}")

    assert {finding.rule for finding in probed.connected("tcp").findings} == {"S12-39"}


async def test_an_answer_without_end_is_cut_off():
    async with answering(b"A" * 1_000_000) as port:
        probed = await probe(f"stomp://127.0.0.1:{port}")

    assert max(len(one.data) for one in probed.tries) <= 64 * 1024


async def test_a_server_may_say_all_it_has_to_say_before_the_connection_is_gone():
    """What comes to a closed socket is answered with a reset, and sockjs-node, for one, dies of it."""
    said_all = False

    async def slow(reader, writer):
        nonlocal said_all
        writer.write(http("404 Not Found", body=b"nothing here")[:-1])
        await reader.read()
        writer.write(b"e")
        said_all = True
        writer.close()

    async with await asyncio.start_server(slow, "127.0.0.1", 0) as server:
        async with Place("127.0.0.1", server.sockets[0].getsockname()[1], None).dial() as wire:
            await wire.receive()
        assert said_all
