"""SEND, SUBSCRIBE, UNSUBSCRIBE and MESSAGE: who gets what."""

import pytest
from broker_desk import Desk

from stompkata.broker.limits import Limits

SUBSCRIBE = b"SUBSCRIBE\nid:0\ndestination:/topic/news\n\n\0"


@pytest.mark.req("S12-47", "S12-51", "S12-71", "S12-72", "S12-74", "S12-14", "S11-43")
def test_a_message_goes_to_whoever_is_subscribed(desk):
    desk.connect("ada")
    desk.connect("bob")
    desk.say("ada", SUBSCRIBE)
    desk.say("bob", b"SEND\ndestination:/topic/news\n\nhello\0")

    assert desk.heard("ada") == [
        b"MESSAGE\nsubscription:0\nmessage-id:1\ndestination:/topic/news\ncontent-length:5\n\nhello\0"]
    assert desk.heard("bob") == []


@pytest.mark.req("S12-49", "S11-26", "S12-16")
def test_the_senders_own_headers_pass_through(desk):
    desk.connect("ada")
    desk.say("ada", SUBSCRIBE + b"SEND\ndestination:/topic/news\ncontent-type:text/plain\ncolour\\cred:a\\\\b\n\nhi\0")

    assert desk.heard("ada") == [
        b"MESSAGE\nsubscription:0\nmessage-id:1\ndestination:/topic/news\ncontent-type:text/plain\ncolour\\cred:a\\\\b\n"
        b"content-length:2\n\nhi\0"]


def test_what_only_the_broker_may_say_is_not_forwarded(desk):
    desk.connect("ada")
    desk.say("ada", SUBSCRIBE)
    desk.say("ada", b"SEND\nmessage-id:99\nsubscription:7\nack:5\ndestination:/topic/news\nreceipt:r\ncontent-length:2\n\nhi\0")

    message, receipt = desk.heard("ada")
    assert message == b"MESSAGE\nsubscription:0\nmessage-id:1\ndestination:/topic/news\ncontent-length:2\n\nhi\0"
    assert receipt == b"RECEIPT\nreceipt-id:r\n\n\0"


def test_same_headers_with_another_body_make_another_message(desk):
    desk.connect("ada")
    desk.say("ada", SUBSCRIBE)
    desk.say("ada", b"SEND\ndestination:/topic/news\n\none\0SEND\ndestination:/topic/news\n\ntwo\0SEND\ndestination:/topic/x\n\n3\0")

    assert [message[-5:] for message in desk.heard("ada")] == [b"\none\0", b"\ntwo\0"]


@pytest.mark.req("S12-71", "S12-12")
def test_two_subscriptions_to_one_destination_get_a_copy_each(desk):
    desk.connect("ada")
    desk.say("ada", SUBSCRIBE + b"SUBSCRIBE\nid:1\ndestination:/topic/news\n\n\0SEND\ndestination:/topic/news\n\n\0")

    assert desk.heard("ada") == [
        b"MESSAGE\nsubscription:0\nmessage-id:1\ndestination:/topic/news\n\n\0",
        b"MESSAGE\nsubscription:1\nmessage-id:1\ndestination:/topic/news\n\n\0"]


def test_messages_of_one_sender_arrive_in_the_order_they_were_sent(desk):
    desk.connect("ada")
    desk.say("ada", SUBSCRIBE)
    desk.say("ada", b"".join(b"SEND\ndestination:/topic/news\nn:%d\n\n\0" % number for number in range(50)))

    heard = desk.heard("ada")
    assert [message.split(b"\nn:")[1] for message in heard] == [b"%d\n\n\0" % number for number in range(50)]


@pytest.mark.req("S12-61", "S12-62", "S11-33")
def test_after_unsubscribe_no_further_message_comes(desk):
    desk.connect("ada")
    desk.say("ada", SUBSCRIBE + b"UNSUBSCRIBE\nid:0\n\n\0SEND\ndestination:/topic/news\n\nhi\0")

    assert desk.heard("ada") == []


@pytest.mark.req("S10-12", "S10-16", "S10-17", "S10-18", "S10-25")
def test_a_client_of_1_0_may_subscribe_and_unsubscribe_without_an_id(desk):
    desk.connect("ada", "1.0")
    desk.say("ada", b"SUBSCRIBE\ndestination:/topic/news\n\n\0SEND\ndestination:/topic/news\n\nhi\0")
    assert desk.heard("ada") == [b"MESSAGE\nmessage-id:1\ndestination:/topic/news\ncontent-length:2\n\nhi\0"]

    desk.say("ada", b"UNSUBSCRIBE\ndestination:/topic/news\n\n\0SEND\ndestination:/topic/news\n\nhi\0")
    assert desk.heard("ada") == []


@pytest.mark.req("S12-50", "S12-51", "S12-52", "S11-25", "S11-27", "S11-28")
@pytest.mark.parametrize("frame, why", [
    (b"SUBSCRIBE\ndestination:/topic/a\n\n\0", b"SUBSCRIBE has no id header"),
    (b"SUBSCRIBE\nid:1\n\n\0", b"SUBSCRIBE has no destination header"),
    (b"SUBSCRIBE\nid:0\ndestination:/topic/b\n\n\0", b"subscription '0' exists already"),
    (b"SUBSCRIBE\nid:1\ndestination:/topic/b\nack:always\n\n\0", b"ack\\calways is no acknowledgement mode"),
    (b"UNSUBSCRIBE\nid:9\n\n\0", b"there is no subscription '9'"),
    (b"UNSUBSCRIBE\n\n\0", b"UNSUBSCRIBE has no id header"),
    (b"SEND\n\nhi\0", b"SEND has no destination header"),
])
def test_a_frame_that_cannot_be_done_ends_the_session_with_its_reason(desk, frame, why):
    desk.connect("ada")
    desk.say("ada", SUBSCRIBE + frame)
    error, code = desk.heard("ada")

    assert error.startswith(b"ERROR\nmessage:%s\n" % why) and code == 1002


def test_strict_knows_what_destinations_begin_with_and_lenient_takes_any_name_for_a_topic(desk, strict_desk):
    for one in (desk, strict_desk):
        one.connect("ada")
        one.say("ada", b"SUBSCRIBE\nid:0\ndestination:/news\n\n\0SEND\ndestination:/news\n\nhi\0")

    assert desk.heard("ada") == [b"MESSAGE\nsubscription:0\nmessage-id:1\ndestination:/news\ncontent-length:2\n\nhi\0"]
    assert strict_desk.heard("ada")[0].startswith(b"ERROR\nmessage:unknown destination /news\n")


@pytest.mark.parametrize("limits, last, first_refused, name", [
    (Limits(subscriptions=2), b"SUBSCRIBE\nid:1\ndestination:/topic/news\n\n\0",
     b"SUBSCRIBE\nid:2\ndestination:/topic/news\n\n\0", b"subscriptions = 2"),
    (Limits(destinations=2), b"SUBSCRIBE\nid:1\ndestination:/topic/b\n\n\0",
     b"SUBSCRIBE\nid:2\ndestination:/topic/c\n\n\0", b"destinations = 2"),
    (Limits(destination=12), b"SEND\ndestination:/topic/12345\n\n\0",
     b"SEND\ndestination:/topic/123456\n\n\0", b"destination = 12"),
    (Limits(destination=12), b"SUBSCRIBE\nid:1\ndestination:/topic/12345\n\n\0",
     b"SUBSCRIBE\nid:2\ndestination:/topic/123456\n\n\0", b"destination = 12"),
])
def test_the_last_within_a_limit_is_accepted_and_the_next_refused_by_name(limits, last, first_refused, name):
    desk = Desk(limits=limits)
    desk.connect("ada")
    desk.say("ada", SUBSCRIBE + last)
    assert desk.heard("ada") == []

    desk.say("ada", first_refused)
    error, code = desk.heard("ada")
    assert error.startswith(b"ERROR\nmessage:over the limit %s\n" % name) and code == 1008


@pytest.mark.parametrize("name", [b"", b"/topic/a\\nb", b"/topic/\x7f"])
def test_a_destination_is_a_name_that_can_be_printed(desk, name):
    desk.connect("ada")
    desk.say("ada", b"SEND\ndestination:%s\n\n\0" % name)

    assert desk.heard("ada")[1] == 1008


@pytest.mark.req("S12-77")
def test_a_lost_connection_leaves_nothing_behind(desk):
    desk.connect("ada")
    desk.say("ada", SUBSCRIBE)
    desk.lose("ada")

    assert desk.broker.sessions == {} and len(desk.broker._destinations.topics) == 0
