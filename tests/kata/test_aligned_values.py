"""What a report shows of two values: the innermost difference, aligned, with marks."""

import pytest

from stompkata.kata.difference import WIDTH, narrow, rows


def drawn(want, got, fields=()):
    return "\n".join(f"{label:<5}{text}" for label, text in rows(want, got, fields))


def test_text_octets_are_shown_as_text_with_the_difference_marked():
    assert drawn(b"content-length:5\n\n\xc3\xa9\0", b"content-length:2\n\n\xc3\xa9\0") == (
        "want content-length:5\\n\\n\\xc3\\xa9\\0\n"
        "got  content-length:2\\n\\n\\xc3\\xa9\\0\n"
        "                    ^ octet 15"
    )


def test_octets_that_are_no_text_are_shown_in_hexadecimal_under_their_field_names():
    fields = [(0, "b0"), (1, "b1"), (2, "extended length"), (4, "payload")]

    assert drawn(b"\x82\x7e\x00\x7e??", b"\x82\x7e??", fields) == (
        "     b0 b1 extended length\n"
        "want 82 7e 00 7e 3f 3f\n"
        "got  82 7e       3f 3f\n"
        "           ^ octet 2, in extended length"
    )


def test_a_missing_last_octet_is_marked_where_it_should_stand():
    assert drawn(b"hi\n\0", b"hi\n") == "want hi\\n\\0\ngot  hi\\n\n         ^ octet 3"


def test_an_extra_carriage_return_does_not_shift_the_rest():
    assert drawn(b"a\nb", b"a\r\nb") == "want a  \\nb\ngot  a\\r\\nb\n      ^^ octet 1"


def test_a_space_at_the_difference_is_written_as_an_octet():
    assert drawn("eve ", "eve") == "want eve\\x20\ngot  eve\n        ^ character 3"


def test_a_backslash_is_told_from_an_escape():
    assert drawn(r"a\n", "a\n").splitlines()[:2] == [r"want a\\n", r"got  a\n"]


def test_a_long_agreement_is_left_out_up_to_the_window():
    text = drawn(b"x" * 300 + b"1" + b"y" * 300, b"x" * 300 + b"2" + b"y" * 300)

    assert "…xxxxxxxx" in text and "octet 300" in text
    assert max(map(len, text.split("\n"))) <= WIDTH + 5


@pytest.mark.parametrize(
    ("want", "got", "path"),
    [
        ([("a", "b"), ("c", "d")], [("a", "b"), ("c", "x")], "[1][1]"),
        ({"receipt": "1"}, {"receipt": "2"}, "['receipt']"),
        ([1, 2, 3], [1, 2], "[2]"),
        ((1, [2, {"k": b"v"}]), (1, [2, {"k": b"w"}]), "[1][1]['k']"),
    ],
)
def test_the_innermost_item_that_differs_is_named(want, got, path):
    assert narrow(want, got)[0] == path
    assert rows(want, got)[0] == ("at", f"result{path}")


def test_values_of_two_kinds_name_their_kinds():
    assert drawn(b"x", "x") == "want b'x'  (bytes)\ngot  'x'  (str)"


def test_addresses_are_left_out_so_that_a_report_reads_the_same_each_time():
    assert " at 0x" not in drawn(b"x", object())


def test_a_value_whose_repr_raises_is_still_shown():
    class Nasty:
        def __repr__(self):
            raise RuntimeError

    assert "Nasty whose repr raised RuntimeError" in drawn(b"x", Nasty())
