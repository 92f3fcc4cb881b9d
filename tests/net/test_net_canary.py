"""A secret that somebody says to a live broker, with a tap between them, is shown by nobody."""

import asyncio
import logging

import pytest
from canned import CannedServer
from tapped_peers import Waiting, relay_address

import stompkata as sk
from stompkata.errors import ErrorReceived
from stompkata.net.clock import settle
from stompkata.net.relay import tap

CANARY = "s3cr-cAnAry-9x"
WRONG = {  # what a person gets wrong, and the broker answers with what it found
    "no colon": "CONNECT\naccept-version:1.2\nhost:a\npasscode {}\n\n\0",
    "no LF after the command": "CONNECT passcode:{}\n\n\0",
    "a NUL in the command line": "CONNECT passcode:{}\0",
    "no LF, and nobody's command": "LOGIN passcode:{}\n\n\0",
    "HTTP": "GET /?token={} HTTP/1.1\r\n\r\n",
    "HTTP with a long line": "GET /a/long/path/of/some/server?access_token={} HTTP/1.1\r\nCookie: {}\r\n\r\n",
    "a wrong passcode": "CONNECT\naccept-version:1.2\nhost:a\nlogin:ada\npasscode:x{}\n\n\0",
}


@pytest.mark.parametrize("preset", ["strict", "lenient", "rabbitmq"])
@pytest.mark.parametrize("said", WRONG.values(), ids=WRONG)
async def test_neither_an_error_nor_a_recording_quotes_a_secret(tmp_path, caplog, said, preset):
    caplog.set_level(logging.DEBUG)
    ours, seen = sk.Recording(), sk.Recording()
    serving = sk.serve(tcp_port=0, preset=preset, users={"ada": CANARY}, recording=ours)
    async with serving as server, tap(server.tcp_url, recording=seen) as relay:
        peer = await connected(relay)
        peer.write(said.replace("{}", CANARY).encode())
        await peer.until(lambda peer: b"\0" in peer.received)
        peer.transport.abort()
    for recording in (ours, seen):
        recording.save(tmp_path / "file")
        shown = [recording.text(), repr(list(recording)), (tmp_path / "file").read_text()]

        assert not any(CANARY in text for text in shown)
    assert peer.received.startswith(b"ERROR\n") and CANARY.encode() not in peer.received
    assert CANARY not in caplog.text


async def connected(relay) -> Waiting:
    _, peer = await asyncio.get_running_loop().create_connection(Waiting, *relay_address(relay))
    return peer


async def test_a_client_shows_its_own_passcode_nowhere_also_when_the_server_quotes_it(clock, caplog):
    caplog.set_level(logging.DEBUG)
    quoting = f"ERROR\nmessage:no {CANARY} here\n\nyou said passcode:{CANARY}\nand {CANARY}\0".encode()
    server, log, errors = CannedServer(quoting), [], []
    client = sk.Client(server.pipe, clock=clock, debug=log.append, connect_headers={"login": "ada", "passcode": CANARY},
                       reconnect_delay=0, on_stomp_error=errors.append)  # fmt: skip
    with pytest.raises(ErrorReceived) as caught:
        await client.open()
    await settle()
    await client.deactivate(force=True)

    assert errors[0].headers["message"] == f"no {CANARY} here"  # what was said stays what it is
    assert str(caught.value) == "no ******** here\nyou said passcode:********\nand ********"
    shown = [repr(client), repr(caught.value), *log, caplog.text]
    assert [text for text in shown if CANARY in text] == []
