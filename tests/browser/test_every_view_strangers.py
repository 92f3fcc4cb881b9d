"""Strangers' text in the live views of real JupyterLab: nothing happens, no element comes of it, nothing is hidden."""

from every_view import HERE, SETUP
from test_every_view_hostile import raw
from test_hostile_text import watched

HOSTILE = f"""
sys.path.insert(0, {str(HERE)!r})
from hostile_scene import tell
strangers = tell(tap.recording)
"""
SHOWN = ["FrameInspector(strangers)", "lab.heartbeats(strangers)", "lab.ladder(strangers)", "lab.map(strangers)",
         "lab.faults(tap)"]  # fmt: skip
FOUND = """() => [...document.querySelectorAll(".sk-view")].flatMap((root) => [root, ...root.querySelectorAll("*")])
  .flatMap((one) => [one.localName, ...[...one.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data),
    ...[...one.attributes].filter(({ name }) => name !== "d").map(({ name, value }) => `${name}=${value}`)])"""
SCROLL = """async () => {
  for (const scroller of document.querySelectorAll(".sk-ladder .sk-scroller, .sk-map .sk-scroller, .sk-frames [role=treegrid]"))
    for (scroller.scrollTop = 0; ;) {
      const before = scroller.scrollTop;
      await new Promise(requestAnimationFrame);
      scroller.scrollTop += 400;
      if (scroller.scrollTop === before) break;
    }
}"""
STRANGE = {"img", "script", "iframe", "object", "embed", "link", "base", "form", "audio", "video", "math", "meta", "a",
           "style", "template", "noscript", "textarea", "details", "animate", "onerror", "body"}  # fmt: skip


def test_nothing_happens_in_any_live_view(notebook):
    notebook.can_be_handed_on = False  # it is watched to its end
    notebook.open("strangers.ipynb", [SETUP + HOSTILE, *(f"shows({make})" for make in SHOWN)])
    page, seen = notebook.page, watched(notebook.page)
    notebook.run_all()
    notebook.idle()
    for ready in (".sk-row .sk-command", ".sk-lane .sk-sign", ".sk-rung", ".sk-node text", ".sk-what"):
        page.locator(ready).first.wait_for()
    said = set(page.evaluate(FOUND))
    picker = page.locator(".sk-beats .sk-connection")
    for place in range(picker.locator("option").count()):
        picker.select_option(index=place)
        page.wait_for_timeout(40)
        said |= set(page.evaluate(FOUND))
    page.evaluate(SCROLL)
    said |= set(page.evaluate(FOUND))

    assert len(said) > 1000
    assert said & STRANGE == set()
    assert [one for one in said if raw(one)] == []
    assert not [one for one in said if one.startswith("on") and "=" in one]
    assert "owned" not in page.title()
    assert [one for one in seen if "127.0.0.1" not in one] == []
