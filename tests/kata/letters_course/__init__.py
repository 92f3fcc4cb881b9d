"""A course of two small chapters without any protocol, for the tests of the checker."""


def cite(rule):
    return f'{rule} (Letters, "Section")'


def abilities():
    return [("shouts", ("letters.shout",)), ("shouts in a row", ("letters.shout", "letters.join"))]
