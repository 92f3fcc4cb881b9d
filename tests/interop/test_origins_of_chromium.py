"""Our rule for origins against a real Chromium's own spelling of them."""

from pathlib import Path

from playwright.async_api import async_playwright
from test_page import ARGUMENTS

from stompkata.errors import OriginError
from stompkata.net.origins import check_origins

SPELLINGS = [
    "http://localhost:8888", "http://localhost:8888/", "HTTP://LocalHost:8888/a/b?c", "http://localhost:80", "https://a.test:443",
    "https://a.test:80", "http://a.test:08080", "http://a.test:", "http://ada:x@a.test", "http://a_b.test", "http://a.test.",
    "http://Bücher.test", "http://straße.test", "http://ＡＢＣ.test", "https://例え。テスト", "http://127.1:8", "http://2130706433",
    "http://0x7f.1", "http://[0:0:0:0:0:0:0:1]:8", "http://[2001:DB8::1]", "http:/a.test", r"http:\\a.test", " http://a.test",
]  # fmt: skip
SAYS_ORIGIN = """(urls) => urls.map(url => new URL(url).origin)"""
SOCKET_OF_A_FILE = """(url) => new Promise(done => { const socket = new WebSocket(url); socket.onclose = done; })"""


def ours(origin: str) -> str:
    """What we take an origin for: itself, or what is proposed."""
    try:
        check_origins([origin])
    except OriginError as error:
        return str(error).rpartition("\n  try:  ")[2]
    return origin


async def test_chromium_writes_each_origin_as_we_propose(chromium):
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        page = await browser.new_page()
        theirs = await page.evaluate(SAYS_ORIGIN, SPELLINGS)
        await browser.close()

    assert [ours(spelling) for spelling in SPELLINGS] == theirs


async def test_a_page_that_is_a_file_sends_null_so_that_no_file_origin_can_match(chromium, tmp_path, caplog):
    import stompkata as sk

    file = Path(tmp_path / "page.html")
    file.write_text("<p>hello", encoding="utf-8")
    caplog.set_level("INFO", "stompkata.refused")
    async with sk.serve() as server, async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        page = await browser.new_page()
        await page.goto(file.as_uri())
        await page.evaluate(SOCKET_OF_A_FILE, server.url)
        await browser.close()

    assert len(caplog.messages) == 1 and "Origin 'null'" in caplog.messages[0]
