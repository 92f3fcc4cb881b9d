"""How to connect to what a probe found: from stompjs, from Spring's client, from Python."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from stompkata.cli.probe_words import agreed
from stompkata.errors import ProtocolError
from stompkata.probing.tries import Probed


@dataclass(frozen=True, slots=True)
class Snippet:
    """A few lines of one language; `title` says for whom."""

    title: str
    language: str
    code: str


def snippets(probed: Probed, login: str | None, *, verify: bool = True) -> Iterator[Snippet]:
    """Three programs, for the best way that answered with CONNECTED; without such a way, none."""
    way = next((way for way in ("plain", "raw", "framed", "tcp") if probed.connected(way)), None)
    if way is None:
        return
    done = probed.connected(way)
    headers = [("login", login), ("passcode", "PASSCODE")] if login else []
    host = [] if any(one.answered for one in probed.all("stomp", way, "no host")) else [("host", probed.host)]
    beats = _beats(done.frame.headers.get("heart-beat"))
    yield Snippet("stompjs", "javascript", _stompjs(probed, way, done.url, headers + host, beats))
    yield Snippet("Spring's client", "java", _spring(probed, way, done.url, headers + host, beats))
    yield Snippet("stompkata", "python", _ours(probed, way, done.url, headers, verify))


def _beats(header: str | None) -> bool:
    try:
        return any(agreed(header))
    except ProtocolError:
        return False


def _stompjs(probed: Probed, way: str, url: str, headers: list[tuple[str, str]], beats: bool) -> str:
    before, how = "", f"brokerURL: {json.dumps(url)},"
    if way == "tcp":
        parts = urlsplit(url)
        before = "// in Node only: a browser cannot open a TCP connection\n"
        before += 'import { TCPWrapper } from "@stomp/tcp-wrapper";\n'
        how = f"webSocketFactory: () => new TCPWrapper({json.dumps(parts.hostname)}, {parts.port}),"
    elif way == "framed":
        before = 'import SockJS from "sockjs-client";\n'
        how = f"webSocketFactory: () => new SockJS({json.dumps(sockjs_url(probed))}),  // a new one each time"
    elif not _chooses(probed, way):
        before = "// the server chooses none of the subprotocols that brokerURL offers,\n"
        before += "// and Chromium and Node refuse that: offer none\n"
        how = f"webSocketFactory: () => new WebSocket({json.dumps(url)}),"
    if way == "raw" and probed.connected("framed"):
        how += f"\n  // or, with SockJS's fallbacks, () => new SockJS({json.dumps(sockjs_url(probed))}),"
    connect = ", ".join(f"{name}: {json.dumps(value)}" for name, value in headers)
    connect = f"  connectHeaders: {{ {connect} }},\n" if headers else ""
    kept = (
        "heartbeatIncoming: 10000, heartbeatOutgoing: 10000,"
        if beats
        else ("heartbeatIncoming: 0, heartbeatOutgoing: 0,  // the server has none")
    )
    return (
        f'import {{ Client }} from "@stomp/stompjs";\n{before}\nconst client = new Client({{\n'
        f"  {how}\n{connect}  {kept}\n}});\n"
        'client.onConnect = () =>\n  client.subscribe("/topic/news", (message) => console.log(message.body));\n'
        "client.activate();"
    )


def _spring(probed: Probed, way: str, url: str, headers: list[tuple[str, str]], beats: bool) -> str:
    lines = []
    if way == "tcp":
        parts = urlsplit(url)
        lines.append(f"var client = new ReactorNettyTcpStompClient({json.dumps(parts.hostname)}, {parts.port});")
    else:
        transport = "new StandardWebSocketClient()"
        if way == "framed":
            transport = f"new SockJsClient(List.of(new WebSocketTransport({transport})))"
            url = sockjs_url(probed)
        lines.append(f"var client = new WebSocketStompClient({transport});")
    lines.append("client.setMessageConverter(new StringMessageConverter());")
    if beats:
        lines.append("client.setTaskScheduler(scheduler);  // without one, no heart-beats")
    arguments = [] if way == "tcp" else [json.dumps(url)]
    if headers:
        lines.append("var headers = new StompHeaders();")
        lines += [f"headers.set{name.capitalize()}({json.dumps(value)});" for name, value in headers]
        arguments += ["headers"] if way == "tcp" else ["new WebSocketHttpHeaders()", "headers"]
    lines += [
        "var handler = new StompSessionHandlerAdapter() {};",
        f"var session = client.connectAsync({', '.join([*arguments, 'handler'])})",
        "    .get(5, SECONDS);",
    ]
    return "\n".join(lines)


def _ours(probed: Probed, way: str, url: str, headers: list[tuple[str, str]], verify: bool) -> str:
    if way == "framed":
        return (
            "# stompkata's client speaks no SockJS frames, and the server has no …/websocket for it:\n"
            "# let the server allow SockJS's raw WebSocket, or register the endpoint without SockJS, too"
        )
    more = [f"{name}={json.dumps(value)}" for name, value in headers]
    if probed.host != urlsplit(url).hostname:
        more.append(f'headers={{"host": {json.dumps(probed.host)}}}')
    trust = "" if verify else 'ssl.create_default_context(cafile="ca.pem")'
    before = "import ssl\n" if trust else ""
    more += [f"ssl={trust}"] if trust else []
    return (
        f"{before}import stompkata as sk\n\nasync with sk.connect({', '.join([json.dumps(url), *more])}) as client:\n"
        '    async for message in client.subscribe("/topic/news"):\n        print(message.text)'
    )


def _chooses(probed: Probed, way: str) -> bool:
    return any(one.subprotocol and "," in one.asked for one in probed.all("upgrade", way) if one.answered)


def sockjs_url(probed: Probed) -> str:
    """The base, as SockJS's clients want it: http."""
    return "http" + probed.base.removeprefix("ws")
