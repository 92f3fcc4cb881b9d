"""The real stompjs, in a page of real JupyterLab, talks to the lab's broker."""

import json
from pathlib import Path

from stompkata.dissection.visible import visible

HOSTILE = json.loads((Path(__file__).parent / "hostile.json").read_text(encoding="utf-8"))
START = "from stompkata import lab\n\nbroker = lab.broker()"


def test_stompjs_in_the_page_greets_a_learner_who_subscribed(notebook):
    notebook.open("stompjs.ipynb", [
        START,
        "me = lab.client(broker)\nnews = me.subscribe('/topic/hello')",
        "lab.stompjs(broker)",
        "news.receive().text",
        "me.publish('/topic/hello', 'hello from Python <b>')",
        "lab.frames(broker)",
    ])  # fmt: skip
    notebook.run_all()
    notebook.idle()
    page = notebook.page

    page.get_by_text("● connected").wait_for()
    assert "hello from stompjs" in notebook.cell(3).locator(".jp-OutputArea-output").inner_text()
    log = page.get_by_role("log", name="What stompjs logged")
    log.get_by_text("message hello from Python <b>").wait_for()
    assert ">>> CONNECT" in log.inner_text()
    assert "accept-version:1.2" in log.inner_text()

    page.get_by_role("textbox", name="A message to /topic/hello").fill("typed by hand")
    page.keyboard.press("Enter")
    page.locator(".sk-frames .sk-row", has_text="typed by hand").nth(1).wait_for()
    for theme in ("light", "dark"):
        notebook.theme(theme)
        notebook.screenshot(f"stompjs-{theme}", notebook.cell(2))


def test_a_page_that_cannot_reach_the_broker_says_so(notebook):
    notebook.open("unreachable.ipynb", [START, "url = broker.url\nbroker.close()", "lab.stompjs(url)"])
    notebook.run_all()
    notebook.idle()

    notebook.page.get_by_text("✖ not reachable").wait_for()
    notebook.page.get_by_text("This page cannot reach ws://127.0.0.1:").wait_for()
    complaints = [complaint for complaint in notebook.complaints if "WebSocket connection to" not in complaint]
    assert complaints == []
    notebook.complaints.clear()  # Chromium itself notes each connection that fails


def test_a_cell_that_is_run_again_leaves_one_stompjs(notebook):
    notebook.open("again.ipynb", [START, "lab.stompjs(broker, greeting='')", "len(broker.sessions)"])
    notebook.run_all()
    notebook.idle()
    notebook.page.get_by_text("● connected").wait_for()
    notebook.run(notebook.cell(1))
    notebook.idle()
    notebook.page.get_by_text("● connected").wait_for()
    notebook.page.wait_for_timeout(500)
    notebook.run(notebook.cell(2))
    notebook.idle()

    assert notebook.cell(2).locator(".jp-OutputArea-output").inner_text().strip() == "1"


def test_what_strangers_say_to_stompjs_stays_text(notebook):
    notebook.open("stranger-stompjs.ipynb", [
        START,
        "lab.stompjs(broker, destination='/topic/x', greeting='')",
        f"import json\nme = lab.client(broker)\nfor text in json.loads({json.dumps(json.dumps(HOSTILE))}):\n"
        "    me.publish('/topic/x', text + ' \u061c \U000e0041')",
    ])  # fmt: skip
    notebook.run(notebook.cell(0))
    notebook.run(notebook.cell(1))
    notebook.page.get_by_text("● connected").wait_for()
    notebook.run(notebook.cell(2))
    log = notebook.page.get_by_role("log", name="What stompjs logged")
    log.get_by_text("⟨U+061C⟩ ⟨U+E0041⟩").last.wait_for()
    notebook.idle()

    shown = log.inner_text()
    assert [char for char in shown if char not in "\n " and visible(char) != char] == []
    assert "owned" not in notebook.page.title()
    assert log.locator("script, img, svg, iframe, a").count() == 0
