"""Transactions: what is sent and answered between BEGIN and COMMIT happens together, or not at all."""

import pytest
from broker_desk import Desk

from stompkata.broker.limits import Limits

BEGIN, COMMIT, ABORT = (command + b"\ntransaction:t\n\n\0" for command in (b"BEGIN", b"COMMIT", b"ABORT"))
READ = b"SUBSCRIBE\nid:0\ndestination:/queue/work\nack:client-individual\n\n\0"


def send(body, destination=b"/queue/work", transaction=b"t"):
    return b"SEND\ndestination:%s\ntransaction:%s\n\n%s\0" % (destination, transaction, body)


def seated(desk):
    """Ada works, bob looks on."""
    desk.connect("ada")
    desk.connect("bob")
    return desk


@pytest.mark.req("S12-67", "S12-48", "S12-64", "S12-66", "S10-09", "S10-19", "S10-20")
@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_nothing_happens_before_commit_and_then_everything_in_its_order(desk, version):
    desk.connect("ada", version)
    desk.connect("bob")
    desk.say("bob", b"SUBSCRIBE\nid:9\ndestination:/topic/a\n\n\0" + READ)
    desk.say("ada", BEGIN + send(b"1", b"/topic/a") + send(b"2") + send(b"3", b"/topic/a") + send(b"4"))
    assert desk.bodies("bob") == []

    desk.say("ada", COMMIT)
    assert sorted(desk.bodies("bob")) == [b"1", b"2", b"3", b"4"]


@pytest.mark.req("S12-67", "S12-64", "S12-65")
def test_ack_and_nack_in_a_transaction_wait_for_commit(desk):
    seated(desk).say("ada", READ + b"SEND\ndestination:/queue/work\n\n1\0SEND\ndestination:/queue/work\n\n2\0")
    desk.heard("ada")
    desk.say("ada", BEGIN + b"ACK\nid:1\ntransaction:t\n\n\0NACK\nid:2\ntransaction:t\n\n\0")
    assert desk.heard("ada") == [] and desk.broker.left() == {"/queue/work": (0, 2)}

    desk.say("ada", COMMIT)
    assert desk.bodies("ada") == [b"2"] and desk.broker.left() == {"/queue/work": (0, 1)}


@pytest.mark.req("S12-67", "S10-20")
def test_after_abort_nothing_of_it_has_happened_and_the_messages_can_be_answered_anew(desk):
    seated(desk).say("ada", READ + b"SEND\ndestination:/queue/work\n\n1\0")
    desk.say("ada", BEGIN + b"ACK\nid:1\ntransaction:t\n\n\0" + send(b"2") + ABORT)
    assert desk.broker.left() == {"/queue/work": (0, 1)}

    desk.say("ada", b"ACK\nid:1\n\n\0")
    assert desk.broker.left() == {} and desk.remarks == []


@pytest.mark.req("S12-68", "S11-36")
@pytest.mark.parametrize("end", ["lose", b"DISCONNECT\n\n\0", b"NONSENSE\n\n\0"])
def test_the_end_of_a_session_aborts_what_is_open(desk, end):
    seated(desk).say("ada", READ + b"SEND\ndestination:/queue/work\n\n1\0")
    desk.say("ada", BEGIN + b"ACK\nid:1\ntransaction:t\n\n\0" + send(b"2"))
    desk.lose("ada") if end == "lose" else desk.say("ada", end)

    desk.say("bob", READ)
    assert desk.bodies("bob") == [b"1"]


@pytest.mark.req("S12-76")
def test_a_receipt_in_a_transaction_says_that_the_frame_was_accepted_not_that_it_was_committed(desk):
    seated(desk).say("ada", BEGIN + b"SEND\ndestination:/queue/work\ntransaction:t\nreceipt:s\n\n1\0")
    assert desk.heard("ada") == [b"RECEIPT\nreceipt-id:s\n\n\0"] and desk.broker.left() == {}

    desk.say("ada", b"COMMIT\ntransaction:t\nreceipt:c\n\n\0")
    assert desk.heard("ada") == [b"RECEIPT\nreceipt-id:c\n\n\0"] and desk.broker.left() == {"/queue/work": (1, 0)}


def test_a_message_that_an_open_transaction_answers_for_cannot_be_answered_again(strict_desk):
    desk = seated(strict_desk)
    desk.say("ada", READ + b"SEND\ndestination:/queue/work\n\n1\0" + BEGIN + b"ACK\nid:1\ntransaction:t\n\n\0")
    desk.heard("ada")
    desk.say("ada", b"ACK\nid:1\n\n\0")

    assert b"names no message that waits for an answer" in desk.heard("ada")[0]
    desk.say("bob", READ)
    assert desk.bodies("bob") == [b"1"]


def test_a_cumulative_ack_passes_over_what_a_transaction_answers_for(desk):
    seated(desk).say("ada", READ.replace(b"client-individual", b"client"))
    desk.say("ada", b"SEND\ndestination:/queue/work\n\n1\0SEND\ndestination:/queue/work\n\n2\0")
    desk.say("ada", BEGIN + b"ACK\nid:1\ntransaction:t\n\n\0ACK\nid:2\n\n\0")
    assert desk.broker.left() == {"/queue/work": (0, 1)}

    desk.say("ada", ABORT)
    assert desk.broker.left() == {"/queue/work": (0, 1)}


def test_what_was_unsubscribed_stays_with_its_transaction_until_that_ends(desk):
    seated(desk).say("ada", READ + b"SEND\ndestination:/queue/work\n\n1\0SEND\ndestination:/queue/work\n\n2\0")
    desk.say("ada", BEGIN + b"ACK\nid:1\ntransaction:t\n\n\0UNSUBSCRIBE\nid:0\n\n\0")
    desk.say("bob", READ)
    assert desk.bodies("bob") == [b"2"]

    desk.say("ada", ABORT)
    assert desk.bodies("bob") == [b"1"]


@pytest.mark.req("S12-66", "S12-50", "S10-19")
@pytest.mark.parametrize("frame, why", [
    (BEGIN + BEGIN, b"transaction t is open already"),
    (COMMIT, b"there is no open transaction t"),
    (ABORT, b"there is no open transaction t"),
    (send(b"1"), b"there is no open transaction t"),
    (b"ACK\nid:1\ntransaction:t\n\n\0", b"there is no open transaction t"),
    (BEGIN + COMMIT + COMMIT, b"there is no open transaction t"),
    (b"BEGIN\n\n\0", b"BEGIN has no transaction header"),
    (b"COMMIT\n\n\0", b"COMMIT has no transaction header"),
    (b"ABORT\n\n\0", b"ABORT has no transaction header"),
])
def test_a_transaction_is_begun_once_and_ended_once_by_its_name(desk, frame, why):
    desk.connect("ada")
    desk.say("ada", frame)
    error, code = desk.heard("ada")

    assert error.startswith(b"ERROR\nmessage:%s\n" % why) and b"S12-66" in error and code == 1002


def test_names_of_transactions_are_private_to_their_connection(desk):
    seated(desk)
    for name, body in (("ada", b"1"), ("bob", b"2")):
        desk.say(name, BEGIN + send(body))
    desk.say("bob", COMMIT)

    desk.say("ada", READ)
    assert desk.bodies("ada") == [b"2"]


@pytest.mark.req("S12-67")
def test_where_there_is_no_room_for_all_of_it_a_commit_does_nothing_and_says_which_limit():
    desk = seated(Desk(limits=Limits(queue_messages=2)))
    desk.say("bob", b"SUBSCRIBE\nid:0\ndestination:/topic/a\n\n\0")
    desk.say("ada", BEGIN + send(b"0", b"/topic/a") + send(b"1") + send(b"2") + send(b"3"))
    desk.say("ada", b"COMMIT\ntransaction:t\nreceipt:c\n\n\0")
    error, code = desk.heard("ada")

    assert error.startswith(b"ERROR\nmessage:/queue/work is full\\c over the limit queue_messages = 2\n")
    assert b"\nreceipt-id:c\n" in error and code == 1008
    assert desk.broker.left() == {} and desk.heard("bob") == []


def test_a_commit_with_just_enough_room_is_done():
    desk = seated(Desk(limits=Limits(queue_messages=2, queue_octets=402, retained=402, destinations=1)))
    desk.say("ada", BEGIN + send(b"1") + send(b"2") + COMMIT)

    assert desk.heard("ada") == [] and desk.broker.left() == {"/queue/work": (2, 0)}


@pytest.mark.parametrize(("retained", "bob"), [(402, b"MESSAGE\n"), (401, b"ERROR\nmessage:slow consumer")])
def test_a_topic_takes_no_room_that_a_commit_has_found_for_a_queue_behind_it(retained, bob):
    desk = seated(Desk(limits=Limits(retained=retained)))
    desk.say("bob", b"SUBSCRIBE\nid:0\ndestination:/topic/a\nack:client-individual\n\n\0")
    desk.say("ada", BEGIN + send(b"1", b"/topic/a") + send(b"2") + COMMIT)
    desk.pump()

    assert desk.heard("bob")[0].startswith(bob) and desk.heard("ada") == []
    assert desk.broker.left() == {"/queue/work": (1, 0)}


@pytest.mark.parametrize("limits, accepted, refused, name", [
    (Limits(transactions=1), BEGIN, b"BEGIN\ntransaction:u\n\n\0", b"transactions = 1"),
    (Limits(transaction_operations=2), BEGIN + send(b"1") + send(b"2"), send(b"3"), b"transaction_operations = 2"),
    (Limits(transaction_octets=210), BEGIN + send(b"1234567890"), send(b""), b"transaction_octets = 210"),
    (Limits(transaction_octets=210), BEGIN, send(b"12345678901"), b"transaction_octets = 210"),
])
@pytest.mark.req("S12-24")
def test_the_last_within_a_limit_is_accepted_and_the_next_refused_by_name(limits, accepted, refused, name):
    desk = Desk(limits=limits)
    desk.connect("ada")
    desk.say("ada", accepted)
    assert desk.heard("ada") == []

    desk.say("ada", refused)
    error, code = desk.heard("ada")
    assert error.startswith(b"ERROR\nmessage:over the limit %s\n" % name) and code == 1008


def test_a_transaction_may_be_open_for_so_long_and_not_longer():
    desk = Desk(limits=Limits(transaction_seconds=60))
    desk.connect("ada")
    desk.connect("bob")
    desk.say("ada", BEGIN)
    desk.tick(30)
    desk.say("bob", BEGIN)
    desk.tick(30)
    assert desk.heard("ada") == []

    desk.tick(0.1)
    error, code = desk.heard("ada")
    assert error.startswith(b"ERROR\nmessage:transaction t is still open after transaction_seconds = 60\n") and code == 1008
    assert desk.heard("bob") == []
