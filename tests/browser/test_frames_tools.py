"""FrameInspector's tools in real JupyterLab: folds, filter, search, comparison, export, shared selection."""

import json

import pytest
from test_frame_inspector import PRODUCER, wait_for_row

CONVERSATION = """
def say(payload, opcode=Opcode.TEXT, fin=True, way="to_server"):
    data = encode(WebSocketFrame(opcode, payload, fin=fin, masking_key=key if way == "to_server" else None))
    recording.add(time.monotonic(), "c1", way, "websocket", data)

send("one")
for _ in range(6):
    say(b"\\n"), say(b"\\n", way="to_client")
say(b"SEND\\ndestination:/topic/cut\\n\\nin three ", fin=False)
say(b"", Opcode.PING, way="to_client")
say(b"frag", Opcode.CONTINUATION, fin=False)
say(b"ments\\0", Opcode.CONTINUATION)
send("two")
recording.add(time.monotonic(), "tcp", "to_client", "stomp", b"MESSAGE\\ndestination:/topic/news\\n\\ntwo\\0")
"""
NUMBERS = """() => [...document.querySelectorAll(".sk-space .sk-row:not([hidden])")].sort(
    (one, other) => one.ariaRowIndex - other.ariaRowIndex).map(row => row.querySelector(".sk-number").innerText)"""


@pytest.fixture
def told(notebook):
    def opened(name: str, *cells: str):
        notebook.open(f"{name}.ipynb", [PRODUCER + CONVERSATION, "view = FrameInspector(recording); view", *cells])
        notebook.run(notebook.cell(0))
        notebook.run(notebook.cell(1))
        wait_for_row(notebook, "MESSAGE")
        notebook.idle()
        return notebook

    return opened


def wait_for_numbers(notebook, numbers: str):
    joined = "numbers => (%s)().join(' ').replaceAll(/[▸▾]/g, '') === numbers" % NUMBERS  # noqa: UP031 - braces
    notebook.page.wait_for_function(joined, arg=numbers)


def test_beats_and_fragments_are_folded_and_opened_by_key(told):
    notebook = told("folds")
    page = notebook.page
    wait_for_numbers(notebook, "1 2 14 15 18 19")
    assert "6 beats →, 6 beats ←" in wait_for_row(notebook, "♥ ×12").inner_text()
    assert wait_for_row(notebook, "♥ ×12").locator(".sk-note").evaluate("note => note.scrollWidth <= note.clientWidth")
    assert "in three fragments" in wait_for_row(notebook, "ws text ×3").inner_text()
    grid = page.get_by_role("treegrid", name="Recorded frames")
    grid.focus()
    for key in ("Home", "ArrowDown", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    wait_for_numbers(notebook, "1 2 14 14 16 17 15 18 19")
    fold = page.locator(".sk-row[aria-expanded=true]")
    assert fold.get_attribute("aria-level") == "1"
    page.keyboard.press("ArrowDown")
    page.locator(".sk-row[aria-selected=true][aria-level='2']").wait_for()
    assert grid.get_attribute("aria-activedescendant").endswith("-14-in-fold")
    page.keyboard.press("ArrowLeft")
    wait_for_numbers(notebook, "1 2 14 15 18 19")
    page.get_by_role("button", name="fold fragments").click()
    wait_for_numbers(notebook, "1 2 14 15 16 17 18 19")
    page.get_by_role("button", name="Show to server").click()
    wait_for_numbers(notebook, "3 19")
    page.get_by_role("button", name="Show websocket").click()
    wait_for_numbers(notebook, "19")


def test_a_filter_shows_what_passes_and_says_what_it_does_not_understand(told):
    notebook = told("filter", "send('three')", "view.filter = '-beat layer:stomp'; view.filter")
    page = notebook.page
    field = page.get_by_role("textbox", name="Filter")
    field.fill("command:SEND,MESSAGE")
    wait_for_numbers(notebook, "1 17 18 19")
    page.get_by_text("4 lines pass").wait_for()
    notebook.run(notebook.cell(2))
    wait_for_numbers(notebook, "1 17 18 19 20")
    field.fill("direktion:x")
    page.get_by_role("alert").get_by_text("there is no key 'direktion'").wait_for()
    assert field.get_attribute("aria-invalid") == "true"
    field.fill("")
    wait_for_numbers(notebook, "1 2 14 15 18 19 20")
    notebook.run(notebook.cell(3))
    wait_for_numbers(notebook, "1 17 18 19 20")
    assert field.input_value() == "-beat layer:stomp"


def test_a_search_goes_from_match_to_match_and_into_folds(told):
    notebook = told("search")
    page = notebook.page
    page.get_by_role("treegrid", name="Recorded frames").focus()
    page.keyboard.press("/")
    page.keyboard.insert_text('text:"two"')
    for key, number, place in (("Enter", "18", "1 of 2"), ("Enter", "19", "2 of 2"), ("Shift+Enter", "18", "1 of 2")):
        page.keyboard.press(key)
        page.get_by_role("status").get_by_text(place).wait_for()
        page.locator(".sk-row[aria-selected=true] .sk-number", has_text=number).wait_for()
    page.get_by_role("textbox", name="Find").fill("nowhere")
    page.get_by_role("button", name="Next match").click()
    page.get_by_text("no match").wait_for()
    page.get_by_role("textbox", name="Find").fill("ping")
    page.get_by_role("button", name="Next match").click()
    page.locator(".sk-row[aria-selected=true]", has_text="ping").wait_for()


def test_two_frames_are_compared_and_copied(told):
    notebook = told("compare")
    page = notebook.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    wait_for_row(notebook, "two").click()
    page.get_by_role("treegrid", name="Recorded frames").focus()
    page.keyboard.press("p")
    wait_for_row(notebook, "MESSAGE").click()
    table = page.get_by_role("table", name="Comparison")
    table.locator(".sk-differs", has_text="command").get_by_text("MESSAGE").wait_for()
    assert table.locator(".sk-same", has_text="destination").count() == 1
    page.get_by_role("button", name="Copy as Python bytes").click()
    page.get_by_text("octets copied as Python bytes").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith("b'MESSAGE\\ndestination:")
    page.get_by_role("button", name="Unpin 18").click()
    page.locator(".sk-heading", has_text="STOMP MESSAGE").wait_for()
    for theme in ("light", "dark"):
        notebook.theme(theme)
        notebook.screenshot(f"frames-compare-{theme}", notebook.cell(1))


def test_what_passes_is_saved_by_the_page(told):
    notebook = told("export")
    page = notebook.page
    page.get_by_role("textbox", name="Filter").fill("command:SEND")
    wait_for_numbers(notebook, "1 17 18")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    lines = download.value.path().read_text(encoding="utf-8").splitlines()

    assert [json.loads(line)["number"] for line in lines[1:]] == [1, 17, 18]


def test_one_selection_is_seen_in_all_views_and_in_the_kernel(told):
    notebook = told(
        "selection",
        "FrameInspector(recording, selection=view.selection)", "view.selection", "view.selection.select(5)",
    )  # fmt: skip
    page = notebook.page
    notebook.run(notebook.cell(2))
    other = notebook.cell(2).locator(".sk-frames")
    other.locator(".sk-row", has_text="MESSAGE").wait_for()
    notebook.cell(1).locator(".sk-row", has_text="/topic/cut").click()
    other.locator(".sk-row[aria-selected=true]", has_text="/topic/cut").wait_for()
    notebook.run(notebook.cell(3))
    notebook.cell(3).get_by_text("<Selection: record 14>").wait_for()
    notebook.run(notebook.cell(4))
    for index in (1, 2):
        notebook.cell(index).locator(".sk-row[aria-selected=true]", has_text="♥ ×12").wait_for()
    assert page.locator(".sk-row[aria-selected=true]:visible").count() == 2


LEAKS = """() => { const { setTimeout: set, clearTimeout: clear } = window;
  window.timers = new Set();
  window.setTimeout = (call, ...more) => { const id = set(() => { timers.delete(id); call(); }, ...more);
    if (/frames|hello|views/.test(String(call))) timers.add(id); return id; };
  window.clearTimeout = (id) => { timers.delete(id); clear(id); }; }"""


def test_a_view_that_is_closed_leaves_nothing_behind(told):
    notebook = told("closed", "view.close(); view._feed.watched(time.monotonic() + 1), view.selection._observers")
    page = notebook.page
    page.evaluate(LEAKS)
    notebook.run(notebook.cell(2))
    page.locator(".sk-frames").wait_for(state="detached")
    page.wait_for_timeout(500)

    assert page.evaluate("timers.size") == 0
    assert "[]" in notebook.cell(2).inner_text()
