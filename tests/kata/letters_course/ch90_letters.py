"""Kata about letters: `shout` and `join`."""

from stompkata.kata import Kata, Prediction, check, diagnosis, expect, expect_error

Kata(
    "letters.shout",
    "the text in capital letters",
    chapter="90_letters",
    rule="L-1",
    minutes=2,
    hints=["Which method of str makes capitals?", "L-1", "'a' becomes 'A'", "shout('é') should be 'É'"],
)
Kata(
    "letters.join",
    "the words with one comma between two",
    chapter="90_letters",
    rule="L-2",
    minutes=3,
    core=False,
    hints=[
        "What stands between the first and the second word?",
        "L-2",
        "['x', 'y'] becomes 'x,y'",
        "join([]) should be ''",
    ],
)


@check("letters.shout", "small letters become capitals", rule="L-1")
def capitals(shout):
    expect(shout("abc"), "ABC", because="a shout is heard")
    expect(shout("déjà"), "DÉJÀ", because="accents are letters too")


@check("letters.shout", "digits stay, and a number is refused", rule="L-1", next="look at the type first")
def digits(shout):
    expect(shout("a1"), "A1", because="a digit has no capital")
    expect_error(lambda: shout(1), TypeError, because="only text can be shouted")


@diagnosis("letters.shout", "small-for-capital", next="use the other method")
def lowered(seen):
    if isinstance(seen.got, str) and seen.got == seen.args[0].lower() != seen.want:
        return "You made small letters."


@check("letters.join", "one comma between two words", rule="L-2")
def commas(join):
    expect(join(["a", "b", "c"]), "a,b,c", because="a reader splits at the comma")
    expect(join([]), "", because="no words, no commas")
    expect(join(["a"]), "a", because="one word has no neighbour")


Prediction(
    "comma-count",
    "How many commas do four words need?",
    ["3", "4"],
    answer="3",
    chapter="90_letters",
    because="a comma stands between two words",
    wrong={"4": ("fence-post", "You counted the words, not the gaps.")},
)
