"""HeartbeatTimeline in real JupyterLab: lanes, bands and words, live while a cell sleeps, and by keyboard."""

from functools import partial

import pytest
from told_scene import draw, keeps
from told_scene import words as texts

LIVE = """
recording = sk.Recording()
live = scene.Scene(recording)
live.at = time.monotonic()
live.opens("now", offers="500,500", answers="500,500")

def act(silent=0.0):
    for way in ("to_server", "to_client") * 3:
        time.sleep(0.2)
        live.at = time.monotonic()
        live.beat("now", way)
    time.sleep(silent)
    live.at = time.monotonic()
    live.beat("now", "to_server")

HeartbeatTimeline(recording, live=True)
"""


HELD = """
broker = lab.broker()
me = lab.client(broker, heart_beat=(500, 500))
time.sleep(1.5)
lab.heartbeats(broker)
"""


WHERE = """() => JSON.stringify([document.querySelector('.sk-plot > svg').getAttribute('height'),
  [...document.querySelectorAll('.sk-plot text, .sk-ring')].map((each) => each.getAttribute('x') ?? each.getAttribute('cx')),
  document.querySelector('.sk-follow').getAttribute('aria-pressed'), document.querySelector('.sk-read').textContent])"""


@pytest.fixture
def drawn(notebook):
    return partial(draw, notebook, ready=".sk-beats .sk-lane .sk-sign")


def words(notebook) -> str:
    return texts(notebook, ".sk-beats")


def test_a_late_beat_is_a_band_a_mark_and_words(drawn):
    notebook = drawn("beats-late", "HeartbeatTimeline(scene.shop())")
    page, said = notebook.page, words(notebook)

    assert "▲ late by 1.30 s" in said and "expected" in said and "disconnected: closed 1000" in said
    assert "max(2000, 2000) = 2000 ms" in said and "WebSocket Ping and Pong, server → client" in said
    assert page.locator(".sk-beats .sk-lane .sk-tolerance").count() == 1
    assert page.locator(".sk-beats .sk-to_server .sk-beat").count() == 6
    assert "late 1 time, at worst 3.3 s" in page.locator(".sk-verdict").inner_text()
    for theme in ("light", "dark"):
        notebook.theme(theme)
        notebook.screenshot(f"beats-{theme}", page.locator(".sk-beats"))


def test_silence_is_missed_and_ends_the_connection(drawn):
    notebook = drawn("beats-silence", "HeartbeatTimeline(scene.silence())")

    assert "✖ missed: silent for 4.81 s" in words(notebook)
    assert "closed 1002 no heart-beat" in notebook.page.locator(".sk-verdict").inner_text()
    label, end = [notebook.page.locator(f".sk-plot {part}").bounding_box() for part in (".sk-label.sk-missed", "line.sk-end")]
    assert label["x"] + label["width"] < end["x"]
    for theme in ("light", "dark"):
        notebook.theme(theme)
        notebook.screenshot(f"beats-silence-{theme}", notebook.page.locator(".sk-beats"))
    notebook.page.set_viewport_size({"width": 760, "height": 900})
    notebook.page.wait_for_timeout(300)
    notebook.screenshot("beats-narrow", notebook.page.locator(".sk-beats"))


def test_beats_are_drawn_while_a_cell_sleeps(drawn):
    notebook = drawn("beats-live", LIVE, "threading.Thread(target=act, args=(0.8,)).start()\ntime.sleep(6)\n'over'")
    page = notebook.page
    notebook.run(notebook.cell(2))
    page.locator(".sk-beats text", has_text="▲ late by").first.wait_for(timeout=5000)
    assert notebook.cell(2).get_by_text("over", exact=True).count() == 0, "the cell was over before the beat was drawn"

    page.locator(".sk-beats text", has_text="✖ missed").first.wait_for(timeout=5000)
    assert "now" in words(notebook)
    notebook.screenshot("beats-live", page.locator(".sk-beats"))
    notebook.idle()


def test_a_blocked_loop_is_a_block_and_named_as_the_cause(drawn):
    notebook = drawn("beats-blocked", "HeartbeatTimeline(scene.blocked())")
    page = notebook.page

    assert "■ blocked for 2.13 s" in words(notebook)
    assert "the loop was blocked for 2.1 s: the beat was late because of it" in page.locator(".sk-verdict").inner_text()
    page.locator(".sk-plot").focus()
    for key, said in [("End", ""), ("ArrowDown", ""), ("ArrowDown", "loop was blocked · loop lag"),
                      ("End", "blocked for 2.13 s"), ("ArrowUp", "silent for 2.60 s: the loop was blocked for 2.1 s")]:
        page.keyboard.press(key)
        page.locator(".sk-read", has_text=said).wait_for(timeout=3000)
    for theme in ("light", "dark"):
        notebook.theme(theme)
        notebook.screenshot(f"beats-blocked-{theme}", page.locator(".sk-beats"))


def test_code_that_holds_the_interpreters_lock_is_seen_to_block_the_loop(drawn):
    notebook = drawn("beats-held", HELD, "total = sum(range(100_000_000))")  # no other thread runs meanwhile
    notebook.run(notebook.cell(2))
    notebook.page.locator(".sk-beats text", has_text="■ blocked for").first.wait_for(timeout=30_000)
    notebook.page.locator(".sk-verdict", has_text="the loop was blocked for").wait_for(timeout=5000)

    notebook.screenshot("beats-held", notebook.page.locator(".sk-beats"))


def test_the_keyboard_steps_from_sign_to_sign_and_reads_them_out(drawn):
    notebook = drawn("beats-keys", "HeartbeatTimeline(scene.shop())")
    page = notebook.page
    page.locator(".sk-plot").focus()
    read = page.locator(".sk-read")
    for key, said in [("Home", "#9 other traffic · client → server"), ("ArrowDown", "#10 other traffic · server → client"),
                      ("End", "#42"), ("ArrowUp", "#41"), ("ArrowLeft", "#39 heart-beat"), ("ArrowLeft", "#37 heart-beat")]:
        page.keyboard.press(key)
        page.locator(".sk-read", has_text=said).wait_for(timeout=3000)
    assert "late by 1.30 s" in read.inner_text()
    page.locator(".sk-spoken", has_text="late by 1.30 s").wait_for(timeout=3000)
    assert page.locator(".sk-ring").count() == 1

    page.keyboard.press("+")
    keeps(notebook, ".sk-beats", WHERE, 760)

    for key in "+", "f", "w", "a", "b", "d", "d", "x", "Escape":
        page.keyboard.press(key)
    page.locator(".sk-ring").wait_for(state="detached")
    assert page.locator(".jp-Notebook .jp-Cell").count() == 2


def test_views_share_a_selection_and_leave_nothing_behind(drawn):
    show = "one = HeartbeatTimeline(scene.shop()); one"
    notebook = drawn("beats-views", show, "one", "one.selection.select(37)", "one.close()")
    page = notebook.page
    notebook.run(notebook.cell(2))
    page.wait_for_function("() => document.querySelectorAll('.sk-beats .sk-to_server .sk-beat').length === 12")
    notebook.run(notebook.cell(3))
    page.wait_for_function("() => document.querySelectorAll('.sk-ring').length === 2")

    page.locator(".sk-beats .sk-to_client .sk-beat").first.click()
    page.wait_for_function("() => [...document.querySelectorAll('.sk-read')].every(e => e.textContent.includes('#21 '))")
    page.locator(".sk-connection").first.select_option("page")
    page.wait_for_function("() => document.querySelectorAll('.sk-beats .sk-beat').length === 2")  # those of the legends
    notebook.run(notebook.cell(4))
    page.wait_for_function("() => document.querySelectorAll('.sk-beats').length === 0")
    notebook.idle()
