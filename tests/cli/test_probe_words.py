"""What `stompkata probe` makes of what was found: each finding in words, and for each bad end what to try."""

import pytest

from stompkata.cli.probe_advice import advice
from stompkata.cli.probe_snippets import snippets
from stompkata.cli.probe_verdict import complaints, verdict
from stompkata.cli.probe_words import heart_beats, protocol, rows
from stompkata.dissection import Finding
from stompkata.probing.tries import EVERY_VERSION, Outcome, Probed, Try
from stompkata.stomp.frame import StompFrame

URL = "ws://localhost:8080/ws"
UP = Try("connect", "localhost:8080", outcome=Outcome.YES)
SPRING_INFO = b'{"entropy":1,"origins":["*:*"],"cookie_needed":true,"websocket":true}'
NODE_INFO = b'{"websocket":true,"origins":["*:*"],"cookie_needed":false,"entropy":1}'
RAW, FRAMED = f"{URL}/websocket", f"{URL}/000/stmpkata/websocket"


def probed(*tries: Try, url: str = URL, host: str = "localhost", finished: bool = True) -> Probed:
    return Probed(url, url, tries, 0.1, host, finished)


def upgrade(status: int, way: str = "plain", **more) -> Try:
    return Try("upgrade", URL, way, outcome=Outcome.YES if status == 101 else Outcome.NO, status=status, **more)


def stomp(command: str, headers: dict[str, str], body: bytes = b"", way: str = "plain", asked: str = EVERY_VERSION, url: str = URL,
          **more) -> Try:
    outcome = Outcome.YES if command == "CONNECTED" else Outcome.NO
    return Try("stomp", url, way, asked, outcome, frame=StompFrame(command, headers, body), **more)


def info(body: bytes) -> Try:
    return Try("info", URL, outcome=Outcome.YES, status=200, data=body)


@pytest.mark.parametrize(("headers", "said"), [
    ({"server": "RabbitMQ/3.10.8", "version": "1.2"}, "RabbitMQ 3.10.8, through its Web-STOMP plugin: so says the server header"),
    ({"server": "ActiveMQ/5.17.2", "version": "1.2"}, "Apache ActiveMQ 5.17.2 (Classic): so says"),
    ({"server": "ActiveMQ-Artemis/2.31 ActiveMQ Artemis Messaging Engine", "version": "1.2"}, "Apache ActiveMQ Artemis 2.31: so"),
    ({"server": "RabbitMQ/4.0.1", "user-name": "ada", "version": "1.2"}, "RabbitMQ 4.0.1, behind a relay such as Spring's"),
    ({"version": "1.2", "heart-beat": "0,0"}, "It answers as Spring's simple broker does: CONNECTED with version and heart-beat"),
    ({"server": "something \x1b[2J"}, "It calls itself 'something ⟨ESC⟩[2J'."),
    ({"session": "1", "version": "1.1"}, "A STOMP server that does not say who it is; the headers of its CONNECTED: session, version."),
])
def test_a_server_is_known_by_its_connected(headers, said):
    assert verdict(probed(UP, upgrade(101), stomp("CONNECTED", headers))).startswith(said)


@pytest.mark.parametrize(("text", "name"), [
    (b"Access refused for user 'x'", "RabbitMQ"), (b"java.lang.SecurityException at org.apache.activemq.Broker", "ActiveMQ"),
    (b"Failed to send message to ExecutorSubscribableChannel[clientInboundChannel]", "Spring")])
def test_a_server_that_lets_nobody_in_is_guessed_by_its_words(text, name):
    error = stomp("ERROR", {"message": "Bad CONNECT"} if name == "RabbitMQ" else {}, text)

    assert verdict(probed(UP, error)) == f"Probably {name}: the words of its ERROR are as there. It lets nobody in this way."


@pytest.mark.parametrize(("body", "said"), [
    (SPRING_INFO, "It answers as Spring's simple broker does, behind SockJS (its /info is written as Spring does)"),
    (NODE_INFO, "A STOMP server, behind SockJS (its /info is written as sockjs-node does) that does not say who it is")])
def test_what_serves_sockjs_is_known_by_its_info(body, said):
    connected = stomp("CONNECTED", {"version": "1.2", "heart-beat": "0,0"}, way="raw", url=RAW)

    assert verdict(probed(UP, info(body), connected)).startswith(said)


@pytest.mark.parametrize(("header", "said"), [
    ("10000,10000", "both sides beat every 10 s"), ("0,0", "no heart-beats: "), (None, "no heart-beats: "),
    ("0,15000", "the client beats every 15 s"), ("20000,0", "the server beats every 20 s"),
    ("10000, 10000", "heart-beat is not two whole numbers x,y [S12-39]")])
def test_what_heart_beat_was_answered_is_put_into_seconds(header, said):
    assert heart_beats(header).startswith(said)


@pytest.mark.parametrize(("octets", "name"), [
    (b"HTTP/1.1 400 Bad Request\r\n", "HTTP"), (b"<!DOCTYPE HTML>", "HTTP"), (b"SSH-2.0-x", "SSH"), (b"\x15\x03\x01\0\x02\x02F", "TLS"),
    (b"AMQP\0\0\x09\x01", "AMQP"), (b"ERROR\nmessage:x\n\n\0", "STOMP"), (b"\xff", "none that a probe knows")])
def test_another_protocol_is_known_by_its_first_octets(octets, name):
    assert protocol(octets) == name


@pytest.mark.parametrize(("tries", "what", "hint"), [
    ([Try("connect", "h:1", outcome=Outcome.REFUSED)], "nobody listens at h:1", "is the server started"),
    ([Try("connect", "h:1", outcome=Outcome.UNKNOWN_HOST)], "there is no host of the name in h:1", "spelled right"),
    ([Try("connect", "h:1", outcome=Outcome.SILENT)], "nothing comes back from h:1", "a firewall"),
    ([Try("connect", "h:1", outcome=Outcome.UNREACHABLE)], "the network does not get to h:1", "VPN"),
    ([UP, Try("connect", "h:1", asked="TLS", outcome=Outcome.YES)], "h:1 speaks TLS, and the URL is one without",
     "wss://localhost:8080/ws"),
    ([UP, Try("connect", "h:1", asked="TLS", outcome=Outcome.UNTRUSTED, why="self-signed certificate")],
     "the certificate of h:1 cannot be trusted: self-signed certificate", "--insecure"),
    ([UP, upgrade(200)], f"{URL} answers 200: a page", "a proxy on the way drops Upgrade"),
    ([UP, upgrade(400)], f"{URL} answers 400", "…/websocket"),
    ([UP, upgrade(403)], f"{URL} answers 403", "logged in"),
    ([UP, upgrade(404)], f"{URL} answers 404: nothing is at this path", "addEndpoint"),
    ([UP, upgrade(426)], f"{URL} answers 426", "subprotocol"),
    ([UP, upgrade(504)], f"{URL} answers 504: a proxy answers", "start the server"),
    ([UP, upgrade(418)], f"{URL} answers 418: the upgrade is refused", "log"),
    ([UP, upgrade(302, headers={"location": "https://b/\x1b"})], f"{URL} redirects", "https://b/⟨ESC⟩"),
    ([UP, info(NODE_INFO), upgrade(400)], f"{URL} is SockJS, but its WebSockets do not open", "drop Upgrade"),
    ([UP, upgrade(101), Try("stomp", URL, "plain", EVERY_VERSION)], "the WebSocket opens, and CONNECT gets no answer", "another"),
    ([UP, stomp("ERROR", {"message": "no\x1b"})], "CONNECT is answered with ERROR: no⟨ESC⟩", "--login NAME"),
    ([UP, Try("upgrade", URL, "plain", outcome=Outcome.CLOSED)], "the port takes connections, and answers neither", "AMQP 5672"),
])
def test_a_bad_end_says_what_where_and_what_to_try(tries, what, hint):
    (said, try_this), *more = advice(probed(*tries))

    assert said.startswith(what) and hint in try_this and not more


def test_plain_http_behind_a_url_of_tls_is_told():
    tries = [UP, Try("connect", "h:1", asked="TLS", outcome=Outcome.NO_TLS), Try("get", "http://h:1/", outcome=Outcome.YES, status=200)]

    assert advice(probed(*tries, url="wss://h:1/ws")) == [("h:1 speaks plain HTTP, not TLS", "ws://h:1/ws")]


def test_stomp_found_elsewhere_than_the_url_says_is_told():
    over_tcp = stomp("CONNECTED", {"version": "1.2"}, way="tcp", url="stomp://h:1")

    assert advice(probed(UP, over_tcp))[0][0] == f"{URL} is no WebSocket: this port speaks STOMP straight over TCP"
    assert advice(probed(UP, stomp("CONNECTED", {}), url="stomp://h:1"))[0][1] == URL


def code(*tries: Try, login: str | None = None, host: str = "localhost") -> dict[str, str]:
    return {snippet.title: snippet.code for snippet in snippets(probed(*tries, host=host), login)}


CONNECTED = {"version": "1.2", "heart-beat": "10000,10000"}
STOMPJS_HAPPY = (upgrade(101, asked="v12.stomp,v11.stomp,v10.stomp", subprotocol="v12.stomp"), stomp("CONNECTED", CONNECTED, asked="no host"))


def test_a_websocket_is_a_broker_url():
    found = code(*STOMPJS_HAPPY, stomp("CONNECTED", CONNECTED))

    assert f'brokerURL: "{URL}",' in found["stompjs"] and "connectHeaders" not in found["stompjs"]
    assert f'connectAsync("{URL}", handler)' in found["Spring's client"]
    assert f'sk.connect("{URL}") as client' in found["stompkata"]


def test_where_no_subprotocol_is_chosen_stompjs_must_not_offer_any():
    found = code(upgrade(101), stomp("CONNECTED", CONNECTED), stomp("CONNECTED", CONNECTED, asked="no host"))

    assert f'webSocketFactory: () => new WebSocket("{URL}"),' in found["stompjs"] and "brokerURL:" not in found["stompjs"]


def test_framed_sockjs_needs_its_client():
    framed = stomp("CONNECTED", CONNECTED, way="framed", url=FRAMED)
    found = code(info(NODE_INFO), framed)

    assert 'new SockJS("http://localhost:8080/ws")' in found["stompjs"]
    assert "new SockJsClient(List.of(new WebSocketTransport(" in found["Spring's client"] and '"http://localhost:8080/ws"' in found["Spring's client"]
    assert "speaks no SockJS frames" in found["stompkata"]


def test_raw_sockjs_is_preferred_and_the_fallbacks_are_named():
    found = code(info(NODE_INFO), *(stomp("CONNECTED", CONNECTED, way=way, url=url) for way, url in (("raw", RAW), ("framed", FRAMED))))

    assert RAW in found["stompjs"] and 'new SockJS("http://localhost:8080/ws")' in found["stompjs"]
    assert f'sk.connect("{RAW}")' in found["stompkata"]


def test_tcp_needs_node_or_another_client_of_spring():
    found = code(stomp("CONNECTED", CONNECTED, way="tcp", url="stomp://localhost:61613"))

    assert 'new TCPWrapper("localhost", 61613)' in found["stompjs"]
    assert 'new ReactorNettyTcpStompClient("localhost", 61613)' in found["Spring's client"]


def test_login_host_and_missing_beats_are_in_the_code_and_no_passcode():
    found = code(stomp("CONNECTED", {"version": "1.2", "heart-beat": "0,0"}), login='a"d', host="/")

    assert r'connectHeaders: { login: "a\"d", passcode: "PASSCODE", host: "/" },' in found["stompjs"]
    assert "heartbeatIncoming: 0, heartbeatOutgoing: 0," in found["stompjs"] and "setTaskScheduler" not in found["Spring's client"]
    assert r'headers.setLogin("a\"d");' in found["Spring's client"] and 'headers.setHost("/");' in found["Spring's client"]
    assert 'headers={"host": "/"}' in found["stompkata"]


def test_there_is_no_code_for_a_server_that_lets_nobody_in():
    assert code(upgrade(101), stomp("ERROR", {"message": "no"})) == {}


def test_ways_with_one_answer_are_one_line_and_a_wrong_version_is_named():
    refused = [upgrade(404, reason="Not Found", asked=asked) for asked in ("", "v12.stomp", "v11.stomp", "v10.stomp")]
    wrong = stomp("CONNECTED", {"version": "1.2"}, asked="1.0")

    assert [row.asked for row in rows(probed(*refused))] == ["WebSocket, 4 ways"]
    assert rows(probed(wrong))[0].meaning == "1.2 was not offered, and a client must give up (S12-38)"


def test_an_echo_is_no_broker():
    echo = Try("stomp", URL, "plain", EVERY_VERSION, Outcome.STRANGE, data=b"CONNECT\naccept-version:1.2\n\n\0")

    assert rows(probed(upgrade(101), echo))[-1].meaning == "what was sent comes back: an echo"


def test_findings_are_told_once_with_their_rule():
    finding = Finding("S12-39", "warning", "heart-beat is not x,y", 0, source='STOMP 1.2, "Heart-beating"')
    tries = [stomp("CONNECTED", {}, findings=(finding,), asked=asked) for asked in ("1.2", "1.1")]

    assert complaints(probed(*tries)) == ['warning: heart-beat is not x,y [S12-39] (STOMP 1.2, "Heart-beating"), 2 times']


HOSTILE = "\x1b[2J\x9b\u202e[bold]x[/]\x07"


def test_no_text_of_a_stranger_reaches_the_terminal_as_it_is():
    strange = HOSTILE.encode()
    tries = [Try("get", URL, outcome=Outcome.YES, status=200, reason=HOSTILE, headers={"server": HOSTILE}),
             upgrade(302, reason=HOSTILE, headers={"location": HOSTILE}), upgrade(101, subprotocol=HOSTILE),
             Try("stomp", URL, "tcp", EVERY_VERSION, Outcome.STRANGE, data=strange),
             Try("stomp", URL, "raw", EVERY_VERSION, Outcome.CLOSED, why=HOSTILE),
             stomp("ERROR", {"message": HOSTILE, HOSTILE: "x"}, strange), stomp("CONNECTED", {"version": HOSTILE, "heart-beat": HOSTILE})]
    for number in range(len(tries)):
        found = probed(UP, *tries[number:])
        shown = [verdict(found), *complaints(found), *map(repr, rows(found)), *sum(advice(found), ()), str(found)]

        assert not set("\x1b\x9b\u202e\x07") & set("".join(shown))
