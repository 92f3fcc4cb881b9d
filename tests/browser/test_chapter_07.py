"""The frame to play with in chapter 07: what its three changes show is what the prose behind it says."""

import json

import pytest

from stompkata.course.location import course_root

CELLS = json.loads((course_root() / "exercises" / "07_connect.ipynb").read_text(encoding="utf-8"))["cells"]
FRAME = next("".join(cell["source"]) for cell in CELLS if cell["id"] == "a-connect-to-play-with")
COLON, COMMA = 65, 26  # of a:b, and between 1.0 and 1.1


@pytest.mark.parametrize(
    ("at", "typed", "shown"),
    [
        (COLON, "0a", ("a header line has no ':'", "passcode: a ")),
        (COLON, "5c", ("passcode: a\\b",)),
        (COMMA, "20", ("accept-version: 1.0 1.1,1.2",)),
    ],
    ids=["a line feed", "a backslash", "a space"],
)
def test_a_change_shows_what_the_chapter_says(notebook, at, typed, shown):
    notebook.open(f"connect-{typed}.ipynb", ["from stompkata import lab", FRAME])
    notebook.run_all()
    notebook.idle()
    view = notebook.page.locator(".sk-bytes")
    octet = view.locator(".sk-layer").first.locator("[role=gridcell]").nth(at)
    octet.wait_for()
    assert octet.inner_text() == {COLON: "3a", COMMA: "2c"}[at]

    octet.click()
    notebook.page.keyboard.type(typed)

    for words in shown:
        view.get_by_text(words).first.wait_for()
    assert (view.locator(".sk-error").count() > 0) == (typed == "0a")
    notebook.screenshot(f"chapter-07-{typed}", view)
    view.get_by_role("button", name="Undo").click()
    view.get_by_text("passcode: a:b").first.wait_for()
    view.get_by_text("accept-version: 1.0,1.1,1.2").first.wait_for()
