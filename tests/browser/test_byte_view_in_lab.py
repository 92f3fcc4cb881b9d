"""ByteView in real JupyterLab: fields and octets light each other, an octet is changed, a key is worked out."""

import json
from pathlib import Path

import pytest

SETUP = """
import zlib
from stompkata import lab
from stompkata.recording import Recording
from stompkata.websocket.frame import Opcode, WebSocketFrame, encode
from stompkata.websocket.handshake import build_request, build_response

KEY = bytes.fromhex("37fa213d")
recording, strangers = Recording(), Recording()
recording.add(0.0, "c1", "to_server", "handshake", build_request("a.example", key="dGhlIHNhbXBsZSBub25jZQ=="))
recording.add(0.1, "c1", "to_client", "handshake", build_response("dGhlIHNhbXBsZSBub25jZQ=="))
said = b"SEND\\ndestination:/topic/tea\\ncontent-type:text/plain\\n\\ntwo teas\\0"
recording.add(0.2, "c1", "to_server", "websocket", encode(WebSocketFrame(Opcode.TEXT, said, masking_key=KEY)))
"""
HELLO = 'view = lab.bytes(bytes.fromhex("8185 37fa213d 7f9f4d5158"), sender="client"); view'
HOSTILE = json.loads((Path(__file__).parent / "hostile.json").read_text(encoding="utf-8"))
STRANGERS = f"""
import json
for text in json.loads({json.dumps(json.dumps(HOSTILE))}):
    header = text.replace("\\\\", "").replace(":", "\\\\c").replace("\\r", "").replace("\\n", "")
    frame = f"SEND\\ndestination:{{header}}\\n{{header}}:1\\n\\n{{text}}\\0".encode()
    strangers.add(0.0, text[:40], "to_server", "stomp", frame)
lab.bytes(strangers, number=1)
"""


@pytest.fixture
def looked_at(notebook):
    """A notebook whose second cell shows a byte view; more cells may follow."""

    def opened(name: str, *cells: str):
        notebook.open(f"bytes-{name}.ipynb", [SETUP, *cells])
        for place in range(len(cells) + 1):
            notebook.run(notebook.cell(place))
        notebook.idle()
        notebook.page.wait_for_selector(".sk-bytes .sk-octet")
        return notebook

    return opened


def item(notebook, text: str, place: int = 0):
    return notebook.page.locator(".sk-bytes").nth(place).locator(".sk-item:visible", has_text=text).first


def octet(notebook, at: int, layer: int = 0, place: int = 0):
    view = notebook.page.locator(".sk-bytes").nth(place)
    return view.locator(".sk-layer").nth(layer).locator("[role=gridcell]").nth(at)


def lit(notebook, layer: int = 0, kind: str = "lit") -> list[int]:
    cells = notebook.page.locator(".sk-bytes").first.locator(".sk-layer").nth(layer).locator("[role=gridcell]")
    return [at for at, names in enumerate(cells.evaluate_all("all => all.map(one => one.className)"))
            if f"sk-{kind}" in names.split()]  # fmt: skip


def status(notebook) -> str:
    return notebook.page.locator(".sk-bytes .sk-status").first.inner_text()


def spoken(notebook, text: str) -> None:
    notebook.page.locator(".sk-bytes [aria-live=polite]", has_text=text).first.wait_for(state="attached", timeout=5000)


def octets(notebook, expected: str) -> None:
    """Wait until the view's first layer begins with these octets."""
    notebook.page.wait_for_function("""expected => [...document.querySelectorAll(".sk-bytes .sk-layer")][0]
        .innerText.includes(expected) || [...document.querySelectorAll(".sk-layer [role=gridcell]")]
        .map(one => one.textContent).join(" ").startsWith(expected)""", arg=expected, timeout=10_000)


def test_a_field_lights_its_octets_and_an_octet_its_field(looked_at):
    notebook = looked_at("hover", HELLO)

    item(notebook, "37 fa 21 3d").hover()
    assert lit(notebook) == [2, 3, 4, 5]
    assert status(notebook).startswith("masking-key = 37 fa 21 3d, byte 2–5 · ")
    octet(notebook, 8).hover()
    assert "sk-lit" in item(notebook, "payload Hello").get_attribute("class")
    notebook.page.locator(".sk-bit").nth(4).hover()
    assert status(notebook).startswith("opcode = 0x1, byte 0, bit 4–7")
    assert (lit(notebook), "sk-lit" in item(notebook, "opcode").get_attribute("class")) == ([0], True)
    octet(notebook, 0).hover()
    assert status(notebook).startswith("byte 0: FIN = 1, RSV1 = 0, RSV2 = 0, RSV3 = 0, opcode = 0x1")


def test_what_a_frame_carries_lights_in_both_layers(looked_at):
    notebook = looked_at("layers", "lab.bytes(recording)")

    octet(notebook, 6 + 17).hover()  # the value of destination, masked on the wire
    assert lit(notebook) == list(range(6 + 17, 6 + 27))
    assert lit(notebook, layer=1) == list(range(17, 27))
    assert status(notebook).startswith("STOMP header value = /topic/tea, byte 17–26, on the wire 23–32")
    assert "sk-lit" in item(notebook, "destination: /topic/tea").get_attribute("class")


def test_everything_is_reached_by_keyboard_alone(looked_at):
    notebook = looked_at("keys", HELLO)
    page = notebook.page
    item(notebook, "WebSocket").focus()

    for key in ("ArrowRight", "ArrowDown", "End", "Home", "ArrowLeft"):
        page.keyboard.press(key)
    assert page.locator(".sk-item:visible").count() == 1  # closed
    page.keyboard.press("ArrowRight")
    page.keyboard.press("End")
    page.keyboard.press("ArrowUp")
    spoken(notebook, "masking-key = 37 fa 21 3d, byte 2–5")
    page.keyboard.press("Enter")
    assert lit(notebook, kind="kept") == [2, 3, 4, 5]
    page.keyboard.press("Tab")  # to the grid, where one octet takes part
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "byte 3, fa, masking-key"
    assert page.locator(".sk-bytes [role=treeitem][tabindex='0']").count() == 1
    assert page.locator(".sk-bytes [role=gridcell][tabindex='0']").count() == 1


def test_an_octet_is_typed_over_dissected_again_and_taken_back(looked_at):
    notebook = looked_at("edit", HELLO, "view.octets.hex()")
    page = notebook.page
    octet(notebook, 1).click()
    page.keyboard.type("0")
    assert octet(notebook, 1).inner_text() == "0_"
    page.keyboard.type("5")

    page.get_by_text("a client's frame is not masked").first.wait_for()
    assert "W-17 · RFC 6455 §5.1" in page.locator(".sk-findings").inner_text()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("byte 1, 05")
    item(notebook, "WebSocket").click()
    page.locator(".sk-findings").get_by_role("button", name="byte 1").first.click()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("byte 1, 05")
    notebook.screenshot("byte-view-edited", page.locator(".sk-bytes"))
    notebook.run(notebook.cell(2))
    notebook.cell(2).get_by_text("810537fa213d7f9f4d5158").wait_for()
    octet(notebook, 1).focus()
    page.keyboard.press("Control+z")
    page.locator(".sk-findings").wait_for(state="hidden")
    assert page.get_by_role("button", name="Undo").is_disabled()


def test_a_bit_is_flipped_and_everything_reset(looked_at):
    notebook = looked_at("bits", HELLO)
    page = notebook.page
    page.get_by_role("button", name="FIN, bit 0 of byte 0").click()

    item(notebook, "FIN 0 more frames follow").wait_for()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.get_by_text("RSV1 is set, and no extension was agreed").wait_for()
    assert page.get_by_text("1 changed").is_visible()
    page.get_by_role("button", name="Reset").click()
    item(notebook, "FIN 1 the last frame").wait_for()
    assert page.locator(".sk-findings").is_hidden()


def test_the_mask_is_taken_off_step_by_step(looked_at):
    notebook = looked_at("mask", HELLO)
    page = notebook.page
    page.emulate_media(reduced_motion="reduce")
    step = page.get_by_role("button", name="Step ›")
    step.click()

    assert "01111111 XOR 00110111 = 01001000, 0x48 H" in page.locator(".sk-sum").inner_text()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    assert "octet 4, key octet 4 mod 4 = 0" in page.locator(".sk-sum").inner_text()
    assert [octet(notebook, at).inner_text() for at in range(6, 11)] == ["48", "65", "6c", "6c", "6f"]
    assert page.get_by_role("button", name="Play").is_hidden()  # nothing moves by itself
    page.keyboard.press("Home")
    assert octet(notebook, 6).inner_text() == "7f"
    page.get_by_role("button", name="Unmasked").first.click()
    octet(notebook, 6).click()
    page.keyboard.type("4a")  # typed in the clear, masked for the wire
    item(notebook, "payload Jello").wait_for()
    assert [octet(notebook, at).inner_text() for at in (6, 7)] == ["4a", "65"]


def test_octets_are_written_and_typed_in_four_ways(looked_at):
    notebook = looked_at("radix", HELLO)
    page = notebook.page

    for name, written in (("decimal", "129"), ("binary", "10000001"), ("ASCII", "·"), ("hex", "81")):
        page.get_by_role("button", name=name, exact=True).click()
        assert octet(notebook, 0).inner_text() == written
    page.get_by_role("button", name="binary").click()
    octet(notebook, 0).click()
    page.keyboard.type("10000010")
    item(notebook, "opcode 0x2 binary").wait_for()
    page.get_by_role("button", name="decimal").click()
    octet(notebook, 0).click()
    page.keyboard.type("999")  # no octet
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    item(notebook, "opcode 0x9 ping").wait_for()


def test_views_share_what_is_selected_and_follow_the_record(looked_at):
    notebook = looked_at(
        "shared",
        "from stompkata.widgets.selection import Selection\nshared = Selection(recording)\n"
        "lab.bytes(recording, selection=shared)",
        "lab.bytes(recording, selection=shared)", "shared", "shared.select(3, (2, 6))",
    )  # fmt: skip
    page = notebook.page
    page.wait_for_function("document.querySelectorAll('.sk-kept.sk-octet').length === 8")
    assert lit(notebook, kind="kept") == [2, 3, 4, 5]
    octet(notebook, 0, layer=1, place=1).click()
    page.wait_for_function("""() => [...document.querySelectorAll(".sk-bytes")].every(
        view => view.querySelectorAll(".sk-layer:nth-child(2) .sk-octet.sk-kept").length === 5)""")

    notebook.run(notebook.cell(3))
    notebook.cell(3).get_by_text("record 3, octets 6 to 11").wait_for()
    page.get_by_role("button", name="The record before").first.click()
    page.locator(".sk-bytes").nth(1).get_by_text("The answer says the same").wait_for()
    assert page.locator(".sk-bytes").nth(0).get_by_text("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=").count() >= 1


def test_a_compressed_message_and_a_large_one(looked_at):
    notebook = looked_at(
        "deflate",
        "c = zlib.compressobj(wbits=-15)\nz = (c.compress(said) + c.flush(zlib.Z_SYNC_FLUSH))[:-4]\n"
        "lab.bytes(encode(WebSocketFrame(Opcode.TEXT, z, rsv=4, masking_key=KEY)), deflate=True, sender='client')",
        "lab.bytes(encode(WebSocketFrame(Opcode.BINARY, bytes(70_000))), sender='server')",
    )
    first, second = (notebook.page.locator(".sk-bytes").nth(place) for place in (0, 1))
    item(notebook, "permessage-deflate").wait_for()

    assert first.locator(".sk-layer").count() == 3
    octet(notebook, 0, layer=2).hover()
    assert (lit(notebook), lit(notebook, 1), lit(notebook, 2)) == ([], [], [0, 1, 2, 3, 4])
    second.get_by_text("octets 0–1023 of 70,010").wait_for()
    second.get_by_role("button", name="later ›").click()
    second.get_by_text("octets 1024–2047 of 70,010").wait_for()
    assert second.locator("[role=gridcell]").count() == 1024


def test_a_strangers_text_stays_text(looked_at):
    notebook = looked_at("hostile", STRANGERS)
    page, seen = notebook.page, []
    notebook.can_be_handed_on = False
    page.on("dialog", lambda dialog: (seen.append(dialog.message), dialog.dismiss()))
    for number in range(2, len(HOSTILE) + 1):
        page.get_by_role("button", name="The next record").click()
        page.locator(".sk-of", has_text=f"record {number},").wait_for()
        octet(notebook, 20).hover()

    tags = page.locator(".sk-bytes").evaluate("root => [...root.querySelectorAll('*')].map(one => one.localName)")
    assert set(tags) <= {"section", "div", "span", "strong", "button", "p", "i", "b", "h4"}
    assert "owned" not in page.title() and seen == []


def test_a_cell_run_again_leaves_no_listener_behind(looked_at):
    notebook = looked_at("again", HELLO)
    for _ in range(2):
        notebook.run(notebook.cell(1))
        notebook.idle()
    notebook.page.wait_for_function("document.querySelectorAll('.sk-bytes').length === 1")

    octet(notebook, 1).click()
    notebook.page.keyboard.type("05")
    notebook.page.get_by_text("a client's frame is not masked").first.wait_for()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pictures_to_look_at(looked_at, theme):
    notebook = looked_at(f"pictures-{theme}", "lab.bytes(recording)", "lab.bytes(recording, number=2)")
    notebook.page.set_viewport_size({"width": 1280, "height": 1250})
    notebook.theme(theme)
    item(notebook, "37 fa 21 3d").hover()

    view = notebook.page.locator(".sk-bytes")
    notebook.screenshot(f"byte-view-{theme}", view.nth(0))
    notebook.screenshot(f"byte-view-handshake-{theme}", view.nth(1))
    assert view.nth(1).get_by_text("From Sec-WebSocket-Key to Sec-WebSocket-Accept").is_visible()
