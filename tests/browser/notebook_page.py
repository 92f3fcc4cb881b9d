"""One notebook in one page of a real browser: run cells, type, look, change the theme, take a picture."""

import json
from pathlib import Path

import nbformat

SCREENSHOTS = Path(__file__).parent / "screenshots"
SHOWN = ".jp-NotebookPanel:not(.lm-mod-hidden)"  # the notebook whose tab is in front
VIEWPORT = {"width": 1280, "height": 900}
CLOSE_ALL = """() => {
  [...window.jupyterapp.shell.widgets("main")].forEach(widget => widget.dispose());
  return document.body.dataset.jpThemeLight;
}"""


class NotebookPage:
    """Opens a notebook and waits until its kernel is idle; collects what went wrong in the page meanwhile."""

    def __init__(self, page, server):
        self.page, self._server = page, server
        self.complaints: list[str] = []
        self.can_be_handed_on = True  # to the next test, when this one is over
        self._listeners = {
            "console": self._console, "pageerror": self._page_error,
            "requestfailed": self._request_failed, "response": self._response,
        }  # fmt: skip
        for event, listener in self._listeners.items():
            page.on(event, listener)

    def open(self, name: str, cells: list[str] | None = None) -> "NotebookPage":
        """Open a notebook of the server's root folder; one is made from `cells` if they are given."""
        if cells is not None:
            notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
            nbformat.write(notebook, self._server.root / name)
        # without a session before the page, "run all" can meet a "Select Kernel" dialog
        session = {"path": name, "name": name, "type": "notebook", "kernel": {"name": "python3"}}
        self._session = self._server.request("POST", "api/sessions", session)
        if self.page.url.startswith(self._server.url):  # JupyterLab is there, as the test before has left it
            self.command("docmanager:open", path=name)
        else:
            workspace = Path(name).stem.replace(".", "-")
            self.page.goto(f"{self._server.url}lab/workspaces/{workspace}/tree/{name}?reset&token={self._server.token}")
        return self._opened()

    def enter(self) -> "NotebookPage":
        """Go to the address that `stompkata lab` opens in a browser: JupyterLab on the first chapter."""
        self.page.goto(self._server.first)
        return self._opened()

    def choose(self, name: str) -> "NotebookPage":
        """Open a notebook of the folder as a person does, by a double click on its name in the file browser."""
        self.page.locator(".jp-DirListing-item", has=self.page.get_by_text(name, exact=True)).dblclick()
        self.page.locator("#jp-main-dock-panel .lm-TabBar-tab.lm-mod-current", has_text=name).wait_for()
        return self._opened()

    def _opened(self) -> "NotebookPage":
        self.page.wait_for_selector(f"{SHOWN} .jp-Cell", timeout=60_000)
        self.idle()
        return self

    def save(self) -> None:
        """Save with the keyboard, and wait until the file is written."""
        self.page.keyboard.press("Control+S")
        self.page.locator(".jp-NotebookPanel.jp-mod-dirty, .lm-TabBar-tab.jp-mod-dirty").wait_for(state="detached")

    def put_away(self) -> None:
        """Close what is open, and end its kernel."""
        self.page.evaluate(CLOSE_ALL)
        self._end_kernels()

    def reload(self) -> None:
        """Load the page again; requests that this itself cuts short have not failed."""
        self.can_be_handed_on = False  # JupyterLab may bring back what other tests have closed
        before = len(self.complaints)
        self.page.reload()
        cut_short = [complaint for complaint in self.complaints[before:] if complaint.endswith("net::ERR_ABORTED")]
        self.complaints = [complaint for complaint in self.complaints if complaint not in cut_short]
        self.idle()

    def close(self) -> bool:
        """Shut the kernel down; returns whether JupyterLab is as it was found, so that the page can be handed on."""
        for event, listener in self._listeners.items():
            self.page.remove_listener(event, listener)
        try:
            same_size = self.page.viewport_size == VIEWPORT  # a side bar does not come back to its width to the pixel
            return self.can_be_handed_on and same_size and self._tidy()
        finally:
            self._end_kernels()

    def _end_kernels(self) -> None:
        for session in self._server.request("GET", "api/sessions"):
            self._server.request("DELETE", f"api/sessions/{session['id']}")

    def _tidy(self) -> bool:
        from playwright.sync_api import Error

        try:
            if self.page.evaluate(CLOSE_ALL) != "true":
                self.theme("light")
            self.page.emulate_media(reduced_motion="no-preference")
            self.page.wait_for_function("() => !document.querySelector('.jp-Notebook, .jp-Dialog')", timeout=3000)
        except Error:
            return False
        return True

    def idle(self, timeout: float = 60.0) -> None:
        """Wait until the status bar says that the kernel is idle and no cell is waiting for its turn."""
        idle = self.page.locator("#jp-main-statusbar").get_by_text("| Idle")
        idle.wait_for(timeout=timeout * 1000)
        self.page.wait_for_function(
            "() => ![...document.querySelectorAll('.jp-InputPrompt')].some(e => e.textContent.includes('*'))",
            timeout=timeout * 1000,
        )

    def command(self, name: str, **arguments) -> None:
        """Execute one of JupyterLab's own commands, as its menus do."""
        self.page.evaluate(
            "([name, args]) => { window.jupyterapp.commands.execute(name, args); }", [name, arguments]
        )

    def run_all(self) -> None:
        """Start all cells; `idle` waits for them."""
        self.command("notebook:run-all-cells")

    def cell(self, index: int):
        """The cell with this index, as a locator."""
        return self.page.locator(f"{SHOWN} .jp-Cell").nth(index)

    def cell_with(self, text: str):
        """The first code cell whose source holds this text, as a locator."""
        return self.page.locator(f"{SHOWN} .jp-CodeCell", has=self.page.locator(".cm-content", has_text=text)).first

    def run(self, cell) -> None:
        """Run one cell with the keyboard, as a person does; does not wait."""
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+Enter")

    def write(self, cell, source: str) -> None:
        """Replace the source of a cell by typing over it."""
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(source)

    def theme(self, name: str) -> None:
        """Change the theme: "light" or "dark"."""
        light = json.dumps(name == "light")
        if self.page.locator("body").get_attribute("data-jp-theme-light") == light:
            return
        self.command("apputils:change-theme", theme=f"JupyterLab {name.title()}")
        self.page.wait_for_function("light => document.body.dataset.jpThemeLight === light", arg=light)
        self.page.locator("#jupyterlab-splash").wait_for(state="detached")  # it is shown while the styles change

    def screenshot(self, name: str, what=None) -> None:
        """Save a picture of the page, or of one part of it, for people to look at."""
        SCREENSHOTS.mkdir(exist_ok=True)
        (what or self.page).screenshot(path=SCREENSHOTS / f"{name}.png")

    def _console(self, message) -> None:
        if message.type == "error":
            self.complaints.append(f"console error: {message.text}")

    def _page_error(self, error) -> None:
        self.complaints.append(f"page error: {error}")

    def _request_failed(self, request) -> None:
        self.complaints.append(f"failed request: {request.method} {request.url}: {request.failure}")

    def _response(self, response) -> None:
        if response.status >= 400:
            self.complaints.append(f"failed request: {response.status} {response.url}")
