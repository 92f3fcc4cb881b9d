"""Chromium's own developer tools on a page, driven in a second page: what they export is what a person would save."""

import asyncio
import json
import socket
import urllib.request
from pathlib import Path

from playwright.async_api import Browser, Page, Playwright


class DevTools:
    """`await open(page)` before the page connects, `await export(path)` when it is done."""

    def __init__(self, driver: Playwright, chromium: str, arguments: list[str]):
        self._driver, self._chromium, self._arguments = driver, chromium, arguments
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._at = f"127.0.0.1:{free.getsockname()[1]}"

    async def browser(self) -> Browser:
        """Start a Chromium that these tools may look into."""
        remote = [f"--remote-debugging-port={self._at.partition(':')[2]}", f"--remote-allow-origins=http://{self._at}"]
        self._browser = await self._driver.chromium.launch(executable_path=self._chromium,
                                                           args=[*self._arguments, *remote])  # fmt: skip
        return self._browser

    async def open(self, page: Page) -> None:
        """Open the network panel on this page."""
        target = next(one for one in await asyncio.to_thread(self._targets) if one["url"] == page.url)
        address = target["webSocketDebuggerUrl"].removeprefix("ws://")
        self._tools = await self._browser.new_page()
        await self._tools.goto(f"http://{self._at}/devtools/devtools_app.html?ws={address}&panel=network")
        await self._button.wait_for()

    @property
    def _button(self):
        return self._tools.get_by_label("Export HAR").first

    async def export(self, path: Path) -> None:
        """Press the panel's export button, and keep what is saved."""
        async with self._tools.expect_download() as saved:
            await self._button.click()
        await (await saved.value).save_as(path)

    def _targets(self) -> list[dict]:
        with urllib.request.urlopen(f"http://{self._at}/json", timeout=10) as answer:
            return json.load(answer)
