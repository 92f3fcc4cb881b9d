"""▶ Play takes the mask off octet by octet: started and stopped by keyboard, it ends by itself and leaves no timer."""

import re

import pytest
from every_view import HERE, SETUP

SHOW = "lab.bytes(bytes.fromhex('818537fa213d7f9f4d5158'), sender='client')"
PLAYING = "() => leftBehind.begun().filter((one) => one.startsWith('setInterval')).length"


@pytest.fixture
def mask(notebook):
    """The steps of a view of a masked Hello, in a page that counts timers."""
    notebook.page.add_init_script((HERE / "left_behind.js").read_text(encoding="utf-8"))
    notebook.open("byte-play.ipynb", [SETUP, SHOW])
    notebook.run_all()
    notebook.idle()
    steps = notebook.page.locator(".sk-mask")
    steps.get_by_role("button", name="Play").wait_for()
    return steps


def test_it_plays_pauses_ends_and_is_gone_with_its_view(notebook, mask):
    page, said = notebook.page, mask.locator(".sk-said")
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
    notebook.command("notebook:clear-all-cell-outputs")
    mask.wait_for(state="detached")
    assert page.evaluate(PLAYING) == 0


def test_nothing_moves_for_who_wants_no_motion(notebook, mask):
    notebook.page.emulate_media(reduced_motion="reduce")
    mask.get_by_role("button", name="Step ›").click()

    mask.get_by_role("button", name="Play").wait_for(state="hidden")
    assert mask.locator(".sk-said").inner_text() == "1 of 5 octets"
    assert notebook.page.evaluate(PLAYING) == 0
