"""`lab.progress()` in a real page: with nothing, a part and all of the course done, in either theme, and its links."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest
from test_every_view_accessible import CONTRAST, found_by_axe

from stompkata.course import cells
from stompkata.kata.runner import Runner
from stompkata.lab.desk import Desk, without_markers

EXERCISES = Path(__file__).parents[2] / "exercises"


@pytest.fixture
def desk(jupyterlab, monkeypatch):
    folder = jupyterlab.root / "where-you-are"
    shutil.copytree(EXERCISES, folder)
    (folder / ".stompkata").touch()
    monkeypatch.delenv("STOMPKATA_HOME", raising=False)
    return Desk(folder)


def solve(desk, *names: str) -> None:
    """Write the course's own solutions into the learner's file, and check them."""
    with closing(Runner(desk.catalogue)) as runner:
        for name in names:
            kata = desk.catalogue.kata(name)
            desk.save(kata, without_markers(cells.solved(kata.id)))
            assert desk.check(kata, runner).green


def test_where_you_are_reads_well_in_either_theme_and_leads_to_the_next_chapter(notebook, desk):
    wrong, said = [], {}
    notebook.open("where-you-are/progress.ipynb", ["from stompkata import lab\nlab.progress()"])
    shown = notebook.page.locator(".sk-standing")

    def look(stage: str):
        notebook.run(notebook.cell(0))
        notebook.idle()
        said[stage] = shown.inner_text()
        for theme in ("dark", "light"):
            notebook.theme(theme)
            wrong.extend([stage, theme, *low] for low in shown.evaluate(CONTRAST)["low"])
            wrong.extend([stage, theme, *one] for one in found_by_axe(notebook.page, [".sk-standing"]))
            notebook.screenshot(f"progress-{stage}-{theme}")

    look("nothing")
    solve(desk, "hello_frame", "accept_key", "check_101", "escape", "unescape")
    desk.borrow("build_upgrade"), desk.borrow("encode_frame")
    desk.predict(desk.catalogue.prediction("frame-end"), "the octet 00")
    look("some")
    shown.get_by_role("link", name="05_stomp_frame.ipynb").click()
    notebook.page.get_by_role("heading", name="05 One STOMP frame").wait_for()
    notebook.page.get_by_role("tab", name="progress.ipynb").click()
    solve(desk, *(kata.id for kata in desk.catalogue.all()))
    look("all")

    assert not wrong
    assert "✓ can\tjudges a server's answer to the handshake" in said["some"]
    assert "≈ borrowed\topens a WebSocket (borrowed: build_upgrade)" in said["some"]
    assert said["nothing"].count("○ not yet") == said["all"].count("✓ can") == 9
