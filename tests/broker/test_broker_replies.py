"""reply-to:/temp-queue/name makes a queue that only its session reads; who gets the message sees its address."""

import re

import pytest
from broker_desk import Desk

from stompkata.broker.limits import Limits

SERVE = b"SUBSCRIBE\nid:0\ndestination:/queue/ask\n\n\0"
ASK = b"SEND\ndestination:/queue/ask\nreply-to:/temp-queue/mine\n\nhow?\0"


def address(desk, name="bob"):
    """Where the question that bob heard wants its answer."""
    return re.search(rb"\nreply-to:(/reply-queue/[A-Za-z0-9_-]+)\n", desk.heard(name)[-1])[1]


def asked(desk):
    desk.connect("ada")
    desk.connect("bob")
    desk.say("bob", SERVE)
    desk.say("ada", ASK)
    return desk


def answer(desk, to, body=b"so", name="bob"):
    desk.say(name, b"SEND\ndestination:%s\n\n%s\0" % (to, body))


@pytest.mark.req("S12-53", "S12-83", "S12-21", "S11-12")
def test_an_answer_reaches_the_one_who_asked_under_the_name_that_it_chose(desk):
    to = address(asked(desk))
    answer(desk, to)

    assert desk.heard("ada") == [
        b"MESSAGE\nsubscription:/temp-queue/mine\nmessage-id:2\ndestination:%s\ncontent-length:2\n\nso\0" % to]


def test_the_same_name_is_the_same_queue_and_another_session_has_another(desk):
    first = address(asked(desk))
    desk.say("ada", ASK)
    second = address(desk)
    desk.connect("eve")
    desk.say("eve", ASK)

    assert first == second != address(desk)


def test_any_other_reply_to_passes_as_it_is(desk):
    desk.connect("ada")
    desk.say("ada", SERVE + b"SEND\ndestination:/queue/ask\nreply-to:/queue/answers\n\n\0")

    assert b"\nreply-to:/queue/answers\n" in desk.heard("ada")[0]


@pytest.mark.req("S12-50", "S12-52")
@pytest.mark.parametrize("frame", [
    b"SUBSCRIBE\nid:0\ndestination:/temp-queue/mine\n\n\0", b"SEND\ndestination:/temp-queue/mine\n\n\0",
    b"SUBSCRIBE\nid:0\ndestination:/reply-queue/x\n\n\0"])
def test_neither_name_can_be_used_as_a_destination_of_ones_own(desk, frame):
    desk.connect("ada")
    desk.say("ada", frame)
    error, code = desk.heard("ada")

    assert b"is for answers\\c it comes about by the header reply-to\n" in error and code == 1008


def test_what_answers_somebody_who_has_left_is_dropped(desk):
    to = address(asked(desk))
    desk.say("ada", b"UNSUBSCRIBE\nid:/temp-queue/mine\n\n\0")
    desk.say("bob", b"SEND\ndestination:%s\nreceipt:r\n\nso\0" % to)

    assert desk.heard("bob") == [b"RECEIPT\nreceipt-id:r\n\n\0"]
    assert desk.broker.left() == {} and desk.heard("ada") == []


def test_answers_that_nobody_took_end_with_the_session(desk):
    to = address(asked(desk))
    desk.choke("ada")
    answer(desk, to)
    assert desk.broker.left() == {to.decode(): (1, 0)}

    desk.lose("ada")
    assert desk.broker.left() == {}


@pytest.mark.parametrize("limits, name", [
    (Limits(subscriptions=1), b"subscriptions = 1"), (Limits(destinations=2), b"destinations = 2")])
def test_it_counts_as_a_subscription_and_as_a_destination(limits, name):
    desk = asked(Desk(limits=limits))
    assert desk.heard("ada") == []

    desk.say("ada", ASK.replace(b"mine", b"more"))
    error, code = desk.heard("ada")
    assert error.startswith(b"ERROR\nmessage:over the limit %s\n" % name) and code == 1008


def test_a_question_to_a_topic_asked_again_after_unsubscribe_makes_its_queue_anew(desk):
    question = b"SEND\ndestination:/topic/ask\nreply-to:/temp-queue/mine\n\nhow?\0"
    desk.connect("ada")
    desk.connect("bob")
    desk.say("bob", b"SUBSCRIBE\nid:0\ndestination:/topic/ask\n\n\0")
    desk.say("ada", question + b"UNSUBSCRIBE\nid:/temp-queue/mine\n\n\0" + question)
    answer(desk, address(desk))

    assert desk.heard("ada")[0].endswith(b"\n\nso\0")
