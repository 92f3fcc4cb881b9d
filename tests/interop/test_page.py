"""stompjs in a real page: let in by its origin, and kept out by any other."""

from pathlib import Path

from explained import unexplained
from pages import BUNDLE, origin
from peers import StompjsInPage
from playwright.async_api import async_playwright
from shared_broker import SharedBroker, findings_by_peer

import stompkata as sk
import stompkata.widgets

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TOPIC = "/topic/news"


async def test_a_page_of_a_named_origin_talks_with_a_python_client(tmp_path, node_modules, chromium):
    with origin(node_modules) as mine:
        async with SharedBroker(tmp_path, "--origin", mine) as broker, async_playwright() as driver:
            browser = await driver.chromium.launch(executable_path=chromium, args=ARGUMENTS)
            stompjs = StompjsInPage(await browser.new_page())
            await stompjs.open(mine + "/")
            connected = await stompjs.connect(broker.url, "stompjs", beats=1000)
            await stompjs.subscribe(TOPIC)
            async with sk.connect(broker.tcp_url, headers={"peer": "python"}) as client:
                news = client.subscribe(TOPIC)
                await client.publish(TOPIC, "from Python", receipt=True)
                await stompjs.publish(TOPIC, "from the page")

                assert [(await anext(news)).text for _ in range(2)] == ["from Python", "from the page"]
                assert (await stompjs.wait("message"))["body"] == "from Python"
            await stompjs.wait("beat")
            await stompjs.disconnect()
            await browser.close()

    assert connected["version"] == "1.2"
    assert unexplained(findings_by_peer(broker.recording)) == {}


async def test_a_page_of_any_other_origin_is_refused_before_the_upgrade(tmp_path, node_modules, chromium):
    with origin(node_modules) as mine, origin(node_modules) as foreign:
        async with SharedBroker(tmp_path, "--origin", mine) as broker, async_playwright() as driver:
            browser = await driver.chromium.launch(executable_path=chromium, args=ARGUMENTS)
            stompjs = StompjsInPage(await browser.new_page())
            await stompjs.open(foreign + "/")
            await stompjs.perform(do="connect", url=broker.url, headers={}, beats=0)
            closed = await stompjs.wait("closed")
            await browser.close()

    assert closed["code"] == 1006
    answers = [
        record.data for record in broker.recording if record.layer == "handshake" and record.direction == "to_client"
    ]
    assert [answer.split(b"\r\n")[0] for answer in answers] == [b"HTTP/1.1 403 Forbidden"]
    assert "connected" not in [event["event"] for event in stompjs.seen]


def test_the_stompjs_of_the_notebooks_is_the_unmodified_one(node_modules):
    ours = Path(stompkata.widgets.__file__).parent / "static" / "stompjs" / "stomp.umd.js"

    assert ours.read_bytes() == (node_modules / BUNDLE).read_bytes()
