"""`stompkata lab` gives the learner the course and turns into JupyterLab."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from stompkata.cli import lab
from stompkata.errors import StompkataError

ADDRESS = re.compile(r"(http://127\.0\.0\.1:\d+)/lab/tree/(\S+\.ipynb)\?token=(\w+)")


def test_the_course_is_given_in_english_and_in_chinese_under_the_same_names():
    english, chinese = lab.course_notebooks("en"), lab.course_notebooks("zh")

    assert list(english) == list(chinese) == sorted(english)
    assert next(iter(english)) == "00_first_green.ipynb"
    assert english["00_first_green.ipynb"] != chinese["00_first_green.ipynb"]


def test_jupyterlab_opens_the_first_chapter_from_the_learners_folder(tmp_path):
    command = lab.jupyterlab_command(tmp_path, "00_first_green.ipynb", port=None, browser=True, root=False)

    assert command[1:] == [
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={tmp_path}",
        "--LabApp.default_url=/lab/tree/00_first_green.ipynb",
    ]


def test_only_root_is_told_to_jupyterlab(tmp_path):
    command = lab.jupyterlab_command(tmp_path, "00_first_green.ipynb", port=8899, browser=False, root=True)

    assert command[-3:] == ["--port=8899", "--no-browser", "--allow-root"]


def test_without_jupyterlab_the_command_says_what_to_install(monkeypatch):
    monkeypatch.setattr(lab, "find_spec", lambda name: None if name == "anywidget" else object())

    with pytest.raises(StompkataError, match=r"needs anywidget\n  try:  .* -m pip install 'stompkata\[lab\]'"):
        lab._require_jupyterlab()


def test_the_folder_is_the_one_named_by_the_environment_else_the_one_we_are_in_else_a_new_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("STOMPKATA_HOME", raising=False)
    assert lab._default_folder() == Path("stompkata-course")

    (tmp_path / ".stompkata").write_text("", encoding="utf-8")
    assert lab._default_folder() == Path("stompkata-course")

    (tmp_path / ".stompkata").write_text('{"notebooks": {"00_first_green.ipynb": "1f"}}', encoding="utf-8")
    assert lab._default_folder() == tmp_path

    monkeypatch.setenv("STOMPKATA_HOME", str(tmp_path / "mine"))
    assert lab._default_folder() == tmp_path / "mine"


def fetch(address: str) -> bytes:
    """What is at an address of JupyterLab, which prints its address a moment before it listens there."""
    for wait in (0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 0):
        try:
            with urllib.request.urlopen(address, timeout=20) as answer:
                return answer.read()
        except urllib.error.URLError:
            time.sleep(wait)
    raise AssertionError(f"nobody listens at {address}")


@pytest.mark.skipif(os.name != "posix", reason="ended by a signal")
def test_jupyterlab_really_serves_the_first_chapter_our_settings_and_our_pages(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:  # JupyterLab prints the port it was given, and 0 as 0
        port = str(free.getsockname()[1])
    command = [sys.executable, "-m", "stompkata", "lab", str(tmp_path / "course"), "--no-browser", "--port", port]
    environment = os.environ | {"JUPYTER_CONFIG_DIR": str(tmp_path), "JUPYTER_DATA_DIR": str(tmp_path / "data")}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        server, chapter, token = next(filter(None, map(ADDRESS.search, process.stdout))).groups()
        served = json.loads(fetch(f"{server}/api/contents/{chapter}?token={token}"))["content"]
        settings = f"{server}/lab/api/settings/@jupyterlab/apputils-extension:notification?token={token}"
        defaults = json.loads(fetch(settings))["schema"]["properties"]
        page, slides = (fetch(f"{server}/nbconvert/{kind}/{chapter}?token={token}") for kind in ("html", "slides"))
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)

    assert served["cells"] and served["metadata"]["stompkata"]["chapter"] == "00_first_green"
    assert defaults["fetchNews"]["default"] == "false" and defaults["checkForUpdates"]["default"] is False
    assert b"--jp-cell-prompt-not-active-opacity: 1;" in page and b"reveal.js" in slides


@pytest.mark.parametrize("own", [None, "/srv/startup.py"])
def test_kernels_get_our_start_up_file_unless_a_person_has_one(tmp_path, monkeypatch, own):
    for name in ("PYTHONSTARTUP", "JUPYTER_CONFIG_PATH"):
        monkeypatch.setenv(name, "")  # so that what the command sets is taken back
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "execv", lambda *command: None)
    if own:
        monkeypatch.setenv("PYTHONSTARTUP", own)
    lab.lab(tmp_path / "course", browser=False)

    assert os.environ["PYTHONSTARTUP"] == (own or str(lab.SETTINGS / "startup.py"))
    assert (lab.SETTINGS / "startup.py").is_file()
