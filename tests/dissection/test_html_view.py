"""A dissection in a notebook: a table, no script, and nothing of a stranger's that could become markup."""

from html.parser import HTMLParser

import stompkata as sk

HOSTILE = [
    b"SEND\n<script>alert(1)</script>:<img src=x onerror=alert(1)>\n\n</style></table><b>\0",
    b"<script>\n\n\0",
    b"SEND\nk:\"'><iframe>\n\n\0",
    b"GET /<script> HTTP/1.1\r\n<b>: <i>\r\nSec-WebSocket-Protocol: <u>, <u>\r\n\r\n",
    b"HTTP/1.1 <b>\r\n\r\n",
    b"\x88\x0a\x03\xe8<script>",
]


class Tags(HTMLParser):
    def __init__(self, html: str):
        super().__init__()
        self.tags, self.attributes, self.text = set(), set(), ""
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attributes}

    def handle_data(self, data):
        self.text += data


def test_a_stranger_adds_no_element_and_no_attribute():
    for data in HOSTILE:
        shown = Tags(sk.dissect(data)._repr_mimebundle_()["text/html"])

        assert shown.tags <= {"div", "style", "table", "caption", "thead", "tbody", "tr", "th", "td", "strong", "code",
                              "em", "mark"}
        assert shown.attributes <= {"class", "scope", "colspan"}


def test_the_table_says_what_the_text_says():
    data = b"SEND\ndestination:/a\nk:a:b\n\n" + b"x" * 500 + b"\0"
    dissection = sk.dissect(data)
    shown = Tags(dissection._repr_mimebundle_()["text/html"]).text

    for words in ("destination: /a", "a raw colon in a header value"[:11], "S12-05", "more octets", dissection.summary):
        assert words in shown


def test_an_error_is_named_in_words_and_its_octets_are_marked():
    html = sk.dissect(b"ACK\nid:\\t\n\n\0")._repr_mimebundle_()["text/html"]

    assert '<td class="stompkata-error" colspan="5"><strong>error</strong>' in html
    assert "<mark>5c</mark> <mark>74</mark>" in html


def test_colours_come_from_the_theme_and_have_a_value_of_their_own():
    html = sk.dissect(b"\n")._repr_mimebundle_()["text/html"]

    assert "var(--jp-error-color1, #" in html and "prefers-color-scheme: dark" in html
    assert "script" not in html and "http" not in html and "url(" not in html


def test_what_hides_is_shown_by_name():
    html = sk.dissect("SEND\nk:a\u202eb\n\n\0".encode())._repr_mimebundle_()["text/html"]

    assert "a⟨U+202E⟩b" in html and "\u202e" not in html
