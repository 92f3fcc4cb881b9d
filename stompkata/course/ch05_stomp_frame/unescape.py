"""Reading header text: one pass, and an undefined escape is fatal."""

from itertools import product

from stompkata.course.seed import draw, word
from stompkata.errors import RemoteProtocolError
from stompkata.kata import Kata, check, diagnosis, expect, expect_error
from stompkata.stomp import escaping

Kata(
    "stomp_frame.unescape",
    "what escaped header text means",
    chapter="05_stomp_frame",
    rule="S12-06",
    minutes=5,
    hints=[
        "When you have read a backslash, how many more characters do you need, and what if there is none?",
        'STOMP 1.2, "Value Encoding": undefined escape sequences MUST be treated as a fatal protocol error.',
        r"Read from the left, the text a\\cb is a, backslash, c, b: the pair \\ comes first, and c stands alone.",
        r'unescape(r"C\c\\new") should be six characters: C, colon, backslash, n, e, w.',
    ],
)
TABLE = {r"\c": ":", r"\n": "\n", r"\r": "\r", r"\\": "\\"}


@check("stomp_frame.unescape", "each of the four escapes gives its octet", rule="S12-06")
def four(unescape):
    other = word(draw("stomp_frame.unescape"))
    expect(unescape(other), other, because="text without a backslash means what it says")
    for written, meant in TABLE.items():
        expect(
            unescape(f" a{written}é中"),
            f" a{meant}é中",
            because="the value is what the sender meant, not how it was written",
        )


@check("stomp_frame.unescape", "one pass: what an escape gave is not read again", rule="S12-06")
def one_pass(unescape):
    expect(unescape(r"C\c\\new"), "C:\\new", because=r"the pair \\ is used up; the n behind it stands alone")
    expect(unescape(r"\\c\\r\\\n"), "\\c\\r\\\n", because=r"read the pairs from the left: \\ c \\ r \\ \n")


@check("stomp_frame.unescape", "an escape that the standard does not define is refused", rule="S12-07")
def undefined(unescape):
    expect(unescape(r"\cok"), ":ok", because="the four that it defines are no error")
    for written in (r"\t", r"a\x41", r"\N", r"\ ", r"\:", r"\C", r"\0", r"ok\\\é", "\\\n"):
        expect_error(
            lambda text=written: unescape(text), ValueError, because="a typo must not look like a working frame"
        )


@check("stomp_frame.unescape", "a backslash at the end is refused", rule="S12-07")
def at_the_end(unescape):
    expect(unescape(r"end\\"), "end\\", because="two of them are one backslash")
    for written in ("\\", "end\\", "end\\\\\\"):
        expect_error(
            lambda text=written: unescape(text), ValueError, because="the second half of this escape is missing"
        )


@check("stomp_frame.unescape", "the same verdict as our decoder, for every mix", rule="S12-06", peer="our decoder")
def every_mix(unescape):
    for letters in product("\\cnrxé", repeat=4):
        text = "".join(letters)
        try:
            want = escaping.unescape(text)
        except RemoteProtocolError:
            expect_error(lambda text=text: unescape(text), ValueError, because="this is undefined")
        else:
            expect(unescape(text), want, because="each character is read once, from the left")


@diagnosis("stomp_frame.unescape", "chained-replaces", next="read the text once, from left to right")
def chained(seen):
    text = seen.args[0]
    orders = ([r"\r", r"\n", r"\c", r"\\"], [r"\\", r"\r", r"\n", r"\c"], [r"\c", r"\n", r"\r", r"\\"])
    for order in orders:
        result = text
        for written in order:
            result = result.replace(written, TABLE[written])
        if seen.got == result and result != seen.want and r"\\" in text:
            return (
                "These are replaces, one after the other: each reads what the one before it wrote, and finds pairs"
                " that nobody sent."
            )


@diagnosis("stomp_frame.unescape", "undefined-passed", next="raise ValueError for every other letter")
def undefined_passed(seen):
    if "ValueError" in repr(seen.want) and seen.error is None:
        return "You let it pass. A reader that guesses gets another value than a reader that guesses differently."


@diagnosis("stomp_frame.unescape", "refused-by-accident", next="raise ValueError yourself, and say what was wrong")
def by_accident(seen):
    if "ValueError" in repr(seen.want) and isinstance(seen.error, LookupError | StopIteration | TypeError):
        return f"It stopped, but by accident: {type(seen.error).__name__} says nothing about the frame."
