"""A stranger's text stays text: in the live table, its pane, a comparison, and in the page that is saved."""

import json
import re
from pathlib import Path

from stompkata.recording import Recording
from stompkata.widgets.frame_inspector import FrameInspector

HOSTILE = json.loads((Path(__file__).parent / "hostile.json").read_text(encoding="utf-8"))
RECORD = f"""
import json, pathlib
import stompkata as sk
from stompkata.widgets.frame_inspector import FrameInspector

recording = sk.Recording()
for text in json.loads({json.dumps(json.dumps(HOSTILE))}):
    header = text.replace("\\\\", "").replace(":", "\\\\c").replace("\\r", "").replace("\\n", "")
    frame = f"SEND\\ndestination:{{header}}\\n{{header}}:1\\n\\n{{text}}\\0".encode()
    recording.add(0.0, text[:40], "to_server", "stomp", frame)
view = FrameInspector(recording)
"""
LABS_OWN = re.compile(r"^http://127\.0\.0\.1:\d+/(?:lab/)?(?:api|static)/")  # its kernel, and its icon of a busy page
OURS = {"section", "div", "span", "strong", "button", "p", "i", "b", "input", "mark"}
TAGS = "root => [...new Set([...root.querySelectorAll('*')].map(found => found.localName))]"
FIRST = ".sk-row[aria-rowindex='2']"


def watched(page) -> list[str]:
    """Return what happens from now on that no text may cause."""
    seen: list[str] = []
    page.on("request", lambda request: None if LABS_OWN.search(request.url) else seen.append(request.url))
    page.on("dialog", lambda dialog: (seen.append(dialog.message), dialog.dismiss()))
    page.on("popup", lambda popup: seen.append(popup.url))
    return seen


def test_nothing_happens_in_the_live_table_and_its_pane(notebook):
    notebook.can_be_handed_on = False  # it is watched to its end
    notebook.open("hostile.ipynb", [RECORD, "view"])
    notebook.run(notebook.cell(0))
    notebook.run(notebook.cell(1))
    page = notebook.page
    grid = page.get_by_role("treegrid", name="Recorded frames")
    grid.focus()
    seen = watched(page)
    page.keyboard.press("Home")
    page.locator(FIRST).get_by_text(HOSTILE[0]).first.wait_for()
    for number in range(1, len(HOSTILE) + 1):
        page.locator(".sk-detail .sk-heading", has_text="STOMP SEND").wait_for()
        page.locator(f".sk-row[aria-selected=true][aria-rowindex='{number + 1}']").wait_for()
        page.keyboard.press("ArrowDown")
        page.wait_for_timeout(30)
    page.keyboard.press("p")
    page.keyboard.press("Home")
    page.get_by_role("table", name="Comparison").wait_for()

    assert set(page.locator(".sk-frames").evaluate(TAGS)) <= OURS
    assert "owned" not in page.title() and seen == []


def test_nothing_happens_in_the_saved_page(chromium, tmp_path):
    recording = Recording()
    for text in HOSTILE:
        recording.add(0.0, text[:40], "to_server", "stomp", f"SEND\ndestination:{text}\n\n{text}\0".encode())
    saved = tmp_path / "snapshot.html"
    html = FrameInspector(recording).snapshot()["text/html"]
    saved.write_text(f"<!doctype html><meta charset=utf-8><title>saved</title>{html}", encoding="utf-8")
    page = chromium.new_page()
    seen = watched(page)
    page.goto(saved.as_uri())
    page.wait_for_timeout(300)

    assert set(page.locator("body").evaluate(TAGS)) <= {"table", "caption", "tbody", "tr", "th", "td", "style"}
    assert page.locator("tr").count() == len(HOSTILE) + 1
    assert page.title() == "saved" and seen == [saved.as_uri()]
    page.close()
