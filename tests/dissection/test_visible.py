"""Text from a stranger is shown so that nothing in it hides, moves or commands (threat T3)."""

import pytest

from stompkata.dissection.visible import visible


@pytest.mark.parametrize(
    "text, shown",
    [
        ("hello", "hello"),
        ("caf\xe9 中文 👍", "caf\xe9 中文 👍"),
        ("a\0b\nc\r\td\x7f", "a⟨NUL⟩b↵c⟨CR⟩⟨TAB⟩d⟨DEL⟩"),
        ("\x1b[2J", "⟨ESC⟩[2J"),
        ("\x85\x9b", "⟨U+0085⟩⟨U+009B⟩"),
        ("user\u202egnp.exe", "user⟨U+202E⟩gnp.exe"),
        ("pass\u200bword\ufeff", "pass⟨U+200B⟩word⟨U+FEFF⟩"),
        ("a\u2028b\xa0c", "a⟨U+2028⟩b⟨U+00A0⟩c"),
        ("\udc80", "⟨U+DC80⟩"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),  # markup is the business of textContent, not of this function
    ],
)
def test_what_would_hide_or_move_is_named(text, shown):
    assert visible(text) == shown


def test_a_long_text_is_cut_and_says_so():
    assert visible("abcdef", limit=6) == "abcdef"
    assert visible("abcdefg", limit=6) == "abcde…"
