"""Kata about numbers: `double`, which builds on nothing."""

from stompkata.kata import Kata, check, expect

Kata(
    "numbers.double",
    "twice the number",
    chapter="91_numbers",
    rule="N-1",
    minutes=1,
    hints=["What is twice a number?", "N-1", "4 becomes 8", "double(-1) should be -2"],
)


@check("numbers.double", "twice as much", rule="N-1", peer="arithmetic")
def twice(double):
    expect(double(21), 42, because="21 + 21")
    expect(double(-1), -2, because="signs stay")
