"""A graceful stop loses nothing that had a receipt and is read, and says what it leaves behind; slow readers go."""

import pytest
from broker_desk import Desk

from stompkata.broker.limits import Limits

READ = b"SUBSCRIBE\nid:0\ndestination:/queue/work\nack:client\nprefetch-count:1\n\n\0"


def send(*bodies):
    return b"".join(b"SEND\ndestination:/queue/work\n\n%s\0" % body for body in bodies)


@pytest.mark.parametrize("frame", [send(b"late"), b"SEND\ndestination:/topic/a\n\nlate\0"])
def test_a_draining_broker_takes_no_messages_and_nobody_new_and_gives_what_it_has(desk, frame):
    desk.connect("ada")
    desk.connect("bob")
    desk.say("bob", b"SEND\ndestination:/topic/a\n\n\0")
    desk.say("ada", READ + send(b"1", b"2"))
    desk.broker.drain()
    desk.say("bob", frame)
    desk.open("eve")
    desk.say("eve", b"CONNECT\naccept-version:1.2\nhost:desk\n\n\0")
    for name in ("bob", "eve"):
        assert desk.heard(name)[0].startswith(b"ERROR\nmessage:the broker is stopping\n")

    desk.say("ada", b"ACK\nid:1\n\n\0ACK\nid:2\n\n\0")
    assert desk.bodies("ada") == [b"1", b"2"] and desk.broker.left() == {}


def test_a_broker_is_idle_when_nothing_waits_for_a_consumer_that_is_about_to_take_it(desk):
    desk.connect("ada")
    desk.say("ada", READ)
    desk.choke("ada")
    assert desk.broker.idle

    desk.say("ada", send(b"1"))
    assert not desk.broker.idle
    desk.flow("ada")
    assert desk.broker.idle


def test_a_stop_returns_what_was_not_acknowledged_and_lists_all_that_stays(desk):
    desk.connect("ada")
    desk.say("ada", READ + send(b"1", b"2") + b"DISCONNECT\n\n\0")
    desk.connect("bob")
    desk.say("bob", READ)
    desk.heard("bob")
    desk.carry(desk.broker.stop(desk.now))

    error, code = desk.heard("bob")
    assert error.startswith(b"ERROR\nmessage:the broker is stopping\n") and code == 1001
    assert desk.broker.left() == {"/queue/work": (2, 0)}


@pytest.mark.parametrize("limits, bodies", [
    (Limits(queue_messages=2), (b"1", b"2")), (Limits(queue_octets=402), (b"1", b"2")), (Limits(retained=402), (b"1", b"2"))])
def test_who_lets_its_private_queue_overflow_is_refused_and_nobody_else_notices(limits, bodies):
    desk = Desk(limits=limits)
    for name in ("ada", "bob", "eve"):
        desk.connect(name)
    desk.say("ada", b"SUBSCRIBE\nid:7\ndestination:/topic/a\nack:client\n\n\0")
    desk.say("eve", b"SUBSCRIBE\nid:0\ndestination:/topic/a\n\n\0")
    for body in bodies:
        desk.say("bob", b"SEND\ndestination:/topic/a\n\n%s\0" % body)
    assert desk.bodies("ada") == [*bodies]

    desk.say("bob", b"SEND\ndestination:/topic/a\nreceipt:r\n\n3\0")
    error, code = desk.heard("ada")
    assert error.startswith(b"ERROR\nmessage:slow consumer") and b"'7'" in error and code == 1008
    assert desk.heard("bob") == [b"RECEIPT\nreceipt-id:r\n\n\0"]
    assert desk.bodies("eve") == [b"1", b"2", b"3"]


def test_who_overflows_on_two_subscriptions_at_once_is_refused_once():
    desk = Desk(limits=Limits(queue_messages=1))
    for name in ("ada", "bob"):
        desk.connect(name)
    desk.say("ada", b"".join(b"SUBSCRIBE\nid:%d\ndestination:/topic/a\nack:client\n\n\0" % key for key in range(2)))
    desk.say("bob", b"SEND\ndestination:/topic/a\n\n1\0SEND\ndestination:/topic/a\n\n2\0")

    assert [said for said in desk.heard("ada") if said == 1008 or said.startswith(b"ERROR")][1:] == [1008]
