"""A prediction in real JupyterLab: chosen with the keyboard alone, kept, and compared when the cell is run again."""

import json

QUESTION = 'from stompkata import lab\nlab.predict("frame-end")'
WRONG = 'def hello_frame():\n    return b"CONNECT\\naccept-version:1.2\\nhost:kata\\n\\n"'


def test_a_choice_made_with_the_keyboard_is_kept_and_compared(notebook, jupyterlab):
    notebook.open("prediction.ipynb", [QUESTION, "1 + 1"])
    notebook.run_all()
    notebook.idle()
    box = notebook.cell(0).get_by_role("group", name="What tells the broker that this frame is over?")
    box.wait_for()

    box.get_by_role("radio", name="the empty line").focus()
    notebook.page.keyboard.press("ArrowDown")
    notebook.page.keyboard.press("ArrowUp")
    box.get_by_text("✓ Kept").wait_for()
    for theme in ("dark", "light"):
        notebook.theme(theme)
        notebook.screenshot(f"prediction-{theme}", notebook.cell(0))

    ledger = json.loads((jupyterlab.root / ".stompkata-state" / "ledger.json").read_text())
    assert ledger["predictions"] == {"frame-end": "the empty line"}
    notebook.run(notebook.cell(0))
    notebook.cell(0).get_by_text("NOT SO").wait_for()
    assert "The empty line ends the headers." in notebook.cell(0).inner_text()


def test_a_wrong_answer_is_told_with_aligned_octets_in_both_themes(notebook):
    notebook.open("report.ipynb", [WRONG, "from stompkata import lab\nlab.check(hello_frame)"])
    notebook.run_all()
    notebook.idle()
    report = notebook.cell(1).get_by_role("group")
    report.wait_for()

    text = report.inner_text()
    assert "FAIL first_green.hello_frame" in text.replace("\n", " ") and "a NUL ends the frame" in text
    rows = [report.locator("td", has=notebook.page.locator("pre")).nth(place).locator("pre") for place in (1, 2)]
    left = [row.bounding_box()["x"] for row in rows]
    assert left[0] == left[1]
    for theme in ("dark", "light"):
        notebook.theme(theme)
        notebook.screenshot(f"report-{theme}", notebook.cell(1))
