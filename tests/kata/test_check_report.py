"""The report: one model, 16 lines of 80 columns in text, the same facts in HTML."""

import re

import pytest

from stompkata.kata import check, expect
from stompkata.kata.outcome import Outcome, Row
from stompkata.kata.registry import Check, Diagnosis
from stompkata.kata.report import Report, each_failure, tell
from stompkata.kata.running import run_check


def one(function, expression, *diagnoses, **facts):
    """Run a check on `def shout(*a)` that returns the expression, compiled under a file name of its own."""
    names = {}
    exec(compile(f"def shout(*a):\n    return {expression}\n", "mystomp/letters.py", "exec"), names)
    return run_check(
        Check("letters.shout", "small letters become capitals", function, rule="L-1", **facts),
        names["shout"],
        diagnoses,
    )


def capitals(shout):
    expect(shout("abc"), "ABC", because="a shout is heard")


def test_a_failure_reads_in_words_then_call_then_values_then_rule_then_what_works_then_next():
    good = Outcome("digits stay", True)
    report = tell("letters.shout", [one(capitals, "a[0].title()", next="which method?"), good])

    assert str(report) == (
        "FAIL letters.shout · small letters become capitals\n"
        "call   shout('abc')\n"
        "want   ABC\n"
        "got    Abc\n"
        "        ^^ character 1\n"
        "rule   a shout is heard\n"
        "works  1 of 2 checks: digits stay\n"
        "next   which method?  L-1"
    )


def test_a_cause_is_named_only_when_a_diagnosis_recognised_it():
    lowered = Diagnosis(
        "letters.shout",
        "lowered",
        lambda seen: "You made small letters." if seen.got == "abc" else None,
        "the other one",
    )

    assert "You made small letters." in str(tell("letters.shout", [one(capitals, "str(a[0])", lowered)]))
    assert "why " not in str(tell("letters.shout", [one(capitals, "'Xbc'", lowered)]))


def test_a_diagnosis_that_stumbles_recognises_nothing():
    stumbling = Diagnosis("letters.shout", "bad", lambda seen: seen.got.nothing)

    assert one(capitals, "'x'", stumbling).diagnosis == ""


def test_a_check_that_stumbles_over_a_value_is_a_failure_and_known_as_broken():
    outcome = one(lambda shout: shout("abc").nothing, "'ABC'")

    assert (
        not outcome.passed and outcome.broken and "the check could not go on" in str(tell("letters.shout", [outcome]))
    )


def test_a_call_with_a_list_shows_what_went_in_even_if_the_function_changed_it():
    outcome = one(lambda join: expect(join(["a", "b"]), "a,b", because=""), "a[0].clear()")

    assert "shout(['a', 'b'])" in str(tell("letters.join", [outcome]))


def test_long_arguments_are_shortened_and_uniform_ones_stay_exact():
    outcome = one(lambda f: expect(f(b"x" * 126, bytes(range(256))), b"", because=""), "None")

    assert "b'x' * 126" in outcome.rows[0].text and "(256 octets)" in outcome.rows[0].text


@pytest.mark.parametrize("size", [1, 40, 4000])
def test_a_report_never_exceeds_16_lines_of_80_columns(size):
    words = "word " * size
    rows = [
        Row("call", words),
        Row("error", words),
        Row("line", words, True),
        Row("line", words, True),
        Row("rule", words),
        Row("why", words),
        Row("want", "x" * size, True),
        Row("got", "x" * size, True),
        Row("", "^", True),
    ]
    outcomes = [Outcome(words, False, words, tuple(rows), words, "S12-08 (a section)"), *[Outcome(words, True)] * 9]
    lines = str(tell("letters.shout", outcomes, words)).split("\n")

    assert len(lines) <= 16 and max(map(len, lines)) <= 80
    assert lines[0].startswith("FAIL") and any(line.startswith("next") for line in lines)


def test_success_names_what_was_proved_and_the_peers_that_were_met():
    report = tell("numbers.double", [Outcome("twice as much", True, peer="arithmetic"), Outcome("signs stay", True)])

    assert (
        str(report) == "PASS numbers.double · 2 of 2 checks\nproved twice as much\n       signs stay\nmet    arithmetic"
    )


def test_verbose_tells_each_failure():
    outcomes = [Outcome("a", False, "a"), Outcome("b", True), Outcome("c", False, "c")]

    assert [report.headline for report in each_failure("letters.shout", outcomes)] == ["a", "c"]


def test_html_holds_the_same_words_escaped_and_never_only_a_colour():
    hostile = "<script>alert(1)</script>"
    report = Report(
        "letters.shout", "FAIL", hostile, (Row("got", hostile, True), Row("", "^^^", True), Row("why", "a & b"))
    )
    html = report._repr_html_()

    assert "<script" not in html and "&lt;script&gt;" in html and "a &amp; b" in html
    assert "FAIL" in html and "^^^" in html
    assert not re.search(r"(src|href|id)=", html)


def test_an_outcome_crosses_the_pipe_unchanged():
    outcome = one(capitals, "'x'")

    assert Outcome.from_json(outcome.to_json()) == outcome


def test_loading_a_chapter_twice_registers_its_checks_once():
    from stompkata.kata.registry import CHECKS

    for _ in range(2):
        check("letters.twice", "once")(lambda f: None)

    assert len(CHECKS.pop("letters.twice")) == 1


def test_an_asynchronous_function_can_be_awaited_by_its_check():
    names = {}
    exec("async def greet(name):\n    return f'hello {name}'\n", names)

    def greets(greet):
        call = greet("kata")
        with pytest.raises(StopIteration) as ended:
            call.send(None)
        expect(ended.value.value, "hello kata", because="it was awaited")

    assert run_check(Check("letters.greet", "it greets", greets), names["greet"]).passed
