"""Views come and go: what a cell that is run again, or a view that is closed, must leave behind is nothing."""

from collections import Counter

import pytest
from every_view import HERE, SETUP, TABLE, Views

LEFT = (HERE / "left_behind.js").read_text(encoding="utf-8")
CLOSE = """
import gc, time, weakref
from stompkata.widgets.pump import Pump

def close_all():
    widgets = [view for view in made if hasattr(view, "comm")]
    gone = [weakref.ref(view) for view in widgets]
    for view in widgets:
        view.close()
    made.clear()
    del view, widgets
    time.sleep(0.3)  # the pump's turn
    gc.collect()
    alive = [type(one()).__name__ for one in gone if one() is not None]
    print("alive", alive, "of", len(gone), "fed", len(Pump.shared()._feeds), "observers", len(shared._observers))
"""
WIDGETS = [view for view in TABLE if view.name not in ("dissect()", "check report")]
CLOSED = f"alive [] of {5 * len(WIDGETS)} fed 0 observers 0"


@pytest.fixture
def views(fresh_notebook) -> Views:
    """Every view, in a page that counts what is begun in it; the last cell closes them all."""
    fresh_notebook.page.add_init_script(LEFT)
    return Views(fresh_notebook, TABLE, [SETUP + CLOSE, *(f"shows({view.make})" for view in TABLE), "None"])


def settled(page, most: Counter | None = None) -> Counter:
    """Count what our modules have begun, once that is no more than this, or stands still."""
    before = None
    for _ in range(40):
        now = Counter(page.evaluate("leftBehind.begun()"))
        if now == before if most is None else now <= most:
            return now
        before = now
        page.wait_for_timeout(150)
    return now


def test_nothing_is_left_of_cells_that_run_again_and_of_views_that_are_closed(views):
    notebook, page = views.notebook, views.page
    views.open("every-view-leaves")
    first = settled(page)
    for _ in range(4):
        views.run(again=True)
    again = settled(page, first)
    last = notebook.cell(len(TABLE) + 1)
    notebook.write(last, "close_all()")
    notebook.run(last)
    last.locator(".jp-OutputArea-output").wait_for()
    assert last.locator(".jp-OutputArea-output").inner_text().strip() == CLOSED
    notebook.command("notebook:clear-all-cell-outputs")
    page.wait_for_function("() => !document.querySelector('.sk-view, .sk-stompjs')")
    over = settled(page, Counter())

    assert first and again <= first, again - first
    assert not over, over


def test_a_notebook_whose_tab_is_closed_leaves_nothing_in_the_page(views):
    notebook, page = views.notebook, views.page
    views.open("every-view-closed")
    notebook.command("docmanager:save")
    page.wait_for_function("() => !document.querySelector('.jp-mod-dirty')")
    notebook.command("application:close")
    page.wait_for_function("() => !document.querySelector('.jp-Notebook')")
    over = settled(page, Counter())

    assert not over, over
    assert notebook.complaints == []
