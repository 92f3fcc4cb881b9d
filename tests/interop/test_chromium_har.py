"""What a real Chromium saves of a page that uses stompjs shows the same frames as our recording of it."""

import pytest
from devtools import DevTools
from pages import origin
from peers import StompjsInPage
from playwright.async_api import async_playwright
from test_page import ARGUMENTS

import stompkata as sk
from stompkata.analysis.units import Unit, read

BODY = "grüße, 你好 😀"


def frames(recording: sk.Recording) -> dict[str, list[tuple]]:
    """Every STOMP frame and beat, by direction, with all that it says: the order of the two may differ by a delay."""
    stomp = [unit for unit in read(recording) if unit.is_stomp]
    return {way: [_said(unit) for unit in stomp if unit.direction == way] for way in ("to_server", "to_client")}


def _said(unit: Unit) -> tuple:
    return unit.command, tuple(unit.headers.items()), unit.body, unit.opcode


async def converse(url: str, stompjs: StompjsInPage) -> None:
    await stompjs.connect(url, "stompjs", beats=1000)
    await stompjs.subscribe("/topic/a")
    await stompjs.publish("/topic/a", BODY)
    await stompjs.publish("/topic/b", base64="AAH/")
    await stompjs.wait("message")
    await stompjs.wait("beat")
    await stompjs.disconnect()


@pytest.mark.parametrize("saver", ["DevTools", "Playwright"])
async def test_a_saved_har_shows_the_frames_of_our_own_recording(tmp_path, node_modules, chromium, saver):
    own, path = sk.Recording(), tmp_path / "page.har"
    with origin(node_modules) as mine:
        async with sk.serve(origins=[mine], recording=own) as server, async_playwright() as driver:
            tools = DevTools(driver, chromium, ARGUMENTS)
            browser = await tools.browser()
            context = await browser.new_context(**({"record_har_path": path} if saver == "Playwright" else {}))
            page = await context.new_page()
            stompjs = StompjsInPage(page)
            await stompjs.open(mine + "/")
            if saver == "DevTools":
                await tools.open(page)
            await converse(server.url, stompjs)
            if saver == "DevTools":
                await tools.export(path)
            await context.close()
            await browser.close()
    imported = sk.Recording.load(path)

    assert frames(imported) == frames(own)
    said = [unit.command for unit in read(imported)]
    assert said.count("SEND") == 2 and {"CONNECT", "CONNECTED", "MESSAGE", "RECEIPT", "beat"} <= set(said)
    assert imported.fault == ""
    assert [unit.text for unit in read(imported) if unit.command == "handshake"] == [
        "GET / HTTP/1.1", "HTTP/1.1 101 Switching Protocols"]  # fmt: skip
