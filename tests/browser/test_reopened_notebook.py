"""A notebook that is opened again shows each view as it stood at the last save, and how to make it live again."""

import json
import time

import pytest
from every_view import HERE

SETUP = """
from stompkata import lab

broker = lab.broker("of the notebook")
me = lab.client(broker)
news = me.subscribe("/topic/news")
"""
SAY = "me.publish('/topic/news', 'said after the cell ran', receipt=True)"
LIVE = ".sk-frames .sk-grid"
HINT = "A still picture, as of the last save. To make it live again, run this cell again."
HINT_OF_THE_CELL = HINT.replace("the last save", "when this cell ran")
SOON = 10.0  # seconds
HOSTILE = f"""
import sys
sys.path[:0] = [{str(HERE)!r}, {str(HERE.parent / "widgets")!r}]
from hostile_scene import tell
from stompkata.recording import Recording
from stompkata.widgets.fault_panel import FaultPanel
from stompkata.net.faults import Faults
from stompkata import lab

recording = Recording()
"""
VIEWS = [*(f"lab.{view}(recording)" for view in ("frames", "ladder", "heartbeats", "map")),
         "FaultPanel(Faults(), recording)"]


def texts(server, name: str) -> list[str]:
    """What the outputs are in the file: the names of their kinds, and their HTML."""
    content = json.loads((server.root / name).read_text())
    found = [output["data"] for cell in content["cells"] for output in cell["outputs"] if "data" in output]
    return ["\n".join([*data, "".join(data.get("text/html", ""))]) for data in found]


def save(notebook) -> None:
    """Save as Ctrl-S does, and wait until JupyterLab has the server's word for it."""
    with notebook.page.expect_response(lambda answer: answer.request.method == "PUT" and "/api/contents/" in answer.url):
        notebook.command("docmanager:save")  # of what is not dirty, nothing is saved
    notebook.page.wait_for_function("() => !document.querySelector('.lm-TabBar-tab.jp-mod-dirty')")


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
    notebook = talked
    save_with(notebook, jupyterlab, "talked.ipynb", "said after the cell ran")
    jupyterlab.request("POST", f"api/kernels/{notebook._session['kernel']['id']}/restart")
    notebook.write(notebook.cell(2), "'changed'")
    save(notebook)

    assert "said after the cell ran" in "\n".join(texts(jupyterlab, "talked.ipynb"))


def test_a_notebook_is_saved_where_no_still_can_be_read_and_shows_what_the_cell_showed(talked, jupyterlab):
    notebook, folder = talked, jupyterlab.runtime / "stompkata-stills"
    moved = folder.rename(folder.with_name("moved"))
    folder.write_text("no folder")
    try:
        save(notebook)
    finally:
        folder.unlink()
        moved.rename(folder)
    reopen(notebook, jupyterlab, "talked.ipynb")
    notebook.cell(1).locator("table.sk-snapshot").wait_for()

    assert notebook.cell(1).locator("p").first.inner_text() == HINT_OF_THE_CELL
    assert notebook.cell(2).locator(".cm-content").inner_text() == SAY


def test_every_view_of_what_strangers_say_is_saved_as_text_that_does_nothing(notebook, jupyterlab):
    notebook.can_be_handed_on = False  # it is watched to its end
    page, seen = notebook.page, []
    page.on("dialog", lambda dialog: (seen.append(dialog.message), dialog.dismiss()))
    page.on("popup", lambda popup: seen.append(popup.url))
    notebook.open("strangers.ipynb", [HOSTILE, *VIEWS, "tell(recording)"])
    notebook.run_all()
    page.wait_for_timeout(100)
    notebook.idle()
    save_with(notebook, jupyterlab, "strangers.ipynb", "sk-faults-still")  # that of the last view
    reopen(notebook, jupyterlab, "strangers.ipynb")
    notebook.cell(1).locator("table.sk-snapshot").wait_for()
    shown = page.locator(".jp-Notebook").inner_text()

    assert shown.count(HINT) == len(VIEWS) and "model not found" not in shown
    assert page.locator(".jp-OutputArea-output :is(script, img, iframe, object, form, a[href])").count() == 0
    assert "<img" in shown and seen == []
