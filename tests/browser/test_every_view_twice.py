"""Two views of one model: what is done in one shows in the other, and either works on when the other is closed."""

from every_view import SETUP, TABLE, Views

ACTED = [(place, view) for place, view in enumerate(TABLE) if len(view.acts) > 1]


def test_two_views_of_one_model_follow_each_other_and_outlive_each_other(notebook):
    again = "for view in made[:-2]: display(view)"  # the last two are no widgets
    cells = [SETUP, *(f"shows({view.make})" for view in TABLE), again]
    views = Views(notebook, TABLE, cells).open("every-view-twice")
    second = notebook.cell(len(TABLE) + 1).locator(".jp-OutputArea-child")
    for place, view in ACTED:
        other = second.nth(place).locator(view.root).first
        other.locator(view.ready).first.wait_for()
        views.act(place, 0, other)
        views.root(place).locator(view.acts[0][2]).first.wait_for()
    second.nth(0).click()
    notebook.command("notebook:clear-cell-output")
    notebook.page.wait_for_function("() => document.querySelectorAll('.sk-frames').length === 1")
    for place, _ in ACTED:
        views.act(place, 1)

    assert len(ACTED) >= 8
    assert views.root(0).locator("[role=treegrid]").count() == 1
