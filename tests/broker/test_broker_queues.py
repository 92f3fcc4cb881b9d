"""/queue/…: each message goes to one consumer, in turn, first in first out, as fast as they answer."""

import pytest
from broker_desk import Desk

from stompkata.broker.limits import Limits


def read(queue, mode, *headers, key=b"0"):
    return b"\n".join([b"SUBSCRIBE", b"id:" + key, b"destination:/queue/" + queue, b"ack:" + mode, *headers, b"\n\0"])


def send(queue, *bodies):
    return b"".join(b"SEND\ndestination:/queue/%s\n\n%s\0" % (queue, body) for body in bodies)


@pytest.mark.req("S12-71", "S12-72", "S12-54", "S10-08", "S10-13")
def test_a_message_that_nobody_reads_yet_waits_and_is_gone_once_it_was_delivered_to_an_auto_consumer(desk):
    desk.connect("ada")
    desk.say("ada", send(b"work", b"1", b"2"))
    assert desk.broker.left() == {"/queue/work": (2, 0)}

    desk.say("ada", read(b"work", b"auto"))
    assert desk.heard("ada") == [
        b"MESSAGE\nsubscription:0\nmessage-id:1\ndestination:/queue/work\ncontent-length:1\n\n1\0",
        b"MESSAGE\nsubscription:0\nmessage-id:2\ndestination:/queue/work\ncontent-length:1\n\n2\0"]
    assert desk.broker.left() == {}


@pytest.mark.req("S12-55")
def test_with_auto_what_was_sent_to_a_lost_connection_is_lost(desk):
    desk.connect("ada")
    desk.connect("bob")
    desk.say("ada", read(b"work", b"auto"))
    desk.say("bob", send(b"work", b"1"))
    desk.lose("ada")

    desk.say("bob", read(b"work", b"auto"))
    assert desk.heard("bob") == []


def test_consumers_take_turns(desk):
    for name in ("ada", "bob", "eve"):
        desk.connect(name)
        desk.say(name, read(b"work", b"client-individual"))
    desk.say("ada", send(b"work", b"1", b"2", b"3", b"4", b"5", b"6"))

    assert [desk.bodies(name) for name in ("ada", "bob", "eve")] == [[b"1", b"4"], [b"2", b"5"], [b"3", b"6"]]


@pytest.mark.req("S12-53", "S12-83")
def test_prefetch_count_is_how_many_a_consumer_holds_at_a_time_and_others_get_the_rest(desk):
    desk.connect("ada")
    desk.connect("bob")
    desk.say("ada", read(b"work", b"client-individual", b"prefetch-count:2"))
    desk.say("bob", read(b"work", b"client-individual"))
    desk.say("bob", send(b"work", *(b"%d" % number for number in range(1, 9))))
    assert desk.bodies("ada") == [b"1", b"3"]
    assert desk.bodies("bob") == [b"2", b"4", b"5", b"6", b"7", b"8"]

    desk.say("bob", send(b"work", b"9"))
    desk.say("ada", b"ACK\nid:1\n\n\0" + send(b"work", b"10"))
    assert (desk.bodies("ada"), desk.bodies("bob")) == ([b"10"], [b"9"])


@pytest.mark.req("S12-52", "S11-27")
@pytest.mark.parametrize("count", [b"0", b"-1", b"many", b"", b"1.5", b"\xd9\xa3", b"1234567890"])
def test_a_prefetch_count_is_a_whole_number_from_1_on(desk, count):
    desk.connect("ada")
    desk.say("ada", read(b"work", b"client", b"prefetch-count:" + count))

    assert desk.heard("ada")[0].startswith(b"ERROR\nmessage:prefetch-count\\c%s is not a whole number from 1 on\n" % count)


def test_a_prefetch_count_may_have_nine_digits(desk):
    desk.connect("ada")
    desk.say("ada", read(b"work", b"client", b"prefetch-count:999999999") + send(b"work", b"1"))

    assert desk.bodies("ada") == [b"1"]


def test_a_connection_that_owes_too_many_answers_is_given_no_more_on_any_subscription_until_it_answers():
    desk = Desk(limits=Limits(unacknowledged=2))
    desk.connect("ada")
    desk.say("ada", read(b"a", b"client-individual") + read(b"b", b"client-individual", key=b"1"))
    desk.say("ada", send(b"a", b"1", b"2") + send(b"b", b"3"))
    assert desk.bodies("ada") == [b"1", b"2"]

    desk.say("ada", b"ACK\nid:1\n\n\0")
    assert desk.bodies("ada") == [b"3"]


def test_a_session_that_does_not_read_is_given_nothing_and_then_what_has_waited(desk):
    desk.connect("ada")
    desk.say("ada", read(b"work", b"auto"))
    desk.choke("ada")
    desk.say("ada", send(b"work", b"1", b"2"))
    assert desk.bodies("ada") == []

    desk.flow("ada")
    assert desk.bodies("ada") == [b"1", b"2"]


def test_queues_give_64_messages_or_64_kibibytes_a_time_so_that_a_transport_can_say_stop(desk):
    desk.connect("ada")
    desk.say("ada", send(b"small", *[b""] * 100) + send(b"large", *[b"x" * 30_000] * 5))
    desk.say("ada", read(b"small", b"auto"))
    assert len(desk.bodies("ada")) == 64 and desk.broker.pending
    desk.carry(desk.broker.pump(desk.now))
    assert len(desk.bodies("ada")) == 36 and not desk.broker.pending

    desk.say("ada", read(b"large", b"auto", key=b"1"))
    assert len(desk.bodies("ada")) == 3 and desk.broker.pending
    desk.choke("ada")
    desk.pump()
    assert desk.bodies("ada") == [] and desk.broker.left() == {"/queue/large": (2, 0)}


@pytest.mark.req("S12-57", "S11-31")
def test_what_a_lost_connection_had_not_acknowledged_goes_to_others_in_its_old_order_ahead_of_newer_and_marked(desk):
    desk.connect("ada")
    desk.connect("bob")
    desk.say("ada", read(b"work", b"client", b"prefetch-count:3"))
    desk.say("bob", send(b"work", b"1", b"2", b"3", b"4"))
    desk.say("ada", b"ACK\nid:1\n\n\0")
    desk.lose("ada")
    desk.say("bob", read(b"work", b"client"))

    heard = desk.heard("bob")
    assert [said[-2:-1] for said in heard] == [b"2", b"3", b"4"]
    assert heard[0] == (b"MESSAGE\nsubscription:0\nmessage-id:2\nack:5\nredelivered:true\ndestination:/queue/work\n"
                        b"content-length:1\n\n2\0")
    assert [b"\nredelivered:true\n" in said for said in heard] == [True, True, True]


@pytest.mark.req("S12-68", "S12-62")
@pytest.mark.parametrize("goodbye", [b"UNSUBSCRIBE\nid:0\n\n\0", b"DISCONNECT\n\n\0", b"NONSENSE\n\n\0"])
def test_unsubscribe_disconnect_and_error_return_what_was_not_acknowledged(desk, goodbye):
    desk.connect("ada")
    desk.connect("bob")
    desk.say("ada", read(b"work", b"client-individual"))
    desk.say("bob", send(b"work", b"1", b"2"))
    desk.say("ada", b"ACK\nid:2\n\n\0" + goodbye)

    desk.say("bob", read(b"work", b"auto"))
    assert desk.bodies("bob") == [b"1"]


@pytest.mark.parametrize("limits, last, name", [
    (Limits(queue_messages=2), b"", b"queue_messages = 2"),
    (Limits(queue_octets=2 * 200 + 10), b"1234567890", b"queue_octets = 410"),
    (Limits(retained=2 * 200 + 10), b"1234567890", b"retained = 410"),
])
@pytest.mark.req("S12-50", "S11-25", "S12-24", "S11-10")
def test_a_full_queue_refuses_the_next_message_by_name_and_keeps_what_it_has(limits, last, name):
    desk = Desk(limits=limits)
    desk.connect("ada")
    desk.say("ada", send(b"work", b"", last))
    assert desk.heard("ada") == []

    desk.say("ada", b"SEND\ndestination:/queue/work\nreceipt:r\n\n\0")
    error, code = desk.heard("ada")
    assert error.startswith(b"ERROR\nmessage:/queue/work is full\\c over the limit %s\n" % name)
    assert b"\nreceipt-id:r\n" in error and b"S12-50" in error and code == 1008
    assert desk.broker.left() == {"/queue/work": (2, 0)}


def test_one_octet_more_is_over_the_limit_too():
    desk = Desk(limits=Limits(queue_octets=2 * 200 + 10))
    desk.connect("ada")
    desk.say("ada", send(b"work", b"", b"12345678901"))

    assert desk.heard("ada")[0].startswith(b"ERROR\nmessage:/queue/work is full\\c over the limit queue_octets = 410\n")


def test_what_is_with_a_consumer_counts_until_it_is_acknowledged():
    desk = Desk(limits=Limits(queue_messages=1))
    desk.connect("ada")
    desk.say("ada", read(b"work", b"client") + send(b"work", b"1"))
    desk.say("ada", b"ACK\nid:1\n\n\0" + send(b"work", b"2"))
    assert desk.bodies("ada") == [b"1", b"2"]

    desk.say("ada", send(b"work", b"3"))
    assert desk.heard("ada")[-1] == 1008


def test_a_queue_is_forgotten_when_it_is_empty_and_nobody_reads_it(desk):
    desk.connect("ada")
    desk.say("ada", read(b"work", b"client") + send(b"work", b"1") + b"UNSUBSCRIBE\nid:0\n\n\0")
    assert list(desk.broker.queues) == ["/queue/work"]

    desk.say("ada", read(b"work", b"auto") + b"UNSUBSCRIBE\nid:0\n\n\0")
    assert list(desk.broker.queues) == []


def test_strict_knows_topics_and_queues_and_lenient_takes_any_other_name_for_a_topic(desk, strict_desk):
    for one in (desk, strict_desk):
        one.connect("ada")
        one.say("ada", b"SUBSCRIBE\nid:0\ndestination:news\n\n\0SEND\ndestination:news\n\nhi\0")

    assert desk.bodies("ada") == [b"hi"]
    error, code = strict_desk.heard("ada")
    assert error.startswith(b"ERROR\nmessage:unknown destination news\n") and code == 1008


def test_a_queue_says_what_it_holds(desk):
    desk.connect("ada")
    desk.say("ada", read(b"work", b"client", b"prefetch-count:1") + send(b"work", b"12345", b"67890"))
    queue = desk.broker.queues["/queue/work"]

    assert (queue.destination, queue.ready, queue.in_flight, queue.octets) == ("/queue/work", 1, 1, 2 * 205)
    assert repr(queue) == "<Queue /queue/work: 1 ready, 1 in flight>"
    assert repr(list(queue.consumers)) == "[<Subscription 0 to /queue/work>]"
    assert repr(desk.broker.sessions["ada"]) == "<Session ada connected, 1.2>"
