"""Real JupyterLab and a real Chromium: a server and a browser for all tests, and a page that they hand on."""

import os
import shutil

import pytest
from every_view import every_view  # noqa: F401 - a fixture
from jupyterlab_server import JupyterLabServer
from notebook_page import VIEWPORT, NotebookPage

pytest.register_assert_rewrite("learner")  # what it saw is told as a test's own assertions tell it
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(os.path.dirname(__file__)):
            if not item.get_closest_marker("bench"):
                item.add_marker(pytest.mark.browser)
            if not item.get_closest_marker("timeout"):
                item.add_marker(pytest.mark.timeout(180))


def missing(what: str):
    """Skip where a peer is missing; in CI a missing peer is a failure."""
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(what)


@pytest.fixture(scope="session")
def jupyterlab(tmp_path_factory):
    home = tmp_path_factory.mktemp("jupyterlab")
    with JupyterLabServer(home / "course", home) as server:
        yield server


@pytest.fixture(scope="session")
def chromium():
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        missing("no Chromium here: install Debian's package `chromium` to run the browser tests")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("no Playwright here: install stompkata[test] to run the browser tests")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def context(chromium):
    """One for all tests: JupyterLab's own programs are fetched and compiled once, as in the browser of a learner."""
    context = chromium.new_context(viewport=VIEWPORT)
    yield context
    context.close()


@pytest.fixture(scope="session")
def left() -> list:
    """The page that the test before has left in order: JupyterLab takes four seconds to begin anew."""
    return []


@pytest.fixture
def notebook(context, jupyterlab, left):
    """A notebook in JupyterLab; its test fails when the console shows an error or a request fails."""
    page = left.pop() if left else context.new_page()
    notebook = NotebookPage(page, jupyterlab)
    yield notebook
    if notebook.close():
        left.append(page)
    else:
        page.close()
    assert notebook.complaints == []


@pytest.fixture
def fresh_notebook(context, jupyterlab):
    """One in a page of its own, for a test that changes the page for good."""
    notebook = NotebookPage(context.new_page(), jupyterlab)
    notebook.can_be_handed_on = False
    yield notebook
    notebook.close()
    notebook.page.close()
    assert notebook.complaints == []
