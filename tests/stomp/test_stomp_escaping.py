r"""Header escapes: one pass, a table for each version."""

import pytest

from stompkata.errors import RemoteProtocolError
from stompkata.stomp.escaping import escape, unescape


@pytest.mark.req("S12-08", "S11-04", "S10-03")
@pytest.mark.parametrize("version, written", [
    ("1.2", r"a\cb\\c\nd\re"), ("1.1", "a\\cb\\\\c\\nd\re"), ("1.0", "a:b\\c\nd\re"), (None, "a:b\\c\nd\re"),
])
def test_each_version_writes_its_own_escapes(version, written):
    assert escape("a:b\\c\nd\re", version) == written
    assert unescape(written, version) == "a:b\\c\nd\re"


@pytest.mark.req("S12-06")
def test_what_an_escape_gave_is_not_read_again():
    assert unescape(r"C\c\\new") == r"C:\new"
    assert unescape(r"\\\\n") == r"\\n"
    assert escape(r"\n") == r"\\n"


@pytest.mark.req("S12-07", "S11-03")
@pytest.mark.parametrize("text, version, rule, at, got", [
    (r"a\tb", "1.2", "S12-07", 1, rb"\t"),
    ("a\\", "1.2", "S12-07", 1, b"\\"),
    ("\\\\\\", "1.2", "S12-07", 2, b"\\"),
    (r"a\rb", "1.1", "S11-03", 1, rb"\r"),
    ("東\\C", "1.2", "S12-07", 3, rb"\C"),
])
def test_an_undefined_escape_is_fatal(text, version, rule, at, got):
    with pytest.raises(RemoteProtocolError) as caught:
        unescape(text, version)

    assert (caught.value.rule, caught.value.at, caught.value.got) == (rule, at, got)


def test_lenient_keeps_an_undefined_escape_as_it_stands():
    assert unescape(r"C:\temp\new\\x" + "\\", strict=False) == "C:\\temp\new\\x\\"
    assert unescape(r"a\rb", "1.1", strict=False) == "a\rb"
