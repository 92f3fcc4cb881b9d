"""NACK: a message comes back to its old place, but not for ever; what nobody takes is a dead letter."""

import re

import pytest
from broker_desk import Desk

from stompkata.broker.limits import Limits

WORKER = b"SUBSCRIBE\nid:0\ndestination:/queue/work\nack:client-individual\nprefetch-count:1\n\n\0"
UNDERTAKER = b"SUBSCRIBE\nid:9\ndestination:/queue/dead-letters\nack:client-individual\n\n\0"


def nack(desk, *headers):
    """Refuse the last message that ada heard; what she hears then."""
    (said,) = desk.heard("ada")
    ack_id = re.search(rb"\nack:(\w+)\n", said)[1]
    desk.say("ada", b"\n".join([b"NACK", b"id:" + ack_id, *headers, b"\n\0"]))
    return said


def work(desk):
    desk.connect("ada")
    desk.say("ada", WORKER + b"SEND\ndestination:/queue/work\n\npoison\0SEND\ndestination:/queue/work\n\nfood\0")
    return desk


@pytest.mark.req("S12-59", "S12-65", "S11-35", "S12-83")
def test_a_refused_message_returns_to_its_old_place_and_says_how_often_it_was_refused(desk):
    nack(work(desk))

    assert desk.heard("ada") == [
        b"MESSAGE\nsubscription:0\nmessage-id:1\nack:2\nredelivered:true\nredelivery-count:1\ndestination:/queue/work\n"
        b"content-length:6\n\npoison\0"]


@pytest.mark.req("S12-65", "S11-35")
def test_after_five_redeliveries_the_sixth_nack_makes_a_dead_letter_that_can_be_read_like_any_queue(desk):
    work(desk)
    for count in range(6):
        said = nack(desk)
        assert said.endswith(b"poison\0") and (b"redelivery-count:%d\n" % count in said) is (count > 0)

    assert desk.bodies("ada") == [b"food"]
    desk.connect("bob")
    desk.say("bob", UNDERTAKER)
    assert desk.heard("bob") == [
        b"MESSAGE\nsubscription:9\nmessage-id:3\nack:8\nredelivery-count:6\ndestination:/queue/dead-letters\n"
        b"original-destination:/queue/work\ncontent-length:6\n\npoison\0"]


def test_nack_with_requeue_false_makes_a_dead_letter_at_once(desk):
    nack(work(desk), b"requeue:false")

    assert desk.bodies("ada") == [b"food"]
    assert desk.broker.left() == {"/queue/work": (0, 1), "/queue/dead-letters": (1, 0)}


def test_a_dead_letter_that_is_refused_comes_back_for_ever_and_goes_on_counting(desk):
    nack(work(desk), b"requeue:false")
    desk.heard("ada")
    desk.say("ada", UNDERTAKER)
    for count in range(1, 9):
        said = nack(desk)
        assert said.count(b"redelivery-count:") == 1 and b"\nredelivery-count:%d\n" % count in said

    nack(desk, b"requeue:false")
    assert desk.broker.left() == {"/queue/work": (0, 1)}


def test_of_too_many_dead_letters_the_oldest_make_room():
    desk = Desk(limits=Limits(queue_messages=2))
    desk.connect("ada")
    desk.say("ada", WORKER)
    for number in b"123":
        desk.say("ada", b"SEND\ndestination:/queue/work\n\n%c\0" % number)
        nack(desk, b"requeue:false")

    desk.say("ada", UNDERTAKER)
    assert desk.bodies("ada") == [b"2", b"3"]


@pytest.mark.req("S12-65")
def test_a_cumulative_nack_returns_all_that_came_before_in_their_old_order(desk):
    desk.connect("ada")
    desk.say("ada", b"SUBSCRIBE\nid:0\ndestination:/queue/work\nack:client\n\n\0")
    desk.say("ada", b"".join(b"SEND\ndestination:/queue/work\n\n%c\0" % number for number in b"1234"))
    desk.heard("ada")
    desk.say("ada", b"NACK\nid:3\n\n\0")

    heard = desk.heard("ada")
    assert [said[-2:-1] for said in heard] == [b"1", b"2", b"3"]
    assert all(b"\nredelivered:true\nredelivery-count:1\n" in said for said in heard)


def test_the_private_queue_of_a_topic_has_dead_letters_too(desk):
    desk.connect("ada")
    desk.say("ada", b"SUBSCRIBE\nid:0\ndestination:/topic/news\nack:client-individual\n\n\0")
    desk.say("ada", b"SEND\ndestination:/topic/news\n\nbad\0")
    nack(desk, b"requeue:false")

    desk.say("ada", UNDERTAKER)
    assert b"\noriginal-destination:/topic/news\n" in desk.heard("ada")[0]


@pytest.mark.req("S12-71", "S10-25")
def test_what_two_readers_of_a_topic_bury_are_two_letters_for_a_client_that_acknowledges_by_message_id(desk):
    desk.connect("ada", "1.1")
    for reader in (b"a", b"b"):
        desk.say("ada", b"SUBSCRIBE\nid:%s\ndestination:/topic/news\nack:client-individual\n\n\0" % reader)
    desk.say("ada", b"SEND\ndestination:/topic/news\n\nbad\0")
    for reader in (b"a", b"b"):
        desk.say("ada", b"NACK\nsubscription:%s\nmessage-id:1\nrequeue:false\n\n\0" % reader)
    desk.say("ada", UNDERTAKER)
    letters = [re.search(rb"\nmessage-id:(\d+)\n", said)[1] for said in desk.heard("ada")[2:]]
    assert letters == [b"2", b"3"]

    desk.say("ada", b"ACK\nsubscription:9\nmessage-id:2\n\n\0")
    assert desk.broker.left() == {"/queue/dead-letters": (0, 1)}


def test_dead_letters_come_about_over_the_limit_of_destinations_and_what_exists_goes_on():
    desk = work(Desk(limits=Limits(destinations=1)))
    nack(desk, b"requeue:false")
    assert desk.bodies("ada") == [b"food"]

    desk.say("ada", b"SEND\ndestination:/queue/work\nreceipt:r\n\nmore\0")
    assert desk.heard("ada") == [b"RECEIPT\nreceipt-id:r\n\n\0"]
    desk.say("ada", b"SEND\ndestination:/queue/other\n\nmore\0")
    assert desk.heard("ada")[0].startswith(b"ERROR\nmessage:over the limit destinations = 1\n")


@pytest.mark.req("S12-67")
def test_a_commit_that_makes_a_dead_letter_and_a_queue_is_still_done_as_a_whole():
    desk = work(Desk(limits=Limits(destinations=2)))
    desk.heard("ada")
    desk.say("ada", b"BEGIN\ntransaction:t\n\n\0NACK\nid:1\ntransaction:t\nrequeue:false\n\n\0")
    desk.say("ada", b"SEND\ndestination:/queue/new\ntransaction:t\n\nhi\0COMMIT\ntransaction:t\nreceipt:r\n\n\0")

    assert desk.heard("ada")[0] == b"RECEIPT\nreceipt-id:r\n\n\0"
    assert desk.broker.left() == {"/queue/work": (0, 1), "/queue/dead-letters": (1, 0), "/queue/new": (1, 0)}
