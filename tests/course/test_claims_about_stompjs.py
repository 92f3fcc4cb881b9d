"""What chapter 05 says about stompjs 7.5, asked of the very copy that runs in the page."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

import stompkata

pytestmark = pytest.mark.interop
COPY = Path(stompkata.__file__).parent / "widgets" / "static" / "stompjs" / "stomp.umd.js"


def ask(expression):
    """The value of a JavaScript expression, in which S is stompjs."""
    node = shutil.which("node") or pytest.fail("no node here: install Debian's package `nodejs`")
    program = f"const S = require({json.dumps(str(COPY))}); console.log(JSON.stringify({expression}))"
    return json.loads(subprocess.run([node, "-e", program], capture_output=True, check=True, timeout=30).stdout)


def test_stompjs_unescapes_by_four_replaces():
    assert ask(r'S.FrameImpl.hdrValueUnEscape("C\\c\\\\new")') == "C:\\\new"


def test_stompjs_trims_names_and_values():
    frame = 'S.FrameImpl.fromRawFrame({command: "MESSAGE", headers: [[" nick ", " eve "]], binaryBody: null}, true)'

    assert ask(f"{frame}.headers") == {"nick": "eve"}


def test_stompjs_escapes_values_but_not_names():
    frame = 'new S.FrameImpl({command: "SEND", headers: {"a:b": "c:d"}, body: "", escapeHeaderValues: true})'

    assert ask(f"{frame}.serialize()") == "SEND\na:b:c\\cd\n\n\0"
