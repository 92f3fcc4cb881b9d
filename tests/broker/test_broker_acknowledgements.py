"""ACK: which deliveries it is about, in every mode and version, and what is no delivery at all."""

import re

import pytest
from broker_desk import Desk


def read(destination, mode, key=b"0"):
    return b"SUBSCRIBE\nid:%s\ndestination:%s\nack:%s\n\n\0" % (key, destination, mode)


def send(*bodies, destination=b"/queue/work"):
    return b"".join(b"SEND\ndestination:%s\n\n%s\0" % (destination, body) for body in bodies)


def left(desk):
    """What is still in the queue once everybody has gone."""
    for name in list(desk.broker.sessions):
        desk.lose(name)
    desk.connect("zoe")
    desk.say("zoe", read(b"/queue/work", b"auto"))
    return desk.bodies("zoe")


@pytest.mark.req("S12-56", "S12-58", "S12-63", "S12-73", "S11-29", "S11-30")
def test_with_client_an_ack_covers_all_earlier_messages_of_that_subscription_and_of_no_other(desk):
    desk.connect("ada")
    desk.say("ada", read(b"/queue/work", b"client") + read(b"/queue/work", b"client", b"1") + send(*b"1 2 3 4 5 6".split()))
    heard = desk.heard("ada")
    assert [said[-2:-1] for said in heard if b"\nsubscription:1\n" in said] == [b"2", b"4", b"6"]
    assert re.search(rb"\nack:(\w+)\n", heard[3])[1] == b"4"

    desk.say("ada", b"ACK\nid:4\n\n\0")
    assert left(desk) == [b"1", b"3", b"5", b"6"]


@pytest.mark.req("S12-60", "S11-32", "S12-73")
def test_with_client_individual_an_ack_covers_its_own_message_alone(desk):
    desk.connect("ada")
    desk.say("ada", read(b"/queue/work", b"client-individual") + send(b"1", b"2", b"3") + b"ACK\nid:2\n\n\0")

    assert left(desk) == [b"1", b"3"]


@pytest.mark.req("S12-60")
def test_with_client_individual_a_nack_refuses_its_own_message_alone(desk):
    desk.connect("ada")
    desk.say("ada", read(b"/queue/work", b"client-individual") + send(b"1", b"2", b"3"))
    desk.heard("ada")
    desk.say("ada", b"NACK\nid:2\n\n\0")

    assert desk.bodies("ada") == [b"2"]


@pytest.mark.req("S12-54", "S11-29", "S10-13", "S12-73")
def test_auto_is_the_default_and_its_messages_carry_no_ack_header(desk):
    desk.connect("ada")
    desk.say("ada", b"SUBSCRIBE\nid:0\ndestination:/queue/work\n\n\0" + send(b"1"))

    assert b"\nack:" not in desk.heard("ada")[0]
    assert left(desk) == []


@pytest.mark.req("S11-34", "S11-30")
def test_1_1_acknowledges_by_message_id_and_subscription(desk):
    desk.connect("ada", "1.1")
    desk.say("ada", read(b"/queue/work", b"client-individual") + send(b"1", b"2"))
    assert [b"\nack:" in said for said in desk.heard("ada")] == [False, False]

    desk.say("ada", b"ACK\nsubscription:0\nmessage-id:2\nreceipt:r\n\n\0")
    assert desk.heard("ada") == [b"RECEIPT\nreceipt-id:r\n\n\0"]
    assert left(desk) == [b"1"]


@pytest.mark.req("S11-34")
@pytest.mark.parametrize("frame, missing", [
    (b"ACK\nmessage-id:1\n\n\0", b"ACK has no subscription header"),
    (b"NACK\nsubscription:0\n\n\0", b"NACK has no message-id header")])
def test_1_1_requires_both(desk, frame, missing):
    desk.connect("ada", "1.1")
    desk.say("ada", frame)

    assert desk.heard("ada")[0].startswith(b"ERROR\nmessage:" + missing)


@pytest.mark.req("S10-21", "S10-13", "S10-17")
def test_1_0_acknowledges_by_message_id_alone(desk):
    desk.connect("ada", "1.0")
    desk.say("ada", b"SUBSCRIBE\ndestination:/queue/work\nack:client\n\n\0" + send(b"1", b"2", b"3"))
    assert desk.heard("ada")[1] == b"MESSAGE\nmessage-id:2\ndestination:/queue/work\ncontent-length:1\n\n2\0"

    desk.say("ada", b"ACK\nmessage-id:2\n\n\0")
    assert left(desk) == [b"3"]


@pytest.mark.req("S10-21")
def test_in_1_0_one_message_on_two_subscriptions_is_acknowledged_once_for_each(strict_desk):
    desk = strict_desk
    desk.connect("ada", "1.0")
    desk.say("ada", read(b"/topic/a", b"client") + read(b"/topic/a", b"client", b"1") + send(b"1", destination=b"/topic/a"))
    desk.heard("ada")
    desk.say("ada", b"BEGIN\ntransaction:t\n\n\0" + b"ACK\nmessage-id:1\ntransaction:t\n\n\0" * 2)
    assert desk.heard("ada") == []

    desk.say("ada", b"ACK\nmessage-id:1\ntransaction:t\n\n\0")
    assert desk.heard("ada")[-1] == 1002


NOTHING = [  # 2.4: an unknown id, one that was answered, one of a subscription in auto mode, one of somebody else
    b"ACK\nid:99\n\n\0", b"NACK\nid:99\n\n\0", b"ACK\nid:1\n\n\0ACK\nid:1\n\n\0", b"ACK\nid:1\n\n\0NACK\nid:1\n\n\0",
    b"ACK\nid:2\n\n\0"]


def with_one_message(preset):
    desk = Desk(preset)
    for name in ("ada", "bob"):
        desk.connect(name)
        desk.say(name, read(b"/queue/work", b"client"))
    desk.say("ada", send(b"1", b"2"))
    desk.heard("ada")
    return desk


@pytest.mark.req("S12-63", "S11-34", "S12-78")
@pytest.mark.parametrize("frames", NOTHING)
def test_an_answer_to_nothing_is_an_error_in_strict(frames):
    desk = with_one_message("strict")
    desk.say("ada", frames)
    error, code = desk.heard("ada")

    assert re.match(rb"ERROR\nmessage:N?ACK id\\c\d+ names no message that waits for an answer\n", error)
    assert b"S12-63" in error and code == 1002


@pytest.mark.parametrize("frames", NOTHING)
def test_an_answer_to_nothing_is_let_pass_with_a_remark_in_lenient(frames):
    desk = with_one_message("lenient")
    desk.say("ada", frames.replace(b"\n\n\0", b"\nreceipt:r\n\n\0"))

    assert set(desk.heard("ada")) == {b"RECEIPT\nreceipt-id:r\n\n\0"}
    assert len(desk.remarks) == 1 and "names no message that waits for an answer" in desk.remarks[0]


def test_an_ack_after_unsubscribe_is_of_nothing_as_the_message_went_back(strict_desk):
    desk = strict_desk
    desk.connect("ada")
    desk.say("ada", read(b"/queue/work", b"client") + send(b"1") + b"UNSUBSCRIBE\nid:0\n\n\0")
    desk.heard("ada")
    desk.say("ada", b"ACK\nid:1\n\n\0")

    assert b"names no message" in desk.heard("ada")[0]


def test_a_topic_with_acknowledgements_is_a_private_queue_that_ends_with_its_subscription(desk):
    desk.connect("ada")
    desk.connect("bob")
    desk.say("ada", b"SUBSCRIBE\nid:0\ndestination:/topic/a\nack:client-individual\nprefetch-count:1\n\n\0")
    desk.say("bob", read(b"/topic/a", b"auto") + send(b"1", b"2", destination=b"/topic/a"))
    assert (desk.bodies("ada"), desk.bodies("bob")) == ([b"1"], [b"1", b"2"])

    desk.say("ada", b"NACK\nid:1\n\n\0")
    assert b"\nredelivered:true\nredelivery-count:1\n" in desk.heard("ada")[0]
    desk.say("ada", b"ACK\nid:2\n\n\0")
    assert desk.bodies("ada") == [b"2"]
    desk.say("ada", b"UNSUBSCRIBE\nid:0\n\n\0" + read(b"/topic/a", b"client"))
    assert desk.bodies("ada") == [] and desk.broker.left() == {}


def test_ids_hold_no_character_that_needs_escaping(desk):
    desk.connect("ada")
    desk.say("ada", read(b"/queue/work", b"client") + send(b"1"))

    message = desk.heard("ada")[0]
    assert re.search(rb"\nmessage-id:[A-Za-z0-9_-]+\n", message) and re.search(rb"\nack:[A-Za-z0-9_-]+\n", message)
