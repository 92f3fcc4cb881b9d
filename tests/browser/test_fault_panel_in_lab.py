"""FaultPanel in real JupyterLab: its buttons act while a cell blocks; what Python does, it shows; and the other way round."""

import pytest

SETUP = """
import time
from stompkata import lab
from stompkata.widgets.selection import Selection

broker = lab.broker()
tap = lab.tap(broker, seed=4)
me = lab.client(tap)

def told(what):
    return any(what in record.data for record in tap.recording)
"""
PANEL = "panel = lab.faults(tap)\npanel"
BLOCKS = """
seen = None
for beat in range(80):                      # eight seconds, in which the kernel's main thread hears nobody
    me.publish("/topic/a", f"{beat}")
    time.sleep(0.1)
    seen = seen or (told(b"fault: drop") and beat)
    if told(b"fault: reset"):
        break
print("dropped" if seen else "never dropped", "and reset" if beat < 79 else "and not reset", flush=True)
time.sleep(2)
"""
BUSY = "() => [...document.querySelectorAll('.jp-InputPrompt')].some(e => e.textContent.includes('*'))"


@pytest.fixture
def panel(notebook):
    """A notebook whose second cell shows a panel; more cells may follow."""

    def opened(name: str, *cells: str, show: str = PANEL):
        notebook.open(f"{name}.ipynb", [SETUP, show, *cells])
        notebook.page.locator("#jupyterlab-splash").wait_for(state="detached")
        for cell in range(2):
            notebook.run(notebook.cell(cell))
        button(notebook, "Duplicate header").first.wait_for()
        notebook.idle()
        return notebook

    return opened


def button(notebook, name: str):
    return notebook.page.locator(".sk-faults").get_by_role("button", name=name, exact=True)


def state(notebook, way: str, said: str) -> None:
    """Wait until the panel says so of that direction."""
    notebook.page.locator(f".sk-state.sk-of-{way} .sk-is").get_by_text(said, exact=True).first.wait_for(timeout=5000)


def test_a_drop_and_a_reset_happen_while_a_cell_blocks(panel):
    notebook = panel("faults-busy", BLOCKS)
    page = notebook.page
    notebook.run(notebook.cell(2))
    page.wait_for_function(BUSY)
    button(notebook, "→ to the server").click()
    button(notebook, "Drop").click()
    page.locator(".sk-what", has_text="drop of the unit").wait_for(timeout=5000)
    assert page.evaluate(BUSY), "the cell was over before the unit was dropped"
    button(notebook, "Reset").click()
    page.locator(".sk-what", has_text="reset").wait_for(timeout=5000)

    assert page.evaluate(BUSY), "the cell was over before the connection was reset"
    notebook.cell(2).get_by_text("dropped and reset").wait_for()
    notebook.idle()


def test_what_python_sets_is_shown_and_what_the_panel_sets_python_sees(panel):
    notebook = panel("faults-python", 'tap.faults.set("to_client", delay=0.25, freeze=True); tap.faults.next("flip", "to_client")',
                     "print(tap.faults.conditions['to_server'].split, tap.faults.conditions['to_client'].jitter)",
                     "tap.faults.clear()")
    page = notebook.page
    notebook.run(notebook.cell(2))
    state(notebook, "to_client", "delay 250 ms · freeze · next: flip a bit ×1")
    assert button(notebook, "Freeze").get_attribute("aria-pressed") == "true"
    assert page.get_by_role("spinbutton", name="Delay in ms").input_value() == "250"
    assert page.locator(".sk-units button", has_text="Flip a bit").inner_text().split() == ["Flip", "a", "bit", "×1", "waiting"]

    button(notebook, "↔ both").click()
    assert button(notebook, "Freeze").get_attribute("aria-pressed") == "mixed"
    assert page.get_by_role("spinbutton", name="Delay in ms").input_value() == ""
    page.get_by_role("spinbutton", name="Jitter in ms").fill("30")
    page.keyboard.press("Tab")
    state(notebook, "to_server", "jitter 30 ms")
    button(notebook, "→ to the server").click()
    page.get_by_role("slider", name="Split in octets").focus()
    page.keyboard.press("ArrowRight")
    state(notebook, "to_server", "jitter 30 ms · split 1 octet")
    assert page.locator(".sk-line").inner_text() == 'tap.faults.set("to_server", split=1)'
    notebook.run(notebook.cell(3))
    notebook.cell(3).get_by_text("1 0.03").wait_for()
    notebook.run(notebook.cell(4))
    state(notebook, "to_client", "everything passes")


def test_by_keyboard_alone_the_line_of_python_is_copied_and_does_the_same(panel):
    notebook = panel("faults-keys", "", "me.publish('/topic/a', 'hi', receipt=True)")
    page = notebook.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button(notebook, "← to the client").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    assert button(notebook, "→ to the server").get_attribute("aria-pressed") == "true"
    for _ in range(12):
        page.keyboard.press("Tab")      # clear, four sliders with their numbers, two switches, and the units
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("() => document.activeElement.textContent.trim()") == "Duplicate header"
    page.keyboard.press("Enter")
    state(notebook, "to_server", "next: duplicate header ×1")
    page.keyboard.press("Control+c")
    page.locator(".sk-copy", has_text="✓ Copied").wait_for()
    line = page.evaluate("() => navigator.clipboard.readText()")
    assert line == 'tap.faults.next("duplicate_header", "to_server")'

    notebook.write(notebook.cell(2), line)
    notebook.run(notebook.cell(2))
    state(notebook, "to_server", "next: duplicate header ×2")
    assert page.locator(".jp-Notebook .jp-Cell").count() == 4
    notebook.run(notebook.cell(3))
    page.locator(".sk-what", has_text="duplicate_header of the unit").first.wait_for(timeout=5000)
    page.locator(".sk-log").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator('.sk-fault[aria-selected="true"]').wait_for(timeout=5000)


def test_a_click_selects_for_every_view_and_a_closed_panel_leaves_no_listener(panel):
    notebook = panel("faults-views", "panel", "tap.faults.set(delay=0.1)", "print('selected', panel.selection.number)",
                     "panel.selection.select(None)", "print(len(tap.faults._observers), 'listen')", "panel.close()",
                     show="panel = lab.faults(tap, selection=Selection(tap.recording))\npanel")
    page = notebook.page
    notebook.run(notebook.cell(2))
    page.wait_for_function("() => document.querySelectorAll('.sk-faults').length === 2")
    notebook.run(notebook.cell(3))
    row = page.locator(".sk-fault", has_text="to server").first
    row.click()
    page.wait_for_function("() => document.querySelectorAll('.sk-fault[aria-selected=true]').length === 2")
    number = row.locator(".sk-number").inner_text()
    notebook.run(notebook.cell(4))
    notebook.cell(4).get_by_text(f"selected {number}").wait_for()
    notebook.run(notebook.cell(5))
    page.wait_for_function("() => document.querySelectorAll('.sk-fault[aria-selected=true]').length === 0")

    notebook.run(notebook.cell(6))
    notebook.cell(6).get_by_text("2 listen").wait_for()     # the tap, and the panel once
    for cell in (1, 2):
        notebook.write(notebook.cell(cell), "'nothing any more'")
        notebook.run(notebook.cell(cell))
    page.wait_for_function("() => document.querySelectorAll('.sk-faults').length === 0")
    notebook.run(notebook.cell(6))
    notebook.cell(6).get_by_text("1 listen").wait_for()
    notebook.run(notebook.cell(7))
    notebook.idle()


@pytest.mark.parametrize("width", [1280, 800])
def test_it_is_looked_at_in_both_themes(panel, width):
    notebook = panel(f"faults-look-{width}", "for n in range(3): me.publish('/topic/a', 'hello', receipt=True)")
    page = notebook.page
    page.set_viewport_size({"width": width, "height": 900})
    if width == 800:
        notebook.command("application:toggle-left-area")
    for name in ("Duplicate header", "Drop beats"):
        button(notebook, name).click()
    page.get_by_role("spinbutton", name="Delay in ms").fill("200")
    button(notebook, "→ to the server").click()
    button(notebook, "Flip a bit").click()
    notebook.run(notebook.cell(2))
    page.locator(".sk-what", has_text="duplicate_header").wait_for(timeout=10_000)
    notebook.idle()  # else the last RECEIPT takes what is set for the next unit
    button(notebook, "← to the client").click()
    for name in ("Bad UTF-8", "Bad UTF-8 ×1 waiting", "Drop"):
        button(notebook, name).click()
    state(notebook, "to_client", "delay 200 ms · drop beats · next: bad utf-8 ×2, drop ×1")

    assert page.evaluate("() => { const e = document.querySelector('.sk-faults'); return e.scrollWidth <= e.clientWidth; }")
    for theme in ("light", "dark"):
        notebook.theme(theme)
        notebook.screenshot(f"faults-{width}-{theme}", page.locator(".sk-faults"))
