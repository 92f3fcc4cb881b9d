"""stompjs is carried as it came, with its licence; no view asks another machine for anything."""

import hashlib
import re
from pathlib import Path

import pytest

from stompkata.widgets.page import script
from stompkata.widgets.stompjs_client import StompjsClient

STATIC = Path(__file__).parents[2] / "stompkata" / "widgets" / "static"
OURS = sorted(STATIC.glob("*.js"))


def test_the_library_is_the_unmodified_file_of_npm():
    stated = re.search(r"sha256 (\w+)", (STATIC / "stompjs" / "VERSION.txt").read_text())[1]

    assert hashlib.sha256((STATIC / "stompjs" / "stomp.umd.js").read_bytes()).hexdigest() == stated
    assert "Apache License" in (STATIC / "stompjs" / "LICENSE").read_text()


def test_the_library_stands_in_front_of_our_module():
    module = str(StompjsClient._esm)

    assert (STATIC / "stompjs" / "stomp.umd.js").read_text(encoding="utf-8").splitlines()[10] in module
    assert "sourceMappingURL" not in module  # a page would ask for it
    assert module.endswith(script("stompjs_client.js"))


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_a_peers_text_enters_the_page_as_text_only(path):
    text = path.read_text(encoding="utf-8")

    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|DOMParser", text)
    assert set(re.findall(r'^\s*import\b[^;]*"([^"]*)";', text, re.MULTILINE)) <= {f"./{path.name}" for path in OURS}
    text = text.replace('"http://www.w3.org/2000/svg"', "")  # a name, which nobody asks for
    assert "https://" not in text and "http://" not in text


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.css")), ids=lambda path: path.name)
def test_every_colour_is_the_themes(path):
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)

    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(|url\(", text)
    assert {"jp"} <= set(re.findall(r"var\(--(\w+)-", text)) <= {"jp", "sk"}     # ours are made of the theme's
