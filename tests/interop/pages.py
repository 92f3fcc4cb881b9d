"""A page of a loopback origin of its own, with stompjs's own bundle in it."""

import functools
import threading
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HERE = Path(__file__).parent
FILES = {"/": HERE / "page.html", "/peer.js": HERE / "peer.js"}
BUNDLE = "@stomp/stompjs/bundles/stomp.umd.js"


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, *arguments, files: dict[str, Path]):
        self._files = files
        super().__init__(*arguments)

    def translate_path(self, path: str) -> str:
        return str(self._files.get(path, HERE / "nothing"))

    def guess_type(self, path: str) -> str:
        return "text/javascript" if path.endswith(".js") else "text/html"

    def log_message(self, *_) -> None:
        """Say nothing."""


@contextmanager
def origin(node_modules: Path):
    """An address whose `/` is the page; a new one each time, so each has an origin of its own."""
    files = FILES | {"/stomp.umd.js": node_modules / BUNDLE}
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, files=files))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
