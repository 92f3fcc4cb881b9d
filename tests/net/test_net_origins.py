"""A list of origins: what no browser sends is refused at the start, with what it sends instead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wire import close, upgrade

import stompkata as sk
from stompkata.errors import OriginError, UnsafeAddressError
from stompkata.net.echo import echo
from stompkata.net.origins import check_origins

SENT = ["http://localhost:8888", "https://hub.example", "https://hub.example:80", "http://[::1]:8888", "http://10.0.0.7",
        "http://xn--bcher-kva.example", "chrome-extension://abcdef", "vscode-webview://0a1b", "app://Obsidian.md"]
NEVER_SENT = {      # and what the browser sends instead
    "http://localhost:8888/": "http://localhost:8888", "https://hub.example/course?a=b": "https://hub.example",
    "localhost:8888": "http://localhost:8888", "hub.example": "http://hub.example", "10.0.0.7": "http://10.0.0.7",
    "//hub.example": "http://hub.example", "http:/hub.example": "http://hub.example",
    "HTTP://Hub.Example": "http://hub.example", " http://hub.example": "http://hub.example",
    "http://hub.example:80": "http://hub.example", "https://hub.example:443": "https://hub.example",
    "http://hub.example:08080": "http://hub.example:8080", "http://hub.example:": "http://hub.example",
    "ws://hub.example:61614": "http://hub.example:61614", "wss://hub.example/": "https://hub.example",
    "http://ada:secret@hub.example": "http://hub.example", "http://Bücher.example": "http://xn--bcher-kva.example",
    "http://straße.example": "http://xn--strae-oqa.example", "http://127.1:8888": "http://127.0.0.1:8888",
    "http://[0:0:0:0:0:0:0:1]": "http://[::1]", "chrome-extension://abcdef/": "chrome-extension://abcdef",
}
NO_ORIGIN = ["https://*.hub.example", "http://localhost:*", "file://", "file:///srv/chat.html", "", "http://", "https://[::1",
             "http://a,http://b", "http://a http://b", "http://hub.example:99999", "http://10.0.0.999", "http://hub%2eexample"]


@pytest.mark.parametrize("origin", SENT)
def test_an_origin_as_a_browser_sends_it_is_taken(origin):
    check_origins([origin])


@pytest.mark.parametrize("origin", NEVER_SENT)
def test_one_that_no_browser_sends_is_refused_with_what_it_sends_instead(origin):
    with pytest.raises(OriginError) as refused:
        sk.serve(origins=["http://localhost:8888", origin])

    assert repr(origin) in str(refused.value)
    assert str(refused.value).endswith(f"\n  try:  {NEVER_SENT[origin]}")


@pytest.mark.parametrize("origin", NO_ORIGIN)
def test_one_that_is_no_origin_at_all_is_refused_with_an_example(origin):
    with pytest.raises(OriginError, match=r"\n  try:  such as http://localhost:8888$"):
        sk.serve(origins=[origin])


@pytest.mark.parametrize("origin", ["*", "null"])
def test_one_that_any_page_can_have_is_unsafe(origin):
    with pytest.raises(UnsafeAddressError, match="any web page"):
        sk.serve(origins=[origin])


def test_a_text_is_no_list_of_origins():
    with pytest.raises(OriginError, match=r"try:  origins=\['http://localhost:8888'\]"):
        sk.serve(origins="http://localhost:8888")


def test_the_echo_of_the_lessons_refuses_the_same():
    with pytest.raises(OriginError):
        echo(origins=["localhost:8888"])


@given(st.text() | st.from_regex(r"(?i)https?://[a-zü0-9.:@/\[\]-]*", fullmatch=True))
def test_what_is_proposed_is_taken_and_nothing_else_goes_wrong(origin):
    try:
        check_origins([origin])
    except OriginError as error:
        proposed = str(error).rpartition("\n  try:  ")[2].removeprefix("such as ")
        check_origins([proposed])
    except UnsafeAddressError:
        assert origin in ("*", "null")


async def test_a_page_whose_origin_was_taken_may_upgrade(in_memory, raw):
    pages = [origin for origin in SENT if origin.startswith("http")]
    async with in_memory(origins=pages) as server:
        answers = [await raw(server, upgrade(b"Origin: " + page.encode()) + close()) for page in pages]

    assert [peer.head.split(b" ")[1] for peer in answers] == [b"101"] * len(pages)
