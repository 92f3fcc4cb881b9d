"""Writing header text: four octets become a backslash and a letter."""

from itertools import product

from stompkata.course.seed import draw, word
from stompkata.kata import Kata, check, diagnosis, expect
from stompkata.stomp import escaping

Kata(
    "stomp_frame.escape",
    "header text as it stands in a frame",
    chapter="05_stomp_frame",
    rule="S12-08",
    minutes=3,
    hints=[
        (
            "If you replace one character after the other, which one must come first, so that no replace meets what"
            " another wrote?"
        ),
        'STOMP 1.2, "Value Encoding": four octets, each written as a backslash and a letter or a second backslash.',
        "The value 1:2 becomes 1, backslash, c, 2: four characters.",
        r'escape("C:\\new") should be "C\\c\\\\new": the text C, backslash, c, two backslashes, new.',
    ],
)


@check("stomp_frame.escape", "each of the four octets becomes a backslash and one more", rule="S12-08")
def four(escape):
    expect(escape("a:b"), r"a\cb", because="a bare colon would end the header's name")
    expect(escape("a\nb"), r"a\nb", because="a bare line feed would end the header")
    expect(escape("a\rb"), r"a\rb", because="a bare carriage return would be taken for a part of the line end")
    expect(escape("a\\b"), r"a\\b", because="a bare backslash would be read as the beginning of an escape")


@check("stomp_frame.escape", "everything else stays as it is", rule="S12-10")
def others_stay(escape):
    for text in ("/topic/a.b*", " é中 ", "\tr n c", "", '"=;%20', word(draw("stomp_frame.escape"))):
        expect(
            escape(f"{text}:{text}"),
            rf"{text}\c{text}",
            because="four octets are escaped, and nothing is trimmed or changed",
        )


@check("stomp_frame.escape", "what was escaped is not escaped again", rule="S12-08")
def once(escape):
    expect(escape("C:\\new"), r"C\c\\new", because="the reader takes each escape for one octet")
    expect(
        escape(r"\c\n\r"),
        r"\\c\\n\\r",
        because="a backslash of the text is an octet of the text, whatever letter follows it",
    )


@check(
    "stomp_frame.escape", "our decoder reads back what you meant, for every mix", rule="S12-08", peer="our decoder"
)
def every_mix(escape):
    for letters in product(":\n\r\\cnré", repeat=3):
        text = "".join(letters)
        expect(escape(text), escaping.escape(text), because="the text in the frame must have one meaning")


@diagnosis("stomp_frame.escape", "backslash-last", next="which of the four must be replaced first?")
def backslash_last(seen):
    if seen.got == seen.args[0].replace(":", r"\c").replace("\n", r"\n").replace("\r", r"\r").replace("\\", r"\\"):
        return "The backslashes that you wrote for the other escapes were doubled again: the backslash came last."


@diagnosis("stomp_frame.escape", "backslash-forgotten")
def backslash_forgotten(seen):
    if seen.got == seen.args[0].replace(":", r"\c").replace("\n", r"\n").replace("\r", r"\r") != seen.want:
        return (
            "A backslash of the text went through as it was. The reader will take it, and the letter behind it, for"
            " an escape."
        )
