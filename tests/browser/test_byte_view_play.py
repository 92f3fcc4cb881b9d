"""▶ Play takes the mask off octet by octet: started and stopped by keyboard, it ends by itself and leaves no timer."""

import re

import pytest
from every_view import HERE, SETUP

SHOW = "lab.bytes(bytes.fromhex('818537fa213d7f9f4d5158'), sender='client')"
PLAYING = "() => leftBehind.begun().filter((one) => one.startsWith('setInterval')).length"


@pytest.fixture
def mask(fresh_notebook):
    """The steps of a view of a masked Hello, in a page that counts timers."""
    fresh_notebook.page.add_init_script((HERE / "left_behind.js").read_text(encoding="utf-8"))
    fresh_notebook.open("byte-play.ipynb", [SETUP, SHOW])
    fresh_notebook.run_all()
    fresh_notebook.idle()
    steps = fresh_notebook.page.locator(".sk-mask")
    steps.get_by_role("button", name="Play").wait_for()
    return steps


def test_it_plays_pauses_ends_and_is_gone_with_its_view(fresh_notebook, mask):
    page, said = fresh_notebook.page, mask.locator(".sk-said")
    mask.get_by_role("button", name="Play").focus()
    page.keyboard.press("Enter")
    mask.get_by_role("button", name="Pause").wait_for()
    assert page.evaluate(PLAYING) == 1
    said.get_by_text(re.compile("[234] of 5 octets")).wait_for()
    page.keyboard.press("Space")
    assert (page.evaluate(PLAYING), mask.locator(".sk-play").inner_text()) == (0, "▶ Play")
    assert page.evaluate("document.activeElement.className") == "sk-play"
    page.keyboard.press("Enter")
    said.get_by_text("5 of 5 octets").wait_for()
    page.wait_for_function(f"() => ({PLAYING})() === 0")
    assert mask.locator(".sk-play").inner_text() == "▶ Play"

    page.keyboard.press("Enter")  # from the start again
    mask.get_by_role("button", name="Pause").wait_for()
    assert page.evaluate(PLAYING) == 1
    fresh_notebook.command("notebook:clear-all-cell-outputs")
    mask.wait_for(state="detached")
    assert page.evaluate(PLAYING) == 0


def test_nothing_moves_for_who_wants_no_motion(fresh_notebook, mask):
    fresh_notebook.page.emulate_media(reduced_motion="reduce")
    mask.get_by_role("button", name="Step ›").click()

    mask.get_by_role("button", name="Play").wait_for(state="hidden")
    assert mask.locator(".sk-said").inner_text() == "1 of 5 octets"
    assert fresh_notebook.page.evaluate(PLAYING) == 0
