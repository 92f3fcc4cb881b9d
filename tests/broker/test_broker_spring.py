"""The preset `spring`: what Spring's simple broker leaves out, as switches of ours."""

import pytest
from broker_desk import Desk

from stompkata.broker.topics import REMEMBERED


@pytest.fixture
def spring():
    desk = Desk("spring")
    desk.connect("ada")
    return desk


def test_a_queue_is_a_topic_with_another_name(spring):
    spring.connect("bob")
    for name in ("ada", "bob"):
        spring.say(name, b"SUBSCRIBE\nid:0\ndestination:/queue/work\nack:client\n\n\0")
    spring.say("ada", b"SEND\ndestination:/queue/work\n\n1\0")

    assert spring.bodies("ada") == spring.bodies("bob") == [b"1"]


def test_every_subscription_is_auto_and_answers_are_ignored(spring):
    spring.say("ada", b"SUBSCRIBE\nid:0\ndestination:/topic/a\nack:client\n\n\0SEND\ndestination:/topic/a\n\n1\0")
    assert b"\nack:" not in spring.heard("ada")[0]

    spring.say("ada", b"ACK\nid:1\n\n\0NACK\nid:1\n\n\0")
    assert spring.heard("ada") == []


@pytest.mark.parametrize("end", [b"COMMIT", b"ABORT"])
def test_a_transaction_changes_nothing(spring, end):
    spring.say("ada", b"SUBSCRIBE\nid:0\ndestination:/topic/a\n\n\0BEGIN\ntransaction:t\n\n\0")
    spring.say("ada", b"SEND\ndestination:/topic/a\ntransaction:t\n\n1\0")
    assert spring.bodies("ada") == [b"1"]

    spring.say("ada", end + b"\ntransaction:t\n\n\0")
    assert spring.heard("ada") == []


def test_only_disconnect_gets_its_receipt(spring):
    spring.say("ada", b"SEND\ndestination:/topic/a\nreceipt:1\n\n\0DISCONNECT\nreceipt:2\n\n\0")

    assert spring.heard("ada") == [b"RECEIPT\nreceipt-id:2\n\n\0", 1000]


def test_it_offers_no_heart_beats():
    desk = Desk("spring")
    desk.open("ada")
    desk.say("ada", b"CONNECT\naccept-version:1.2\nhost:a\nheart-beat:1000,1000\n\n\0")

    assert b"\nheart-beat:0,0\n" in desk.heard("ada")[0]


def test_patterns_have_slashes_and_what_they_match_is_remembered_within_bounds(spring):
    spring.say("ada", b"SUBSCRIBE\nid:0\ndestination:/topic/**\n\n\0")
    for number in (0, *range(REMEMBERED + 1)):
        spring.say("ada", b"SEND\ndestination:/topic/a/%d\n\n\0" % number)

    assert len(spring.heard("ada")) == REMEMBERED + 2
    assert len(spring.broker._destinations.topics._found) == 1
