"""A notebook saved as a page, by nbconvert and our template, and a page of the browser to read it in."""

from pathlib import Path

import nbformat
import pytest

OF_OTHERS = {"mathjax_url": "", "require_js_url": "", "jquery_url": "", "mermaid_js_url": ""}


def save(book: nbformat.NotebookNode, path: Path, theme: str = "light") -> str:
    """Save a notebook as a page that loads nothing from elsewhere; returns its address."""
    from nbconvert import HTMLExporter

    html, _ = HTMLExporter(**OF_OTHERS, template_name="stompkata", theme=theme).from_notebook_node(book)
    path.write_text(html, encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def reader(chromium):
    """A page that asks nobody else for anything; returns it with what it wanted and did."""
    page, seen = chromium.new_page(), []
    page.route("**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort())
    page.on("request", lambda request: seen.append(request.url))
    page.on("dialog", lambda dialog: (seen.append(dialog.message), dialog.dismiss()))
    page.on("popup", lambda popup: seen.append(popup.url))
    yield page, seen
    page.close()
