"""The whole first chapter as a newcomer meets it: a wrong answer, a right one, and his own bytes in conversation."""

import shutil
from pathlib import Path

CHAPTER = "00_first_green.ipynb"
EXERCISES = Path(__file__).parents[2] / "exercises"
WRONG = '''def hello_frame() -> bytes:
    """A frame that nothing ends."""
    return b"CONNECT\\naccept-version:1.2\\nhost:kata\\n\\n"
'''
RIGHT = WRONG.replace("nothing ends", "NUL ends").replace('kata\\n\\n"', 'kata\\n\\n\\x00"')


def output(cell) -> str:
    return cell.locator(".jp-OutputArea").inner_text()


def test_a_newcomer_turns_his_first_function_green_and_is_greeted(notebook, jupyterlab):
    folder = jupyterlab.root / "course"
    folder.mkdir()
    (folder / ".stompkata").touch()
    shutil.copy(EXERCISES / CHAPTER, folder)
    notebook.open(f"course/{CHAPTER}")
    page = notebook.page

    def cell(text: str):
        return notebook.cell_with(text)

    def run(text: str):
        notebook.run(cell(text))
        notebook.idle()
        return cell(text)

    notebook.run_all()  # a newcomer may well begin with this: nothing may break, and nothing may turn green
    notebook.idle()
    assert page.locator(".jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    assert "FAIL" in output(cell("lab.check(hello_frame)"))

    notebook.write(cell("def hello_frame"), WRONG)
    run("def hello_frame")
    failed = output(run("lab.check(hello_frame)"))
    assert "FAIL" in failed and "NUL" in failed
    for theme in ("dark", "light"):
        notebook.theme(theme)
        notebook.screenshot(f"chapter-00-red-{theme}")

    notebook.write(cell("def hello_frame"), RIGHT)
    run("def hello_frame")
    passed = output(run("lab.check(hello_frame)"))
    assert "PASS" in passed and "FAIL" not in passed
    notebook.screenshot("chapter-00-green")

    assert "CONNECTED" in output(run("me.send(hello_frame())"))
    run("me.send(b\"SUBSCRIBE")
    run("lab.stompjs(broker)")
    page.get_by_text("● connected").wait_for()
    assert "hello from stompjs" in output(run("print(me.receive("))
    assert "hello from me" in output(run("hello from me"))
    page.get_by_role("log", name="What stompjs logged").get_by_text("hello from me").wait_for()

    window = cell("lab.frames(broker)")
    for text in ("CONNECTED", "SUBSCRIBE", "hello from stompjs", "hello from me"):
        window.locator(".sk-row", has_text=text).last.wait_for()
    for theme in ("dark", "light"):
        notebook.theme(theme)
        window.scroll_into_view_if_needed()
        notebook.screenshot(f"chapter-00-frames-{theme}")
        cell("lab.stompjs(broker)").scroll_into_view_if_needed()
        notebook.screenshot(f"chapter-00-stompjs-{theme}")
