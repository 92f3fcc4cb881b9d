"""Every view can be read by everybody: axe-core finds nothing serious, in either theme and in a page that is saved."""

import json

from conftest import missing
from every_view import AXE, TABLE

# axe-core leaves out the text of pictures, and what is scrolled away: this measures the contrast of all text
CONTRAST = """root => {
  const rgb = (text) => {
    const numbers = (text.match(/[\\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
    return text.startsWith("color(srgb") ? numbers.map((one, at) => at < 3 ? one * 255 : one) : numbers;
  };
  const over = ([r, g, b, a = 1], back, opacity = 1) =>
    [r, g, b].map((value, at) => value * a * opacity + back[at] * (1 - a * opacity));
  const behind = (node) => {
    if (!node) return [255, 255, 255];
    const colour = rgb(getComputedStyle(node).backgroundColor);
    return colour.length === 3 ? colour : over(colour, behind(node.parentElement));
  };
  const light = (value) => value <= 10.31 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4;
  const luminance = ([r, g, b]) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), measured = [];
  while (texts.nextNode()) {
    const parent = texts.currentNode.parentElement, text = texts.currentNode.data.trim();
    if (!text || parent.closest("style, title, option, [hidden], :disabled, [aria-disabled]")) continue;
    const { fill, color, fillOpacity, opacity } = getComputedStyle(parent), back = behind(parent);
    const drawn = parent.namespaceURI.endsWith("svg");
    const front = over(rgb(drawn ? fill : color), back, drawn ? fillOpacity * opacity : opacity);
    const [low, high] = [luminance(front), luminance(back)].sort((one, two) => one - two);
    measured.push([(high + 0.05) / (low + 0.05), text, parent.getAttribute("class"), front.map(Math.round), back.map(Math.round)]);
  }
  return { count: measured.length, low: measured.filter(([ratio]) => ratio < 4.5) };
}"""
FINDS = """async (roots) => {
  const found = await axe.run({ include: roots }, { resultTypes: ["violations"] });
  return found.violations.filter(({ impact }) => ["serious", "critical"].includes(impact)).flatMap(({ id, nodes }) =>
    nodes.map(({ target, html, any, all }) => [id, target.join(" "), html.slice(0, 200),
      [...any, ...all].map(({ message }) => message).join("; ")]));
}"""


def found_by_axe(page, roots: list[str]) -> list[list[str]]:
    """Return what axe-core calls serious or critical in these parts of the page."""
    if not AXE.exists():
        missing("no axe-core here: npm ci --prefix tests/browser")
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    return page.evaluate(FINDS, roots)


def test_axe_core_and_the_contrast_of_every_text_in_either_theme(every_view):
    notebook, page, wrong = every_view.notebook, every_view.page, []
    every_view.stretch()
    for place, view in enumerate(TABLE):
        if view.acts:  # what is selected, or has happened, looks different
            every_view.act(place, 0)
        every_view.root(place).evaluate("(root, name) => { root.dataset.view = name; }", str(place))
    for theme in ("light", "dark"):
        notebook.theme(theme)
        page.wait_for_timeout(300)
        wrong += [[theme, *one] for one in found_by_axe(page, [f"[data-view='{at}']" for at in range(len(TABLE))])]
        for place, view in enumerate(TABLE):
            measured = every_view.root(place).evaluate(CONTRAST)
            assert measured["count"] > 3, f"{view.name} says nothing"
            wrong += [[theme, view.name, *low] for low in measured["low"]]
            notebook.screenshot(f"every-view-{place}-{theme}", every_view.root(place))

    assert not wrong, "\n".join(json.dumps(one, ensure_ascii=False) for one in wrong)
