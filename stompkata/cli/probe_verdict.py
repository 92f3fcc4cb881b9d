"""What a probed server is, as far as its answers tell."""

import re
from collections import Counter
from collections.abc import Iterator

from stompkata.cli.probe_words import WAYS, error_text, protocol
from stompkata.dissection.visible import visible
from stompkata.probing.questions import sockjs_info
from stompkata.probing.tries import Outcome, Probed, Try

_PRODUCT = re.compile(r"([A-Za-z][\w .-]*)/(\d[\w.-]*)")
_INFOS = {
    ("websocket", "origins", "cookie_needed", "entropy"): "sockjs-node",
    ("entropy", "origins", "cookie_needed", "websocket"): "Spring",
}  # who writes /info in which order
_ERRORS = {
    "Bad CONNECT": "RabbitMQ",
    "org.apache.activemq": "ActiveMQ",
    "org.springframework": "Spring",
    "rule: S12-": "stompkata",
    "ExecutorSubscribableChannel": "Spring",
    "[amq:": "ActiveMQ",
}
_KNOWN = {
    "RabbitMQ": {"plain": "RabbitMQ {}, through its Web-STOMP plugin", "tcp": "RabbitMQ {}, through its STOMP plugin"},
    "ActiveMQ": {"": "Apache ActiveMQ {} (Classic)"},
    "ActiveMQ-Artemis": {"": "Apache ActiveMQ Artemis {}"},
}


def verdict(probed: Probed) -> str:
    """One paragraph: the name of the server, where it is known from, and how it can be reached."""
    one = probed.connected() or next((one for one in probed.all("stomp") if one.frame is not None), None)
    if one is None:
        return _no_stomp(probed)
    sentences = [_who(one, probed), _where(probed), *_refused(probed, one)]
    return " ".join(filter(None, sentences))


def _who(one: Try, probed: Probed) -> str:
    headers = one.frame.headers
    if "server" in headers:
        return _named(headers["server"], one, probed)
    writer = _INFOS.get(tuple(next((sockjs_info(info.data) for info in probed.all("info") if info.answered), ())))
    behind = (
        f", behind SockJS (its /info is written as {writer} does)"
        if writer
        else ", behind SockJS"
        if _sockjs(probed)
        else ""
    )
    if (
        one.answered
        and [name for name in headers if name != "user-name"] == ["version", "heart-beat"]
        and writer in (None, "Spring")
    ):
        return (
            f"It answers as Spring's simple broker does{behind}: CONNECTED with version and heart-beat, and no more, "
            "in this order. It did not give a name, so this is a guess."
        )
    said = " ".join(error_text(one)) if not one.answered else ""
    if guess := next((name for words, name in _ERRORS.items() if words in said), ""):
        return f"Probably {guess}{behind}: the words of its ERROR are as there."
    seen = ", ".join(visible(name, 30) for name in headers) or "none"
    return f"A STOMP server{behind} that does not say who it is; the headers of its {one.frame.command}: {seen}."


def _named(server: str, one: Try, probed: Probed) -> str:
    product = _PRODUCT.match(server)
    if product is None:
        return f"It calls itself {visible(server, 80)!r}."
    name, version = product[1], product[2]
    known = _KNOWN.get(name, {})
    called = known.get(one.way, known.get("", f"{name} {{}}")).format(version)
    if "user-name" in one.frame.headers or _sockjs(probed):
        called = f"{name} {version}, behind a relay such as Spring's"
    return f"{visible(called, 100)}: so says the server header of its {one.frame.command}."


def _where(probed: Probed) -> str:
    found = [f"{WAYS[way]} at {visible(done.url, 200)}" for way in WAYS if (done := probed.connected(way))]
    if not found:
        return ""
    guessed = (
        " That path was guessed: the URL has none."
        if any(one.answered for one in probed.all("upgrade", "guess"))
        else ""
    )
    return f"It speaks STOMP {_listed(found)}.{guessed}"


def _refused(probed: Probed, one: Try) -> Iterator[str]:
    if not one.answered:
        yield "It lets nobody in this way."
        return
    for other in probed.all("stomp", one.way, one.asked):
        if other.frame is not None and not other.answered:
            none = ", and none at all" if any(done.answered for done in probed.all("stomp", one.way, "no host")) else ""
            yield f"It refuses host:{visible(other.host, 60)}, and accepts host:{visible(one.host, 60)}{none}."


def _no_stomp(probed: Probed) -> str:
    if _sockjs(probed):
        return "SockJS answers, but nothing behind it speaks STOMP: another protocol of that application's own."
    if any(one.answered for one in probed.all("upgrade")):
        return "A WebSocket server, but nothing on it speaks STOMP."
    get = probed.find("get")
    if get is not None and get.status:
        server = f" ({visible(get.headers['server'], 60)})" if "server" in get.headers else ""
        return f"A web server{server}, but neither a WebSocket nor SockJS at this path."
    strange = next((one for one in probed.tries if one.data and not one.status), None)
    if strange is not None:
        return f"Something else; the protocol is {protocol(strange.data)}."
    connections = list(probed.all("connect"))
    if not connections or not connections[0].answered:
        return "Unknown: nobody was reached."
    if any(one.asked and one.outcome in (Outcome.YES, Outcome.UNTRUSTED) for one in connections):
        return "A server behind TLS; what it is shows only there."
    return "Unknown: it answers in no protocol that a probe knows."


def _sockjs(probed: Probed) -> bool:
    return any(one.answered for one in probed.all("info"))


def _listed(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def complaints(probed: Probed) -> list[str]:
    """What strict reading finds in the server's own answers, each once, with its rule."""
    found = Counter(
        (finding.severity, visible(finding.message, 160), finding.rule, finding.source)
        for one in probed.tries
        for finding in one.findings
    )
    return [
        f"{severity}: {message} [{rule}]{f' ({source})' if source else ''}{f', {times} times' if times > 1 else ''}"
        for (severity, message, rule, source), times in found.items()
    ]
