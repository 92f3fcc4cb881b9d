"""A course of one dialogue, for the tests of `stompkata check --peers`."""

from stompkata.course import cite, elsewhere, warm

__all__ = ["cite", "elsewhere", "warm"]
