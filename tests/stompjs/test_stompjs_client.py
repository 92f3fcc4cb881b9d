"""stompjs's Client, its names and its parameters, against a broker in memory."""

import pytest

from stompkata.net.clock import settle
from stompkata.stompjs import ActivationState, Client, FrameImpl, Versions


@pytest.fixture
async def client(pipe, clock):
    made = Client({"brokerURL": pipe, "clock": clock, "reconnectDelay": 0})
    yield made
    await made.deactivate({"force": True})


async def test_a_program_of_stompjs_runs_as_it_is(client):
    seen = []
    client.onConnect = lambda frame: (
        client.subscribe("/topic/a", seen.append),
        client.publish({"destination": "/topic/a", "body": "grüezi", "headers": {"kind": "a:b"}}),
        client.publish({"destination": "/topic/a", "body": "no", "binaryBody": b"\xff\0"}),
    )
    client.activate()
    await settle()

    text, octets = seen
    assert client.connected and client.active and client.state is ActivationState.ACTIVE
    assert client.connectedVersion == "1.2" and client.webSocket is not None
    assert text.body == "grüezi" and text.headers["kind"] == "a:b" and text.isBinaryBody
    assert octets.binaryBody == b"\xff\0" and octets.body == "\ufffd\0"


async def test_callbacks_get_frames_of_stompjs_and_everything_else_as_it_is(client):
    seen = {}
    for name in ("onConnect", "onDisconnect", "onWebSocketClose"):
        setattr(client, name, lambda thing, name=name: seen.update({name: thing}))
    client.configure(onChangeState=lambda state: seen.update({state.name: state}))
    client.activate()
    await settle()
    await client.deactivate()

    assert seen["onConnect"].command == "CONNECTED" and isinstance(seen["onConnect"], FrameImpl)
    assert seen["onDisconnect"].headers["receipt-id"] == "close-0"
    assert seen["onWebSocketClose"].code == 1000
    assert {"ACTIVE", "DEACTIVATING", "INACTIVE"} < set(seen) and client.webSocket is None


@pytest.mark.req("S12-63", "S12-66")
async def test_messages_receipts_and_transactions(client):
    messages, receipts = [], []
    await client.open()
    client.subscribe("/queue/a", messages.append, {"id": "mine", "ack": "client-individual"})
    transaction = client.begin()
    client.publish({"destination": "/queue/a", "headers": {"transaction": transaction.id}, "body": "hi"})
    transaction.commit()
    client.watchForReceipt("acked", receipts.append)
    await settle()
    messages[0].ack({"receipt": "acked"})
    await settle()

    assert [message.body for message in messages] == ["hi"] and messages[0].headers["subscription"] == "mine"
    assert [frame.headers for frame in receipts] == [{"receipt-id": "acked"}]
    client.unsubscribe("mine")


async def test_what_our_own_client_takes_is_taken_too(client):
    await client.open()
    news = client.subscribe("/topic/a", headers={"id": "n"})
    await client.publish("/topic/a", "hi", receipt=True)
    client.publish("/topic/a", "ho", skipContentLengthHeader=True)
    receipt = client.watch_for_receipt("r")
    client.publish({"destination": "/topic/a", "headers": {"receipt": "r"}})
    await receipt

    assert [(await news.receive()).text for _ in range(3)] == ["hi", "ho", ""]


@pytest.mark.req("S12-29", "S12-30")
async def test_on_the_wire_it_is_our_own_client_which_keeps_the_standard(client):
    lines = []
    client.configure({"debug": lines.append, "stompVersions": Versions.default, "heartbeatOutgoing": 0})
    await client.open()

    connect = next(line for line in lines if line.startswith(">>> CONNECT"))
    assert "accept-version:1.0,1.1,1.2\n" in connect and "host:" in connect and "heart-beat:0,10000" in connect


async def test_options_have_both_names_and_unknown_ones_are_refused(clock):
    client = Client("ws://127.0.0.1:1/", reconnectDelay=7)
    client.heartbeatIncoming = 5

    assert client.brokerURL == client.broker_url == "ws://127.0.0.1:1/"
    assert client.reconnect_delay == 7 and client.heartbeat_incoming == 5
    assert client.maxReconnectDelay == 900_000 and Client().brokerURL is None
    with pytest.raises(TypeError, match="on_connect"):
        Client({"onConect": print})
    await client.deactivate()


async def test_a_message_over_no_connection_of_its_own_is_acknowledged_by_nothing(client):
    with pytest.raises(ConnectionError):
        client.publish({"destination": "/topic/a"})
    with pytest.raises(KeyError, match="destination"):
        client.publish({"body": "to nowhere"})
