"""Unmodified clients of other people meet `stompkata broker`, and ours, over it."""

from base64 import b64encode

import stomp
from explained import needless, unexplained
from peers import StompjsUnderNode
from pypi_peers import StompPy
from shared_broker import SharedBroker, beats_of, findings_by_peer
from stomp.adapter.ws import WSStompConnection

import stompkata as sk

TOPIC, GREETING = "/topic/news", "grüezi, 世界: a\\b"


async def test_five_clients_hear_each_other_over_websocket_and_tcp(tmp_path, node_modules):
    async with SharedBroker(tmp_path) as broker, StompjsUnderNode() as stompjs:
        stomp_pys = [
            StompPy(WSStompConnection, broker.port, ws_path="/"),
            StompPy(stomp.StompConnection12, broker.tcp_port),
        ]
        await stompjs.connect(broker.url, "stompjs")
        for peer in stomp_pys:
            await peer.connect()
        async with (
            sk.connect(broker.url, headers={"peer": "python"}) as ws_client,
            sk.connect(broker.tcp_url, headers={"peer": "python"}) as tcp_client,
        ):
            ours = [ws_client, tcp_client]
            subscriptions = [client.subscribe(TOPIC) for client in ours]
            for client in ours:  # a receipt says that what was sent before it is done
                await client.publish("/topic/ready", "", receipt=True)
            for peer in stomp_pys:
                await peer.subscribe(TOPIC)
                await peer.send("/topic/ready", b"", receipt=True)
            await stompjs.subscribe(TOPIC)
            await stompjs.publish(TOPIC, GREETING)
            for peer in stomp_pys:
                await peer.send(TOPIC, GREETING.encode())
            for client in ours:
                await client.publish(TOPIC, GREETING, receipt=True)

            assert [(await stompjs.wait("message"))["body"] for _ in range(5)] == [GREETING] * 5
            for peer in stomp_pys:
                assert [await peer.heard(TOPIC) for _ in range(5)] == [GREETING.encode()] * 5
            for subscription in subscriptions:
                assert [(await anext(subscription)).text for _ in range(5)] == [GREETING] * 5
        for peer in [stompjs, *stomp_pys]:
            await peer.disconnect()

    found = findings_by_peer(broker.recording)
    assert unexplained(found) == {} and needless(found) == {}


async def test_stompjs_gets_the_version_receipts_and_headers_that_it_expects(tmp_path, node_modules):
    async with SharedBroker(tmp_path) as broker, StompjsUnderNode() as stompjs:
        connected = await stompjs.connect(broker.url, "stompjs")
        await stompjs.subscribe(TOPIC)
        await stompjs.publish(TOPIC, "a", headers={"kind": "plain: and \\ simple"})
        message = await stompjs.wait("message")
        await stompjs.unsubscribe(TOPIC)
        await stompjs.publish(TOPIC, "nobody hears this")
        await stompjs.disconnect()

    assert connected["version"] == "1.2"
    assert message["headers"]["kind"] == "plain: and \\ simple"
    assert message["headers"]["destination"] == TOPIC and "message-id" in message["headers"]
    assert [event["event"] for event in stompjs.seen if event["event"] in ("message", "stray", "error")] == ["message"]
    assert {"event": "closed", "code": 1000, "wasClean": True} in stompjs.seen
    assert unexplained(findings_by_peer(broker.recording)) == {}


async def test_octets_that_are_no_text_reach_stompjs_and_come_back_whole(tmp_path, node_modules):
    octets = bytes(range(256))
    async with SharedBroker(tmp_path) as broker, StompjsUnderNode() as stompjs:
        await stompjs.connect(broker.url, "stompjs")
        async with sk.connect(broker.tcp_url, headers={"peer": "python"}) as client:
            news = client.subscribe(TOPIC)
            await client.publish("/topic/ready", "", receipt=True)
            await stompjs.subscribe(TOPIC)
            await stompjs.publish(TOPIC, base64=b64encode(octets).decode())

            assert (await anext(news)).body == octets
            assert (await stompjs.wait("message"))["octets"] == 256
        await stompjs.disconnect()

    assert unexplained(findings_by_peer(broker.recording)) == {}


async def test_stompjs_and_the_broker_keep_each_other_awake(tmp_path, node_modules):
    async with SharedBroker(tmp_path) as broker, StompjsUnderNode() as stompjs:
        connected = await stompjs.connect(broker.url, "stompjs", beats=1000)
        for _ in range(3):
            await stompjs.wait("beat")
        await stompjs.disconnect()

    assert connected["headers"]["heart-beat"] == "1000,1000"
    assert len(beats_of(broker.recording, "to_client")) >= 3 and len(beats_of(broker.recording, "to_server")) >= 2
    assert "beat-lost" not in [event["event"] for event in stompjs.seen]
    assert unexplained(findings_by_peer(broker.recording)) == {}


async def test_stompjs_without_the_login_is_told_so_by_an_error_frame(tmp_path, node_modules):
    async with SharedBroker(tmp_path, "--login", "ada") as broker, StompjsUnderNode() as stompjs:
        await stompjs.perform(do="connect", url=broker.url, headers={"login": "ada", "passcode": "horse"}, beats=0)
        error = await stompjs.wait("error")
        await stompjs.wait("closed")

    assert "login" in error["headers"]["message"] + error["body"]
    said = broker.recording.text() + str(list(broker.recording))
    assert "horse" not in said and broker.PASSCODE not in said
