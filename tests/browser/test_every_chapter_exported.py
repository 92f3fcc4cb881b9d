"""Every chapter saved as a page, as it is read, printed and projected, in both languages."""

import re
from urllib.parse import urlsplit

import nbformat
import pytest
from saved_page import reader, save  # noqa: F401 - a fixture
from test_every_view_accessible import found_by_axe

from stompkata.course.chinese import chinese_notebooks
from stompkata.course.location import course_root

ROOT = course_root()
# an exercise has the prose of its solution
BOOKS = (
    ("solutions", "en", "light"),
    ("solutions", "en", "dark"),
    ("solutions", "zh", "light"),
    ("notebooks", "en", "light"),
)
CHAPTERS = sorted(path.name for path in (ROOT / "exercises").glob("*.ipynb"))
HOSTS = {"stomp.github.io", "datatracker.ietf.org", "www.rfc-editor.org", "github.com", "websockets.spec.whatwg.org"}
FACTS = """() => ({
  language: document.documentElement.lang,
  title: document.title,
  first: document.querySelector("h1").firstChild.data,
  headings: [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map(one => Number(one.localName[1])),
  links: [...document.querySelectorAll(".jp-Cell a:not(.anchor-link)")].map(one => one.getAttribute("href")),
  anchors: [...document.querySelectorAll("[id]")].map(one => one.id),
  dumb: [...document.querySelectorAll("img, figure, svg[role=img], canvas")].filter(one =>
    !one.alt && !one.ariaLabel && !one.querySelector("title, figcaption")).map(one => one.outerHTML.slice(0, 200)),
  sources: [...document.querySelectorAll("img")].map(one => one.getAttribute("src")),
})"""


def books(chapter: str):
    """The chapter with all that it shows, in both languages and both themes, and as it is projected."""
    for edition, language, theme in BOOKS:
        content = chinese_notebooks(edition)[chapter] if language == "zh" else (ROOT / edition / chapter).read_bytes()
        yield edition, language, theme, nbformat.reads(content.decode("utf-8"), as_version=4)


def wrong_headings(levels: list[int]) -> list[str]:
    """What is wrong with the order of headings: one title, at the top, and no level left out."""
    skipped = [f"h{low} then h{high}" for low, high in zip(levels, levels[1:], strict=False) if high > low + 1]
    return skipped if levels[:1] == [1] and levels.count(1) == 1 else [*skipped, f"titles: {levels}"]


def broken(links: list[str], edition: str, anchors: list[str]) -> list[str]:
    """The links that lead nowhere, or to a host that nobody has looked at."""
    return [link for link in links if not _leads_somewhere(link, edition, anchors)]


def _leads_somewhere(link: str, edition: str, anchors: list[str]) -> bool:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return parts.scheme == "https" and parts.netloc in HOSTS and not re.search(r"\s", link)
    if not parts.path:
        return parts.fragment in anchors
    return "/" not in parts.path and (ROOT / edition / parts.path).is_file()  # a learner's folder has chapters only


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_can_be_read_by_everybody(chapter, reader, tmp_path):  # noqa: F811
    page, _ = reader
    wrong = []
    for edition, language, theme, book in books(chapter):
        where = f"{edition} {language} {theme}"
        page.goto(save(book, tmp_path / f"{where}.html", theme))
        facts = page.evaluate(FACTS)
        wrong += [(where, one) for one in found_by_axe(page, ["body"])]
        wrong += [(where, one) for one in wrong_headings(facts["headings"])]
        wrong += [(where, f"no alternative: {one}") for one in facts["dumb"]]
        wrong += [(where, f"leads nowhere: {one}") for one in broken(facts["links"], edition, facts["anchors"])]
        wrong += [(where, f"from elsewhere: {one}") for one in facts["sources"] if not one.startswith("data:")]
        assert facts["language"] == language
        assert facts["title"] == facts["first"]
        assert len(facts["headings"]) > 3

    assert wrong == [], "\n".join(map(str, wrong))


def test_what_is_wrong_with_a_page_is_found(reader, tmp_path):  # noqa: F811
    page, _ = reader
    links = "[gone](99_gone.ipynb) [odd](https://evil.example/) [here](#B)"
    text = f"# A\n\n### B\n\n{links} ![](data:image/png;base64,AA)\n\n<button></button>"
    page.goto(save(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text)]), tmp_path / "bad.html"))
    facts = page.evaluate(FACTS)

    assert wrong_headings(facts["headings"]) == ["h1 then h3"]
    assert broken(facts["links"], "exercises", facts["anchors"]) == ["99_gone.ipynb", "https://evil.example/"]
    assert len(facts["dumb"]) == 1
    assert [one[0] for one in found_by_axe(page, ["body"])] == ["button-name"]
