"""The harness itself: a notebook opens, its cells run, and a broken page does not pass."""


def test_a_notebook_opens_runs_and_shows_its_output_in_both_themes(notebook):
    notebook.open("harness.ipynb", ["1 + 1", "print('seen')"])
    notebook.run_all()
    notebook.idle()

    assert notebook.cell(0).locator(".jp-OutputArea-output").inner_text().strip() == "2"
    notebook.write(notebook.cell(1), "print('typed')")
    notebook.run(notebook.cell(1))
    notebook.cell(1).get_by_text("typed", exact=True).last.wait_for()
    for theme in ("dark", "light"):
        notebook.theme(theme)
        notebook.screenshot(f"harness-{theme}")
