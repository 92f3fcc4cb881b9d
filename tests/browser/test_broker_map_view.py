"""BrokerMap in real JupyterLab: pulses of messages, the keyboard, tables, two views of one model, and many nodes."""

from pathlib import Path

import pytest
from told_scene import keeps

SCENES = f"""
import sys, threading, time
sys.path.insert(0, {str(Path(__file__).parents[1] / "widgets")!r})
import scene
import stompkata as sk
from stompkata.widgets.broker_map import BrokerMap

def message(to, subscription, destination, number, **headers):
    told.hears(to, "MESSAGE", "hi", subscription=subscription, destination=destination, message_id=number, **headers)

told = scene.Scene()
for name in ("ada", "bo", "cy"):
    told.opens(name)
"""
CHAT = """
told.says("ada", "SUBSCRIBE", id="room", destination="/topic/chat")
told.says("bo", "SUBSCRIBE", id="room", destination="/topic/chat")
told.says("cy", "SUBSCRIBE", id="orders", destination="/queue/orders", ack="client-individual")
for number in (1, 2):
    told.says("ada", "SEND", "hi", destination="/topic/chat")
    message("ada", "room", "/topic/chat", f"m{number}")
    message("bo", "room", "/topic/chat", f"m{number}")
for number in (3, 4, 5):
    told.says("bo", "SEND", "tea", destination="/queue/orders")
for number in (3, 4):
    message("cy", "orders", "/queue/orders", f"m{number}", ack=f"a{number}")
told.says("cy", "ACK", id="a3")
told.says("bo", "SEND", "anybody?", destination="/topic/empty")
view = BrokerMap(told.recording); view
"""


SENT = """
told.says("ada", "SEND", "hi", destination="/topic/chat")
message("ada", "room", "/topic/chat", "m9")
message("bo", "room", "/topic/chat", "m9")
told.says("bo", "SEND", "anybody?", destination="/topic/empty")
"""
MANY = """
for number in range(14):
    told.says("ada", "SUBSCRIBE", id=f"wide-{number}", destination=f"/topic/{number}")
    for each in range(2 + (number < 3)):
        told.says("ada", "SUBSCRIBE", id=f"more-{number}-{each}", destination=f"/topic/{number}")
for number in range(500):
    told.says("bo", "SEND", "hi", destination="/topic/chat")
    message("ada", "room", "/topic/chat", f"f{number}")
    time.sleep(0.001)
print("flooded")
"""
HOSTILE = """
bad = "<img src=x onerror='window.hit = 1'>"
told.says("ada", "SUBSCRIBE", id=bad, destination=bad, ack=bad)
told.says("ada", "SEND", bad, destination=bad)
BrokerMap(told.recording)
"""
WHERE = """() => { // what is scrolled away, and where everything stands
  const { scrollTop, scrollLeft } = document.querySelector('.sk-map .sk-scroller');
  const boxes = [...document.querySelectorAll('.sk-map .sk-box, .sk-heads text')];
  return JSON.stringify([scrollTop, scrollLeft, boxes.map((box) => [box.getAttribute('x'), box.getAttribute('y')])]);
}"""
WATCH = """() => { // each pulse that is seen begin, and each frame in which something was drawn
  Object.assign(window, { seen: { server: 0, client: 0 }, drawn: 0, nobody: 0, began: performance.now() });
  const over = document.querySelector('.sk-over');
  let before = { server: 0, client: 0 };
  new MutationObserver(() => {
    window.drawn += 1;
    window.nobody ||= over.querySelectorAll('.sk-nobody').length;
    for (const way of ['server', 'client']) {
      const now = over.querySelectorAll(`.sk-pulse.sk-to_${way}`).length;
      window.seen[way] += Math.max(0, now - before[way]);
      before[way] = now;
    }
  }).observe(over, { childList: true });
}"""


@pytest.fixture
def drawn(notebook):
    """A notebook whose second cell shows a map; more cells may follow."""

    def opened(name: str, show: str, *cells: str):
        notebook.open(f"{name}.ipynb", [SCENES, show, *cells])
        notebook.run(notebook.cell(0))
        notebook.run(notebook.cell(1))
        notebook.page.wait_for_selector(".sk-map .sk-counter:not(:empty)")
        notebook.idle()
        return notebook

    return opened


def read(notebook, said: str) -> None:
    notebook.page.locator(".sk-read", has_text=said).first.wait_for(timeout=5000)


def test_it_is_walked_by_keyboard_and_shown_as_tables_in_both_themes(drawn):
    notebook = drawn("map", CHAT, "print('selected', view.selection.number)")
    page = notebook.page
    page.wait_for_selector(".sk-map .sk-node")
    page.locator(".sk-scroller").focus()
    for key, said in [
        ("ArrowDown", "connection ada · STOMP 1.2 · sent 2"), ("ArrowRight", "destination /topic/chat"),
        ("ArrowDown", "destination /queue/orders · kind queue · sent 3"), ("ArrowRight", "id orders · connection cy"),
        ("ArrowUp", "id room · connection bo"), ("Home", "connection ada"), ("ArrowDown", "connection bo"),
        ("ArrowRight", "/queue/orders"), ("ArrowDown", "/topic/empty"),
    ]:  # fmt: skip
        page.keyboard.press(key)
        read(notebook, said)
    page.locator(".sk-spoken", has_text="/topic/empty").wait_for(timeout=5000)
    page.keyboard.press("Enter")
    for theme in ("light", "dark"):
        notebook.theme(theme)
        notebook.screenshot(f"map-{theme}", page.locator(".sk-map"))
    notebook.run(notebook.cell(2))
    page.get_by_text("selected 31", exact=True).wait_for()
    assert page.locator(".jp-Notebook .jp-Cell").count() == 3

    page.get_by_role("button", name="Table").press("Enter")
    page.get_by_role("cell", name="client-individual").wait_for()
    for theme in ("light", "dark"):
        notebook.theme(theme)
        notebook.screenshot(f"map-table-{theme}", page.locator(".sk-map"))
    page.get_by_role("button", name="select record 23").first.press("Enter")
    page.locator(".sk-last[aria-pressed=true]", has_text="#23").first.wait_for()
    notebook.run(notebook.cell(2))
    page.get_by_text("selected 23", exact=True).wait_for()


def test_one_send_is_one_pulse_and_one_for_each_subscriber_and_nobody_gets_what_nobody_wants(drawn):
    notebook = drawn("map-pulses", CHAT, SENT, "view.close()")
    page = notebook.page
    page.wait_for_selector(".sk-map .sk-node")
    page.evaluate(WATCH)
    notebook.run(notebook.cell(2))
    page.wait_for_function("() => window.seen.client + window.nobody === 3")
    notebook.screenshot("map-pulses", page.locator(".sk-map"))
    page.wait_for_function("() => !document.querySelector('.sk-flash, .sk-pulse, .sk-nobody')")

    assert page.evaluate("window.seen") == {"server": 2, "client": 2}
    assert page.locator(".sk-node", has_text="▲ 2 reached nobody").count() == 1
    page.wait_for_function("async () => { const before = window.drawn; await new Promise(r => setTimeout(r, 400));"
                           " return window.drawn === before; }")  # fmt: skip
    notebook.run(notebook.cell(3))
    page.wait_for_function("() => document.querySelectorAll('.sk-map').length === 0")


def test_without_motion_the_counts_flash(drawn):
    notebook = drawn("map-still", CHAT, SENT)
    page = notebook.page
    page.wait_for_selector(".sk-map .sk-node")
    page.emulate_media(reduced_motion="reduce")
    page.evaluate(WATCH)
    notebook.run(notebook.cell(2))
    page.locator(".sk-count.sk-flash").first.wait_for()
    page.wait_for_function("() => !document.querySelector('.sk-flash')")

    assert page.evaluate("window.seen") == {"server": 0, "client": 0}


def test_two_views_of_one_model_show_the_same_and_follow_one_selection(drawn):
    notebook = drawn("map-views", CHAT, "view", "view.selection.select(31)", SENT, "view.close()")
    page = notebook.page
    notebook.run(notebook.cell(2))
    page.wait_for_function("() => document.querySelectorAll('.sk-map .sk-Destinations').length === 6")
    notebook.run(notebook.cell(3))
    page.wait_for_function("() => document.querySelectorAll('.sk-node.sk-selected').length === 4")
    page.locator(".sk-map").nth(1).locator(".sk-box").first.click()
    page.wait_for_function("() => [...document.querySelectorAll('.sk-Connections.sk-selected')].filter("
                           "each => each.textContent.includes('ada')).length === 2")  # fmt: skip
    notebook.run(notebook.cell(4))
    page.wait_for_function("() => [...document.querySelectorAll('.sk-map')].every("
                           "map => map.textContent.includes('sent 3 · delivered 6'))")  # fmt: skip
    notebook.run(notebook.cell(5))
    page.wait_for_function("() => document.querySelectorAll('.sk-map').length === 0")


def test_a_flood_is_a_rate_and_nodes_that_join_move_nobody(drawn):
    notebook = drawn("map-many", CHAT, MANY)
    page = notebook.page
    page.set_viewport_size({"width": 800, "height": 900})
    page.wait_for_selector(".sk-map .sk-node")
    places = "() => [...document.querySelectorAll('.sk-box')].slice(0, 2).map(e => e.getAttribute('y'))"
    before = page.evaluate(places)
    page.evaluate(WATCH)
    notebook.run(notebook.cell(2))
    page.locator(".sk-count", has_text="/s").first.wait_for(timeout=10_000)
    notebook.screenshot("map-flood", page.locator(".sk-map"))
    page.get_by_text("flooded", exact=True).wait_for(timeout=30_000)
    page.wait_for_function("() => !document.querySelector('.sk-flash, .sk-pulse')", timeout=15_000)
    seen = page.evaluate("window.seen.server + window.seen.client")
    seconds = page.evaluate("(performance.now() - window.began) / 1000")

    assert page.evaluate(places) == before
    assert 0 < seen <= 20 * (seconds + 1)
    assert page.locator(".sk-under > text").all_text_contents() == ["and 5 more", "and 18 more"]
    notebook.screenshot("map-many", page.locator(".sk-map"))
    page.evaluate("() => document.querySelector('.sk-map .sk-scroller').scrollTo(0, 300)")
    keeps(notebook, ".sk-map", WHERE, 1280)

    page.get_by_role("button", name="Table").click()
    page.get_by_role("cell", name="/topic/13", exact=True).first.wait_for()
    notebook.screenshot("map-table-narrow", page.locator(".sk-map"))


def test_hostile_names_are_shown_as_text(drawn):
    notebook = drawn("map-hostile", HOSTILE)
    page = notebook.page
    page.locator(".sk-node text", has_text="<img src=x onerror").first.wait_for()
    page.get_by_role("button", name="Table").click()
    page.get_by_role("cell", name="<img src=x onerror").first.wait_for()

    assert page.evaluate("window.hit") is None and page.locator(".sk-map img, .sk-map script").count() == 0


def test_a_message_is_drawn_while_a_cell_sleeps(drawn):
    notebook = drawn("map-live", "told.says('ada', 'SEND', 'a', destination='/topic/one'); BrokerMap(told.recording)",
                     "def act():\n    time.sleep(1)\n    told.says('ada', 'SEND', 'now', destination='/topic/two')\n"
                     "threading.Thread(target=act).start()\ntime.sleep(6)\nprint('over')")  # fmt: skip
    notebook.run(notebook.cell(2))
    notebook.page.locator(".sk-node", has_text="/topic/two").first.wait_for(timeout=6000)

    assert notebook.cell(2).get_by_text("over", exact=True).count() == 0, "the cell was over before it was drawn"
    notebook.idle()
