"""A course of two small chapters without any protocol, for the tests of the checker."""


def cite(rule):
    return f'{rule} (Letters, "Section")'
