"""JupyterLab as `stompkata lab` starts it in a folder that it lays out; nothing is shared with the person who tests.

The command, the folder and the course's own settings are a learner's. What the tests add lies in a configuration
folder beside: JupyterLab may be talked to from the page, keeps far cells in it, and has one theme.
"""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Self

STARTS_WITHIN = 60.0  # seconds
SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"doNotDisturbMode": True},
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},  # else far cells are not in the page
    "@jupyterlab/apputils-extension:themes": {"theme": "JupyterLab Light", "adaptive-theme": False},
}
IN_THE_PAGE = {"LabApp": {"expose_app_in_browser": True}}
ADDRESS = re.compile(r"(http://127\.0\.0\.1:\d+/)lab/tree/(\S+\.ipynb)\?token=(\w+)")


class JupyterLabServer:
    """`stompkata lab FOLDER` in a process of its own; `first` is the address that it would open in a browser.

    Args:
        folder: the learner's folder, which the command lays out; also the root that JupyterLab shows.
        home: a folder for what JupyterLab keeps of its own; two servers, one after the other, may share it.
        options: more of the command, such as "--lang", "zh".
        port: where it listens; a browser has JupyterLab's programs compiled already if it met them there.
    """

    def __init__(self, folder: Path, home: Path, *options: str, port: int | None = None):
        self.root, self.runtime = folder, home / "runtime"
        self._options, self._log = options, home / "server.log"
        self._port = port or free_port()
        config = home / "config"
        (config / "labconfig").mkdir(parents=True, exist_ok=True)
        (config / "labconfig" / "default_setting_overrides.json").write_text(json.dumps(SETTINGS))
        (config / "jupyter_lab_config.json").write_text(json.dumps(IN_THE_PAGE))
        self._environment = learners_environment() | {
            "JUPYTER_CONFIG_DIR": str(config), "JUPYTER_DATA_DIR": str(home / "data"),
            "JUPYTER_RUNTIME_DIR": str(self.runtime), "IPYTHONDIR": str(home / "ipython"),
            "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"), "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        }  # fmt: skip

    def __enter__(self) -> Self:
        with open(self._log, "wb") as log:
            self._process = subprocess.Popen(
                stompkata("lab", str(self.root), "--no-browser", "--port", str(self._port), *self._options),
                env=self._environment, cwd=self.root.parent, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
        self._wait_until_up()
        return self

    def __exit__(self, *_) -> None:
        self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @property
    def said(self) -> str:
        """What the command and JupyterLab have printed by now."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def _wait_until_up(self) -> None:
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline and self._process.poll() is None:
            if found := ADDRESS.search(self.said):
                self.first, (self.url, _, self.token) = found[0], found.groups()
                try:
                    return self.request("GET", "api/status") and None
                except (urllib.error.URLError, ConnectionError):
                    pass  # the address is printed a moment before anybody listens there
            time.sleep(0.1)
        self.__exit__()
        raise RuntimeError(f"JupyterLab did not start:\n{self.said[-4000:]}")

    def request(self, method: str, path: str, body: object = None):
        """Ask the server's REST interface; returns the decoded answer."""
        request = urllib.request.Request(
            self.url + path, method=method, data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {self.token}", "Content-Type": "application/json"},
        )  # fmt: skip
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None


def free_port() -> int:
    """A port that nobody listens on; JupyterLab, asked for 0, would print 0 in its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def stompkata(*arguments: str) -> list[str]:
    """The command as it is installed here."""
    return [sys.executable, "-m", "stompkata", *arguments]


def learners_environment() -> dict[str, str]:
    """The environment without what would tell the command, or a check, of another folder, seed or grader."""
    return {name: value for name, value in os.environ.items() if not name.startswith("STOMPKATA_")}
