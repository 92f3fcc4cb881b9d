"""Receipts, ERROR, DISCONNECT: how things end."""

import pytest
from broker_desk import Desk

from stompkata.broker.limits import Limits
from stompkata.errors import LimitExceeded


@pytest.mark.req("S12-75", "S12-76", "S10-23", "S10-24")
@pytest.mark.parametrize("frame", [
    b"SEND\ndestination:/topic/a\nreceipt:r 1\n\nhi\0", b"SUBSCRIBE\nid:0\ndestination:/topic/a\nreceipt:r 1\n\n\0"])
def test_a_receipt_is_answered_with_its_own_value(desk, frame):
    desk.connect("ada")
    desk.say("ada", frame)

    assert desk.heard("ada") == [b"RECEIPT\nreceipt-id:r 1\n\n\0"]


@pytest.mark.req("S12-76")
def test_the_receipt_of_a_send_comes_after_its_effect(desk):
    desk.connect("ada")
    desk.say("ada", b"SUBSCRIBE\nid:0\ndestination:/topic/a\n\n\0SEND\ndestination:/topic/a\nreceipt:r\n\nhi\0")

    assert [said.split(b"\n")[0] for said in desk.heard("ada")] == [b"MESSAGE", b"RECEIPT"]


@pytest.mark.req("S12-79", "S12-80", "S12-81", "S12-82", "S11-44", "S10-26")
def test_error_says_what_was_wrong_echoes_the_receipt_and_is_the_last_word(desk):
    desk.connect("ada")
    desk.say("ada", b"SEND\nreceipt:r:1\n\nhi\0SEND\ndestination:/topic/a\nreceipt:2\n\nhi\0")
    error, code = desk.heard("ada")

    assert error == (
        b"ERROR\nmessage:SEND has no destination header\ncontent-type:text/plain\nreceipt-id:r\\c1\ncontent-length:89\n\n"
        b'SEND has no destination header\n  rule: S12-47 (STOMP 1.2, "SEND")\n  try:  add destination\0')
    assert code == 1002


@pytest.mark.req("S12-46", "S11-24")
@pytest.mark.parametrize("command", [b"MESSAGE", b"RECEIPT", b"CONNECTED", b"ERROR"])
def test_a_client_may_not_send_what_servers_send(desk, command):
    desk.connect("ada")
    desk.say("ada", command + b"\nmessage-id:1\nsubscription:0\ndestination:/topic/a\nversion:1.2\nreceipt-id:0\n\n\0")
    error, code = desk.heard("ada")

    assert error.startswith(b"ERROR\nmessage:%s is not for a client to send\n" % command) and code == 1002


def test_a_client_of_1_0_has_no_nack(desk):
    desk.connect("ada", "1.0")
    desk.say("ada", b"NACK\nmessage-id:1\n\n\0")

    assert b"STOMP 1.0 has no NACK" in desk.heard("ada")[0]


@pytest.mark.req("S12-69", "S11-37")
def test_disconnect_gets_its_receipt_and_then_the_end(desk):
    desk.connect("ada")
    desk.say("ada", b"DISCONNECT\nreceipt:77\n\n\0")

    assert desk.heard("ada") == [b"RECEIPT\nreceipt-id:77\n\n\0", 1000]


@pytest.mark.req("S12-70", "S11-38", "S10-22")
def test_what_comes_after_disconnect_is_ignored(desk):
    desk.connect("ada")
    desk.connect("bob")
    desk.say("bob", b"SUBSCRIBE\nid:0\ndestination:/topic/a\n\n\0")
    desk.say("ada", b"DISCONNECT\n\n\0SEND\ndestination:/topic/a\nreceipt:1\n\nlate\0")

    assert desk.heard("ada") == [1000]
    assert desk.heard("bob") == []


def test_a_session_that_ended_is_not_delivered_to(desk):
    desk.connect("ada")
    desk.connect("bob")
    desk.say("ada", b"SUBSCRIBE\nid:0\ndestination:/topic/a\n\n\0NONSENSE\n\n\0")
    desk.heard("ada")
    desk.say("bob", b"SEND\ndestination:/topic/a\n\nhi\0")

    assert desk.heard("ada") == []


def test_a_refusal_from_below_is_worded_like_the_brokers_own(desk):
    desk.connect("ada")
    desk.carry(desk.broker.refuse("ada", LimitExceeded("body", 5)))
    desk.carry(desk.broker.refuse("ada", LimitExceeded("body", 5)))
    error, code = desk.heard("ada")

    assert error.startswith(b"ERROR\nmessage:over the limit body = 5\n") and b"S12-23" in error and code == 1008


def test_a_stopping_broker_tells_everybody(desk):
    desk.connect("ada")
    desk.open("bob")
    desk.carry(desk.broker.stop(desk.now))

    for name in ("ada", "bob"):
        error, code = desk.heard(name)
        assert error.startswith(b"ERROR\nmessage:the broker is stopping\n") and code == 1001


def test_a_frame_of_nobody_is_nothing(desk):
    desk.connect("ada")
    desk.lose("ada")
    desk.say("ada", b"SEND\ndestination:/topic/a\n\nhi\0")

    assert desk.heard("ada") == []


def test_presets_are_plain_switches_that_can_be_compared():
    from stompkata.broker.profile import STRICT, diff, profile

    assert repr(diff("lenient", STRICT)) == """\
name           lenient  strict
strict_frames  False    True
host_required  False    True
destinations   any      named
unknown_ack    ignored  refused"""
    assert repr(diff("strict", "strict")) == "no difference"
    assert profile("strict") is STRICT
    with pytest.raises(ValueError, match="there is no preset 'nice'; there are strict, lenient"):
        profile("nice")


def test_a_sender_that_drowns_in_its_own_messages_gets_its_receipt_before_the_error_and_nothing_after():
    desk = Desk(limits=Limits(queue_messages=1))
    desk.connect("ada")
    desk.say("ada", b"SUBSCRIBE\nid:0\ndestination:/topic/a\nack:client\nprefetch-count:1\n\n\0")
    desk.say("ada", b"SEND\ndestination:/topic/a\n\n1\0")
    desk.heard("ada")
    desk.say("ada", b"SEND\ndestination:/topic/a\nreceipt:r\n\n2\0")
    receipt, error, code = desk.heard("ada")

    assert receipt == b"RECEIPT\nreceipt-id:r\n\n\0"
    assert error.startswith(b"ERROR\nmessage:slow consumer\\c 1 messages (queue_messages)") and code == 1008
