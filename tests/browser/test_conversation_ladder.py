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
SCROLL = """async () => {  // turn by turn, so that what else the machine does slows both
  const scroller = document.querySelector('.sk-scroller'), plain = scroller.cloneNode(true);
  scroller.after(plain); // as high, and nobody draws in it
  const pictures = { plain: 0, ladder: 0 };
  const scroll = async (name, target) => {
    for (const began = performance.now(); performance.now() - began < 250; pictures[name] += 1) {
      target.scrollTop = (pictures[name] * 97) % (target.scrollHeight - 600);
      await new Promise(requestAnimationFrame);
    }
  };
  for (let turn = 0; turn < 6; turn += 1) {
    await scroll('plain', plain);
    await scroll('ladder', scroller);
  }
  plain.remove();
  return [pictures.plain, pictures.ladder, document.querySelectorAll('.sk-ladder *').length];
}"""
ADDED = """async () => {  // rungs and brackets that are drawn when one rung comes into view
  const scroller = document.querySelector('.sk-scroller'), drawn = () => new Promise((done) =>
    requestAnimationFrame(() => requestAnimationFrame(done)));
  scroller.scrollTop = 28 * 1000;
  await drawn();
  let added = 0;
  const count = ({ addedNodes }) => { added += addedNodes.length; };
  const observer = new MutationObserver((changes) => changes.forEach(count));
  observer.observe(scroller, { childList: true, subtree: true });
  scroller.scrollTop += 28;
  await drawn();
  observer.disconnect();
  return added;
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
    page.get_by_role("button", name="♥ Beats").click()
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
    heads = "() => [...document.querySelectorAll('.sk-heads text')].map((head) => head.getAttribute('x')).join()"
    follow = page.get_by_role("button", name="↓ Follow")
    end, before = page.evaluate(top), page.evaluate(heads)
    for theme in ("dark", "light"):
        notebook.theme(theme)
        page.wait_for_function(f"(before) => ({heads})() === before", arg=before, timeout=3000)
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
    page.get_by_role("button", name="♥ Beats").click()
    page.locator(".sk-counter", has_text="32 frames").wait_for()
    notebook.run(notebook.cell(2))

    page.get_by_text("32 WebSocket frames; the 13 heart-beats are not sho", exact=True).wait_for(timeout=5000)


def test_thousands_of_frames_scroll_smoothly_and_few_are_in_the_page(drawn):
    notebook = drawn("ladder-many", MANY)
    notebook.page.locator(".sk-counter", has_text="6,005 frames").wait_for(timeout=20_000)
    added = notebook.page.evaluate(ADDED)
    plain, ladder, elements = notebook.page.evaluate(SCROLL)

    assert elements < 600 and 0 < added <= 3
    assert ladder > plain / 4, f"{ladder} pictures of a ladder, and {plain} of what is not drawn"


def test_frames_are_drawn_while_a_cell_sleeps(drawn):
    notebook = drawn("ladder-live", "told = scene.Scene(); told.opens('a'); ConversationLadder(told.recording)",
                     "def act():\n    time.sleep(1)\n    told.says('a', 'SEND', 'now', destination='/queue/live')\n"
                     "threading.Thread(target=act).start()\ntime.sleep(6)\nprint('over')")
    over = notebook.cell(2).locator(".jp-OutputArea-output", has_text="over")
    notebook.run(notebook.cell(2))
    notebook.page.locator(".sk-ladder text", has_text="/queue/live").first.wait_for(timeout=6000)

    assert over.count() == 0, "the cell was over before the frame was drawn"
    notebook.idle()
    over.wait_for()


def test_two_cells_that_look_at_one_broker_follow_each_other(drawn):
    notebook = drawn("ladder-follows", "broker = lab.broker(); ada = lab.client(broker, login='ada')\nlab.ladder(broker)",
                     "lab.bytes(broker)", "jobs = ada.subscribe('/queue/jobs', headers={'ack': 'client-individual'})\n"
                     "ada.publish('/queue/jobs', 'tea', receipt=True); jobs.receive(); ada.disconnect()")
    page = notebook.page
    notebook.run(notebook.cell(2))
    page.wait_for_selector(".sk-bytes .sk-octet")
    notebook.run(notebook.cell(3))
    page.locator(".sk-note", has_text="▲ acknowledge 1: went back").wait_for(timeout=10_000)
    for theme in ("light", "dark"):
        notebook.theme(theme)
        notebook.screenshot(f"ladder-ended-{theme}", page.locator(".sk-ladder"))
    assert "ada (ws-1)" in page.locator(".sk-heads text").all_text_contents()
    assert page.locator(".sk-waits").inner_text() == ""
    notes = page.locator(".sk-note").all_text_contents()  # 848 pixels are enough for a long note, in two lines
    assert "▲ acknowledge 1: went back as its connection ended" in notes
    page.locator(".sk-rung", has_text="MESSAGE").locator(".sk-hit").hover()
    assert page.locator(".sk-rung", has_text="MESSAGE").locator("title").text_content().endswith(notes[-2])

    page.locator(".sk-rung", has_text="MESSAGE").locator(".sk-hit").click()
    page.locator(".sk-read", has_text="▲ acknowledge 1: went back as its connection ended").wait_for(timeout=5000)
    page.locator(".sk-bytes", has_text="MESSAGE").wait_for(timeout=5000)
