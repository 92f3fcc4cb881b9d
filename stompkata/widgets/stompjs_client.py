"""StompjsClient: the real @stomp/stompjs, vendored, running in the notebook's page."""

import re
from html import escape
from pathlib import Path

import traitlets

from stompkata.dissection.visible import visible
from stompkata.widgets.page import script, style
from stompkata.widgets.pictured import Pictured

_STATIC = Path(__file__).parent / "static"
_VENDORED = _STATIC / "stompjs"
_LINES = 200


def _module() -> str:
    """Put the vendored library, as it came from npm, before our own text: one module for anywidget, and no CDN."""
    library = (_VENDORED / "stomp.umd.js").read_text(encoding="utf-8")
    library = library.replace("//# sourceMappingURL=stomp.umd.js.map", "")  # the page would ask for it
    exports = "const exports = {}, module = { exports };"
    return f"const StompJs = (() => {{ {exports}\n{library}\nreturn exports; }})();\n{script('stompjs_client.js')}"


def _version() -> str:
    return re.search(r"stompjs (\S+),", (_VENDORED / "VERSION.txt").read_text(encoding="utf-8"))[1]


class StompjsClient(Pictured):
    """Connects the page itself to a broker; subscribes, publishes a greeting, and shows what stompjs logs.

    Args:
        url: of the broker, as the page sees it, such as ws://127.0.0.1:15674/.
        destination: where the page listens and speaks.
        greeting: what it publishes as soon as it is connected; "" for nothing.
    """

    _esm = _module()
    _css = style("stompjs_client.css")

    url = traitlets.Unicode().tag(sync=True)
    destination = traitlets.Unicode().tag(sync=True)
    greeting = traitlets.Unicode().tag(sync=True)
    version = traitlets.Unicode(_version()).tag(sync=True)

    def __init__(self, url: str, *, destination: str, greeting: str = ""):
        super().__init__(url=url, destination=destination, greeting=greeting)
        self.state = "idle"
        self.lines: list[str] = []
        self.on_msg(self._message)

    def _message(self, _widget, content: object, _buffers) -> None:
        match content:
            case {"type": "state", "state": str(state)}:
                self.state = state
            case {"type": "line", "text": str(text)}:
                self.lines[:] = [*self.lines, text][-_LINES:]

    def snapshot(self) -> dict[str, str]:
        """Return what stompjs has said so far: `text/html` without script, and `text/plain`."""
        said = [visible(part, 2048) for line in self.lines for part in line.split("\n")]
        text = "\n".join([repr(self), *said])
        return {"text/plain": text, "text/html": f"<pre>{escape(text)}</pre>"}

    def stamp(self) -> object:
        """Return what differs whenever the snapshot may: here, what was said."""
        return list(self.lines)

    def __repr__(self) -> str:
        return f"<stompjs {self.version} in the page, on {visible(self.destination)}>"
