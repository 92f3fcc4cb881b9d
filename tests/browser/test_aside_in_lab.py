"""`lab.aside` keeps a live view in sight beside the notebook."""

import pytest
from every_view import SETUP, TABLE

NOTEBOOK = """
from stompkata import lab

broker = lab.broker("beside")
me = lab.client(broker)
news = me.subscribe("/topic/news")
"""
PANEL = ".jupyterlab-sidecar"
SAY = "me.publish('/topic/news', 'seen beside', receipt=True)"


@pytest.fixture
def beside(notebook):
    """A notebook with frames beside it, and a cell that adds to them."""
    notebook.open("beside.ipynb", [NOTEBOOK, "lab.aside(lab.frames(broker))", SAY])
    notebook.run(notebook.cell(0))
    notebook.run(notebook.cell(1))
    notebook.page.locator(f"{PANEL} .sk-row", has_text="SUBSCRIBE").wait_for()
    notebook.idle()
    return notebook


def test_a_view_stays_in_sight_beside_the_notebook_and_is_live(beside):
    beside.run(beside.cell(2))
    beside.page.locator(f"{PANEL} .sk-row", has_text="seen beside").first.wait_for()
    beside.idle()
    for theme in "light", "dark":
        beside.theme(theme)
        beside.screenshot(f"aside-{theme}")
    told = beside.cell(1).locator(".jp-OutputArea-output").inner_text()

    assert told.strip() == "FrameInspector is beside the notebook (by keyboard: Esc, then Tab)."
    assert beside.cell(1).locator(".sk-frames").count() == 0


def test_running_the_cell_again_takes_the_place_of_the_panel(beside):
    page = beside.page
    first = page.locator(PANEL).get_attribute("id")
    beside.run(beside.cell(1))
    page.locator(f"{PANEL}:not([id='{first}']) .sk-row", has_text="SUBSCRIBE").wait_for()

    assert page.locator(PANEL).count() == 1


def test_the_panel_is_reached_by_keyboard(beside):
    beside.cell(1).locator(".cm-content").click()
    beside.page.keyboard.press("Escape")
    for _ in range(2):  # the panel's tab, and the view
        beside.page.keyboard.press("Tab")

    assert beside.page.evaluate(f"document.activeElement.closest('{PANEL}') !== null")


def test_a_kernel_that_begins_anew_leaves_no_panel_behind(beside, jupyterlab):
    jupyterlab.request("POST", f"api/kernels/{beside._session['kernel']['id']}/restart")
    beside.page.locator(PANEL).wait_for(state="detached")

    assert beside.page.locator(".jp-Notebook").count() == 1


def test_every_view_of_lab_can_be_beside_the_notebook(notebook):
    views = [view for view in TABLE if view.name != "check report"]  # lab.check shows it, and returns nothing
    notebook.open("all-beside.ipynb", [SETUP, *(f"lab.aside({view.make}, {view.name!r})" for view in views)])
    notebook.run_all()
    notebook.page.wait_for_timeout(100)
    notebook.idle()
    for view in views:
        notebook.page.locator(f"{PANEL} {view.root}").first.wait_for(state="attached")

    assert notebook.page.locator(PANEL).count() == len(views)
