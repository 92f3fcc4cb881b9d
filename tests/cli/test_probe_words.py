"""What `stompkata probe` makes of what was found: each finding in words, and for each bad end what to try."""

import pytest
from probe_findings import (
    NODE_INFO,
    RAW,
    SPRING_INFO,
    UP,
    URL,
    info,
    probed,
    stomp,
    upgrade,
)

from stompkata.cli.probe_advice import advice
from stompkata.cli.probe_verdict import complaints, verdict
from stompkata.cli.probe_words import heart_beats, protocol, rows
from stompkata.dissection import Finding
from stompkata.probing.tries import EVERY_VERSION, Outcome, Try


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        (
            {"server": "RabbitMQ/3.10.8", "version": "1.2"},
            "RabbitMQ 3.10.8, through its Web-STOMP plugin: so says the server header",
        ),
        ({"server": "ActiveMQ/5.17.2", "version": "1.2"}, "Apache ActiveMQ 5.17.2 (Classic): so says"),
        (
            {"server": "ActiveMQ-Artemis/2.31 ActiveMQ Artemis Messaging Engine", "version": "1.2"},
            "Apache ActiveMQ Artemis 2.31: so",
        ),
        (
            {"server": "RabbitMQ/4.0.1", "user-name": "ada", "version": "1.2"},
            "RabbitMQ 4.0.1, behind a relay such as Spring's",
        ),
        (
            {"version": "1.2", "heart-beat": "0,0"},
            "It answers as Spring's simple broker does: CONNECTED with version and heart-beat",
        ),
        ({"server": "something \x1b[2J"}, "It calls itself 'something ⟨ESC⟩[2J'."),
        (
            {"session": "1", "version": "1.1"},
            "A STOMP server that does not say who it is; the headers of its CONNECTED: session, version.",
        ),
    ],
)
def test_a_server_is_known_by_its_connected(headers, said):
    assert verdict(probed(UP, upgrade(101), stomp("CONNECTED", headers))).startswith(said)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (b"Access refused for user 'x'", "RabbitMQ"),
        (b"java.lang.SecurityException at org.apache.activemq.Broker", "ActiveMQ"),
        (b"Failed to send message to ExecutorSubscribableChannel[clientInboundChannel]", "Spring"),
    ],
)
def test_a_server_that_lets_nobody_in_is_guessed_by_its_words(text, name):
    error = stomp("ERROR", {"message": "Bad CONNECT"} if name == "RabbitMQ" else {}, text)

    assert (
        verdict(probed(UP, error))
        == f"Probably {name}: the words of its ERROR are as there. It lets nobody in this way."
    )


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (SPRING_INFO, "It answers as Spring's simple broker does, behind SockJS (its /info is written as Spring does)"),
        (
            NODE_INFO,
            "A STOMP server, behind SockJS (its /info is written as sockjs-node does) that does not say who it is",
        ),
    ],
)
def test_what_serves_sockjs_is_known_by_its_info(body, said):
    connected = stomp("CONNECTED", {"version": "1.2", "heart-beat": "0,0"}, way="raw", url=RAW)

    assert verdict(probed(UP, info(body), connected)).startswith(said)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("10000,10000", "both sides beat every 10 s"),
        ("0,0", "no heart-beats: "),
        (None, "no heart-beats: "),
        ("0,15000", "the client beats every 15 s"),
        ("20000,0", "the server beats every 20 s"),
        ("10000, 10000", "heart-beat is not two whole numbers x,y [S12-39]"),
    ],
)
def test_what_heart_beat_was_answered_is_put_into_seconds(header, said):
    assert heart_beats(header).startswith(said)


@pytest.mark.parametrize(
    ("octets", "name"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n", "HTTP"),
        (b"<!DOCTYPE HTML>", "HTTP"),
        (b"SSH-2.0-x", "SSH"),
        (b"\x15\x03\x01\0\x02\x02F", "TLS"),
        (b"AMQP\0\0\x09\x01", "AMQP"),
        (b"ERROR\nmessage:x\n\n\0", "STOMP"),
        (b"\xff", "none that a probe knows"),
    ],
)
def test_another_protocol_is_known_by_its_first_octets(octets, name):
    assert protocol(octets) == name


@pytest.mark.parametrize(
    ("tries", "what", "hint"),
    [
        ([Try("connect", "h:1", outcome=Outcome.REFUSED)], "nobody listens at h:1", "is the server started"),
        ([Try("connect", "h:1", outcome=Outcome.UNKNOWN_HOST)], "there is no host of the name in h:1", "spelled right"),
        ([Try("connect", "h:1", outcome=Outcome.SILENT)], "nothing comes back from h:1", "a firewall"),
        ([Try("connect", "h:1", outcome=Outcome.UNREACHABLE)], "the network does not get to h:1", "VPN"),
        (
            [UP, Try("connect", "h:1", asked="TLS", outcome=Outcome.YES)],
            "h:1 speaks TLS, and the URL is one without",
            "wss://localhost:8080/ws",
        ),
        (
            [UP, Try("connect", "h:1", asked="TLS", outcome=Outcome.UNTRUSTED, why="self-signed certificate")],
            "the certificate of h:1 cannot be trusted: self-signed certificate",
            "--insecure",
        ),
        ([UP, upgrade(200)], f"{URL} answers 200: a page", "a proxy on the way drops Upgrade"),
        ([UP, upgrade(400)], f"{URL} answers 400", "…/websocket"),
        ([UP, upgrade(403)], f"{URL} answers 403", "logged in"),
        ([UP, upgrade(404)], f"{URL} answers 404: nothing is at this path", "addEndpoint"),
        ([UP, upgrade(426)], f"{URL} answers 426", "subprotocol"),
        ([UP, upgrade(504)], f"{URL} answers 504: a proxy answers", "start the server"),
        ([UP, upgrade(418)], f"{URL} answers 418: the upgrade is refused", "log"),
        ([UP, upgrade(302, headers={"location": "https://b/\x1b"})], f"{URL} redirects", "https://b/⟨ESC⟩"),
        ([UP, info(NODE_INFO), upgrade(400)], f"{URL} is SockJS, but its WebSockets do not open", "drop Upgrade"),
        (
            [UP, upgrade(101), Try("stomp", URL, "plain", EVERY_VERSION)],
            "the WebSocket opens, and CONNECT gets no answer",
            "another",
        ),
        ([UP, stomp("ERROR", {"message": "no\x1b"})], "CONNECT is answered with ERROR: no⟨ESC⟩", "--login NAME"),
        (
            [UP, Try("upgrade", URL, "plain", outcome=Outcome.CLOSED)],
            "the port takes connections, and answers neither",
            "AMQP 5672",
        ),
    ],
)
def test_a_bad_end_says_what_where_and_what_to_try(tries, what, hint):
    (said, try_this), *more = advice(probed(*tries))

    assert said.startswith(what) and hint in try_this and not more


def test_plain_http_behind_a_url_of_tls_is_told():
    tries = [
        UP,
        Try("connect", "h:1", asked="TLS", outcome=Outcome.NO_TLS),
        Try("get", "http://h:1/", outcome=Outcome.YES, status=200),
    ]

    assert advice(probed(*tries, url="wss://h:1/ws")) == [("h:1 speaks plain HTTP, not TLS", "ws://h:1/ws")]


def test_stomp_found_elsewhere_than_the_url_says_is_told():
    over_tcp = stomp("CONNECTED", {"version": "1.2"}, way="tcp", url="stomp://h:1")

    assert advice(probed(UP, over_tcp))[0][0] == f"{URL} is no WebSocket: this port speaks STOMP straight over TCP"
    assert advice(probed(UP, stomp("CONNECTED", {}), url="stomp://h:1"))[0][1] == URL


def test_ways_with_one_answer_are_one_line_and_a_wrong_version_is_named():
    refused = [upgrade(404, reason="Not Found", asked=asked) for asked in ("", "v12.stomp", "v11.stomp", "v10.stomp")]
    wrong = stomp("CONNECTED", {"version": "1.2"}, asked="1.0")

    assert [row.asked for row in rows(probed(*refused))] == ["WebSocket, 4 ways"]
    assert rows(probed(wrong))[0].meaning == "1.2 was not offered, and a client must give up (S12-38)"


def test_a_status_without_a_reason_as_tomcat_sends_it_reads_well():
    granted = upgrade(101, reason="", asked="v12.stomp,v11.stomp", subprotocol="v12.stomp")

    assert rows(probed(granted))[0].answer == "101, v12.stomp"


def test_an_echo_is_no_broker():
    echo = Try("stomp", URL, "plain", EVERY_VERSION, Outcome.STRANGE, data=b"CONNECT\naccept-version:1.2\n\n\0")

    assert rows(probed(upgrade(101), echo))[-1].meaning == "what was sent comes back: an echo"


def test_findings_are_told_once_with_their_rule():
    finding = Finding("S12-39", "warning", "heart-beat is not x,y", 0, source='STOMP 1.2, "Heart-beating"')
    tries = [stomp("CONNECTED", {}, findings=(finding,), asked=asked) for asked in ("1.2", "1.1")]

    assert complaints(probed(*tries)) == [
        'warning: heart-beat is not x,y [S12-39] (STOMP 1.2, "Heart-beating"), 2 times'
    ]


HOSTILE = "\x1b[2J\x9b\u202e[bold]x[/]\x07"


def test_no_text_of_a_stranger_reaches_the_terminal_as_it_is():
    strange = HOSTILE.encode()
    tries = [
        Try("get", URL, outcome=Outcome.YES, status=200, reason=HOSTILE, headers={"server": HOSTILE}),
        upgrade(302, reason=HOSTILE, headers={"location": HOSTILE}),
        upgrade(101, subprotocol=HOSTILE),
        Try("stomp", URL, "tcp", EVERY_VERSION, Outcome.STRANGE, data=strange),
        Try("stomp", URL, "raw", EVERY_VERSION, Outcome.CLOSED, why=HOSTILE),
        stomp("ERROR", {"message": HOSTILE, HOSTILE: "x"}, strange),
        stomp("CONNECTED", {"version": HOSTILE, "heart-beat": HOSTILE}),
    ]
    for number in range(len(tries)):
        found = probed(UP, *tries[number:])
        shown = [verdict(found), *complaints(found), *map(repr, rows(found)), *sum(advice(found), ()), str(found)]

        assert not set("\x1b\x9b\u202e\x07") & set("".join(shown))
