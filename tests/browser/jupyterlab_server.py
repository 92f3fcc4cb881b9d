"""A real JupyterLab server for the browser tests: its own port, token and folders, no news, nothing shared."""

import json
import os
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import stompkata.cli

STARTS_WITHIN = 60.0  # seconds
OURS = Path(stompkata.cli.__file__).with_name("jupyter")  # the settings that `stompkata lab` passes
SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {
        "checkForUpdates": False, "doNotDisturbMode": True, "fetchNews": "false",
    },
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},  # else far cells are not in the page
    "@jupyterlab/apputils-extension:themes": {"theme": "JupyterLab Light", "adaptive-theme": False},
}


class JupyterLabServer:
    """`jupyter lab` in a process of its own, over a private root folder."""

    def __init__(self, home: Path):
        self.root, self.token = home / "root", secrets.token_hex(16)
        self.runtime, self._log = home / "runtime", home / "server.log"
        overrides = home / "config" / "labconfig" / "default_setting_overrides.json"
        for folder in (self.root, self.runtime, overrides.parent):
            folder.mkdir(parents=True)
        overrides.write_text(json.dumps(SETTINGS))
        self._environment = os.environ | {
            "JUPYTER_CONFIG_PATH": str(OURS), "JUPYTER_CONFIG_DIR": str(home / "config"), "JUPYTER_DATA_DIR": str(home / "data"),
            "JUPYTER_RUNTIME_DIR": str(self.runtime), "IPYTHONDIR": str(home / "ipython"),
            "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"), "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        }  # fmt: skip

    def __enter__(self) -> "JupyterLabServer":
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--expose-app-in-browser", "--allow-root"]
        options = {"ip": "127.0.0.1", "port": 0, "root_dir": self.root}
        command += [f"--ServerApp.{name}={value}" for name, value in options.items()]
        with open(self._log, "wb") as log:
            self._process = subprocess.Popen(
                [*command, f"--IdentityProvider.token={self.token}", "--KernelManager.transport_encryption=auto"],
                env=self._environment, cwd=self.root, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
        self.url = self._wait_until_up()
        return self

    def __exit__(self, *_) -> None:
        self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _wait_until_up(self) -> str:
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline and self._process.poll() is None:
            for found in self.runtime.glob("jpserver-*.json"):
                try:
                    url = json.loads(found.read_text())["url"]
                    self.url = url.replace("localhost", "127.0.0.1")
                    self.request("GET", "api/status")
                    return self.url
                except (ValueError, urllib.error.URLError, ConnectionError):
                    pass
            time.sleep(0.1)
        raise RuntimeError(f"JupyterLab did not start:\n{self._log.read_text()[-4000:]}")

    def request(self, method: str, path: str, body: object = None):
        """Ask the server's REST interface; returns the decoded answer."""
        request = urllib.request.Request(
            self.url + path, method=method, data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {self.token}", "Content-Type": "application/json"},
        )  # fmt: skip
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None
