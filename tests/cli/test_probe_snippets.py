"""The programs that `stompkata probe` prints: each fits what was found."""

from probe_findings import FRAMED, NODE_INFO, RAW, URL, info, probed, stomp, upgrade

from stompkata.cli.probe_snippets import snippets
from stompkata.probing.tries import Try


def code(*tries: Try, login: str | None = None, host: str = "localhost") -> dict[str, str]:
    return {snippet.title: snippet.code for snippet in snippets(probed(*tries, host=host), login)}


CONNECTED = {"version": "1.2", "heart-beat": "10000,10000"}
STOMPJS_HAPPY = (
    upgrade(101, asked="v12.stomp,v11.stomp,v10.stomp", subprotocol="v12.stomp"),
    stomp("CONNECTED", CONNECTED, asked="no host"),
)


def test_a_websocket_is_a_broker_url():
    found = code(*STOMPJS_HAPPY, stomp("CONNECTED", CONNECTED))

    assert f'brokerURL: "{URL}",' in found["stompjs"] and "connectHeaders" not in found["stompjs"]
    assert f'connectAsync("{URL}", handler)' in found["Spring's client"]
    assert f'sk.connect("{URL}") as client' in found["stompkata"]


def test_where_no_subprotocol_is_chosen_stompjs_must_not_offer_any():
    found = code(upgrade(101), stomp("CONNECTED", CONNECTED), stomp("CONNECTED", CONNECTED, asked="no host"))

    assert (
        f'webSocketFactory: () => new WebSocket("{URL}"),' in found["stompjs"] and "brokerURL:" not in found["stompjs"]
    )


def test_framed_sockjs_needs_its_client():
    framed = stomp("CONNECTED", CONNECTED, way="framed", url=FRAMED)
    found = code(info(NODE_INFO), framed)

    assert 'new SockJS("http://localhost:8080/ws")' in found["stompjs"]
    assert (
        "new SockJsClient(List.of(new WebSocketTransport(" in found["Spring's client"]
        and '"http://localhost:8080/ws"' in found["Spring's client"]
    )
    assert "speaks no SockJS frames" in found["stompkata"]


def test_raw_sockjs_is_preferred_and_the_fallbacks_are_named():
    found = code(
        info(NODE_INFO),
        *(stomp("CONNECTED", CONNECTED, way=way, url=url) for way, url in (("raw", RAW), ("framed", FRAMED))),
    )

    assert RAW in found["stompjs"] and 'new SockJS("http://localhost:8080/ws")' in found["stompjs"]
    assert f'sk.connect("{RAW}")' in found["stompkata"]


def test_tcp_needs_node_or_another_client_of_spring():
    found = code(stomp("CONNECTED", CONNECTED, way="tcp", url="stomp://localhost:61613"))

    assert 'new TCPWrapper("localhost", 61613)' in found["stompjs"]
    assert 'new ReactorNettyTcpStompClient("localhost", 61613)' in found["Spring's client"]


def test_login_host_and_missing_beats_are_in_the_code_and_no_passcode():
    found = code(stomp("CONNECTED", {"version": "1.2", "heart-beat": "0,0"}), login='a"d', host="/")

    assert r'connectHeaders: { login: "a\"d", passcode: "PASSCODE", host: "/" },' in found["stompjs"]
    assert (
        "heartbeatIncoming: 0, heartbeatOutgoing: 0," in found["stompjs"]
        and "setTaskScheduler" not in found["Spring's client"]
    )
    assert (
        r'headers.setLogin("a\"d");' in found["Spring's client"] and 'headers.setHost("/");' in found["Spring's client"]
    )
    assert 'headers={"host": "/"}' in found["stompkata"]


def test_there_is_no_code_for_a_server_that_lets_nobody_in():
    assert code(upgrade(101), stomp("ERROR", {"message": "no"})) == {}
