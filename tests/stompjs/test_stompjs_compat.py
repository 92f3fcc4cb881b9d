"""Programs that were written for the ancestor of stompjs."""

import pytest

from stompkata.net.clock import settle
from stompkata.net.stomp_socket import StompSocketState
from stompkata.stompjs import CompatClient, HeartbeatInfo, Stomp


def nothing(*_):
    """A callback."""


def other(*_):
    """Another."""


@pytest.fixture
def client(pipe, clock):
    made = Stomp.over(lambda: pipe)
    made.clock, made.debug = clock, None
    return made


async def test_the_old_names_do_what_they_did(client, pipe):
    seen, strays = [], []
    client.onreceive, client.onreceipt = strays.append, strays.append
    client.connect({"x": "y"}, seen.append)
    await settle()
    subscription = client.subscribe("/topic/a", seen.append, {"id": "s"})
    client.send("/topic/a", {"kind": "b", "receipt": "r"}, "hi")
    client.send("/topic/a", {"content-length": False}, "ho")
    client.send("/topic/a")
    client.begin("tx").commit()
    await settle()
    subscription.unsubscribe()
    ended = client.disconnect(seen.append, {"receipt": "bye"})
    assert client.ws is not None
    await ended

    assert [frame.command for frame in seen] == ["CONNECTED", "MESSAGE", "MESSAGE", "MESSAGE", "RECEIPT"]
    assert [frame.body for frame in seen[1:4]] == ["hi", "ho", ""] and seen[1].headers["kind"] == "b"
    assert seen[4].headers["receipt-id"] == "bye" and [frame.headers["receipt-id"] for frame in strays] == ["r"]
    assert client.onreceipt == client.on_unhandled_receipt and client.ws is None


async def test_disconnect_needs_no_callback(client):
    client.connect({}, nothing)
    await settle()
    await client.disconnect()

    assert not client.active and client.disconnect_headers == {}


FORMS = [
    ([{"a": "b"}, nothing], ({"a": "b"}, nothing, None, None)),
    ([{"a": "b"}, nothing, other, nothing, "more"], ({"a": "b"}, nothing, other, nothing)),
    (["ada", "horse", nothing], ({"login": "ada", "passcode": "horse"}, nothing, None, None)),
    (["ada", "horse", nothing, other], ({"login": "ada", "passcode": "horse"}, nothing, other, None)),
    (["ada", "horse", nothing, other, nothing], ({"login": "ada", "passcode": "horse"}, nothing, other, nothing)),
    (["ada", "horse", nothing, None, None, "vhost"],
     ({"login": "ada", "passcode": "horse", "host": "vhost"}, nothing, None, None)),
    (["ada", "horse"], ({"login": "ada", "passcode": "horse"}, None, None, None)),
    ([None, nothing], ({}, nothing, None, None)),
]


@pytest.mark.parametrize(("arguments", "expected"), FORMS)
def test_connect_takes_headers_or_login_and_passcode(arguments, expected):
    client = CompatClient(lambda: None)
    client.activate = lambda: None
    client.connect(*arguments)

    assert (client.connect_headers, client.on_connect, client.on_stomp_error, client.on_web_socket_close) == expected


def test_connect_with_less_than_two_arguments_is_refused():
    with pytest.raises(TypeError, match="at least 2 arguments"):
        CompatClient(lambda: None).connect({})


def test_the_heart_beat_is_that_of_the_client(client):
    client.heartbeat.outgoing, client.heartbeat.incoming = 1, 2
    assert (client.heartbeatOutgoing, client.heartbeatIncoming) == (1, 2)
    client.heartbeat = {"incoming": 3, "outgoing": 4}

    assert (client.heartbeat.incoming, client.heartbeat.outgoing) == (3, 4)
    assert isinstance(client.heartbeat, HeartbeatInfo)


def test_it_does_not_reconnect_and_prints_what_it_does():
    client = Stomp.client("ws://there/")

    assert client.reconnectDelay == client.reconnect_delay == 0 and client.debug is print
    assert client.maxWebSocketFrameSize == 16384 and client.version is None


def test_a_client_of_an_address_may_get_its_sockets_from_elsewhere(monkeypatch):
    client = Stomp.client("ws://there/", ["v11.stomp", "v10.stomp"])

    assert client.web_socket_factory() == "ws://there/" and client.stomp_versions == ["1.1", "1.0"]
    monkeypatch.setattr(Stomp, "WebSocketClass", lambda url, protocols: (url, protocols))
    assert client.web_socket_factory() == ("ws://there/", ["v11.stomp", "v10.stomp"])


async def test_over_one_socket_there_is_no_second_connection(clock):
    class Socket:
        url, ready_state, sent = "ws://there/", StompSocketState.OPEN, ()
        on_open = on_message = on_error = on_close = None

        def send(self, data):
            self.sent += (data,)

        def close(self, code=1000, reason=""):
            pass

    socket = Socket()
    with pytest.warns(UserWarning, match="cannot connect again"):
        client = Stomp.over(socket)
    client.clock, client.debug = clock, None
    client.connect({}, nothing)
    await settle()

    assert socket.sent[0].startswith("CONNECT\n") and client.ws is socket
    await client.deactivate(force=True)
