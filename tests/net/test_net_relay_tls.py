"""A tap speaks TLS to the server, and is plain to the application."""

import ssl

import pytest
import trustme
from tapped_peers import events

import stompkata as sk
from stompkata.errors import StompkataError
from stompkata.net.relay import tap


@pytest.mark.parametrize("transport", ["url", "tcp_url"])
async def test_tls_is_spoken_towards_the_server_only(transport):
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    trusting, recording = ssl.create_default_context(), sk.Recording()
    authority.configure_trust(trusting)
    async with sk.serve(tcp_port=0, ssl=context) as server:
        async with tap(getattr(server, transport), ssl=trusting, recording=recording) as relay:
            assert relay.url.startswith(("ws://127.0.0.1:", "stomp://127.0.0.1:"))
            async with sk.connect(relay.url) as client:
                await client.publish("/topic/a", "é" * 100_000, receipt=True)
        async with tap(getattr(server, transport), recording=recording) as doubting:
            with pytest.raises((ConnectionError, StompkataError)):
                await sk.connect(doubting.url)

    assert "STOMP SEND" in recording.text()
    assert "CERTIFICATE_VERIFY_FAILED" in events(recording)[-1]
