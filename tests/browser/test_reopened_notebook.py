"""A notebook that is opened again shows each view as it stood at the last save, and how to make it live again."""

import json
import time

import pytest

SETUP = """
from stompkata import lab

broker = lab.broker("of the notebook")
me = lab.client(broker)
news = me.subscribe("/topic/news")
"""
SAY = "me.publish('/topic/news', 'said after the cell ran', receipt=True)"
LIVE = ".sk-frames .sk-grid"
HINT = "A still picture, as of the last save. To make it live again, run this cell again."
SOON = 10.0  # seconds


def texts(server, name: str) -> list[str]:
    """What the outputs are in the file: the names of their kinds, and their HTML."""
    content = json.loads((server.root / name).read_text())
    found = [output["data"] for cell in content["cells"] for output in cell["outputs"] if "data" in output]
    return ["\n".join([*data, "".join(data.get("text/html", ""))]) for data in found]


def save(notebook) -> None:
    """Save as Ctrl-S does, and wait until JupyterLab has the server's word for it."""
    with notebook.page.expect_response(lambda answer: answer.request.method == "PUT" and "/api/contents/" in answer.url):
        notebook.command("docmanager:save")  # of what is not dirty, nothing is saved
    notebook.page.wait_for_function("() => !document.querySelector('.jp-mod-dirty')")


def save_with(notebook, server, name: str, text: str) -> str:
    """Save once the kernel has left a still with this text, a quarter of a second after its view; return the file's text.

    JupyterLab saves what was changed in the page, once: a save that comes too early cannot be made good by another.
    """
    deadline, folder = time.monotonic() + SOON, server.runtime / "stompkata-stills"
    while time.monotonic() < deadline and not any(text in found.read_text() for found in folder.glob("*.json")):
        notebook.page.wait_for_timeout(50)
    save(notebook)
    return "\n".join(texts(server, name))


def reopen(notebook, server, name: str) -> None:
    """Close the notebook, end its kernel, and open it again; nothing runs."""
    notebook.command("application:close")
    notebook.page.wait_for_function("() => !document.querySelector('.jp-Notebook')")
    server.request("DELETE", f"api/sessions/{notebook._session['id']}")
    notebook.open(name)


@pytest.fixture
def talked(notebook):
    """A notebook whose second cell shows frames, to which its third has added."""
    notebook.open("talked.ipynb", [SETUP, "lab.frames(broker)", SAY])
    for place in range(2):
        notebook.run(notebook.cell(place))
    notebook.page.wait_for_selector(LIVE)
    notebook.idle()
    notebook.run(notebook.cell(2))
    notebook.page.locator(".sk-row", has_text="said after the cell ran").first.wait_for()
    notebook.idle()
    return notebook


def test_a_reopened_notebook_shows_the_frames_as_of_the_last_save_and_how_to_make_them_live(talked, jupyterlab):
    notebook, page = talked, talked.page
    save_with(notebook, jupyterlab, "talked.ipynb", "said after the cell ran")
    reopen(notebook, jupyterlab, "talked.ipynb")
    still = notebook.cell(1)
    table = still.locator("table.sk-snapshot")
    table.wait_for()

    assert still.locator("p").first.inner_text() == HINT
    assert table.locator("tr", has_text="said after the cell ran").count() == 2  # SEND and MESSAGE
    assert "model not found" not in page.locator(".jp-Notebook").inner_text()
    for theme in "light", "dark":
        notebook.theme(theme)
        notebook.screenshot(f"reopened-{theme}")
    notebook.theme("light")
    notebook.run(notebook.cell(0))
    notebook.run(still)
    still.locator(LIVE).wait_for()


def test_saving_leaves_the_page_live_and_asks_nothing_however_often(talked, jupyterlab):
    notebook, page = talked, talked.page
    save_with(notebook, jupyterlab, "talked.ipynb", "said after the cell ran")
    notebook.write(notebook.cell(2), SAY.replace("said", "said again"))
    notebook.run(notebook.cell(2))
    page.locator(".sk-row", has_text="said again").first.wait_for()
    notebook.idle()
    saved = save_with(notebook, jupyterlab, "talked.ipynb", "said again")

    assert "said again" in saved and "widget-view" not in saved
    assert page.locator(LIVE).count() == 1 and page.locator(".jp-Dialog").count() == 0
    assert "said again" in "\n".join(texts(jupyterlab, "talked.ipynb"))


def test_what_is_saved_after_the_kernel_has_ended_is_not_older_than_what_was_saved_before(talked, jupyterlab):
    notebook, page = talked, talked.page
    save_with(notebook, jupyterlab, "talked.ipynb", "said after the cell ran")
    jupyterlab.request("DELETE", f"api/kernels/{notebook._session['kernel']['id']}")
    notebook.write(notebook.cell(2), "'changed'")
    save(notebook)

    assert "said after the cell ran" in "\n".join(texts(jupyterlab, "talked.ipynb"))
