"""What to try when a probe found no way in: each bad outcome says what, where, and what next."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from stompkata.cli.probe_words import error_text
from stompkata.dissection.visible import visible
from stompkata.probing.tries import Outcome, Probed, Try

_LOST = {
    Outcome.REFUSED: (
        "nobody listens at {}",
        "is the server started, on this port, and on this machine? from a container, is the port published?",
    ),
    Outcome.UNKNOWN_HOST: (
        "there is no host of the name in {}",
        "is it spelled right, and known to this machine's DNS or hosts file?",
    ),
    Outcome.UNREACHABLE: (
        "the network does not get to {}",
        "is the address right, and the network, VPN or container up?",
    ),
    Outcome.SILENT: (
        "nothing comes back from {}, not even a refusal",
        "a firewall drops it, or the address is another machine's; --timeout 10",
    ),
    Outcome.CLOSED: (
        "{} ends each connection at once",
        "a proxy whose server is down does so, or one that lets only some addresses in",
    ),
}
_STATUS = {
    200: (
        "a page or a text answers where a WebSocket was asked for",
        "the path is another's (a single-page application answers everything), or a proxy on the way drops Upgrade",
    ),
    400: (
        "the server calls the upgrade a bad request",
        (
            "does a proxy drop Upgrade and Connection? does the server know this Host? "
            "with SockJS, connect below the path, at …/websocket"
        ),
    ),
    401: (
        "the server wants an HTTP login before the upgrade",
        "a session cookie or Authorization, which a browser's WebSocket cannot set itself",
    ),
    403: (
        "the server forbids the upgrade, though no Origin was sent",
        "is this path for users who logged in? is a proxy in between?",
    ),
    404: (
        "nothing is at this path",
        "the path of the endpoint: /ws for RabbitMQ; what addEndpoint(…) says for Spring, after any context path",
    ),
    405: ("the server does not GET at this path", "the path of the endpoint"),
    426: (
        "the server asks for an upgrade, and then refuses it",
        "which subprotocol or version of WebSocket does it want?",
    ),
    503: ("a proxy answers, and its server does not", "start the server behind the proxy"),
}
_STATUS |= {status: _STATUS[503] for status in (502, 504)}


def advice(probed: Probed) -> list[tuple[str, str]]:
    """Pairs of what happened and what to try; empty if all is well."""
    if probed.connected() is not None:
        return list(_elsewhere(probed))
    return list(_advice(probed)) or [("nothing was answered in time", "--timeout 10, or another port")]


def _elsewhere(probed: Probed) -> Iterator[tuple[str, str]]:
    """STOMP was found, but not where the URL said."""
    asked, done = urlsplit(probed.url).scheme, probed.connected()
    if asked in ("ws", "wss", "http", "https") and done.way == "tcp":
        yield (
            f"{probed.url} is no WebSocket: this port speaks STOMP straight over TCP",
            f"{done.url}; browsers cannot, and need the server's WebSocket port (RabbitMQ: 15674/ws, ActiveMQ: 61614)",
        )
    if asked in ("stomp", "tcp", "stomp+ssl") and done.way != "tcp":
        yield f"{probed.url} is no STOMP over TCP: this port speaks it over WebSocket", done.url


def _advice(probed: Probed) -> Iterator[tuple[str, str]]:
    reached, tls = probed.find("connect", asked=""), probed.find("connect", asked="TLS")
    if reached is None or not reached.answered:
        if reached is not None:
            what, hint = _LOST.get(reached.outcome, _LOST[Outcome.UNREACHABLE])
            yield what.format(reached.url), hint
    elif tls is not None:
        yield from _tls(probed, tls)
    if not probed.finished:
        yield "the time for all tries ran out", "--timeout 10"
    yield from _refusals(probed)


def _tls(probed: Probed, tls: Try) -> Iterator[tuple[str, str]]:
    wanted = urlsplit(probed.url).scheme in ("wss", "https", "stomp+ssl")
    if tls.outcome is Outcome.UNTRUSTED:
        yield (
            f"the certificate of {tls.url} cannot be trusted: {visible(tls.why, 120)}",
            (
                "SSL_CERT_FILE=ca.pem names the CA that signed it; "
                "--insecure looks at the server all the same (not for passcodes)"
            ),
        )
    elif wanted and not tls.answered:
        get = probed.find("get")
        if get is not None and get.status:
            yield f"{tls.url} speaks plain HTTP, not TLS", _other_scheme(probed.url)
        else:
            yield f"{tls.url} does not speak TLS", _other_scheme(probed.url)
    elif not wanted and tls.answered:
        yield f"{tls.url} speaks TLS, and the URL is one without", _other_scheme(probed.url)


def _other_scheme(url: str) -> str:
    other = {"ws": "wss", "http": "https", "stomp": "stomp+ssl", "tcp": "stomp+ssl"}
    other |= {"wss": "ws", "https": "http", "stomp+ssl": "stomp", "": "stomp+ssl"}
    scheme, _, rest = url.rpartition("://")
    return f"{other[scheme]}://{rest}" if scheme else f"wss://{rest} or stomp+ssl://{rest}"


def _refusals(probed: Probed) -> Iterator[tuple[str, str]]:
    errors = [one for one in probed.all("stomp") if one.frame is not None]
    if errors:
        text = visible(" ".join(error_text(errors[-1])).strip(), 200)
        yield (
            f"CONNECT is answered with {errors[-1].frame.command}: {text}",
            "--login NAME (the passcode is asked for), or --host NAME if it is about a virtual host",
        )
        return
    if any(one.answered for one in probed.all("upgrade")):
        yield (
            "the WebSocket opens, and CONNECT gets no answer in STOMP",
            "is this the path of another WebSocket of that application?",
        )
        return
    refused = probed.find("upgrade", "plain")
    if refused is not None and refused.outcome is Outcome.NO:
        yield from _status(probed, refused)
    elif _mute(probed):
        yield (
            "the port takes connections, and answers neither HTTP nor STOMP",
            "is this the port of another protocol (AMQP 5672, MQTT 1883), or of a proxy whose server is down?",
        )


def _mute(probed: Probed) -> bool:
    """Whether there is a connection, and nothing to hear on it, in plain or behind TLS."""
    connections = list(probed.all("connect"))
    return (
        connections[0].answered
        and not any(one.asked and one.answered for one in connections)
        and any(probed.all("upgrade"))
    )


def _status(probed: Probed, refused: Try) -> Iterator[tuple[str, str]]:
    place = visible(refused.url, 200)
    if refused.status in (301, 302, 303, 307, 308) and "location" in refused.headers:
        yield f"{place} redirects, which no WebSocket of a browser follows", visible(refused.headers["location"], 200)
        return
    if any(one.answered for one in probed.all("info")):
        yield (
            f"{place} is SockJS, but its WebSockets do not open",
            "does a proxy drop Upgrade and Connection? SockJS's other transports may work",
        )
        return
    what, hint = _STATUS.get(refused.status, ("the upgrade is refused", "the server's log says why"))
    yield f"{place} answers {refused.status}: {what}", hint
