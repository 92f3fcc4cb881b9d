"""A notebook whose first cell brings the scenes of tests/widgets, and whose second shows a view of one."""

from pathlib import Path

SCENES = f"""
import sys, threading, time
sys.path.insert(0, {str(Path(__file__).parents[1] / "widgets")!r})
import scene
import stompkata as sk
from stompkata import lab
from stompkata.widgets.conversation_ladder import ConversationLadder
from stompkata.widgets.heartbeat_timeline import HeartbeatTimeline
"""


def draw(notebook, name: str, show: str, *cells: str, ready: str):
    """Open the notebook and wait for `ready`, a selector of what the view draws; more cells may follow."""
    notebook.open(f"{name}.ipynb", [SCENES, show, *cells])
    notebook.page.locator("#jupyterlab-splash").wait_for(state="detached")
    notebook.run(notebook.cell(0))
    notebook.run(notebook.cell(1))
    notebook.page.wait_for_selector(ready)
    notebook.idle()
    return notebook


def words(notebook, view: str) -> str:
    """All texts of a picture, one after the other."""
    return " ".join(notebook.page.locator(f"{view} text").all_text_contents())


def keeps(notebook, view: str, look: str, width: int) -> None:
    """A change of theme moves nothing of what `look` finds, nor does another width that is taken back."""
    notebook.can_be_handed_on = False
    page = notebook.page
    size, before = page.viewport_size, page.evaluate(look)

    def settled(same: bool) -> None:
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        page.wait_for_function(
            f"([before, same]) => (({look})() === before) === same", arg=[before, same], timeout=3000
        )
        assert page.locator(view).evaluate("view => view.scrollWidth <= view.clientWidth")

    for theme in ("dark", "light"):
        notebook.theme(theme)
        settled(True)
    for wide, same in ((width, False), (size["width"], True)):
        page.set_viewport_size(size | {"width": wide})
        settled(same)
