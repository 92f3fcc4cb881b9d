"""FrameInspector in real JupyterLab: live while a cell runs, usable by keyboard, safe with a stranger's text."""

import re

import pytest

PRODUCER = """
import threading, time
import stompkata as sk
from stompkata.widgets.frame_inspector import FrameInspector
from stompkata.websocket.frame import Opcode, WebSocketFrame, encode

recording = sk.Recording()
key = bytes.fromhex("37fa213d")

def send(text, destination="/topic/news"):
    payload = f"SEND\\ndestination:{destination}\\ncontent-type:text/plain\\n\\n{text}\\0".encode()
    recording.add(time.monotonic(), "c1", "to_server", "websocket",
                  encode(WebSocketFrame(Opcode.TEXT, payload, masking_key=key)))

def send_many(count, every=0.0):
    for number in range(1, count + 1):
        send(f"number {number}")
        time.sleep(every)
"""
SHOW = "FrameInspector(recording)"
EVERY_VIEW_HAS = """rows => [...document.querySelectorAll(".sk-frames")].every(
    view => view.querySelectorAll(".sk-space .sk-row:not([hidden])").length === rows)"""
BAD = "recording.add(time.monotonic(), 'c1', 'to_server', 'stomp', b'SEND\\nbad\\n\\n\\0')"


@pytest.fixture
def inspected(notebook):
    """A notebook whose second cell shows the table; more cells may follow."""

    def opened(name: str, *cells: str):
        notebook.open(f"{name}.ipynb", [PRODUCER, SHOW, *cells])
        notebook.run(notebook.cell(0))
        notebook.run(notebook.cell(1))
        notebook.page.wait_for_selector(".sk-frames .sk-grid")
        notebook.idle()
        return notebook

    return opened


def rows(notebook):
    return notebook.page.locator(".sk-space .sk-row:visible")


def last_row(notebook) -> str:
    return rows(notebook).last.inner_text()


def first_number(notebook) -> str:
    return rows(notebook).first.locator(".sk-number").inner_text()


def wait_for_row(notebook, text: str):
    row = notebook.page.locator(".sk-space .sk-row:visible", has_text=text).first
    row.wait_for(timeout=10_000)
    return row


def test_frames_that_arrive_while_a_cell_sleeps_are_shown_at_once(inspected):
    notebook = inspected(
        "live",
        "threading.Thread(target=send_many, args=(40, 0.05)).start()\ntime.sleep(5)\nprint('cell', 'over')",
    )
    notebook.run(notebook.cell(2))
    wait_for_row(notebook, "number 40")

    row = last_row(notebook)
    assert notebook.cell(2).get_by_text("cell over").count() == 0, "the cell was over before the last row came"
    assert "SEND" in row and "/topic/news" in row and "to server" in row
    rows(notebook).last.click()
    notebook.page.locator(".sk-heading", has_text="STOMP SEND /topic/news").wait_for(timeout=3000)
    assert notebook.cell(2).get_by_text("cell over").count() == 0, "the cell was over before the row was explained"
    notebook.idle()


def test_run_all_with_a_sleeping_cell_shows_frames_too(notebook):
    notebook.open("run-all.ipynb", [PRODUCER, SHOW, "send_many(30, 0.1)\nprint('cell', 'over')"])
    notebook.run_all()
    wait_for_row(notebook, "number 1")

    assert notebook.page.get_by_text("cell over").count() == 0
    notebook.idle()
    wait_for_row(notebook, "number 30")


def test_pause_holds_the_table_and_follow_stops_when_one_scrolls_up(inspected):
    notebook = inspected("pause", "send_many(60)", "send_many(5)", "send_many(7)")
    page = notebook.page
    notebook.run(notebook.cell(2))
    wait_for_row(notebook, "number 60")

    page.get_by_role("button", name="Pause").click()
    notebook.run(notebook.cell(3))
    page.get_by_text("paused, 5 newer").wait_for()
    assert "number 60" in last_row(notebook)
    page.get_by_role("button", name="Resume").click()
    wait_for_row(notebook, "number 5")

    page.locator(".sk-grid").hover()
    page.mouse.wheel(0, -400)
    page.wait_for_function("() => document.querySelector('.sk-follow').ariaPressed === 'false'")
    before = first_number(notebook)
    notebook.run(notebook.cell(4))
    page.get_by_text("72 records").wait_for()
    assert first_number(notebook) == before
    page.get_by_role("button", name="↓ Follow").click()
    wait_for_row(notebook, "number 7")


def test_the_keyboard_reaches_everything_and_moves_no_cell(inspected):
    notebook = inspected("keyboard", "send_many(50)")
    page = notebook.page
    notebook.run(notebook.cell(2))
    wait_for_row(notebook, "number 50")
    grid = page.get_by_role("treegrid", name="Recorded frames")
    grid.focus()

    def selected() -> str:
        row = page.locator(".sk-space .sk-row[aria-selected=true]:visible")
        row.wait_for()
        assert grid.get_attribute("aria-activedescendant") == row.get_attribute("id")
        return row.locator(".sk-number").inner_text()

    for key, number in [("Home", "1"), ("ArrowDown", "2"), ("ArrowUp", "1"), ("PageDown", "15"), ("End", "50")]:
        page.keyboard.press(key)
        page.locator(".sk-row[aria-selected=true] .sk-number", has_text=re.compile(f"^{number}$")).wait_for()
        assert selected() == number
    page.get_by_role("region", name="Dissection of the selected frame").get_by_text("masking-key").first.wait_for()
    for key in "a", "b", "d", "d", "x", "m":  # shortcuts of JupyterLab's command mode
        page.keyboard.press(key)
    page.keyboard.press("Escape")
    page.locator(".sk-detail").wait_for(state="hidden")
    assert page.locator(".jp-Notebook .jp-Cell").count() == 3
    assert page.locator(".jp-MarkdownCell").count() == 0
    assert grid.evaluate("grid => document.activeElement === grid")


def test_several_views_of_one_table_and_a_closed_one(inspected):
    notebook = inspected("views", "view = FrameInspector(recording); view", "view", "send_many(3)", "None")
    page = notebook.page
    for index in (2, 3, 4):
        notebook.run(notebook.cell(index))
        notebook.idle()
    page.wait_for_function("() => document.querySelectorAll('.sk-frames').length === 3")
    page.wait_for_function(EVERY_VIEW_HAS, arg=3)
    notebook.write(notebook.cell(3), "send_many(2)")  # the second view of the same model goes away
    notebook.run(notebook.cell(3))
    page.wait_for_function("() => document.querySelectorAll('.sk-frames').length === 2")
    page.wait_for_function(EVERY_VIEW_HAS, arg=5)


def test_a_saved_table_is_a_still_in_a_reloaded_page_and_whole_again_when_its_cell_is_run(inspected):
    notebook = inspected("reload", "send_many(6)", "send('after the reload')")
    notebook.run(notebook.cell(2))
    wait_for_row(notebook, "number 6")
    notebook.command("docmanager:save")
    notebook.page.wait_for_function("() => !document.querySelector('.jp-mod-dirty')")

    notebook.reload()
    notebook.cell(1).locator(".sk-snapshot", has_text="number 6").wait_for()
    assert rows(notebook).count() == 0
    notebook.run(notebook.cell(1))
    wait_for_row(notebook, "number 6")
    notebook.run(notebook.cell(3))
    wait_for_row(notebook, "after the reload")
    assert first_number(notebook) == "1"
    assert rows(notebook).count() == 7


def test_it_looks_well_in_both_themes_and_in_a_narrow_page(inspected):
    notebook = inspected("looks", f"send_many(8, 0.01)\n{BAD}")
    notebook.run(notebook.cell(2))
    row = wait_for_row(notebook, "✖ 1")
    row.click()
    notebook.page.get_by_text("✖ error").wait_for()
    for theme in ("light", "dark"):
        notebook.theme(theme)
        notebook.screenshot(f"frames-{theme}", notebook.cell(1))
    notebook.page.set_viewport_size({"width": 800, "height": 900})
    notebook.page.wait_for_timeout(300)
    notebook.screenshot("frames-narrow")
