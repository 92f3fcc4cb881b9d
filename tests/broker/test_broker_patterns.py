"""Wildcards in destinations, as RabbitMQ's topic exchange and Spring's Ant patterns mean them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stompkata.broker.patterns import MOST_WILDCARDS, Pattern, is_pattern, matches
from stompkata.broker.refusal import NotAllowed


@pytest.mark.parametrize(("pattern", "covered", "other"), [
    ("/topic/a.b", ["/topic/a.b"], ["/topic/a", "/topic/a.b.c", "/topic/a.B", "/queue/a.b", "b"]),
    ("/topic/*", ["/topic/a", "/topic/*"], ["/topic/", "/topic/a.b", "/topic/a/b"]),
    ("/topic/a.*", ["/topic/a.b", "/topic/a."], ["/topic/a", "/topic/a.b.c", "/topic/b.a"]),
    ("/topic/*.a", ["/topic/b.a"], ["/topic/a", "/topic/b.a.c", "/topic/b.c.a"]),
    ("/topic/#", ["/topic/", "/topic/a", "/topic/a.b.c"], ["/queue/a", "/topic/a/b"]),
    ("/topic/a.#", ["/topic/a", "/topic/a.b", "/topic/a.b.c"], ["/topic/ab", "/topic/b.a"]),
    ("/topic/#.z", ["/topic/z", "/topic/a.z", "/topic/z.z"], ["/topic/z.a", "/topic/az"]),
    ("/topic/a.*.#.z", ["/topic/a.b.z", "/topic/a.b.c.d.z"], ["/topic/a.z", "/topic/a.b.c"]),
    ("/topic/a*", ["/topic/a*"], ["/topic/ab"]),
])
def test_in_amqp_a_star_is_one_word_and_a_hash_is_any_number(pattern, covered, other):
    assert [matches(pattern, destination, "amqp") for destination in covered] == [True] * len(covered)
    assert [matches(pattern, destination, "amqp") for destination in other] == [False] * len(other)


@pytest.mark.parametrize(("pattern", "covered", "other"), [
    ("/topic/a", ["/topic/a"], ["/topic/b", "/topic/a/b"]),
    ("/topic/*", ["/topic/a", "/topic/"], ["/topic", "/topic/a/b"]),
    ("/topic/**", ["/topic", "/topic/a", "/topic/a/b"], ["/queue/a"]),
    ("/topic/**/z", ["/topic/z", "/topic/a/b/z"], ["/topic/z/a"]),
    ("/topic/a?", ["/topic/ab"], ["/topic/a", "/topic/abc", "/topic/a/"]),
    ("/topic/a*c*e", ["/topic/ace", "/topic/abcde", "/topic/accce"], ["/topic/abcd", "/topic/a/ce"]),
    ("/topic/{room}/news", ["/topic/red/news"], ["/topic/red/blue/news", "/topic/news"]),
    ("/topic/price.*", ["/topic/price.stock.ibm"], ["/topic/price"]),
])
def test_in_ant_a_star_stays_in_its_segment_and_two_cross_it(pattern, covered, other):
    assert [matches(pattern, destination, "ant") for destination in covered] == [True] * len(covered)
    assert [matches(pattern, destination, "ant") for destination in other] == [False] * len(other)


def test_a_destination_without_wildcard_is_no_pattern():
    assert not is_pattern("/topic/a.b", "amqp")
    assert not is_pattern("/topic/a*", "amqp")       # one word with a star in it
    assert not is_pattern("*/a", "amqp")           # not in the routing key
    assert is_pattern("/topic/a.*", "amqp")
    assert is_pattern("/topic/#", "amqp")
    assert not is_pattern("/topic/a.#", "ant")
    assert is_pattern("/topic/a?", "ant")
    assert is_pattern("/topic/{room}", "ant")


@pytest.mark.parametrize(("kind", "segment", "between"), [("amqp", "#", "."), ("amqp", "*", "."), ("ant", "**", "/"),
                                                          ("ant", "a?*", "/")])
def test_eight_wildcards_are_accepted_and_nine_are_refused(kind, segment, between):
    most = "/topic/" + between.join([segment] * MOST_WILDCARDS)

    assert repr(Pattern(most, kind)) == f"<Pattern {most}>"
    with pytest.raises(NotAllowed, match="holds 9 wildcards, at most 8 are allowed"):
        Pattern(most + between + segment, kind)


def naive(pattern, items, many, one):
    if not pattern:
        return not items
    if pattern[0] == many:
        return any(naive(pattern[1:], items[count:], many, one) for count in range(len(items) + 1))
    return bool(items) and pattern[0] in (one, items[0]) and naive(pattern[1:], items[1:], many, one)


@given(st.lists(st.sampled_from("ab*#"), max_size=6), st.lists(st.sampled_from("ab"), min_size=1, max_size=7))
def test_amqp_agrees_with_trying_everything(pattern, words):
    found = matches("/topic/" + ".".join(pattern), "/topic/" + ".".join(words), "amqp")

    assert found == naive(pattern, words, "#", "*")


@given(st.text("ab*?", min_size=1, max_size=6), st.text("ab", max_size=7))
def test_ant_agrees_with_trying_everything_in_a_segment(pattern, segment):
    if pattern != "**":
        assert matches(pattern, segment, "ant") == naive(pattern, segment, "*", "?")


@pytest.mark.parametrize(("pattern", "destination", "kind"), [
    ("/topic/" + ".".join(["#", "a"] * 8) + ".b", "/topic/" + ".".join("a" * 124), "amqp"),
    ("/topic" + "/**/a" * 8 + "/b", "/topic" + "/a" * 124, "ant"),
    ("/topic/" + "*a" * 120 + "b", "/topic/" + "a" * 248, "ant"),
])
def test_no_pattern_blows_up(pattern, destination, kind):
    began = time.process_time()

    assert not matches(pattern, destination, kind)
    assert time.process_time() - began < 0.5      # a matcher that tries everything takes longer than the universe
