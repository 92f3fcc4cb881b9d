"""A real page tries every way it has to say frames to the TCP port of a broker: no preset takes one of them."""

import asyncio
import re

import pytest
from pages import origin
from playwright.async_api import async_playwright
from test_page import ARGUMENTS

import stompkata as sk
from stompkata.broker.profile import PRESETS

TOPIC = "/topic/news"
# each way names itself in its path; the frames stand in its body
WAYS = {
    "GET": "fetch(at, {mode: 'no-cors'})",
    "HEAD": "fetch(at, {mode: 'no-cors', method: 'HEAD'})",
    "POST": "fetch(at, {mode: 'no-cors', method: 'POST', body})",
    "blob": "fetch(at, {mode: 'no-cors', method: 'POST', body: new Blob([body])})",
    "keepalive": "fetch(at, {mode: 'no-cors', method: 'POST', body, keepalive: true})",
    "PUT": "fetch(at, {method: 'PUT', body})",
    "DELETE": "fetch(at, {method: 'DELETE', body})",
    "PATCH": "fetch(at, {method: 'PATCH', body})",
    "OPTIONS": "fetch(at, {method: 'OPTIONS', body})",
    "INVENTED": "fetch(at, {method: 'SEND', body})",
    "XMLHttpRequest": "xhr(at, body)",
    "sendBeacon": "navigator.sendBeacon(at, body)",
    "plain-form": "form(at, body, 'text/plain')",
    "multipart-form": "form(at, body, 'multipart/form-data')",
    "urlencoded-form": "form(at, body, 'application/x-www-form-urlencoded')",
    "image": "new Image().src = at",
    "script": "document.head.append(Object.assign(document.createElement('script'), {src: at}))",
    "EventSource": "new EventSource(at)",
    "WebSocket": "new WebSocket(at.replace('http:', 'ws:'), ['v12.stomp'])",
    "TLS": "fetch(at.replace('http:', 'https:'), {mode: 'no-cors', method: 'POST', body})",
    "TURN": "turn(new URL(at).host)",
}
TOOLS = """
function xhr(at, body) { const request = new XMLHttpRequest(); request.open('POST', at); request.send(body); }
function form(at, body, enctype) {
  const frame = Object.assign(document.createElement('iframe'), {name: enctype});
  const form = Object.assign(document.createElement('form'), {action: at, method: 'POST', enctype, target: enctype});
  form.append(Object.assign(document.createElement('textarea'), {name: 'a', value: body}));
  document.body.append(frame, form);
  form.submit();
}
async function turn(host) {
  const servers = [{urls: `turn:${host}?transport=tcp`, username: 'a\\n', credential: 'b'}];
  window.peer = new RTCPeerConnection({iceServers: servers, iceTransportPolicy: 'relay'});
  peer.createDataChannel('x');
  await peer.setLocalDescription(await peer.createOffer());
}
"""


class Heard(sk.Recording):
    """A recording that wakes who waits for something in it."""

    def __init__(self):
        super().__init__()
        self.changed = asyncio.Event()

    def add(self, *what) -> None:
        super().add(*what)
        self.changed.set()

    async def until(self, condition) -> None:
        async with asyncio.timeout(20):
            while not condition(self.connections()):
                self.changed.clear()
                await self.changed.wait()

    def connections(self) -> dict[str, list]:
        """What was said, by connection."""
        found: dict[str, list] = {}
        for record in self:
            found.setdefault(record.connection, []).append(record)
        return found


def name_of(records: list) -> str:
    """The way that a connection was made."""
    said = b"".join(record.data for record in records if record.direction == "to_server")
    if path := re.match(rb"[A-Z]+ /([A-Za-z-]+) HTTP", said):
        return path[1].decode()
    return "TLS" if said.startswith(b"\x16\x03") else "TURN" if said.startswith(b"\0\3") else ""


def ended(connections: dict[str, list]) -> set[str]:
    """The ways whose connections got one ERROR, and have ended."""
    return {
        name_of(records)
        for records in connections.values()
        if records[-1].data == b"closed"
        and [record.data.startswith(b"ERROR\n") for record in records if record.direction == "to_client"] == [True]
    }


@pytest.mark.parametrize("preset", PRESETS)
async def test_no_way_of_a_page_says_a_frame_to_the_tcp_port(node_modules, chromium, preset):
    said = Heard()
    async with sk.serve(tcp_port=0, preset=preset, recording=said) as server, async_playwright() as driver:
        at = server.tcp_url.replace("stomp://", "http://")
        browser = await driver.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        async with sk.connect(server.tcp_url) as observer, sk.connect(server.tcp_url) as proper:
            news = observer.subscribe(TOPIC)
            await observer.publish(TOPIC, "subscribed by now")
            await anext(news)
            with origin(node_modules) as mine:
                page = await browser.new_page()
                await page.goto(mine)
                await page.add_script_tag(content=TOOLS)
                for way, does in WAYS.items():
                    frames = f"\0\nCONNECT\naccept-version:1.2\nhost:a\n\n\0SEND\ndestination:{TOPIC}\n\n{way}\0"
                    await page.evaluate(f"([at, body]) => {{ {does} }}", [f"{at}/{way}", frames])
                await said.until(lambda found: ended(found) >= set(WAYS))
            await proper.publish(TOPIC, "from a proper client")

            assert (await anext(news)).text == "from a proper client"  # and nothing before it
            assert len(server.sessions) == 2
            assert all(records[-1].data == b"closed" for records in said.connections().values() if name_of(records))
        await browser.close()
