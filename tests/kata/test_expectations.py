"""`expect` and `expect_error`: when a check fails, and what the failure carries."""

import pytest

from stompkata.kata import CheckFailed, expect, expect_error, fail


class EqualsEverything:
    def __eq__(self, other):
        return True

    __hash__ = None


@pytest.mark.parametrize(
    ("got", "want"), [(b"a", b"a"), (bytearray(b"a"), b"a"), ("a", "a"), ((1, "b"), (1, "b")), (None, None)]
)
def test_equal_values_of_a_kind_pass(got, want):
    expect(got, want, because="they are equal")


@pytest.mark.parametrize(
    ("got", "want"),
    [
        ("a", b"a"),
        (b"a", "a"),
        (1, True),
        (True, 1),
        (None, b""),
        ([1], (1,)),
        (3.0, 3),
        (EqualsEverything(), b"a"),
        (EqualsEverything(), "a"),
        (EqualsEverything(), None),
    ],
)
def test_values_of_another_kind_fail_even_if_they_claim_to_be_equal(got, want):
    with pytest.raises(CheckFailed) as failed:
        expect(got, want, because="kinds differ")

    assert failed.value.want is want and failed.value.got is got


def test_the_wanted_error_passes_and_is_handed_back():
    error = expect_error(lambda: int("x"), ValueError, because="x is no digit")

    assert "invalid literal" in str(error)


def test_an_error_class_of_the_learners_own_is_known_by_its_name():
    class HandshakeError(Exception):
        pass

    def refuse():
        raise HandshakeError("no")

    expect_error(refuse, "HandshakeError", because="it was refused")


@pytest.mark.parametrize("call", [lambda: "a value", lambda: {}["missing"]])
def test_no_error_or_another_error_fails(call):
    with pytest.raises(CheckFailed):
        expect_error(call, ValueError, because="it has to be refused")


def test_not_implemented_is_never_a_refusal():
    def stub():
        raise NotImplementedError

    with pytest.raises(CheckFailed):
        expect_error(stub, Exception, because="a stub refuses nothing")


def test_fail_says_it_in_words():
    with pytest.raises(CheckFailed, match="a broker reads 2 frames"):
        fail("a broker reads 2 frames in your octets")
