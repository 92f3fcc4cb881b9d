"""What a check says: this call should give that value, or be refused."""

from collections.abc import Callable, Sequence
from typing import Any

from stompkata.kata.difference import MISSING, Fields, Stand, same


class CheckFailed(AssertionError):
    """The learner's function did not do what the check asked; carries both values for the report and the diagnoses.

    `story` are rows (label, line) of what happened before, such as a conversation.
    """

    def __init__(
        self,
        *,
        want: Any = MISSING,
        got: Any = MISSING,
        because: str = "",
        what: str = "",
        call: str = "",
        fields: Fields = (),
        error: BaseException | None = None,
        story: Sequence[tuple[str, str]] = (),
    ):
        super().__init__(what or because)
        self.want, self.got, self.because, self.what = want, got, because, what
        self.call, self.fields, self.error, self.story = call, fields, error, story


def expect(got: Any, want: Any, *, because: str, call: str = "", fields: Fields = ()) -> None:
    """Fail unless both are equal and of one kind.

    Args:
        got: what the learner's function gave.
        want: what the standard asks for.
        because: why it matters, one sentence; the report prints it beside the rule.
        call: the call as text, when it was not the last one.
        fields: (offset, name) of the parts of `want`, written above the octets.
    """
    if not same(got, want):
        raise CheckFailed(want=want, got=got, because=because, call=call, fields=fields)


def expect_error(call: Callable[[], Any], error: type[BaseException] | str, *, because: str) -> BaseException:
    """Fail unless the call raises `error` (a class, or the name of a class that the learner defines).

    `NotImplementedError` never counts as a refusal. Returns the exception, so that a check can look at its reason.
    """
    name = error if isinstance(error, str) else error.__name__
    try:
        got = call()
    except Exception as raised:
        if _is_a(raised, error) and not isinstance(raised, NotImplementedError):
            return raised
        raise CheckFailed(
            want=Stand(f"(raises) {name}"), got=Stand(f"(raises) {error_text(raised)}"), because=because, error=raised
        ) from raised
    raise CheckFailed(want=Stand(f"(raises) {name}"), got=got, because=because)


def fail(what: str, *, because: str = "", call: str = "") -> None:
    """Fail with a sentence in the protocol's own words as the first line of the report."""
    raise CheckFailed(what=what, because=because, call=call)


def error_text(error: BaseException) -> str:
    """Name and message of an exception, on one line."""
    return " ".join(f"{type(error).__name__}: {error}".split()).rstrip(": ")


def _is_a(raised: BaseException, error: type[BaseException] | str) -> bool:
    if isinstance(error, str):
        return error in (kind.__name__ for kind in type(raised).__mro__)
    return isinstance(raised, error)
