"""What chapter 08 says that its two views show: a header that lost its small letter, and a message that reaches nobody."""

import json

from stompkata.course.location import course_root

CELLS = json.loads((course_root() / "exercises" / "08_publish.ipynb").read_text(encoding="utf-8"))["cells"]
SOURCE = {cell["id"]: "".join(cell["source"]) for cell in CELLS}
D_OF_DESTINATION = 5


def opened(notebook, name: str, *cells: str) -> None:
    notebook.open(f"publish-{name}.ipynb", ["from stompkata import lab", *(SOURCE.get(cell, cell) for cell in cells)])


def test_a_capital_letter_makes_it_another_header(notebook):
    opened(notebook, "letter", "a-send-to-play-with")
    notebook.run_all()
    notebook.idle()
    view = notebook.page.locator(".sk-bytes")
    octet = view.locator(".sk-layer").first.locator("[role=gridcell]").nth(D_OF_DESTINATION)
    octet.wait_for()
    assert octet.inner_text() == "64"

    octet.click()
    notebook.page.keyboard.type("44")

    view.get_by_text("SEND has no destination header").first.wait_for()
    view.get_by_role("button", name="Undo").click()
    view.get_by_text("SEND has no destination header").first.wait_for(state="detached")


def test_the_map_counts_what_reached_nobody_while_it_is_looked_at(notebook, jupyterlab):
    (jupyterlab.root / ".stompkata").touch()
    borrow = 'lab.borrow("05_stomp_frame")'
    cells = ("open-the-sessions", "seat-a-listener", "map-of-nobody", "publish-to-nobody", "publish-once-more")
    opened(notebook, "nobody", borrow, *cells)
    for place in range(5):  # as far as the map
        notebook.run(notebook.cell(place))
        notebook.idle()
    picture = notebook.cell(4)
    picture.get_by_text("0 destinations").wait_for()

    notebook.run(notebook.cell(5))
    picture.get_by_text("1 reached nobody").wait_for()
    notebook.run(notebook.cell(6))
    notebook.idle()

    picture.get_by_text("sent 2 · delivered 1", exact=True).wait_for()
    assert "\\n43\\x00" in notebook.cell(6).locator(".jp-OutputArea").inner_text()
    for theme in ("dark", "light"):
        notebook.theme(theme)
        notebook.screenshot(f"chapter-08-nobody-{theme}", picture)
