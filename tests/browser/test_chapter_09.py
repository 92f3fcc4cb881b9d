"""Chapter 09 where it needs a page: octets typed over, a chat with stompjs both ways, and the chapter in Chinese."""

import shutil
from pathlib import Path

from stompkata.course.cells import solved
from stompkata.course.chinese import write_chinese
from stompkata.lab.desk import without_markers

CHAPTER = "09_subscribe.ipynb"
EXERCISES = Path(__file__).parents[2] / "exercises"
RIGHT = without_markers(solved("subscribe.Subscriptions"))
WRONG = RIGHT.replace('.callbacks.get(message[1].get("subscription"))', '.callbacks[message[1]["subscription"]]')


def output(cell) -> str:
    return cell.locator(".jp-OutputArea").inner_text()


def test_a_late_message_turns_the_check_red_and_a_chat_with_stompjs_follows_the_green_one(notebook, jupyterlab):
    folder = jupyterlab.root / "chapter-09"
    folder.mkdir()
    (folder / ".stompkata").touch()
    shutil.copy(EXERCISES / CHAPTER, folder)
    notebook.open(f"chapter-09/{CHAPTER}")
    page = notebook.page

    def run(text: str) -> str:
        notebook.run(notebook.cell_with(text))
        notebook.idle()
        return output(notebook.cell_with(text))

    notebook.run_all()
    notebook.idle()
    assert page.locator("[data-mime-type$='.error'], [data-mime-type$='.stderr']").count() == 0
    assert "Write Subscriptions first" in output(notebook.cell_with("chat, me = Subscriptions()"))

    notebook.write(notebook.cell_with("class Subscriptions"), WRONG)
    run("class Subscriptions")
    failed = run("lab.check(Subscriptions)")
    assert "FAIL" in failed and "one late MESSAGE, and every subscription falls silent" in " ".join(failed.split())
    notebook.screenshot("chapter-09-red")

    notebook.write(notebook.cell_with("class Subscriptions"), RIGHT)
    run("class Subscriptions")
    assert "12 of 12 checks" in run("lab.check(Subscriptions)")

    run("chat, me = Subscriptions()")
    run("lab.stompjs(broker")
    page.get_by_text("● connected").wait_for()
    assert "hello from stompjs" in run("heard = me.receive(")
    assert "hello from me" in run("send_frame(")
    assert "/topic/chat: é中" in run("lab.mystomp(broker")
    said = page.get_by_role("log", name="What stompjs logged")
    said.get_by_text("hello from a program").first.wait_for()
    said.get_by_text("é中").first.wait_for()

    view = notebook.cell_with("lab.bytes(")
    view.locator(".sk-bytes .sk-octet").nth(10).click()
    page.keyboard.type("49")
    view.get_by_text("SUBSCRIBE has no id header").first.wait_for()
    notebook.screenshot("chapter-09-octet")


def test_the_chapter_in_chinese_is_drawn_whole(notebook, jupyterlab):
    folder = jupyterlab.root / "chapter-09-zh"
    write_chinese(folder)
    notebook.open(f"chapter-09-zh/{CHAPTER}")
    page = notebook.page
    page.set_viewport_size({"width": 1280, "height": 7500})

    page.get_by_role("heading", name="09 订阅").wait_for()
    page.get_by_role("heading", name="带走三点").wait_for()
    notebook.screenshot("chapter-09-zh")
