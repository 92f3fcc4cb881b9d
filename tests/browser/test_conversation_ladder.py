"""ConversationLadder in real JupyterLab: arrows, joined pairs, both layers, the keyboard, and thousands of frames."""

from functools import partial

import pytest
from told_scene import draw
from told_scene import words as texts

MANY = """
many = sk.Recording()
told = scene.Scene(many)
told.opens("a")
for number in range(3000):
    told.says("a", "SEND", f"number {number}", destination="/queue/a", receipt=f"r-{number}")
    told.hears("a", "RECEIPT", receipt_id=f"r-{number}")
ConversationLadder(many)
"""
SCROLL = """async () => {
  const scroller = document.querySelector('.sk-scroller');
  const rate = async (act) => {
    let frames = 0;
    const began = performance.now();
    while (performance.now() - began < 1500) {
      act(frames);
      await new Promise(requestAnimationFrame);
      frames += 1;
    }
    return frames / 1.5;
  };
  const still = await rate(() => undefined); // what a busy machine leaves of sixty
  const moving = await rate((frames) => { scroller.scrollTop = (frames * 97) % (scroller.scrollHeight - 600); });
  return [still, moving, document.querySelectorAll('.sk-ladder *').length];
}"""


@pytest.fixture
def drawn(notebook):
    return partial(draw, notebook, ready=".sk-ladder .sk-rung")


def words(notebook) -> str:
    return texts(notebook, ".sk-ladder")


def test_arrows_and_pairs_are_drawn_at_either_layer_and_walked_by_keyboard(drawn):
    notebook = drawn("ladder", "ConversationLadder(scene.shop())")
    page = notebook.page
    read = page.locator(".sk-read")

    def press(key: str, said: str) -> None:
        page.keyboard.press(key)
        page.locator(".sk-read", has_text=said).wait_for(timeout=3000)

    page.locator(".sk-scroller").focus()
    press("Home", "#1 open")
    for theme in ("light", "dark"):
        notebook.theme(theme)
        notebook.screenshot(f"ladder-{theme}", page.locator(".sk-ladder"))
    assert "receipt order-1 · 8.0 ms" in words(notebook) and "✖ receipt order-3: not yet" in words(notebook)
    assert page.locator(".sk-waits").inner_text() == "✖ 1 unanswered"

    page.locator(".sk-scroller").focus()
    for _ in range(11):
        page.keyboard.press("ArrowDown")
    press("ArrowDown", "#13 MESSAGE")
    press("ArrowRight", "#20 ACK a-1")  # its answer
    press("ArrowLeft", "#13 MESSAGE")
    assert page.locator(".sk-bracket.sk-marked").count() == 1
    press("ArrowUp", "#12 SEND /queue/orders “two teas” · page → to server · text 104 B · at 86 ms · receipt order-1")
    page.locator(".sk-spoken", has_text="#12 SEND").wait_for(timeout=3000)

    page.get_by_role("button", name="WebSocket frames").click()
    assert "#12 SEND" in read.inner_text()
    page.locator(".sk-counter", has_text="45 frames").wait_for()
    assert "text · " not in words(notebook) and "text 104 B · SEND" in words(notebook)
    page.get_by_role("button", name="Beats").click()
    page.locator(".sk-counter", has_text="32 frames").wait_for()
    page.locator(".sk-scroller").focus()
    press("End", "#45 closed 1000")
    assert "♥ × " in words(notebook)
    assert page.locator(".jp-Notebook .jp-Cell").count() == 2


def test_a_click_selects_for_every_view(drawn):
    notebook = drawn("ladder-views", "one = ConversationLadder(scene.shop()); one", "one", "one.selection.select(4)",
                     "print('selected', one.selection.number)", "one.close()")
    page = notebook.page
    notebook.run(notebook.cell(2))
    page.wait_for_function("() => document.querySelectorAll('.sk-ladder').length === 2")
    notebook.run(notebook.cell(3))
    page.wait_for_function("() => [...document.querySelectorAll('.sk-read')].every(e => e.textContent.includes('#4 '))")

    page.locator(".sk-rung", has_text="1.2 2000,2000").first.locator(".sk-hit").click()
    page.wait_for_function("() => [...document.querySelectorAll('.sk-read')].every(e => e.textContent.includes('#5 '))")
    notebook.run(notebook.cell(4))
    page.get_by_text("selected 5", exact=True).wait_for()
    notebook.run(notebook.cell(5))
    page.wait_for_function("() => document.querySelectorAll('.sk-ladder').length === 0")


def test_a_change_of_theme_moves_nothing(drawn):  # JupyterLab hides all while it loads the other styles
    notebook = drawn("ladder-theme", "ConversationLadder(scene.shop())")
    page, top = notebook.page, "() => Math.round(document.querySelector('.sk-scroller').scrollTop)"
    first = "() => document.querySelector('.sk-ladder .sk-rung text').textContent"
    follow = page.get_by_role("button", name="Follow")
    end = page.evaluate(top)
    for theme in ("dark", "light"):
        notebook.theme(theme)
        assert (page.evaluate(top), follow.get_attribute("aria-pressed")) == (end, "true")

    page.evaluate("() => { document.querySelector('.sk-scroller').scrollTop = 300; }")
    page.wait_for_function("() => document.querySelector('.sk-follow').getAttribute('aria-pressed') === 'false'")
    before = page.evaluate(top), page.evaluate(first)
    for theme in ("dark", "light"):
        notebook.theme(theme)
        page.wait_for_function("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))).then(() => true)")
        assert (page.evaluate(top), page.evaluate(first)) == before
        assert follow.get_attribute("aria-pressed") == "false"


def test_a_snapshot_shows_the_layer_that_is_looked_at(drawn):
    notebook = drawn("ladder-shown", "one = ConversationLadder(scene.shop()); one", "print(one.snapshot()['text/plain'][:51])")
    page = notebook.page
    page.get_by_role("button", name="WebSocket frames").click()
    page.get_by_role("button", name="Beats").click()
    page.locator(".sk-counter", has_text="32 frames").wait_for()
    notebook.run(notebook.cell(2))

    page.get_by_text("32 WebSocket frames; the 13 heart-beats are not sho", exact=True).wait_for(timeout=5000)


def test_thousands_of_frames_scroll_smoothly_and_few_are_in_the_page(drawn):
    notebook = drawn("ladder-many", MANY)
    notebook.page.locator(".sk-counter", has_text="6,005 frames").wait_for(timeout=20_000)
    still, moving, elements = notebook.page.evaluate(SCROLL)

    assert elements < 600
    assert moving > still / 4, f"{moving:.0f} pictures a second, and {still:.0f} when nothing moves"


def test_frames_are_drawn_while_a_cell_sleeps(drawn):
    notebook = drawn("ladder-live", "told = scene.Scene(); told.opens('a'); ConversationLadder(told.recording)",
                     "def act():\n    time.sleep(1)\n    told.says('a', 'SEND', 'now', destination='/queue/live')\n"
                     "threading.Thread(target=act).start()\ntime.sleep(6)\n'over'")
    notebook.run(notebook.cell(2))
    notebook.page.locator(".sk-ladder text", has_text="/queue/live").first.wait_for(timeout=6000)

    assert notebook.cell(2).get_by_text("over", exact=True).count() == 0, "the cell was over before the frame was drawn"
    notebook.idle()
